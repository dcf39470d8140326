package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var liquidWidgetNotUpstream = &audit.Rule{
	ID:    "flow-liquid-widget-not-upstream",
	Title: "Liquid asks for a widget that cannot have run",
	Doc: audit.Doc{
		Why: "A widget has values to read only after it has run. Where no way leads from it to the widget that asks, it cannot have run before, and the value " +
			"is always empty: a split takes the wrong branch, a message has a hole in it. It happens when a part of a flow is rearranged, or copied and the " +
			"names in it are not.\n\n" +
			"Texts that test the value or give another one with `| default:` are fine.",
		Remediation: "Ask for the widget that runs before on this way, or lead the flow through the widget that is asked for.",
		References: []audit.Link{
			liquidLanguage,
			{Title: "Use variables in a flow", URL: "https://www.twilio.com/docs/studio/user-guide/get-started#use-variables-in-your-studio-flow"},
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
		p.EachRevision(checkNotUpstream)
		return nil
	},
}

func checkNotUpstream(r *audit.RevisionPass) {
	d := r.Definition
	var found demands
	for _, asked := range askedWidgets(d) {
		if !asked.upstream {
			found.add(asked.Asked.Name, asked.reference)
		}
	}
	places := newTextReporter(r)
	for _, q := range found.all {
		w, _ := d.Widget(q.about)
		places.tell(q, complaint{
			one: func(ref reference) string {
				if ref.Widget == w {
					return fmt.Sprintf("widget %q asks for %s before it has run, so the value is always empty", ref.Widget.Name, ref.asks())
				}
				return fmt.Sprintf("widget %q%s asks for %s, but no way leads there from widget %q, so the value is always empty",
					ref.Widget.Name, wayTo(d, ref.Widget), ref.asks(), q.name())
			},
			several: func(widgets string, count int) string {
				return fmt.Sprintf("%d texts ask for values of widget %q, but no way leads from it to them, so the values are always empty: in %s",
					count, q.name(), widgets)
			},
			remedy: fmt.Sprintf("ask for a widget that runs before, or lead the flow through %q first", q.name()),
		})
	}
}
