package messaging

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var serviceInboundDropped = &audit.Rule{
	ID:    "messaging-service-inbound-dropped",
	Title: "Messaging service drops incoming messages",
	Doc: audit.Doc{
		Why: "What comes in at a number or short code of a sender pool is the service's to answer. Where `inbound_request_url` is not set, and the " +
			"service does not leave the messages to its numbers, receiving is switched off: replies of customers are thrown away, and do not even " +
			"stand in the message log. Nobody notices until a customer asks why nobody answered.",
		Remediation: "In the Console, under *Messaging > Services > Integration*, say who answers: a webhook (`inbound_request_url`), or the " +
			"webhook of each number (`use_inbound_webhook_on_number`). If nobody should, answer with a sentence that says so.",
		FalseAlarms: "A service for notifications or verification, by its `usecase`, is a note, and so is the one that Conversations uses by " +
			"default. Numbers for which Conversations has an address that begins conversations by itself are left out. Numbers with a handler of their " +
			"own, which the service keeps from being asked, are told by `number-handler-shadowed`. Conversations also gets the messages of " +
			"conversations that are under way.",
		References: []audit.Link{
			serviceResource,
			{Title: "Conversations: inbound messages", URL: "https://www.twilio.com/docs/conversations/inbound-autocreation"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindMessagingService, How: audit.Each},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Each},
		{Kind: inventory.KindMessagingShortCode, How: audit.Each},
		{Kind: inventory.KindPhoneNumber, How: audit.Optional},
		{Kind: inventory.KindConversationsSettings, How: audit.Optional},
		{Kind: inventory.KindConversationsAddress, How: audit.Optional},
	},
	Check: checkServiceInboundDropped,
}

func checkServiceInboundDropped(p *audit.Pass) error {
	answered := conversationAddresses(p)
	for _, s := range p.Services {
		if s.DefersToNumber || s.InboundRequestURL.Set() {
			continue
		}
		dropped := p.ItemsBelow(inventory.KindMessagingShortCode, s.Ref.SID)
		for _, n := range p.ItemsBelow(inventory.KindMessagingServiceNumber, s.Ref.SID) {
			number, _ := p.Find(inventory.KindPhoneNumber, n.Ref.SID)
			if !cannotMessage(n) && !answered[n.Ref.Name] && (number == nil || !takesMessages(number)) {
				dropped = append(dropped, n)
			}
		}
		if len(dropped) == 0 {
			continue
		}
		severity, aside := audit.Warning, ""
		switch usecase := s.Text("usecase"); {
		case usecase == "notifications" || usecase == "verification":
			severity, aside = audit.Note, fmt.Sprintf(" (its usecase is %s, so perhaps nobody is meant to reply)", usecase)
		case isConversationsDefault(p, s):
			severity, aside = audit.Note, " (Conversations uses it by default, and takes what belongs to a conversation)"
		}
		p.Report(audit.Report{
			Item:     &s.Item,
			Location: s.InboundRequestURL.Location(),
			Severity: severity,
			Message: fmt.Sprintf("%s has no inbound_request_url and does not leave messages to its numbers: what comes in at %s is dropped, and does "+
				"not stand in the log%s",
				s.Ref, named(numbersOf(dropped)), aside),
			Remediation: fmt.Sprintf("set inbound_request_url of %s, or set its use_inbound_webhook_on_number to true (for its whole sender pool)", s.Ref),
		})
	}
	return nil
}

// conversationAddresses are the numbers whose messages begin a conversation by themselves, in E.164.
func conversationAddresses(p *audit.Pass) map[string]bool {
	addresses := map[string]bool{}
	for _, a := range p.Items(inventory.KindConversationsAddress) {
		if a.Flag("auto_creation.enabled") {
			addresses[a.Text("address")] = true
		}
	}
	return addresses
}
