package inventory

import (
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit/jsonpos"
)

// InForce answers whether Twilio requests a webhook that is set. Absent means that something else takes the traffic, Unknown that it
// cannot be told; why says which, for the end of a sentence.
//
// A TwiML application that no number runs is Unknown: the Voice SDK, a call made through the REST API and a <Dial> of another
// application may run it, and none of them leaves a trace in the account.
// https://www.twilio.com/docs/usage/api/applications
func (inv *Inventory) InForce(w Webhook) (answer Presence, why string) {
	switch w.Item.Ref.Kind {
	case KindPhoneNumber:
		return inv.numberInForce(w)
	case KindApplication:
		if len(inv.EntriesOf(w.Item, w.Channel)) == 0 {
			return Unknown, "no number that was read runs it"
		}
	case KindMessagingService:
		return inv.serviceInForce(w)
	case KindSIPDomain:
		if sid := w.Item.Text("byoc_trunk_sid"); sid != "" {
			return Unknown, inv.nameOf(KindBYOCTrunk, sid) + " may take the calls"
		}
	case KindBYOCTrunk:
		if !inv.leadsToBYOCTrunk(w.Item) {
			return Unknown, "no SIP domain that was read leads to it"
		}
	default:
		return w.enabled()
	}
	return Present, ""
}

// Caveat says what [Inventory.InForce] answered, after a message; "" for a webhook that is in force.
func Caveat(answer Presence, why string) string {
	switch answer {
	case Present:
		return ""
	case Absent:
		return " (it is not in force now: " + why + ")"
	default:
		return " (not known to be in force: " + why + ")"
	}
}

// leadsToBYOCTrunk tells whether a SIP domain that was read brings calls to a BYOC trunk.
// https://www.twilio.com/docs/voice/bring-your-own-carrier-byoc
func (inv *Inventory) leadsToBYOCTrunk(trunk *Item) bool {
	return slices.ContainsFunc(inv.SIPDomains, func(s *SIPDomain) bool { return s.Text("byoc_trunk_sid") == trunk.Ref.SID })
}

// enabled answers for the kinds whose webhooks are switched on and off by another member of the same resource.
func (w Webhook) enabled() (Presence, string) {
	switch it := w.Item; it.Ref.Kind {
	case KindVerifyWebhook:
		if it.Text("status") == "disabled" {
			return Absent, "the webhook is disabled"
		}
	case KindNotifyService: // https://www.twilio.com/docs/notify/api/service-resource: the default is off.
		if !it.Flag("delivery_callback_enabled") {
			return Absent, "delivery callbacks are not enabled"
		}
	case KindFlexFlow:
		uses := map[string]string{"external": "integration.url", "studio": "integration.flow_sid"}
		switch integration := it.Text("integration_type"); {
		case it.Off("enabled"):
			return Absent, "the Flex flow is not enabled"
		case integration != "" && uses[integration] != w.Name:
			return Absent, fmt.Sprintf("the Flex flow is of type %q", integration)
		}
	case KindConversationsAddress:
		switch creation := it.Text("auto_creation.type"); {
		case it.Off("auto_creation.enabled"):
			return Absent, "the address creates no conversations"
		case creation != "" && creation != "webhook":
			return Absent, fmt.Sprintf("the address creates conversations of type %q", creation)
		}
	case KindConversationsWebhooks, KindConversationsServiceHook:
		if filters := it.get("filters"); filters.Kind() == jsonpos.Array && len(it.List("filters")) == 0 {
			return Absent, "no event is chosen that it is told of"
		}
	case KindEventSink:
		switch status := it.Text("status"); status {
		case "failed":
			return Absent, "the sink has failed"
		case "initialized", "validating":
			return Unknown, "the sink is not validated yet"
		}
	}
	return Present, ""
}

func (inv *Inventory) numberInForce(w Webhook) (Presence, string) {
	n, _ := inv.PhoneNumber(w.Item.Ref.SID)
	if n == nil {
		return Unknown, "its number was not read"
	}
	if w.Channel == Voice {
		switch {
		case n.TrunkSID.Set():
			return Absent, inv.nameOf(KindTrunk, n.TrunkSID.Text) + " takes the calls"
		case n.VoiceApplicationSID.Set():
			return Absent, inv.nameOf(KindApplication, n.VoiceApplicationSID.Text) + " takes the calls"
		case n.ReceivesFax:
			return Absent, "the number is set to fax"
		}
		return Present, ""
	}
	service, presence := inv.ServiceOf(n)
	switch {
	case presence == Present && !service.DefersToNumber:
		return Absent, service.Ref.String() + " takes the messages"
	case n.SMSApplicationSID.Set():
		return Absent, inv.nameOf(KindApplication, n.SMSApplicationSID.Text) + " takes the messages"
	case presence == Unknown:
		return Unknown, "whether a messaging service holds the number could not be read"
	}
	return Present, ""
}

func (inv *Inventory) serviceInForce(w Webhook) (Presence, string) {
	service := inv.services[w.Item.Ref.SID]
	switch {
	case w.Role == RoleCallback: // It reports on the messages that the service sends.
		return Present, ""
	case service != nil && service.DefersToNumber:
		return Absent, "the service leaves incoming messages to its numbers"
	case len(inv.EntriesOf(w.Item, w.Channel)) == 0:
		return Unknown, "no number that was read is in its sender pool"
	}
	return Present, ""
}

// nameOf names a resource that is known by its SID, with what else is known of it.
func (inv *Inventory) nameOf(kind Kind, sid string) string {
	if it := inv.index[kind][sid]; it != nil {
		return it.Ref.String()
	}
	return Ref{Kind: kind, SID: sid}.String()
}

// place is a resource in its role for one channel.
type place struct {
	item    *Item
	channel Channel
}

// EntriesOf are the handlers of the numbers and SIP domains for whose calls or messages a resource's URLs are in force.
func (inv *Inventory) EntriesOf(holder *Item, channel Channel) []Handler {
	inv.entriesOnce.Do(func() {
		inv.entries = map[place][]Handler{}
		for _, handlers := range [][]Handler{inv.VoiceHandlers(), inv.MessageHandlers()} {
			for _, h := range handlers {
				if h.Holder != nil {
					at := place{h.Holder, h.Channel}
					inv.entries[at] = append(inv.entries[at], h)
				}
			}
		}
	})
	return inv.entries[place{holder, channel}]
}

// NameOf names a webhook by its member and resource, and by whom the resource answers for:
// `voice_url of TwiML application "Desk" (AP…) for +15550100 (PN…) and 2 more`.
func (inv *Inventory) NameOf(w Webhook) string {
	name := fmt.Sprintf("%s of %s", w.Name, w.Item.Ref)
	entries := inv.EntriesOf(w.Item, w.Channel)
	if len(entries) == 0 || entries[0].Entry == w.Item {
		return name
	}
	name += " for " + entries[0].Entry.Ref.String()
	if more := len(entries) - 1; more > 0 {
		name += fmt.Sprintf(" and %d more", more)
	}
	return name
}
