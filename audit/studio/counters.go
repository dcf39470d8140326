package studio

// Counts tells whether a widget counts: it sets a variable from what the variable was before, such as the number of tries. A loop in
// which something is counted is one that somebody meant to end.
func (d *Definition) Counts(w *Widget) bool {
	d.countersOnce.Do(func() {
		d.counters = map[*Widget]bool{}
		for _, s := range d.Templates() {
			if s.Widget.Type == "set-variables" && s.Property == "variables" && s.setsFromItself() {
				d.counters[s.Widget] = true
			}
		}
	})
	return d.counters[w]
}

// setsFromItself tells whether the text is the value of a variable and asks for what the same variable, or the widget, set before, or
// does a sum with another variable.
// https://www.twilio.com/docs/studio/widget-library/set-variables
func (s String) setsFromItself() bool {
	key := s.Value.Parent().Get("key").Text()
	for _, r := range s.Liquid.References {
		sum := r.Filtered("plus") || r.Filtered("minus") || r.Filtered("append")
		if r.Under("flow", "variables", key) || r.Under("widgets", s.Widget.Name) || sum && r.Under("flow", "variables") {
			return true
		}
	}
	return false
}
