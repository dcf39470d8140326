package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var failureUnhandled = &audit.Rule{
	ID:    "flow-failure-unhandled",
	Title: "The flow ends when a request fails",
	Doc: audit.Doc{
		Why: "Servers fail, and Studio waits no longer than ten seconds for an HTTP request or a Function. A queue can be full, and a subflow can break off. " +
			"The widget then leaves by its event for that; where the event leads nowhere, the flow ends, although it goes on when all is well. " +
			"A caller is hung up on without a word each time the server has a bad minute.",
		Remediation: "Lead the event for the failure to a widget that helps without the server: an apology, a person, a voicemail. Lead it back to the " +
			"same widget only with a count, since Studio stops an execution that runs one widget ten times in a row.",
		FalseAlarms: "A request whose failure really makes everything behind it pointless. Not reported: a widget from which the flow does not go on when " +
			"it succeeds either. Outside of incoming calls it is a note, and for a call that fails after it was queued as well.",
		References: []audit.Link{
			studioLimits,
			{Title: "Make HTTP Request widget", URL: "https://www.twilio.com/docs/studio/widget-library/http-request"},
			{Title: "Run Function widget", URL: "https://www.twilio.com/docs/studio/widget-library/run-function"},
			{Title: "Enqueue Call widget", URL: "https://www.twilio.com/docs/studio/widget-library/enqueue-call"},
			{Title: "Error 81017: a Function failed or took too long", URL: "https://www.twilio.com/docs/api/errors/81017"},
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
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			ends := looseEnds{r: r, ending: ending}
			for _, w := range r.Definition.Widgets {
				if !mayFail(w.Type) || !goesOn(w) {
					continue
				}
				known, _ := w.Known()
				events := missing(w, known.Failures...)
				if len(events) == 0 {
					continue
				}
				failed := strings.Join(events, ", ")
				add := ends.add
				if failed == callFailure {
					add = ends.addNote
				}
				add(w, fmt.Sprintf("widget %q (%s) leads nowhere when it fails (%s)", w.Name, known.Title, failed),
					fmt.Sprintf("lead event %s of widget %q to a widget that helps without it", failed, w.Name))
			}
			ends.report("widgets lead nowhere when they fail", "lead the event for the failure of each to a widget that helps without it")
		})
		return nil
	},
}

// callFailure is the event of a call that breaks off in the queue, when mostly nobody is left to talk to.
const callFailure = "callFailure"

// mayFail tells whether a widget does its work elsewhere, on a server, in a queue or in another flow, and the flow needs the result.
// Whether a message was delivered is the rule flow-delivery-failure-unhandled.
func mayFail(widgetType string) bool {
	switch widgetType {
	case "make-http-request", "run-function", "run-function-v2", runSubflow, "enqueue-call", "send-to-flex":
		return true
	default:
		return false
	}
}
