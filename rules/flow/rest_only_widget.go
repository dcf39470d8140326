package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var restOnlyWidget = &audit.Rule{
	ID:    "flow-rest-only-widget",
	Title: "Widget that works only in flows begun by the REST API",
	Doc: audit.Doc{
		Why: "*Start Conversation* and *Resume Conversation* give a conversation to a flow that the REST API has begun. In a flow that a call, a message or a " +
			"conversation has begun there is a channel already: the widget does nothing and leaves by *Failed*.",
		Remediation: "Lead only the REST API trigger to the widget. Where somebody has written or called, answer with the widgets for messages or calls.",
		References: []audit.Link{
			{Title: "Start Conversation widget", URL: "https://www.twilio.com/docs/studio/widget-library/start-conversation"},
			{Title: "Resume Conversation widget", URL: "https://www.twilio.com/docs/studio/widget-library/resume-conversation"},
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
			traffic := r.Definition.Traffic()
			for _, w := range r.Definition.Widgets {
				if w.Type != "start-conversation" && w.Type != "resume-conversation" {
					continue
				}
				event, ok := traffic.Event(w, studio.IncomingConversationMessage, studio.IncomingMessage, studio.IncomingCall)
				if !ok {
					continue
				}
				known, _ := w.Known()
				r.Report(audit.Report{
					Location: r.Place(w.NameValue()),
					Message: fmt.Sprintf("widget %q (%s) works only in a flow begun by the REST API, and %s leads to it (%s): it fails there",
						w.Name, known.Title, event, traffic.Way(event, w)),
					Remediation: fmt.Sprintf("lead only incomingRequest to widget %q", w.Name),
				})
			}
		})
		return nil
	},
}
