package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var retryWithoutLimit = &audit.Rule{
	ID:    "flow-retry-without-limit",
	Title: "A question is asked again for ever",
	Doc: audit.Doc{
		Why: "A caller stays silent, or presses a key that is not on the menu, and the flow asks again; and again, with nothing that counts. A line that was " +
			"left open, a fax machine or a voicemail box listens to the menu until Studio stops the execution, after the same widget ten " +
			"times in a row or after 1,000 steps, and every minute of it is paid for. A person who cannot answer is never passed on to somebody who can help.",
		Remediation: "Count the tries with *Set Variables* (`{{flow.variables.tries | plus: 1}}`), and after two or three lead on to a person or to a goodbye.",
		FalseAlarms: "Very common, and mostly harmless where callers are few: only the persona `pedantic` sees this rule. Tries that a server counts look " +
			"as if nothing counted them.",
		References: []audit.Link{
			studioLimits,
			{Title: "Gather Input On Call widget", URL: "https://www.twilio.com/docs/studio/widget-library/gather-input-call"},
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
			var retries []studio.Transition
			var from []string
			uncounted := r.Definition.CyclesAmong(func(w *studio.Widget) bool { return !r.Definition.Counts(w) })
			for _, c := range uncounted {
				if !asks(c) || !r.Definition.Traffic().Reaches(c.Widgets[0]) {
					continue
				}
				for _, w := range c.Widgets {
					for _, t := range w.Transitions {
						next, ok := r.Definition.Widget(t.Next)
						if ok && c.Has(next) && (w.Type == gather && t.Event == timeout || w.Type == split && t.Event == noMatch) {
							retries, from = append(retries, t), append(from, w.Name)
						}
					}
				}
			}
			reportRetries(r, retries, from)
		})
		return nil
	},
}

// asks tells whether a loop asks a caller something.
func asks(c *studio.Cycle) bool {
	for _, w := range c.Widgets {
		if w.Type == gather {
			return true
		}
	}
	return false
}

func reportRetries(r *audit.RevisionPass, retries []studio.Transition, from []string) {
	found := make([]audit.Report, 0, len(retries))
	for i, t := range retries {
		found = append(found, audit.Report{
			Location: r.Place(t.NextValue),
			Message: fmt.Sprintf("event %s of widget %q leads back to a question, and nothing counts how often it is asked: it goes on until Studio stops the "+
				"execution", t.Event, from[i]),
			Remediation: fmt.Sprintf("count the tries on the way from event %s of widget %q, and lead on to a person or a goodbye when there were enough",
				t.Event, from[i]),
		})
	}
	r.ReportAll("", 0, found, func(left []int) (string, string) {
		names := make([]string, 0, len(left))
		for _, i := range left {
			names = append(names, from[i])
		}
		return fmt.Sprintf("%d widgets lead back to a question when no answer fits, and nothing counts how often it is asked: %s", len(left), quoted(names)),
			"count the tries on each way back, and lead on to a person or a goodbye when there were enough"
	})
}
