package messaging

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var serviceFallbackMissing = &audit.Rule{
	ID:    "messaging-service-fallback-missing",
	Title: "Incoming messages of a messaging service have no fallback handler",
	Doc: audit.Doc{
		Why: "When `inbound_request_url` of a service cannot be reached, or does not answer with TwiML, Twilio asks `fallback_url`. Without one the " +
			"sender of the message gets no answer, and nothing of yours has seen it.",
		Remediation: "Set `fallback_url` of the service to something that does not fail together with the handler, such as a TwiML Bin that says " +
			"when to try again.",
		FalseAlarms: "Many accounts live without it; the finding lists all services at once. Services that leave messages to their numbers are left alone.",
		References:  []audit.Link{serviceResource},
	},
	Severity: audit.Note,
	Persona:  audit.Pedantic,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindMessagingService, How: audit.Each}},
	Check:    checkServiceFallbackMissing,
}

func checkServiceFallbackMissing(p *audit.Pass) error {
	alone := &audit.Group{Severity: audit.Note}
	for _, s := range p.Services {
		if s.DefersToNumber || !s.InboundRequestURL.Set() || s.FallbackURL.Set() {
			continue
		}
		alone.Add(audit.Report{
			Item:        &s.Item,
			Location:    s.FallbackURL.Location(),
			Message:     fmt.Sprintf("%s has an inbound_request_url and no fallback_url: when that fails, nobody answers its messages", s.Ref),
			Remediation: fmt.Sprintf("set fallback_url of %s to a URL that does not fail together with its inbound_request_url, such as a TwiML Bin", s.Ref),
		})
	}
	p.ReportGroup(alone,
		fmt.Sprintf("%d messaging services have an inbound_request_url and no fallback_url: when that fails, nobody answers their messages", alone.Len()),
		"set fallback_url of each to a URL that does not fail together with its inbound_request_url, such as a TwiML Bin")
	return nil
}
