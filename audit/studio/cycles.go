package studio

import "slices"

// Cycle is a set of widgets in which each leads to each, itself included.
type Cycle struct {
	Widgets []*Widget // in the order of the definition
	inside  map[*Widget]bool
}

// Has tells whether a widget is part of the cycle.
func (c *Cycle) Has(w *Widget) bool { return c.inside[w] }

// Cycles are the cycles of the flow: its strongly connected components of more than one widget, and the widgets that lead to
// themselves. They come in the order of their first widgets.
func (d *Definition) Cycles() []*Cycle { return d.cyclesOf(d.wholeNetwork()) }

// CyclesAmong are the cycles that the flow has if all widgets but those that among lets in are taken out.
func (d *Definition) CyclesAmong(among func(*Widget) bool) []*Cycle {
	return d.cyclesOf(newNetwork(d.Widgets, among))
}

func (d *Definition) cyclesOf(n *network) []*Cycle {
	var cycles []*Cycle
	var of []*Cycle // by component
	for i, w := range d.Widgets {
		c := n.component[i]
		if n.size[c] == 1 && !slices.Contains(n.next[i], i) {
			continue
		}
		if of == nil {
			of = make([]*Cycle, len(n.size))
		}
		if of[c] == nil {
			of[c] = &Cycle{inside: map[*Widget]bool{}}
			cycles = append(cycles, of[c])
		}
		of[c].Widgets = append(of[c].Widgets, w)
		of[c].inside[w] = true
	}
	return cycles
}

// Dominators answers which widgets every way to a widget passes.
type Dominators struct {
	immediate map[*Widget]*Widget
	depth     map[*Widget]int
}

// Dominators are worked out for all ways that begin with a widget.
//
// Cooper, Harvey and Kennedy, A Simple, Fast Dominance Algorithm (2001).
func (d *Definition) Dominators(start *Widget) *Dominators {
	order := d.postorder(start)
	number := make(map[*Widget]int, len(order))
	for i, w := range order {
		number[w] = i
	}
	predecessors := map[*Widget][]*Widget{}
	for _, w := range order {
		for _, t := range w.Transitions {
			if t.to != nil {
				predecessors[t.to] = append(predecessors[t.to], w)
			}
		}
	}
	immediate := map[*Widget]*Widget{start: start}
	for changed := true; changed; {
		changed = false
		for i := len(order) - 2; i >= 0; i-- { // All but start, which is last, against the order of leaving.
			w := order[i]
			var common *Widget
			for _, p := range predecessors[w] {
				if immediate[p] == nil {
					continue
				}
				if common == nil {
					common = p
					continue
				}
				a, b := p, common
				for a != b {
					for number[a] < number[b] {
						a = immediate[a]
					}
					for number[b] < number[a] {
						b = immediate[b]
					}
				}
				common = a
			}
			if immediate[w] != common {
				immediate[w] = common
				changed = true
			}
		}
	}
	dom := &Dominators{immediate: immediate, depth: map[*Widget]int{start: 0}}
	for i := len(order) - 2; i >= 0; i-- {
		dom.depth[order[i]] = dom.depth[immediate[order[i]]] + 1
	}
	return dom
}

// Passes tells whether every way to a widget passes another one, or ends with it. A widget that no way leads to is passed by none.
func (d *Dominators) Passes(to, through *Widget) bool {
	depth, ok := d.depth[through]
	if !ok || d.immediate[to] == nil {
		return false
	}
	for w := to; ; w = d.immediate[w] {
		if w == through {
			return true
		}
		if d.depth[w] <= depth {
			return false
		}
	}
}

// postorder are the widgets that can be come to, in the order in which a walk in depth leaves them.
func (d *Definition) postorder(start *Widget) []*Widget {
	type frame struct {
		widget *Widget
		next   int
	}
	seen := map[*Widget]bool{start: true}
	frames := []frame{{widget: start}}
	var order []*Widget
	for len(frames) > 0 {
		f := &frames[len(frames)-1]
		if f.next == len(f.widget.Transitions) {
			order = append(order, f.widget)
			frames = frames[:len(frames)-1]
			continue
		}
		t := f.widget.Transitions[f.next]
		f.next++
		if t.to != nil && !seen[t.to] {
			seen[t.to] = true
			frames = append(frames, frame{widget: t.to})
		}
	}
	return order
}
