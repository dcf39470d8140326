package inventory

import "fmt"

// Answer is what answers the calls or the messages of a number.
type Answer uint8

// The answers.
const (
	// AnswerUnknown: what decides it could not be read; Handler.Why says what.
	AnswerUnknown Answer = iota
	// AnswerNone: nothing is set.
	AnswerNone
	// AnswerWebhook: a URL, which may run a Studio flow.
	AnswerWebhook
	// AnswerTrunk: a SIP trunk takes the calls.
	AnswerTrunk
	// AnswerMissing: the application or trunk that is set does not exist.
	AnswerMissing
)

// Handler is who really answers. Most false alarms come from looking at a number's own URLs while something else answers.
//
// For calls the order is trunk, then TwiML application, then the number's own URLs; for messages, the messaging service whose
// pool holds the number (unless it defers to the number), then the TwiML application, then the number's own URL.
// https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource and
// https://www.twilio.com/docs/messaging/api/service-resource describe it member by member.
type Handler struct {
	Answer  Answer
	Channel Channel
	// Entry is the resource that the traffic comes in by: a number or a SIP domain.
	Entry *Item
	// Holder is the resource whose URLs are in force: the entry itself, a TwiML application, a messaging service or a trunk.
	Holder *Item
	// Primary, Fallback and StatusCallback are the URLs in force.
	Primary, Fallback, StatusCallback Field
	// Studio is the flow that Primary runs, if OnStudio.
	Studio   StudioTarget
	OnStudio bool
	// Why says what could not be read, for AnswerUnknown.
	Why string
}

// Shadowed tells whether the entry's own URLs are not in force.
func (h Handler) Shadowed() bool { return h.Answer != AnswerUnknown && h.Holder != h.Entry }

// Tended answers whether somebody has seen to the traffic: it goes to a trunk, or to a URL that is not Twilio's demo.
func (h Handler) Tended() Presence {
	switch {
	case h.Answer == AnswerUnknown:
		return Unknown
	case h.Answer == AnswerTrunk, h.Answer == AnswerWebhook && !IsDemo(h.Primary.Text):
		return Present
	default:
		return Absent
	}
}

func (inv *Inventory) webhookHandler(channel Channel, entry, holder *Item, primary, fallback, callback Field) Handler {
	h := Handler{Answer: AnswerNone, Channel: channel, Entry: entry, Holder: holder, Primary: primary, Fallback: fallback, StatusCallback: callback}
	if primary.Set() {
		h.Answer = AnswerWebhook
		h.Studio, h.OnStudio = inv.StudioFlow(primary.Text)
	}
	return h
}

// VoiceHandler is who answers the calls of a number.
func (inv *Inventory) VoiceHandler(n *PhoneNumber) Handler {
	h := Handler{Channel: Voice, Entry: &n.Item, Holder: &n.Item}
	switch {
	case n.TrunkSID.Set():
		trunk, presence := inv.Trunk(n.TrunkSID.Text)
		h.Answer = AnswerTrunk
		h.Holder = nil
		if trunk != nil {
			h.Holder = &trunk.Item
		} else if presence == Absent {
			h.Answer = AnswerMissing
		}
		return h
	case n.VoiceApplicationSID.Set():
		return inv.applicationHandler(h, n.VoiceApplicationSID.Text)
	case n.ReceivesFax: // https://www.twilio.com/docs/fax: the voice URLs of a number set to fax are not used.
		h.Answer = AnswerNone
		return h
	default:
		return inv.webhookHandler(Voice, &n.Item, &n.Item, n.VoiceURL, n.VoiceFallbackURL, n.StatusCallback)
	}
}

// MessageHandler is who answers the messages of a number.
func (inv *Inventory) MessageHandler(n *PhoneNumber) Handler {
	h := Handler{Channel: Message, Entry: &n.Item, Holder: &n.Item}
	service, presence := inv.ServiceOf(n)
	switch {
	case presence == Unknown:
		h.Holder = nil
		h.Why = fmt.Sprintf("it is not known whether a messaging service holds %s", n.Ref)
		return h
	case presence == Present && !service.DefersToNumber:
		return inv.webhookHandler(Message, &n.Item, &service.Item, service.InboundRequestURL, service.FallbackURL, Field{})
	default:
		return inv.OwnMessageHandler(n)
	}
}

