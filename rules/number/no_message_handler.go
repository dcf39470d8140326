package number

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var noMessageHandler = &audit.Rule{
	ID:    "number-no-message-handler",
	Title: "Nothing answers the messages of a number",
	Doc: audit.Doc{
		Why: "The number can take messages, and no messaging service, TwiML application, message URL or Conversations address is there for them. They stand in " +
			"the log, and nobody reads them: not even a customer's reply to a reminder.",
		Remediation: "Set `sms_url` of the number (*A message comes in*), or put the number into the sender pool of a messaging service that sees to replies.",
		FalseAlarms: "Numbers for calls, and numbers that only send, need no handler for messages. Twilio answers STOP and HELP by itself in many countries.",
		References: []audit.Link{
			numberResource,
			{Title: "Address Configuration resource", URL: "https://www.twilio.com/docs/conversations-classic/api/address-configuration-resource"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Pedantic,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindApplication, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Complete},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Complete},
		{Kind: inventory.KindConversationsAddress, How: audit.Complete},
	},
	Check: checkNoMessageHandler,
}

func checkNoMessageHandler(p *audit.Pass) error {
	group := &audit.Group{}
	for _, n := range p.Numbers {
		h := p.MessageHandler(n)
		if !n.Flag("capabilities.sms") || h.Answer != inventory.AnswerNone || p.InConversations(n.Number) != inventory.Absent {
			continue
		}
		location, what := h.Primary.Location(), "it has no messaging service, no application and no sms_url"
		switch h.Holder.Ref.Kind {
		case inventory.KindMessagingService: // It drops them: messaging-service-inbound-dropped tells.
			continue
		case inventory.KindApplication:
			location, what = n.SMSApplicationSID.Location(), fmt.Sprintf("%s should, and has no sms_url", h.Holder.Ref)
		}
		group.Add(audit.Report{
			Item:        &n.Item,
			Location:    location,
			Message:     fmt.Sprintf("nothing answers messages to %s: %s", n.Ref, what),
			Remediation: fmt.Sprintf("set sms_url of %s, or put the number into a messaging service that sees to replies", h.Holder.Ref),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("nothing answers messages to %d numbers: they have no messaging service, no application and no message URL", group.Len()),
		"set sms_url of each, or put them into a messaging service that sees to replies")
	return nil
}
