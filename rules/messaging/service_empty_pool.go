package messaging

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var serviceEmptyPool = &audit.Rule{
	ID:    "messaging-service-empty-pool",
	Title: "Messaging service has no sender",
	Doc: audit.Doc{
		Why: "A message that is sent by a messaging service leaves by a sender of its pool. A service whose pool is empty has nobody to send by: " +
			"each message to it fails, and a program that still uses its SID finds out only then. Most often the numbers were moved to another " +
			"service, or released.",
		Remediation: "Add a sender in the Console under *Messaging > Services > Sender Pool*, or delete the service when nothing uses its SID any more.",
		FalseAlarms: "A service that is younger than a week is left alone. One that Conversations uses by default is a note: Twilio creates it, and " +
			"it may never be needed. Numbers, short codes, alphanumeric senders and channel senders such as WhatsApp and RCS all count.",
		References: []audit.Link{serviceNumbers, serviceResource},
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
		{Kind: inventory.KindMessagingAlphaSender, How: audit.Each},
		{Kind: inventory.KindMessagingCountrySender, How: audit.Each},
		{Kind: inventory.KindMessagingChannelSender, How: audit.Each},
		{Kind: inventory.KindConversationsSettings, How: audit.Optional},
	},
	Check: checkServiceEmptyPool,
}

// settingUp is how long a service may be without senders before somebody is asked about it.
const settingUp = 7 * 24 * time.Hour

func checkServiceEmptyPool(p *audit.Pass) error {
	empty := &audit.Group{Severity: audit.Warning}
	for _, s := range p.Services {
		if p.AsOf.Sub(s.Date("date_created")) < settingUp || !poolIsEmpty(p, s.Ref.SID) {
			continue
		}
		r := audit.Report{
			Item:        &s.Item,
			Location:    s.At("sid"),
			Message:     fmt.Sprintf("%s has no sender in its pool: whatever is sent by it fails", s.Ref),
			Remediation: fmt.Sprintf("add a sender to the pool of %s, or delete the service if nothing uses it", s.Ref),
		}
		if isConversationsDefault(p, s) {
			r.Severity = audit.Note
			r.Message += " (Conversations uses it by default)"
			p.Report(r)
			continue
		}
		empty.Add(r)
	}
	p.ReportGroup(empty,
		fmt.Sprintf("%d messaging services have no sender in their pools: whatever is sent by them fails", empty.Len()),
		"add a sender to the pool of each, or delete those that nothing uses")
	return nil
}

// poolIsEmpty tells whether a service is known to have no sender of any sort.
func poolIsEmpty(p *audit.Pass, service string) bool {
	for _, kind := range []inventory.Kind{
		inventory.KindMessagingServiceNumber, inventory.KindMessagingShortCode, inventory.KindMessagingAlphaSender,
		inventory.KindMessagingCountrySender, inventory.KindMessagingChannelSender,
	} {
		if !p.AllBelow(kind, service) || len(p.ItemsBelow(kind, service)) > 0 {
			return false
		}
	}
	return true
}
