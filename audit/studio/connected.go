package studio

import "math/bits"

// Pair is a question about two widgets.
type Pair struct{ From, To *Widget }

// Connected tells of each pair whether the flow can come from the one widget to the other by one transition or more. A widget is
// connected with itself where it stands on a cycle.
//
// Asking for all pairs at once is what makes it cheap: a walk over the flow answers for 64 widgets to come from.
func (d *Definition) Connected(pairs []Pair) []bool {
	answers := make([]bool, len(pairs))
	if len(pairs) == 0 {
		return answers
	}
	// The pairs of one widget to come from are a list: its first pair by the position of the widget, and the next by pair.
	const none = -1
	first, next := make([]int, len(d.Widgets)), make([]int, len(pairs))
	for i := range first {
		first[i] = none
	}
	var sources []*Widget
	for i, p := range pairs {
		if first[p.From.position] == none {
			sources = append(sources, p.From)
		}
		next[i], first[p.From.position] = first[p.From.position], i
	}
	n := d.wholeNetwork()
	inOrder := n.byComponent()
	from := make([]uint, len(d.Widgets)) // by widget: which of the batch it is
	reached := make([]uint, len(n.size)) // by component: which of the batch lead to it
	for len(sources) > 0 {
		batch := sources[:min(len(sources), bits.UintSize)]
		sources = sources[len(batch):]
		clear(from)
		clear(reached)
		for i, w := range batch {
			from[w.position] |= 1 << i
		}
		for end := len(inOrder); end > 0; {
			// Whatever leads to this component has a greater number, and has been seen.
			c := n.component[inOrder[end-1]]
			widgets := inOrder[end-n.size[c] : end]
			end -= n.size[c]
			onward := reached[c]
			for _, i := range widgets {
				onward |= from[i]
			}
			for _, i := range widgets {
				for _, to := range n.next[i] {
					reached[n.component[to]] |= onward
				}
			}
		}
		for i, w := range batch {
			for pair := first[w.position]; pair != none; pair = next[pair] {
				answers[pair] = reached[n.component[pairs[pair].To.position]]&(1<<i) != 0
			}
		}
	}
	return answers
}

// byComponent are the widgets in the order of their components.
func (n *network) byComponent() []int {
	end := make([]int, len(n.size)) // by component, behind its last widget that is in its place
	total := 0
	for c, size := range n.size {
		end[c] = total
		total += size
	}
	ordered := make([]int, total)
	for i, c := range n.component {
		ordered[end[c]] = i
		end[c]++
	}
	return ordered
}
