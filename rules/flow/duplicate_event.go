package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var duplicateEvent = &audit.Rule{
	ID:    "flow-duplicate-event",
	Title: "One event leads to two places",
	Doc: audit.Doc{
		Why: "Apart from `match`, each event of a widget can lead to one place. A second transition on the same event to another place cannot be drawn in the " +
			"editor, so it was written by hand or left over from a merge of two versions, and which of the two Studio takes is not documented. " +
			"Often a condition was meant: \"key 1 to sales, key 2 to support\" takes a *Split Based On…* behind the prompt.",
		Remediation: "Keep one transition for each event. To choose by a value, lead the event to a *Split Based On…* that compares it.",
		References: []audit.Link{
			definitionFormat,
			splitWidget,
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
			for _, w := range r.Definition.Widgets {
				if _, known := w.Known(); known {
					reportDuplicateEvents(r, w)
				}
			}
		})
		return nil
	},
}

func reportDuplicateEvents(r *audit.RevisionPass, w *studio.Widget) {
	first := map[string]studio.Transition{}
	told := map[string]bool{}
	for _, t := range w.Transitions {
		earlier, again := first[t.Event]
		if !again {
			first[t.Event] = t
			continue
		}
		if t.Event == "match" && w.Type == split || t.Event == "" || t.Next == earlier.Next || told[t.Event] {
			continue
		}
		told[t.Event] = true
		remediation := fmt.Sprintf("keep one transition for event %s of widget %q", t.Event, w.Name)
		if earlier.Value.Get("conditions").Len()+t.Value.Get("conditions").Len() > 0 {
			remediation = fmt.Sprintf("lead event %s of widget %q to a split-based-on that has the conditions: only that type has them", t.Event, w.Name)
		}
		r.Report(audit.Report{
			Location: r.Place(t.Value.Get("event")),
			Message: fmt.Sprintf("event %s of widget %q leads both %s and %s: which of them Studio takes is not documented",
				t.Event, w.Name, target(earlier), target(t)),
			Remediation:   remediation,
			Related:       []audit.Related{{Location: r.Place(earlier.Value.Get("event")), Message: "the first transition on that event"}},
			Discriminator: t.Event,
		})
	}
}

// target says where a transition leads.
func target(t studio.Transition) string {
	if t.Next == "" {
		return "nowhere"
	}
	return fmt.Sprintf("to %q", t.Next)
}
