package studio

// network is which widgets lead to which. Widgets go by their positions in Definition.Widgets.
type network struct {
	next [][]int
	// component numbers the strongly connected component of each widget. The numbers go against the direction of the flow: a component
	// leads to those of lesser numbers only.
	component []int
	size      []int // by component, how many widgets it has
}

// wholeNetwork is that of all widgets. It is worked out once, when first asked for.
func (d *Definition) wholeNetwork() *network {
	d.networkOnce.Do(func() { d.network = newNetwork(d.Widgets, nil) })
	return d.network
}

// newNetwork is the network of those widgets that among lets in (all, if among is nil). The others stand for themselves.
func newNetwork(widgets []*Widget, among func(*Widget) bool) *network {
	n := &network{next: make([][]int, len(widgets))}
	transitions := 0
	for _, w := range widgets {
		transitions += len(w.Transitions)
	}
	all := make([]int, 0, transitions)
	for i, w := range widgets {
		if among != nil && !among(w) {
			continue
		}
		first := len(all)
		for _, t := range w.Transitions {
			if t.to != nil && (among == nil || among(t.to)) {
				all = append(all, t.to.position)
			}
		}
		n.next[i] = all[first:len(all):len(all)]
	}
	n.connect()
	return n
}

// connect finds the strongly connected components.
//
// Tarjan, Depth-first search and linear graph algorithms (1972), with a stack of its own instead of recursion: definitions come
// from other people, and may be one long chain.
func (n *network) connect() {
	const unseen = -1
	type state struct {
		index, low int
		onStack    bool
	}
	states := make([]state, len(n.next))
	for i := range states {
		states[i].index = unseen
	}
	n.component = make([]int, len(n.next))
	type frame struct{ node, next int }
	var frames []frame
	var stack []int
	counter := 0
	for root := range n.next {
		if states[root].index != unseen {
			continue
		}
		frames = append(frames, frame{node: root})
		for len(frames) > 0 {
			f := &frames[len(frames)-1]
			at := &states[f.node]
			if f.next == 0 {
				*at = state{index: counter, low: counter, onStack: true}
				counter++
				stack = append(stack, f.node)
			}
			if f.next < len(n.next[f.node]) {
				next := n.next[f.node][f.next]
				f.next++
				if to := &states[next]; to.index == unseen {
					frames = append(frames, frame{node: next})
				} else if to.onStack {
					at.low = min(at.low, to.index)
				}
				continue
			}
			node := f.node
			frames = frames[:len(frames)-1]
			if len(frames) > 0 {
				parent := &states[frames[len(frames)-1].node]
				parent.low = min(parent.low, at.low)
			}
			if at.low == at.index {
				first := len(stack) - 1
				for stack[first] != node {
					first--
				}
				for _, member := range stack[first:] {
					states[member].onStack = false
					n.component[member] = len(n.size)
				}
				n.size = append(n.size, len(stack)-first)
				stack = stack[:first]
			}
		}
	}
}
