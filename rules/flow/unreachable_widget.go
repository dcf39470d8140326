package flow

import (
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var unreachableWidget = &audit.Rule{
	ID:    "flow-unreachable-widget",
	Title: "Widget that can never run",
	Doc: audit.Doc{
		Why: "No way from the trigger leads to the widget. Either a branch was forgotten or cut, and callers miss what was made for them, or the widget " +
			"is left over from an earlier version: it is read, translated and kept up to date for nothing, it counts towards the number of " +
			"widgets that a flow may have, and the next person takes it for live.\n\n" +
			"Widgets that lead to each other and that nothing else leads to are one finding.",
		Remediation: "Lead a branch to the first of the widgets, or remove them. What is to be kept for later is safe in the history of the flow: Studio " +
			"keeps every published revision.",
		FalseAlarms: "Widgets that are parked on purpose while a flow is being built. A flow in which a name is a `${…}` placeholder of Terraform is not judged.",
		References: []audit.Link{
			definitionFormat,
			studioLimits,
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixUnsafe,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			islands := r.Definition.Islands()
			fix := removal(r, slices.Concat(islands...))
			for _, island := range islands {
				reportIsland(r, island, fix)
			}
		})
		return nil
	},
}

func reportIsland(r *audit.RevisionPass, island []*studio.Widget, fix *audit.Fix) {
	found := make([]audit.Report, 0, len(island))
	for _, w := range island {
		found = append(found, audit.Report{
			Location:    r.Place(w.NameValue()),
			Message:     fmt.Sprintf("no branch of the flow leads to widget %q, so it can never run", w.Name),
			Remediation: fmt.Sprintf("lead a branch to widget %q, or remove it", w.Name),
			Fix:         fix,
		})
	}
	r.ReportAll(island[0].Name, 0, found, func(left []int) (string, string) {
		names := make([]string, 0, len(left))
		for _, i := range left {
			names = append(names, island[i].Name)
		}
		return fmt.Sprintf("no branch of the flow leads to these %d widgets, so they can never run: %s; the first of them is %q",
				len(left), quoted(names), firstOf(island).Name),
			fmt.Sprintf("lead a branch to widget %q, or remove the %d widgets", firstOf(island).Name, len(left))
	})
}

// removal is the change of a flow file that takes the widgets of all islands out. It is one for all, since what has to go between two
// widgets depends on which of them stay. What it removes may have been parked there, so it is not safe.
func removal(r *audit.RevisionPass, widgets []*studio.Widget) *audit.Fix {
	if !r.File || len(widgets) == 0 {
		return nil
	}
	gone := map[int]bool{}
	for _, w := range widgets {
		gone[w.Index] = true
	}
	return &audit.Fix{Unsafe: true, Edits: r.Definition.Value.Get("states").Remove(func(index int, _ jsonpos.Value) bool { return gone[index] })}
}

// firstOf is the widget by which the others of an island would be entered: the first that no other one leads to, if there is one.
func firstOf(island []*studio.Widget) *studio.Widget {
	entered := map[string]bool{}
	for _, w := range island {
		for _, t := range w.Transitions {
			if t.Next != w.Name {
				entered[t.Next] = true
			}
		}
	}
	for _, w := range island {
		if !entered[w.Name] {
			return w
		}
	}
	return island[0]
}
