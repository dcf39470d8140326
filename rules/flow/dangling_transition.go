package flow

import (
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var danglingTransition = &audit.Rule{
	ID:    "flow-dangling-transition",
	Title: "Transition to a widget that does not exist",
	Doc: audit.Doc{
		Why: "A transition names the widget that comes next. Twilio refuses to publish a flow in which that name belongs to no widget, " +
			"so a deployment fails, or a draft cannot go live. Names are compared letter by letter, capitals included.",
		Remediation: "Correct the name in `next`, add the missing widget, or take `next` out to end the branch there.",
		References: []audit.Link{
			definitionFormat,
			refusedDefinition,
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
			known, guess := names(r.Definition), guesser{}
			if slices.ContainsFunc(known, studio.HasPlaceholder) { // Any name may become that of a widget when the template is filled in.
				return
			}
			for _, w := range r.Definition.Widgets {
				for _, t := range w.Transitions {
					if _, ok := r.Definition.Widget(t.Next); t.Next == "" || ok || studio.HasPlaceholder(t.Next) {
						continue
					}
					r.Report(audit.Report{
						Location: r.Place(t.NextValue),
						Message: fmt.Sprintf("widget %q leads to %q when %s occurs, but no widget has that name%s",
							w.Name, t.Next, event(t), guess.meant(t.Next, known)),
						Remediation: fmt.Sprintf("correct next of event %s in widget %q, or add a widget named %q", event(t), w.Name, t.Next),
					})
				}
			}
		})
		return nil
	},
}

func event(t studio.Transition) string {
	if t.Event == "" {
		return "(no event)"
	}
	return t.Event
}

// names are the names of all widgets.
func names(d *studio.Definition) []string {
	var all []string
	for _, w := range d.Widgets {
		if w.Name != "" {
			all = append(all, w.Name)
		}
	}
	return all
}
