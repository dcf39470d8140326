package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var liquidUnsetVariable = &audit.Rule{
	ID:    "flow-liquid-unset-variable",
	Title: "Liquid asks for a variable that nothing sets",
	Doc: audit.Doc{
		Why: "`{{flow.variables.language}}` reads what a *Set Variables* widget has saved as `language`. If no widget of the flow sets that name, letter by " +
			"letter and capitals included, the value is empty, and nothing fails: the split takes the wrong branch, the message has a hole in it.\n\n" +
			"What a subflow sets is not found under `flow.variables` of its parent, but under the widget that ran it: `{{widgets.run_subflow.language}}`. " +
			"What comes in by the REST API is found under `flow.data`. Inside a subflow, the parameters of the parent are `trigger.parent.parameters`; there " +
			"the finding is a note.\n\n" +
			"A text that tests the variable, or gives it a value with `| default:`, is fine.",
		Remediation: "Set the variable in a *Set Variables* widget, correct its name, or give it a value with `| default:`.",
		References: []audit.Link{
			liquidLanguage,
			{Title: "Set Variables widget", URL: "https://www.twilio.com/docs/studio/widget-library/set-variables"},
			runSubflowWidget,
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
		p.EachRevision(checkUnsetVariables)
		return nil
	},
}

func checkUnsetVariables(r *audit.RevisionPass) {
	d := r.Definition
	set, known := variables(d)
	if !known {
		return
	}
	isSet := make(map[string]bool, len(set))
	for _, name := range set {
		isSet[name] = true
	}
	var asked demands
	for ref := range references(d) {
		name, ok := ref.step(2)
		if ok && ref.Under("flow", "variables") && !isSet[name] && !ref.careful() {
			asked.add(name, ref)
		}
	}
	var severity audit.Severity
	if d.Wired(studio.IncomingParent) {
		severity = audit.Note
	}
	places := newTextReporter(r)
	for _, q := range asked.all {
		meant := places.meant(q.about, set)
		remedy := fmt.Sprintf("set %q in a Set Variables widget, or correct its name", q.name())
		if subflow, ok := firstOfType(d, runSubflow); ok {
			remedy += fmt.Sprintf("; what the subflow of %q sets is read as widgets.%s.%s", subflow.Name, subflow.Name, q.name())
		}
		places.tell(q, complaint{
			severity: severity,
			one: func(ref reference) string {
				return fmt.Sprintf("widget %q asks for %s, but nothing in the flow sets that variable, so the value is empty%s",
					ref.Widget.Name, ref.asks(), meant)
			},
			several: func(widgets string, count int) string {
				return fmt.Sprintf("%d texts ask for flow.variables.%s, but nothing in the flow sets that variable, so the value is empty: in %s%s",
					count, q.name(), widgets, meant)
			},
			remedy: remedy,
		})
	}
}

// variables are the names that the widgets of a flow set, and false where they are not all known: a name is rendered or filled in
// later. Widgets of types that are not known count too.
func variables(d *studio.Definition) (names []string, known bool) {
	for _, w := range d.Widgets {
		list := w.Property("variables")
		if list.Kind() != jsonpos.Array && list.Exists() {
			return nil, false
		}
		for _, variable := range list.Elements() {
			name, ok := variable.Get("key").AsString()
			if !ok || dynamic(name) {
				return nil, false
			}
			names = append(names, name)
		}
	}
	return names, true
}
