package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var httpReservedParameter = &audit.Rule{
	ID:    "flow-http-reserved-parameter",
	Title: "HTTP request with a parameter of a reserved name",
	Doc: audit.Doc{
		Why: "*Make HTTP Request* keeps its own settings beside the parameters of the request. A parameter that is called `method` is mixed up with the HTTP " +
			"method: the request is not made, and the widget fails with error 81014 each time.\n\n" +
			"Twilio names `method` as an example and publishes no list, so that no other name is reported.",
		Remediation: "Give the parameter another name, and let the server that takes the request expect that one.",
		References: []audit.Link{
			{Title: "Error 81014: HTTP request failed", URL: "https://www.twilio.com/docs/api/errors/81014"},
			httpRequestWidget,
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			for _, w := range r.Definition.Widgets {
				if w.Type != makeHTTPRequest {
					continue
				}
				for _, parameter := range w.Property("parameters").Elements() {
					const reserved = "method"
					key := parameter.Get("key")
					if key.Text() != reserved {
						continue
					}
					r.Report(audit.Report{
						Location: r.Place(key),
						Message: fmt.Sprintf("the HTTP request of widget %q has a parameter called %q, which is a reserved name: the request fails each time%s",
							w.Name, reserved, wayTo(r.Definition, w)),
						Remediation: fmt.Sprintf("give the parameter %q of widget %q another name", reserved, w.Name),
					})
				}
			}
		})
		return nil
	},
}

// makeHTTPRequest is the type of the widget that asks a server.
const makeHTTPRequest = "make-http-request"
