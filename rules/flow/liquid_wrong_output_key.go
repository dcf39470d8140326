package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var liquidWrongOutputKey = &audit.Rule{
	ID:    "flow-liquid-wrong-output-key",
	Title: "Liquid asks for what a widget never saves",
	Doc: audit.Doc{
		Why: "Some widgets save a fixed set of values. *Make HTTP Request* saves `status_code`, `content_type`, `body` and, where the body is a JSON object, " +
			"`parsed`; it saves no headers, and no member of the answer stands directly under the widget. Anything else is empty, and nothing fails: a split " +
			"takes the wrong branch, a message has a hole in it.\n\n" +
			"Widgets that save whatever a call, a Function or another server gives them are not judged.",
		Remediation: "Write one of the names that the widget saves, capitals included; a member of the answer as `{{widgets.lookup.parsed.name}}`.",
		References: []audit.Link{
			httpRequestWidget,
			liquidLanguage,
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
		p.EachRevision(checkOutputKeys)
		return nil
	},
}

func checkOutputKeys(r *audit.RevisionPass) {
	d := r.Definition
	var asked demands
	for ref := range references(d) {
		saves, key := outputs(ref)
		if len(saves) > 0 && !slices.Contains(saves, key) && !ref.careful() {
			name, _ := ref.step(1)
			asked.add("widgets."+name+"."+key, ref)
		}
	}
	places := newTextReporter(r)
	for _, q := range asked.all {
		saves, key := outputs(q.places[0])
		name, _ := q.places[0].step(1)
		meant := audit.DidYouMean(key, saves)
		remedy := fmt.Sprintf("ask for one of the values that %q saves: %s", name, strings.Join(saves, ", "))
		if slices.Contains(saves, "parsed") {
			remedy += fmt.Sprintf("; a member of its answer is widgets.%s.parsed.%s", name, key)
		}
		places.tell(q, complaint{
			one: func(ref reference) string {
				return fmt.Sprintf("widget %q asks for %s, but %q saves no %q, so the value is always empty%s", ref.Widget.Name, ref.asks(), name, key, meant)
			},
			several: func(widgets string, count int) string {
				return fmt.Sprintf("%d texts ask for %q of widget %q, which saves no such value, so it is always empty: in %s%s", count, key, name, widgets, meant)
			},
			remedy: remedy,
		})
	}
}

// outputs are the names that the widget saves which a reference asks, and the name that it asks for; none where not all are known.
func outputs(ref reference) (saves []string, key string) {
	key, ok := ref.step(2)
	if !ok || ref.Asked == nil {
		return nil, ""
	}
	known, _ := ref.Asked.Known()
	return known.Outputs, key
}
