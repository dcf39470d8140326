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
	asked := map[*Widget][]int{} // the pairs by the widget to come from
	var sources []*Widget
	for i, p := range pairs {
		if asked[p.From] == nil {
			sources = append(sources, p.From)
		}
		asked[p.From] = append(asked[p.From], i)
	}
	successors := d.successors()
	component := components(successors)
	inOrder := make([][]int, 0, len(successors)) // the widgets by component
	for i, c := range component {
		for len(inOrder) <= c {
			inOrder = append(inOrder, nil)
		}
		inOrder[c] = append(inOrder[c], i)
	}
	for len(sources) > 0 {
		batch := sources[:min(len(sources), bits.UintSize)]
		sources = sources[len(batch):]
		from := make([]uint, len(successors)) // by widget: which of the batch it is
		for i, w := range batch {
			from[w.position] |= 1 << i
		}
		reached := make([]uint, len(inOrder)) // by component: which of the batch lead to it
		for c := len(inOrder) - 1; c >= 0; c-- {
			// Components are numbered against the direction of the flow, so whatever leads to this one has been seen.
			onward := reached[c]
			for _, i := range inOrder[c] {
				onward |= from[i]
			}
			for _, i := range inOrder[c] {
				for _, next := range successors[i] {
					reached[component[next]] |= onward
				}
			}
		}
		for i, w := range batch {
			for _, pair := range asked[w] {
				answers[pair] = reached[component[pairs[pair].To.position]]&(1<<i) != 0
			}
		}
	}
	return answers
}

// successors are, for each widget by its position in d.Widgets, the positions of those that come next.
func (d *Definition) successors() [][]int {
	successors := make([][]int, len(d.Widgets))
	for i, w := range d.Widgets {
		for _, t := range w.Transitions {
			if t.to != nil {
				successors[i] = append(successors[i], t.to.position)
			}
		}
	}
	return successors
}
