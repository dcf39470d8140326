package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var liquidUnknownWidget = &audit.Rule{
	ID:    "flow-liquid-unknown-widget",
	Title: "Liquid asks for a widget that does not exist",
	Doc: audit.Doc{
		Why: "`{{widgets.menu.Digits}}` reads what the widget `menu` has saved. If no widget has that name, letter by letter and capitals included, the value " +
			"is empty, and nothing fails: a split takes the wrong branch, a message has a hole in it, a server gets nothing. It happens when a widget is " +
			"renamed or deleted, or copied from another flow.\n\n" +
			"It is a warning where the text copes with an empty value, where nothing leads to it, and in a subflow. A subflow sees the trigger and the " +
			"parameters of its parent, but not the parent's widgets.",
		Remediation: "Write the name that the widget has now. In a subflow, pass the value as a parameter and read `{{trigger.parent.parameters.…}}`.",
		References: []audit.Link{
			liquidLanguage,
			subflows,
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
		p.EachRevision(checkUnknownWidgets)
		return nil
	},
}

func checkUnknownWidgets(r *audit.RevisionPass) {
	d := r.Definition
	if d.HasPlaceholderNames() {
		return
	}
	var asked demands
	for ref := range references(d) {
		name, ok := ref.step(1)
		if ok && ref.Asked == nil && ref.Under("widgets") {
			asked.add(name, ref)
		}
	}
	places := newTextReporter(r)
	widgetNames := names(d)
	for _, q := range asked.all {
		meant := places.meant(q.about, widgetNames)
		severity := audit.Error
		if d.Wired(studio.IncomingParent) || !q.bites(d) {
			severity = audit.Warning
		}
		places.tell(q, complaint{
			severity: severity,
			one: func(ref reference) string {
				return fmt.Sprintf("widget %q asks for %s, but no widget is called %q, so the value is always empty%s%s",
					ref.Widget.Name, ref.asks(), q.name(), wayTo(d, ref.Widget), meant)
			},
			several: func(widgets string, count int) string {
				return fmt.Sprintf("%d texts ask for values of a widget called %q, but there is none, so the values are always empty: in %s%s",
					count, q.name(), widgets, meant)
			},
			remedy: fmt.Sprintf("correct %q to the name of the widget that is meant", q.name()),
		})
	}
}

// bites tells whether traffic comes to a place that asks and does not cope with an empty value.
func (q *demand) bites(d *studio.Definition) bool {
	for _, ref := range q.places {
		if !ref.careful() && d.Traffic().Reaches(ref.Widget) {
			return true
		}
	}
	return false
}
