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
//
// Tarjan, Depth-first search and linear graph algorithms (1972), with a stack of its own instead of recursion: definitions come
// from other people, and may be one long chain.
func (d *Definition) Cycles() []*Cycle { return d.CyclesAmong(func(*Widget) bool { return true }) }

// CyclesAmong are the cycles that the flow has if all widgets but those that among lets in are taken out.
func (d *Definition) CyclesAmong(among func(*Widget) bool) []*Cycle {
	successors := make([][]int, len(d.Widgets))
	for i, w := range d.Widgets {
		if !among(w) {
			continue
		}
		for _, t := range w.Transitions {
			if t.to != nil && among(t.to) {
				successors[i] = append(successors[i], t.to.position)
			}
		}
	}
	component := components(successors)
	size := make([]int, len(d.Widgets)) // by component
	for _, c := range component {
		size[c]++
	}
	var cycles []*Cycle
	of := map[int]*Cycle{} // by component
	for i, w := range d.Widgets {
		c := component[i]
		if size[c] == 1 && !slices.Contains(successors[i], i) {
			continue
		}
		cycle, ok := of[c]
		if !ok {
			cycle = &Cycle{inside: map[*Widget]bool{}}
			of[c] = cycle
			cycles = append(cycles, cycle)
		}
		cycle.Widgets = append(cycle.Widgets, w)
		cycle.inside[w] = true
	}
	return cycles
}

// components numbers the strongly connected component of each node.
func components(successors [][]int) []int {
	const unseen = -1
	n := len(successors)
	index, low, component := make([]int, n), make([]int, n), make([]int, n)
	onStack := make([]bool, n)
	for i := range index {
		index[i], component[i] = unseen, unseen
	}
	type frame struct{ node, next int }
	var stack []int
	counter, count := 0, 0
	for root := range n {
		if index[root] != unseen {
			continue
		}
		frames := []frame{{node: root}}
		for len(frames) > 0 {
			f := &frames[len(frames)-1]
			v := f.node
			if f.next == 0 {
				index[v], low[v] = counter, counter
				counter++
				stack = append(stack, v)
				onStack[v] = true
			}
			if f.next < len(successors[v]) {
				w := successors[v][f.next]
				f.next++
				if index[w] == unseen {
					frames = append(frames, frame{node: w})
				} else if onStack[w] {
					low[v] = min(low[v], index[w])
				}
				continue
			}
			frames = frames[:len(frames)-1]
			if len(frames) > 0 {
				parent := frames[len(frames)-1].node
				low[parent] = min(low[parent], low[v])
			}
			if low[v] == index[v] {
				for {
					w := stack[len(stack)-1]
					stack = stack[:len(stack)-1]
					onStack[w] = false
					component[w] = count
					if w == v {
						break
					}
				}
				count++
			}
		}
	}
	return component
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
