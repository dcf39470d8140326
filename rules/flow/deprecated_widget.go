package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var deprecatedWidget = &audit.Rule{
	ID:    "flow-deprecated-widget",
	Title: "Widget of a product that has ended",
	Doc: audit.Doc{
		Why: "Autopilot and Programmable Chat have ended, and their widgets with them: a call or a message that comes to one of them goes no further. The first " +
			"versions of *Connect Virtual Agent* and *Make Outgoing Call* still work, and have successors.",
		Remediation: "Replace the widget by what took its place: a virtual agent or Conversation Relay for Autopilot, Conversations for Programmable Chat, " +
			"the second version for the others.",
		FalseAlarms: "A first version that works is a note, and so is a widget that nothing leads to.",
		References: []audit.Link{
			{Title: "Autopilot widget: shut down", URL: "https://www.twilio.com/docs/autopilot/studio"},
			{Title: "Programmable Chat: end of life", URL: "https://www.twilio.com/en-us/changelog/programmable-chat-end-of-life-notice"},
			{Title: "Widget library", URL: "https://www.twilio.com/docs/studio/widget-library"},
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
			faults := widgetFaults{r: r}
			for _, w := range r.Definition.Widgets {
				known, _ := w.Known()
				if known.Retired == nil {
					continue
				}
				severity, consequence := audit.Note, ""
				if known.Retired.Gone && r.Definition.Traffic().Reaches(w) {
					severity, consequence = audit.Error, "; what comes to it goes no further"+wayTo(r.Definition, w)
				}
				faults.add(known.Retired.Message+"\x00"+severity.String(), severity, w, audit.Report{
					Location:    r.Place(w.NameValue()),
					Severity:    severity,
					Message:     fmt.Sprintf("widget %q (%s): %s%s", w.Name, known.Title, known.Retired.Message, consequence),
					Remediation: fmt.Sprintf("replace widget %q: %s", w.Name, known.Retired.URL),
				})
			}
			faults.report(func(key string, count int, widgets string) (message, remediation string) {
				reason, _, _ := strings.Cut(key, "\x00")
				return fmt.Sprintf("%d widgets are of a retired type (%s): %s", count, widgets, reason), "replace each of them"
			})
		})
		return nil
	},
}
