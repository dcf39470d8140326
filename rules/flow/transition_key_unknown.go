package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var transitionKeyUnknown = &audit.Rule{
	ID:    "flow-transition-key-unknown",
	Title: "Transition whose `next` has another name",
	Doc: audit.Doc{
		Why: "A transition has an `event`, a `next`, and in a *Split Based On…* `conditions`. With another name in the place of `next` (`name`, `to`, `target`) it " +
			"is a transition that leads nowhere: the flow ends there, and nothing says so. Definitions that were written by hand or made by a program have this fault.",
		Remediation: "Name the key `next`.",
		References: []audit.Link{
			definitionFormat,
			{Title: "JSON Schemas of flows and widgets", URL: "https://www.twilio.com/docs/studio/rest-api/v2/schemas"},
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
				for _, t := range w.Transitions {
					for key, value := range t.Value.Members() {
						if !slices.Contains(transitionKeys[:], key) {
							judgeTransitionKey(r, w, t, value)
						}
					}
				}
			}
		})
		return nil
	},
}

var transitionKeys = [...]string{"event", "next", "conditions"}

// judgeTransitionKey tells of a key that stands for one that the transition lacks. Any other key is a remark that nobody reads.
func judgeTransitionKey(r *audit.RevisionPass, w *studio.Widget, t studio.Transition, value jsonpos.Value) {
	key := value.Key()
	meant := meantKey(r.Definition, key, value)
	if meant == "" || t.Value.Get(meant).Exists() {
		return
	}
	consequence := ""
	switch meant {
	case "next":
		consequence = fmt.Sprintf(", so event %s leads nowhere", event(t))
	case "event":
		consequence = ", so it waits for no event"
	case "conditions":
		consequence = ", so it has no condition"
	}
	location := r.Place(value)
	location.Span = value.KeySpan()
	r.Report(audit.Report{
		Location:    location,
		Message:     fmt.Sprintf("a transition of widget %q has %q instead of %q%s", w.Name, key, meant, consequence),
		Remediation: fmt.Sprintf("rename %q to %q in the transition of widget %q", key, meant, w.Name),
	})
}

// meantKey is the key that another one stands for: next, if its value is the name of a widget; else the one that it is a spelling of.
func meantKey(d *studio.Definition, key string, value jsonpos.Value) string {
	if _, ok := d.Widget(value.Text()); ok {
		return "next"
	}
	switch squeezed := squeeze(key); squeezed {
	case "nextstate", "nextwidget", "nextstep", "nextname", "to", "target", "goto", "destination":
		return "next"
	case "condition":
		return "conditions"
	default:
		i := slices.IndexFunc(transitionKeys[:], func(known string) bool { return known == strings.TrimSuffix(squeezed, "s") || known == squeezed })
		if i < 0 {
			return ""
		}
		return transitionKeys[i]
	}
}
