package studio

// Islands are the widgets that no way through the flow leads to, those that transitions connect taken together: they can never run.
// Both the islands and the widgets of each come in the order of the definition.
//
// There are none where it cannot be told: without a trigger, where the text has faults that may hide a way, and where the name of a
// widget or of a next one is a ${…} placeholder. Widgets of one name are taken together, since it is not known which one is meant.
func (d *Definition) Islands() [][]*Widget {
	if _, ok := d.Trigger(); !ok || len(d.Problems) > 0 || d.HasPlaceholderNames() {
		return nil
	}
	// Everything here goes by the position of the first widget of a name. Each has one: a widget without a name is a fault of the text.
	first, next := d.byFirstName()
	var begin []int
	for i, w := range d.Widgets {
		if w.Type == TriggerType || w.Name == d.InitialState {
			begin = append(begin, first[i])
		}
	}
	seen := make([]bool, len(d.Widgets))
	if len(walk(begin, seen, next)) == len(d.Widgets) {
		return nil
	}
	neighbours := make([][]int, len(d.Widgets))
	for from, targets := range next {
		for _, to := range targets {
			if !seen[from] && !seen[to] {
				neighbours[from] = append(neighbours[from], to)
				neighbours[to] = append(neighbours[to], from)
			}
		}
	}
	const none = -1
	island := make([]int, len(d.Widgets)) // none for what traffic comes to
	for i := range island {
		island[i] = none
	}
	var islands [][]*Widget
	for i, w := range d.Widgets {
		if !seen[first[i]] {
			for _, connected := range walk([]int{first[i]}, seen, neighbours) {
				island[connected] = len(islands)
			}
			islands = append(islands, nil)
		}
		if n := island[first[i]]; n != none {
			islands[n] = append(islands[n], w)
		}
	}
	return islands
}

// byFirstName is, for each widget, the position of the first widget of its name, and the positions of what those of one name lead to,
// by the first of them.
func (d *Definition) byFirstName() (first []int, next [][]int) {
	first = make([]int, len(d.Widgets))
	for i, w := range d.Widgets {
		first[i] = d.byName[w.Name].position
	}
	if len(d.byName) == len(d.Widgets) { // Each widget has a name of its own.
		return first, d.wholeNetwork().next
	}
	next = make([][]int, len(d.Widgets))
	for i, to := range d.wholeNetwork().next {
		next[first[i]] = append(next[first[i]], to...)
	}
	return first, next
}

// walk marks all places that can be come to as seen, and returns those that were not before.
func walk(places []int, seen []bool, next [][]int) []int {
	var come []int
	for len(places) > 0 {
		place := places[len(places)-1]
		places = places[:len(places)-1]
		if !seen[place] {
			seen[place] = true
			come = append(come, place)
			places = append(places, next[place]...)
		}
	}
	return come
}

// HasPlaceholderNames tells whether the name of a widget, or of a next one, is a ${…} placeholder: what leads where is then not known.
func (d *Definition) HasPlaceholderNames() bool { return d.placeholders }
