package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var liquidWidgetMaybeSkipped = &audit.Rule{
	ID:    "flow-liquid-widget-maybe-skipped",
	Title: "Liquid asks for a widget that some ways do not pass",
	Doc: audit.Doc{
		Why: "A widget has values to read only after it has run. Here some ways from the trigger pass the widget that is asked for, and others do not: on those " +
			"the value is empty. Often that is meant, as with a message that several branches share. It is wrong where the text makes no sense without the value.",
		Remediation: "Test the value with `{% if … %}`, give another one with `| default:`, or keep it in a variable that all ways set.",
		FalseAlarms: "Ways that never happen, since a split before rules them out: the rule sees what is connected, not what conditions allow.",
		References: []audit.Link{
			liquidLanguage,
			{Title: "Use variables in a flow", URL: "https://www.twilio.com/docs/studio/user-guide/get-started#use-variables-in-your-studio-flow"},
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
		p.EachRevision(checkMaybeSkipped)
		return nil
	},
}

func checkMaybeSkipped(r *audit.RevisionPass) {
	d := r.Definition
	trigger, ok := d.Trigger()
	if !ok {
		return
	}
	asked := askedWidgets(d)
	if len(asked) == 0 {
		return
	}
	dominators := d.Dominators(trigger)
	var found demands
	for _, a := range asked {
		if a.upstream && !dominators.Passes(a.Widget, a.Asked) {
			found.add(a.Asked.Name, a.reference)
		}
	}
	places := newTextReporter(r)
	for _, q := range found.all {
		places.tell(q, complaint{
			one: func(ref reference) string {
				return fmt.Sprintf("widget %q asks for %s, but not every way to it passes widget %q: on the others the value is empty",
					ref.Widget.Name, ref.asks(), q.name())
			},
			several: func(widgets string, count int) string {
				return fmt.Sprintf("%d texts ask for values of widget %q, but not every way to them passes it: on the others the values are empty: in %s",
					count, q.name(), widgets)
			},
			remedy: fmt.Sprintf("test the value of %q, or give another one with | default:", q.name()),
		})
	}
}