// OwnMessageHandler is who answers the messages of a number while no messaging service does.
func (inv *Inventory) OwnMessageHandler(n *PhoneNumber) Handler {
	if n.SMSApplicationSID.Set() {
		return inv.applicationHandler(Handler{Channel: Message, Entry: &n.Item, Holder: &n.Item}, n.SMSApplicationSID.Text)
	}
	return inv.webhookHandler(Message, &n.Item, &n.Item, n.SMSURL, n.SMSFallbackURL, Field{})
}

// InConversations answers whether a message to a number begins a conversation by itself, whatever else is set for the number.
// https://www.twilio.com/docs/conversations-classic/inbound-autocreation
func (inv *Inventory) InConversations(number string) Presence {
	inv.conversationsOnce.Do(func() {
		inv.conversations = map[string]bool{}
		for _, a := range inv.Items(KindConversationsAddress) {
			if !a.Off("auto_creation.enabled") {
				inv.conversations[a.Text("address")] = true
			}
		}
	})
	switch {
	case inv.conversations[number]:
		return Present
	case inv.ReadAll(KindConversationsAddress):
		return Absent
	default:
		return Unknown
	}
}

func (inv *Inventory) applicationHandler(h Handler, sid string) Handler {
	a, presence := inv.Application(sid)
	switch presence {
	case Present:
		if h.Channel == Voice {
			return inv.webhookHandler(Voice, h.Entry, &a.Item, a.VoiceURL, a.VoiceFallbackURL, a.StatusCallback)
		}
		return inv.webhookHandler(Message, h.Entry, &a.Item, a.SMSURL, a.SMSFallbackURL, Field{})
	case Absent:
		h.Answer, h.Holder = AnswerMissing, nil
	default:
		h.Answer, h.Holder = AnswerUnknown, nil
		h.Why = fmt.Sprintf("TwiML application %s of %s could not be read", sid, h.Entry.Ref)
	}
	return h
}

// SIPHandler is who answers the calls that come in by a SIP domain.
func (inv *Inventory) SIPHandler(s *SIPDomain) Handler {
	return inv.webhookHandler(Voice, &s.Item, &s.Item, s.VoiceURL, s.VoiceFallbackURL, s.StatusCallback)
}

// VoiceHandlers are the handlers of every number and SIP domain. They are worked out once: every rule about numbers asks.
func (inv *Inventory) VoiceHandlers() []Handler {
	inv.voiceOnce.Do(func() {
		for _, n := range inv.Numbers {
			inv.voiceHandlers = append(inv.voiceHandlers, inv.VoiceHandler(n))
		}
		for _, s := range inv.SIPDomains {
			inv.voiceHandlers = append(inv.voiceHandlers, inv.SIPHandler(s))
		}
	})
	return inv.voiceHandlers
}

// MessageHandlers are the handlers of every number.
func (inv *Inventory) MessageHandlers() []Handler {
	inv.messageOnce.Do(func() {
		for _, n := range inv.Numbers {
			inv.messageHandlers = append(inv.messageHandlers, inv.MessageHandler(n))
		}
	})
	return inv.messageHandlers
}

// VoiceEntries are the numbers and SIP domains whose calls run a flow, as far as is known. Unknown means that there may be more.
func (inv *Inventory) VoiceEntries(flow string) (entries []Handler, presence Presence) {
	presence = Absent
	for _, h := range inv.VoiceHandlers() {
		switch {
		case h.OnStudio && h.Studio.Flow == flow && h.Studio.Account == inv.Account.SID:
			entries = append(entries, h)
		case h.Answer == AnswerUnknown && len(entries) == 0:
			presence = Unknown
		}
	}
	if len(entries) > 0 {
		return entries, Present
	}
	if !inv.ReadAll(KindPhoneNumber, KindSIPDomain, KindApplication) {
		return nil, Unknown
	}
	return nil, presence
}
