package flow

import (
	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/studio"
)

// widgetFaults collects what is wrong in the same way in the widgets of one revision, by a key, so that a fault that comes twenty
// times is one finding with twenty members.
type widgetFaults struct {
	r     *audit.RevisionPass
	order []string
	byKey map[string]*faultGroup
}

type faultGroup struct {
	severity audit.Severity
	found    []audit.Report
	widgets  []*studio.Widget
}

// add takes in one fault. The faults of one key have one severity: zero is that of the rule.
func (f *widgetFaults) add(key string, severity audit.Severity, w *studio.Widget, report audit.Report) {
	g, ok := f.byKey[key]
	if !ok {
		if f.byKey == nil {
			f.byKey = map[string]*faultGroup{}
		}
		g = &faultGroup{severity: severity}
		f.byKey[key] = g
		f.order = append(f.order, key)
	}
	g.found = append(g.found, report)
	g.widgets = append(g.widgets, w)
}

// report tells of all of them. Several are put into words by key, by how many faults there are, and by the names of their widgets.
func (f *widgetFaults) report(several func(key string, count int, widgets string) (message, remediation string)) {
	for _, key := range f.order {
		g := f.byKey[key]
		f.r.ReportAll(key, g.severity, g.found, func(left []int) (message, remediation string) {
			var names []string
			seen := map[*studio.Widget]bool{}
			for _, i := range left {
				if w := g.widgets[i]; !seen[w] {
					seen[w] = true
					names = append(names, w.Name)
				}
			}
			return several(key, len(left), quoted(names))
		})
	}
}
