package draw

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

// Flow draws a revision of a flow. Of the findings, those about this flow are marked, the others are passed over.
//
// A branch that ends is not drawn: most do, and nothing is wrong with that. Where it matters, a rule says so and the widget is
// marked. The branches of the trigger are different, since each is a way in: those that lead nowhere are listed in its node.
func Flow(revision *inventory.Revision, findings []audit.Finding) *Drawing {
	c := &canvas{
		definition: revision.Definition,
		drawing:    &Drawing{title: tidy(title(revision.Ref), maxTitle)},
		nodeOf:     map[*studio.Widget]int{},
		missing:    map[string]int{},
	}
	reached := reachable(c.definition)
	for _, w := range c.definition.Widgets {
		n := widgetNode(w)
		n.island = reached != nil && !reached.Has(w)
		c.nodeOf[w] = c.add(n)
	}
	for _, w := range c.definition.Widgets {
		c.connect(w)
	}
	c.drawing.untangle(c.order(reached))
	c.mark(revision.Ref, findings)
	return c.drawing
}

// title is the name of a flow. Several in one file that have none of their own are counted, as findings count them.
func title(r inventory.Ref) string {
	if r.Name == r.Path && r.Index > 0 {
		return r.Identity()
	}
	return r.Name
}

// canvas is a drawing in the making.
type canvas struct {
	definition *studio.Definition
	drawing    *Drawing
	nodeOf     map[*studio.Widget]int
	missing    map[string]int // node by name
}

func (c *canvas) add(n node) int {
	c.drawing.nodes = append(c.drawing.nodes, n)
	return len(c.drawing.nodes) - 1
}

// reachable is what traffic can come to; nil for a definition that does not say where traffic begins.
func reachable(d *studio.Definition) *studio.Reach {
	if start, ok := d.Trigger(); ok {
		return d.ReachFrom(start, nil)
	}
	if start, ok := d.Widget(d.InitialState); ok {
		return d.ReachFrom(start, nil)
	}
	return nil
}

// order is the nodes of the widgets in the order in which traffic comes to them, those that it never comes to last.
func (c *canvas) order(reached *studio.Reach) []int {
	var order []int
	if reached != nil {
		for _, w := range reached.Widgets() {
			order = append(order, c.nodeOf[w])
		}
	}
	for _, w := range c.definition.Widgets {
		if reached == nil || !reached.Has(w) {
			order = append(order, c.nodeOf[w])
		}
	}
	return order
}

func widgetNode(w *studio.Widget) node {
	name := tidy(w.Name, maxName)
	if name == "" {
		name = fmt.Sprintf("(widget %d, without a name)", w.Index)
	}
	n := node{lines: []string{name}}
	add := func(line string) {
		if line != "" && line != name {
			n.lines = append(n.lines, line)
		}
	}
	switch w.Type {
	case studio.TriggerType:
		n.shape = trigger
		add(withoutBranch(w))
	case splitType:
		n.shape = split
		add(subject(w.Property("input").Text()))
	default:
		add(typeTitle(w.Type))
	}
	return n
}

// splitType is the type of the widget that takes one way of several.
const splitType = "split-based-on"

// typeTitle is a type of widget as the Studio editor names it.
func typeTitle(name string) string {
	if known, ok := studio.LookupWidgetType(name); ok {
		return known.Title
	}
	return tidy(name, maxDetail)
}

// withoutBranch lists the kinds of traffic that a trigger does nothing with.
func withoutBranch(w *studio.Widget) string {
	known, _ := w.Known()
	var events []string
	for _, event := range known.Events {
		if w.Next(event) == "" {
			events = append(events, event)
		}
	}
	if len(events) == 0 {
		return ""
	}
	return "no branch for " + strings.Join(events, ", ")
}

// subject is what a split looks at, without the braces of Liquid where they are all around it.
func subject(input string) string {
	bare := strings.TrimSpace(input)
	if inner, ok := strings.CutPrefix(bare, "{{"); ok {
		if inner, ok = strings.CutSuffix(inner, "}}"); ok && !strings.ContainsAny(inner, "{}") {
			bare = inner
		}
	}
	return tidy(bare, maxDetail)
}

// connect draws the transitions of a widget. What leads to the same place becomes one edge: a key press and a timeout that both lead
// on are two labels, not two lines beside each other.
func (c *canvas) connect(w *studio.Widget) {
	from := c.nodeOf[w]
	known, _ := w.Known()
	edgeTo := map[int]int{}
	for _, t := range w.Transitions {
		if t.Next == "" {
			continue
		}
		to := c.target(t.Next, from)
		failure := slices.Contains(known.Failures, t.Event)
		i, ok := edgeTo[to]
		if !ok {
			i = len(c.drawing.edges)
			edgeTo[to] = i
			c.drawing.edges = append(c.drawing.edges, edge{from: from, to: to, failure: failure})
		}
		e := &c.drawing.edges[i]
		e.failure = e.failure && failure
		e.add(transitionLabel(t))
	}
}

// target is the node of a widget's name, which becomes a node of its own where no widget has it. It stands apart as long as only
// widgets that stand apart lead there.
func (c *canvas) target(name string, from int) int {
	if w, ok := c.definition.Widget(name); ok {
		return c.nodeOf[w]
	}
	island := c.drawing.nodes[from].island
	if i, ok := c.missing[name]; ok {
		c.drawing.nodes[i].island = c.drawing.nodes[i].island && island
		return i
	}
	shown := cmp.Or(tidy(name, maxName), "(a name of blanks)")
	i := c.add(node{shape: missing, lines: []string{shown, "missing: no widget has this name"}, island: island})
	c.missing[name] = i
	return i
}

// transitionLabel is the conditions of a transition, all of which must hold, or its event.
func transitionLabel(t studio.Transition) label {
	var labels []label
	for _, condition := range t.Value.Get("conditions").Elements() {
		if l := conditionLabel(condition); l.text != "" {
			labels = append(labels, l)
		}
	}
	switch len(labels) {
	case 0:
		return label{text: cmp.Or(tidy(t.Event, maxDetail), "(no event)")}
	case 1:
		return labels[0]
	}
	var texts []string
	for _, l := range labels {
		texts = append(texts, l.String())
	}
	return label{text: shorten(strings.Join(texts, " and "), maxDetail)}
}

// defaultName begins the names that the Studio editor gives to conditions. They stay when the condition is changed.
const defaultName = "If value "

// conditionLabel is the name that somebody gave to a condition, or the condition itself. A name without letters ("1") says nothing
// that the condition does not say better.
func conditionLabel(condition jsonpos.Value) label {
	name := strings.TrimSpace(condition.Get("friendly_name").Text())
	if strings.ContainsFunc(name, unicode.IsLetter) && !strings.HasPrefix(name, defaultName) {
		return label{text: tidy(name, maxDetail)}
	}
	l := label{text: tidy(condition.Get("type").Text(), maxDetail)}
	if value := tidy(condition.Get("value").Text(), maxDetail); value != "" {
		l.values = []string{value}
	}
	return l
}
