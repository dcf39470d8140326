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
			"default, and one whose numbers may have Conversations addresses that could not be read. Numbers for which Conversations has an address " +
			"that begins conversations by itself are left out. Numbers with a handler of their own, which the service keeps from being asked, are " +
			"told by `number-handler-shadowed`. Conversations also gets the messages of conversations that are under way.",
		References: []audit.Link{
			serviceResource,
			{Title: "Conversations: inbound messages and autocreation", URL: "https://www.twilio.com/docs/conversations-classic/inbound-autocreation"},
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
		{Kind: inventory.KindApplication, How: audit.Optional},
		{Kind: inventory.KindConversationsSettings, How: audit.Optional},
		{Kind: inventory.KindConversationsAddress, How: audit.Optional},
	},
	Check: checkServiceInboundDropped,
}

func checkServiceInboundDropped(p *audit.Pass) error {
	wanted := &audit.Group{Key: "replies", Severity: audit.Warning}
	doubtful := &audit.Group{Key: "one-way", Severity: audit.Note}
	for _, s := range p.Services {
		if s.DefersToNumber || s.InboundRequestURL.Set() {
			continue
		}
		dropped, unknown := droppedAt(p, s)
		if len(dropped) == 0 {
			continue
		}
		group, aside := wanted, ""
		switch usecase := s.Text("usecase"); {
		case usecase == "notifications" || usecase == "verification":
			group, aside = doubtful, fmt.Sprintf(" (its usecase is %s, so perhaps nobody is meant to reply)", usecase)
		case isConversationsDefault(p, s):
			group, aside = doubtful, " (Conversations uses it by default, and takes what belongs to a conversation)"
		case unknown:
			group, aside = doubtful, ", unless Conversations takes it, whose addresses could not be read"
		}
		group.Add(audit.Report{
			Item:     &s.Item,
			Location: s.InboundRequestURL.Location(),
			Message: fmt.Sprintf("%s has no inbound_request_url and does not leave messages to its numbers: what comes in at %s is dropped, and does "+
				"not stand in the log%s",
				s.Ref, named(numbersOf(dropped)), aside),
			Remediation: fmt.Sprintf("set inbound_request_url of %s, or set its use_inbound_webhook_on_number to true (for its whole sender pool)", s.Ref),
		})
	}
	const remedy = "set inbound_request_url of each, or set its use_inbound_webhook_on_number to true (for its whole sender pool)"
	p.ReportGroup(wanted,
		fmt.Sprintf("%d messaging services have no inbound_request_url and do not leave messages to their numbers: what comes in is dropped, and does "+
			"not stand in the log", wanted.Len()), remedy)
	p.ReportGroup(doubtful,
		fmt.Sprintf("%d messaging services have no inbound_request_url and do not leave messages to their numbers: what comes in is dropped, and does "+
			"not stand in the log, though perhaps nobody is meant to reply, or Conversations takes it", doubtful.Len()), remedy)
	return nil
}

// droppedAt are the senders of a service whose messages nobody gets, as far as is known; unknown tells that Conversations may get those
// of some of them.
func droppedAt(p *audit.Pass, s *inventory.MessagingService) (dropped []*inventory.Item, unknown bool) {
	dropped = append(dropped, p.ItemsBelow(inventory.KindMessagingShortCode, s.Ref.SID)...)
	for _, n := range p.ItemsBelow(inventory.KindMessagingServiceNumber, s.Ref.SID) {
		if number, _ := p.PhoneNumber(n.Ref.SID); number != nil && p.OwnMessageHandler(number).Tended() == inventory.Present {
			continue // The service keeps its handler from being asked: number-handler-shadowed tells.
		}
		conversations := p.InConversations(n.Ref.Name)
		if cannotMessage(n) || conversations == inventory.Present {
			continue
		}
		dropped = append(dropped, n)
		unknown = unknown || conversations == inventory.Unknown
	}
	return dropped, unknown
}
