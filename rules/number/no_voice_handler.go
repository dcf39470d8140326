package number

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var noVoiceHandler = &audit.Rule{
	ID:    "number-no-voice-handler",
	Title: "Nothing answers the calls of a number",
	Doc: audit.Doc{
		Why: "The number can take calls, and neither a SIP trunk nor a TwiML application nor a voice URL is set. Whoever calls it, be it to call back after a " +
			"missed call, reaches nobody.",
		Remediation: "Set `voice_url` of the number (*A call comes in*), if only to a TwiML Bin that says whom to call instead; or release the number, which costs money " +
			"each month.",
		FalseAlarms: "Numbers that only send messages, or only stand as the caller ID of outgoing calls, may rightly answer no calls. Where the messages of the number " +
			"are seen to, or it is in the sender pool of a messaging service, or that could not be read, it is a note.",
		References: []audit.Link{numberResource},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindApplication, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Optional},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Optional},
	},
	Check: checkNoVoiceHandler,
}

func checkNoVoiceHandler(p *audit.Pass) error {
	unused := &audit.Group{Key: "unused", Severity: audit.Warning}
	messages := &audit.Group{Key: "messages", Severity: audit.Note}
	unknown := &audit.Group{Key: "unknown", Severity: audit.Note}
	for _, n := range p.Numbers {
		h := p.VoiceHandler(n)
		if !n.Flag("capabilities.voice") || h.Answer != inventory.AnswerNone || n.ReceivesFax { // Of fax, number-voice-receive-fax tells.
			continue
		}
		group, use := unused, ""
		switch takesMessages(p, n) {
		case inventory.Present:
			group, use = messages, ", though the number is there for messages"
		case inventory.Unknown:
			group, use = unknown, ", and whether the number is there for messages could not be read"
		}
		location, what := h.Primary.Location(), "it has no trunk, no application and no voice_url"
		if h.Holder.Ref.Kind == inventory.KindApplication {
			location, what = n.VoiceApplicationSID.Location(), fmt.Sprintf("%s should, and has no voice_url", h.Holder.Ref)
		}
		group.Add(audit.Report{
			Item:        &n.Item,
			Location:    location,
			Message:     fmt.Sprintf("nothing answers calls to %s: %s%s", n.Ref, what, use),
			Remediation: fmt.Sprintf("set voice_url of %s, if only to a TwiML Bin that says whom to call instead, or release the number", h.Holder.Ref),
		})
	}
	p.ReportGroup(unused,
		fmt.Sprintf("nothing answers calls to %d numbers: they have no trunk, no application and no voice URL", unused.Len()),
		"set voice_url of each, if only to a TwiML Bin that says whom to call instead, or release the number")
	p.ReportGroup(messages,
		fmt.Sprintf("nothing answers calls to %d numbers that are there for messages: they have no trunk, no application and no voice URL", messages.Len()),
		"set voice_url of each, if only to a TwiML Bin that says whom to call instead")
	p.ReportGroup(unknown,
		fmt.Sprintf("nothing answers calls to %d numbers: they have no trunk, no application and no voice URL, and whether they are there for messages "+
			"could not be read", unknown.Len()),
		"set voice_url of each, if only to a TwiML Bin that says whom to call instead")
	return nil
}

// takesMessages answers whether somebody has seen to the messages of a number: a messaging service sends by it, or a handler that is not
// Twilio's demo gets what comes in.
func takesMessages(p *audit.Pass, n *inventory.PhoneNumber) inventory.Presence {
	if _, presence := p.ServiceOf(n); presence != inventory.Absent {
		return presence
	}
	return p.MessageHandler(n).Tended()
}
