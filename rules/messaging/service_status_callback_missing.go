package messaging

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var serviceStatusCallbackMissing = &audit.Rule{
	ID:    "messaging-service-status-callback-missing",
	Title: "Messaging service reports to nobody what became of its messages",
	Doc: audit.Doc{
		Why: "Twilio accepts a message long before a carrier does. What became of it (delivered, undelivered, failed, with the error code) is told " +
			"to the status callback. Without one, messages that a carrier filters look sent to the program that sent them.",
		Remediation: "Set `status_callback` of the service (*Messaging > Services > Integration > Delivery Status Callback*) to a URL that keeps " +
			"count of failures, or send message events to a sink of Event Streams.",
		FalseAlarms: "A status callback may be given with each message instead, and Event Streams needs none.",
		References: []audit.Link{
			serviceResource,
			{Title: "Track the message status", URL: "https://www.twilio.com/docs/messaging/guides/track-outbound-message-status"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Pedantic,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindMessagingService, How: audit.Each}},
	Check:    checkServiceStatusCallbackMissing,
}

func checkServiceStatusCallbackMissing(p *audit.Pass) error {
	silent := &audit.Group{Severity: audit.Note}
	for _, s := range p.Services {
		if s.StatusCallback.Set() {
			continue
		}
		silent.Add(audit.Report{
			Item:        &s.Item,
			Location:    s.StatusCallback.Location(),
			Message:     fmt.Sprintf("%s has no status_callback: nobody is told which of its messages did not arrive, unless each message names one", s.Ref),
			Remediation: fmt.Sprintf("set status_callback of %s to a URL that keeps count of failures", s.Ref),
		})
	}
	p.ReportGroup(silent,
		fmt.Sprintf("%d messaging services have no status_callback: nobody is told which of their messages did not arrive, unless each message "+
			"names one", silent.Len()),
		"set status_callback of each to a URL that keeps count of failures")
	return nil
}
