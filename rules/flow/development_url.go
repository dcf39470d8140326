package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var developmentURL = &audit.Rule{
	ID:    "flow-development-url",
	Title: "A widget makes requests to a development host",
	Doc: audit.Doc{
		Why: "Tunnels such as ngrok lead to somebody's machine and work while that machine runs them; the free ones change their name with each start, and " +
			"somebody else may get the old name, and with it what the flow sends. Private addresses, `localhost` and reserved names such as " +
			"`example.com` Twilio cannot reach at all. The widget then leaves by its event for failures, or the call breaks off.",
		Remediation: "Set the property to the host that serves this in production.",
		FalseAlarms: "Flows that exist for development, and examples. It is an error only where it is known that a number brings calls or messages to a widget " +
			"that cannot go on without the answer.",
		References: []audit.Link{
			{Title: "Twilio CLI: work with webhooks", URL: "https://www.twilio.com/docs/twilio-cli/general-usage/work-with-webhooks"},
			httpRequestWidget,
			{Title: "RFC 2606: reserved top level DNS names", URL: "https://www.ietf.org/rfc/rfc2606"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
		{Kind: inventory.KindPhoneNumber, How: audit.Optional},
		{Kind: inventory.KindApplication, How: audit.Optional},
		{Kind: inventory.KindMessagingService, How: audit.Optional},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Optional},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			faults, numbers := widgetFaults{r: r}, numberTrafficOf(r)
			for _, a := range addresses(r.Definition) {
				kind := a.development()
				if kind == "" {
					continue
				}
				severity, way := audit.Warning, wayTo(r.Definition, a.widget)
				if number, by := numbers.to(a.widget); number != nil && decides(a) {
					severity, way = audit.Error, fmt.Sprintf(" (%s of %s)", by, number.Ref)
				}
				faults.add(a.host+" "+severity.String(), severity, a.widget, audit.Report{
					Location: r.Place(a.value),
					Severity: severity,
					Message: fmt.Sprintf("%q of widget %q goes to %s, %s: while it cannot be reached, %s%s",
						a.property, a.widget.Name, a.host, kind, lost(a), way),
					Remediation: fmt.Sprintf("set %q of widget %q to the production URL", a.property, a.widget.Name),
				})
			}
			faults.report(func(key string, count int, widgets string) (message, remediation string) {
				host, _, _ := strings.Cut(key, " ")
				return fmt.Sprintf("%d URLs in the flow go to %s, %s: while it cannot be reached, their widgets do not do their work (%s)",
						count, host, inventory.DevelopmentHost(host), widgets),
					"set each of them to the production URL"
			})
		})
		return nil
	},
}

// decides tells whether a widget cannot do its work without the URL.
func decides(a address) bool { return a.kind == studio.ControlURL || a.kind == studio.StreamURL }

// lost is what a URL that cannot be reached takes with it.
func lost(a address) string {
	switch a.kind {
	case studio.MediaURL:
		return "nothing is played or sent"
	case studio.ReportURL:
		return "the reports are lost"
	default:
		return "the widget fails"
	}
}
