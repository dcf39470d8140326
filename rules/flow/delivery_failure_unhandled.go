package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var deliveryFailureUnhandled = &audit.Rule{
	ID:    "flow-delivery-failure-unhandled",
	Title: "The flow ends when a message or a call does not get through",
	Doc: audit.Doc{
		Why: "A message is refused by a carrier, nobody answers one, a number that the flow calls is busy. The widget has an event for each of these; " +
			"where the event leads nowhere, the flow ends, although it goes on when all is well. What was to happen next, a note in the " +
			"customer's record or a second try by another way, does not.",
		Remediation: "Lead the event to a widget that does what is left to do: try another way, tell a person, or note that it did not work.",
		FalseAlarms: "Most flows for messages: when a message does not get through, there is often nothing left to do. That is why only the persona " +
			"`pedantic` sees this rule. Not reported: a widget from which the flow does not go on when it succeeds either.",
		References: []audit.Link{
			{Title: "Send Message widget", URL: "https://www.twilio.com/docs/studio/widget-library/send-message"},
			{Title: "Send & Wait For Reply widget", URL: "https://www.twilio.com/docs/studio/widget-library/send-wait-reply"},
			{Title: "Make Outgoing Call widget", URL: "https://www.twilio.com/docs/studio/widget-library/make-outgoing-call"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Pedantic,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			ends := looseEnds{r: r}
			for _, w := range r.Definition.Widgets {
				if !reachesOut(w.Type) || !goesOn(w) {
					continue
				}
				known, _ := w.Known()
				if events := strings.Join(missing(w, known.Failures...), ", "); events != "" {
					ends.addNote(w, fmt.Sprintf("widget %q (%s) leads nowhere when it does not get through (%s)", w.Name, known.Title, events),
						fmt.Sprintf("lead event %s of widget %q to what is left to do then", events, w.Name))
				}
			}
			ends.report("widgets lead nowhere when they do not get through", "lead their events for that to what is left to do then")
		})
		return nil
	},
}

// reachesOut tells whether a widget writes to somebody or calls somebody who may not be there.
func reachesOut(widgetType string) bool {
	switch widgetType {
	case "send-message", "send-and-wait-for-reply", "make-outgoing-call-v1", "make-outgoing-call-v2":
		return true
	default:
		return false
	}
}
