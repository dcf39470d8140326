package draw

import (
	"cmp"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

// mark puts the findings about the flow on the widgets that they stand in, and into the legend.
func (c *canvas) mark(flow inventory.Ref, findings []audit.Finding) {
	places := placesOf(c.definition)
	remarks := remarks{}
	for _, f := range findings {
		locations := locationsIn(flow, f)
		if len(locations) == 0 {
			continue
		}
		remarks.add(f, len(locations))
		for _, location := range locations {
			if w, ok := places.widget(location); ok {
				c.drawing.nodes[c.nodeOf[w]].add(f)
			}
		}
	}
	for i := range c.drawing.nodes {
		c.drawing.nodes[i].sortMarks()
	}
	c.drawing.remarks = remarks.sorted()
}

func (n *node) sortMarks() {
	slices.SortStableFunc(n.marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(a.rule, b.rule))
	})
}

// remarks are what rules say about all that is drawn, by the ids of the rules.
type remarks map[string]*remark

func (all remarks) add(f audit.Finding, count int) {
	r, ok := all[f.Rule.ID]
	if !ok {
		r = &remark{rule: f.Rule.ID, title: f.Rule.Title}
		all[f.Rule.ID] = r
	}
	r.severity = max(r.severity, f.Severity)
	r.count += count
}

func (all remarks) sorted() []remark {
	var list []remark
	for _, r := range all {
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b remark) int {
		return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(a.rule, b.rule))
	})
	return list
}

// locationsIn are the places in a flow that an open finding is about: its own, or those of its members.
func locationsIn(flow inventory.Ref, f audit.Finding) []inventory.Location {
	if f.State != audit.StateOpen {
		return nil
	}
	same := func(r inventory.Ref) bool { return r.Kind == flow.Kind && r.Identity() == flow.Identity() }
	if len(f.Members) == 0 {
		if !same(f.Subject) {
			return nil
		}
		return []inventory.Location{f.Location}
	}
	var locations []inventory.Location
	for _, m := range f.Members {
		if same(m.Subject) {
			locations = append(locations, m.Location)
		}
	}
	return locations
}

// maxMessages is how many messages of one rule the tooltip of a widget tells.
const maxMessages = 3

func (n *node) add(f audit.Finding) {
	i := slices.IndexFunc(n.marks, func(m mark) bool { return m.rule == f.Rule.ID })
	if i < 0 {
		i = len(n.marks)
		n.marks = append(n.marks, mark{rule: f.Rule.ID})
	}
	m := &n.marks[i]
	m.severity = max(m.severity, f.Severity)
	m.count++
	// The members of a finding share its message.
	if message := tidy(f.Message, maxMessage); len(m.messages) < maxMessages && !slices.Contains(m.messages, message) {
		m.messages = append(m.messages, message)
	}
}

// places finds the widget at a place of the text.
type places struct {
	document string
	widgets  []*studio.Widget // in the order of the text
	starts   []int            // offset of each
	ends     []int
}

func placesOf(d *studio.Definition) places {
	p := places{widgets: d.Widgets}
	for _, w := range d.Widgets {
		span := w.Value.Span()
		p.document = w.Value.Document().URI
		p.starts = append(p.starts, span.Start.Offset)
		p.ends = append(p.ends, span.End.Offset)
	}
	return p
}

func (p places) widget(l inventory.Location) (*studio.Widget, bool) {
	offset := l.Span.Start.Offset
	i, exact := slices.BinarySearch(p.starts, offset)
	if !exact {
		i-- // The last that begins before.
	}
	if i < 0 || l.Document != p.document || offset >= p.ends[i] {
		return nil, false
	}
	return p.widgets[i], true
}
