package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var splitArgumentDiffers = &audit.Rule{
	ID:    "flow-split-argument-differs",
	Title: "A condition tests another value than its split",
	Doc: audit.Doc{
		Why: "A split tests one value: the editor shows it once, as *Variable to Test*, and writes it into the `input` of the widget and into the `arguments` of " +
			"each condition. Where the two differ, somebody changed the one and forgot the other, and what the editor shows is not what the definition " +
			"says. The branch is then taken by a value that nobody looks at any more.",
		Remediation: "Set `arguments` of the condition and `input` of the split to the same value. Opening the widget in the editor and choosing the variable anew " +
			"does it.",
		FalseAlarms: "A definition that was written by hand so on purpose, since Studio takes it. Opening the flow in the editor may then change what it does.",
		References: []audit.Link{
			splitWidget,
			definitionFormat,
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
			faults := widgetFaults{r: r}
			for _, w := range r.Definition.Widgets {
				if w.Type != split {
					continue
				}
				input := w.Property("input").Text()
				if input == "" || studio.HasPlaceholder(input) {
					continue
				}
				for condition := range conditions(w) {
					for _, argument := range condition.Get("arguments").Elements() {
						text := argument.Text()
						if text == "" || studio.HasPlaceholder(text) || compact(text) == compact(input) {
							continue
						}
						faults.add("", 0, w, audit.Report{
							Location: r.Place(argument),
							Message: fmt.Sprintf("a condition of split %q tests %s, but the split tests %s: the editor shows only the latter",
								w.Name, shorten(text), shorten(input)),
							Remediation: fmt.Sprintf("choose the variable of split %q anew, so that input and arguments are the same", w.Name),
							Related:     []audit.Related{{Location: r.Place(w.Property("input")), Message: "the split tests this"}},
						})
					}
				}
			}
			faults.report(func(_ string, count int, widgets string) (message, remediation string) {
				return fmt.Sprintf("%d conditions test another value than their splits do, which the editor does not show (%s)", count, widgets),
					"choose the variable of each split anew, so that input and arguments are the same"
			})
		})
		return nil
	},
}
