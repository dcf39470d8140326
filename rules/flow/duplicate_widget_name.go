package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var duplicateWidgetName = &audit.Rule{
	ID:    "flow-duplicate-widget-name",
	Title: "Two widgets have one name",
	Doc: audit.Doc{
		Why: "A widget is known by its name: transitions lead to it, and Liquid reads what it brought (`{{widgets.NAME…}}`). With two widgets of one name " +
			"nobody can say which of them is meant, and Twilio refuses to publish the flow.\n\n" +
			"Names that differ in capitals only are two names for Studio, and one for most people: sooner or later a branch or a variable asks " +
			"for the wrong one. That is a warning.",
		Remediation: "Give each widget a name of its own, and change the transitions and the Liquid that mean it.",
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
			same := map[*studio.Widget][]*studio.Widget{}                       // the others, by the first of the name
			alike := make(map[string]*studio.Widget, len(r.Definition.Widgets)) // the first of all that differ in capitals only
			for _, w := range r.Definition.Widgets {
				if w.Name == "" {
					continue
				}
				if first, _ := r.Definition.Widget(w.Name); first != w {
					same[first] = append(same[first], w)
					continue
				}
				if studio.HasPlaceholder(w.Name) {
					continue
				}
				folded := strings.ToLower(w.Name)
				if first := alike[folded]; first != nil {
					reportAlike(r, first, w)
				} else {
					alike[folded] = w
				}
			}
			for _, w := range r.Definition.Widgets {
				if others := same[w]; len(others) > 0 {
					reportSame(r, append([]*studio.Widget{w}, others...))
				}
			}
		})
		return nil
	},
}

func reportSame(r *audit.RevisionPass, all []*studio.Widget) {
	first, second := all[0], all[1]
	r.Report(audit.Report{
		Location: r.Place(second.NameValue()),
		Message: fmt.Sprintf("%d widgets have the name %q (types %s and %s): which of them a transition leads to is not known, and Twilio refuses the flow",
			len(all), first.Name, first.Type, second.Type),
		Remediation: fmt.Sprintf("give each of the widgets named %q a name of its own", first.Name),
		Related:     []audit.Related{{Location: r.Place(first.NameValue()), Message: "the first widget of that name"}},
	})
}

func reportAlike(r *audit.RevisionPass, first, second *studio.Widget) {
	r.Report(audit.Report{
		Severity: audit.Warning,
		Location: r.Place(second.NameValue()),
		Message: fmt.Sprintf("the names of widgets %q and %q differ in capitals only: they are two for Studio, and easily taken for one",
			first.Name, second.Name),
		Remediation: fmt.Sprintf("give widget %q a name that says how it differs from widget %q", second.Name, first.Name),
		Related:     []audit.Related{{Location: r.Place(first.NameValue()), Message: "the other widget"}},
	})
}
