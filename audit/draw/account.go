package draw

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Account draws how the resources of an account lead to each other, from the numbers to the flows and on. Of the findings, those
// about a resource that is drawn are marked on it, the others stand in the legend.
//
// Entries that lead to the same resources by the same ways and have the same marks are one node: three hundred numbers of one support
// line say no more than one. Flows that nothing leads to stand apart.
func Account(inv *inventory.Inventory, findings []audit.Finding) *Drawing {
	m := &accountMap{inv: inv, graph: inv.Graph(), drawing: &Drawing{title: tidy(accountTitle(inv.Account), maxTitle), across: true}, nodeOf: map[*inventory.Item]int{}}
	m.marks(findings)
	m.nodes()
	m.edges()
	m.drawing.untangle(m.order())
	return m.drawing
}

func accountTitle(a inventory.Account) string {
	if a.Name == "" {
		return a.SID
	}
	return a.Name + " (" + a.SID + ")"
}

// accountMap is the drawing of an account in the making.
type accountMap struct {
	inv     *inventory.Inventory
	graph   *inventory.Graph
	drawing *Drawing
	nodeOf  map[*inventory.Item]int
	found   map[inventory.Ref][]audit.Finding // open findings about a resource, by its kind and SID
}

// bare is what tells a resource from the others of its account.
func bare(r inventory.Ref) inventory.Ref { return inventory.Ref{Kind: r.Kind, SID: r.SID} }

// marks sorts the findings by the resources that they are about, and fills the legend.
func (m *accountMap) marks(findings []audit.Finding) {
	m.found = map[inventory.Ref][]audit.Finding{}
	remarks := remarks{}
	for _, f := range findings {
		if f.State != audit.StateOpen || f.Account != m.inv.Account.SID {
			continue
		}
		subjects := []inventory.Ref{f.Subject}
		if len(f.Members) > 0 {
			subjects = nil
			for _, member := range f.Members {
				subjects = append(subjects, member.Subject)
			}
		}
		remarks.add(f, len(subjects))
		for _, subject := range subjects {
			m.found[bare(subject)] = append(m.found[bare(subject)], f)
		}
	}
	m.drawing.remarks = remarks.sorted()
}

// nodes makes a node of each resource that leads anywhere, or that something leads to, and of each flow.
func (m *accountMap) nodes() {
	leads := map[*inventory.Item][]string{} // what an entry leads to, and how
	var drawn []*inventory.Item
	add := func(it *inventory.Item) {
		if _, known := leads[it]; !known {
			leads[it] = nil
			drawn = append(drawn, it)
		}
	}
	into := map[*inventory.Item]bool{}
	for _, e := range m.graph.Edges() {
		add(e.From)
		add(e.To)
		into[e.To] = true
		leads[e.From] = append(leads[e.From], e.Label+" "+e.To.Ref.Identity())
	}
	for _, flow := range m.inv.Items(inventory.KindFlow) {
		add(flow)
	}
	alike := map[string]int{}
	for _, it := range drawn {
		key := ""
		if m.entry(it) && !into[it] {
			key = string(it.Ref.Kind) + "\x00" + strings.Join(leads[it], "\x00") + "\x00" + strings.Join(m.rules(it), " ")
			if i, ok := alike[key]; ok {
				m.nodeOf[it] = i
				m.drawing.nodes[i].lines = append(m.drawing.nodes[i].lines, name(it))
				continue
			}
		}
		n := node{lines: []string{name(it)}, island: m.graph.Reached(it) == inventory.Absent}
		if m.entry(it) {
			n.shape = trigger
		} else {
			n.lines = append(n.lines, inventory.Describe(it.Ref.Kind).Title)
		}
		for _, f := range m.found[bare(it.Ref)] {
			n.add(f)
		}
		m.nodeOf[it] = len(m.drawing.nodes)
		if key != "" {
			alike[key] = len(m.drawing.nodes)
		}
		m.drawing.nodes = append(m.drawing.nodes, n)
	}
	for i := range m.drawing.nodes {
		m.drawing.nodes[i].sortMarks()
		if n := &m.drawing.nodes[i]; n.shape == trigger && len(n.lines) > maxEntries {
			n.lines = append(n.lines[:maxEntries-1:maxEntries-1], fmt.Sprintf("and %d more", len(n.lines)-maxEntries+1))
		}
	}
}

// maxEntries is how many of the numbers that lead the same way are named.
const maxEntries = 4

// entry tells whether traffic comes in by a resource: nothing has to lead to it.
func (m *accountMap) entry(it *inventory.Item) bool {
	return m.graph.Reached(it) == inventory.Present && len(m.graph.WayTo(it)) == 0
}

// rules are the ids of the rules that found fault with a resource, sorted.
func (m *accountMap) rules(it *inventory.Item) []string {
	var ids []string
	for _, f := range m.found[bare(it.Ref)] {
		ids = append(ids, f.Rule.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func name(it *inventory.Item) string {
	if it.Ref.Name == "" {
		return it.Ref.SID
	}
	return tidy(it.Ref.Name, maxName)
}

func (m *accountMap) edges() {
	type ends struct{ from, to int }
	known := map[ends]int{}
	for _, e := range m.graph.Edges() {
		at := ends{m.nodeOf[e.From], m.nodeOf[e.To]}
		i, ok := known[at]
		if !ok {
			i = len(m.drawing.edges)
			known[at] = i
			m.drawing.edges = append(m.drawing.edges, edge{from: at.from, to: at.to, failure: true})
		}
		line := &m.drawing.edges[i]
		line.failure = line.failure && e.Fallback
		line.add(label{text: tidy(e.Label, maxDetail)})
	}
}

// order is the order of the edges: of the arrows that end at one node, the first stays.
func (m *accountMap) order() []int {
	order := make([]int, len(m.drawing.nodes))
	for i := range order {
		order[i] = i
	}
	return order
}
