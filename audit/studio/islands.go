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
	next := map[string][]string{}
	reached := map[string]bool{}
	var begin []string
	for _, w := range d.Widgets {
		for _, t := range w.Transitions {
			next[w.Name] = append(next[w.Name], t.Next)
		}
		if w.Type == TriggerType || w.Name == d.InitialState {
			begin = append(begin, w.Name)
		}
	}
	walk(begin, reached, next)

	neighbours := map[string][]string{}
	for _, w := range d.Widgets {
		for _, t := range w.Transitions {
			if _, exists := d.byName[t.Next]; exists && !reached[w.Name] && !reached[t.Next] {
				neighbours[w.Name] = append(neighbours[w.Name], t.Next)
				neighbours[t.Next] = append(neighbours[t.Next], w.Name)
			}
		}
	}
	number := map[string]int{}
	var islands [][]*Widget
	for _, w := range d.Widgets {
		if reached[w.Name] {
			continue
		}
		i, ok := number[w.Name]
		if !ok {
			i = len(islands)
			islands = append(islands, nil)
			connected := map[string]bool{}
			walk([]string{w.Name}, connected, neighbours)
			for name := range connected {
				number[name] = i
			}
		}
		islands[i] = append(islands[i], w)
	}
	return islands
}

// walk adds to seen all names that can be come to.
func walk(names []string, seen map[string]bool, next map[string][]string) {
	for len(names) > 0 {
		name := names[len(names)-1]
		names = names[:len(names)-1]
		if !seen[name] {
			seen[name] = true
			names = append(names, next[name]...)
		}
	}
}

// HasPlaceholderNames tells whether the name of a widget, or of a next one, is a ${…} placeholder: what leads where is then not known.
func (d *Definition) HasPlaceholderNames() bool { return d.placeholders }
