package studio

// WayTo tells a shortest way from the trigger to the widget with that index in states: "incomingCall → split_1 (noMatch) → lookup". It
// is "" for the trigger, and for a widget that nothing leads to.
func (d *Definition) WayTo(index int) string {
	for _, w := range d.Widgets {
		if w.Index != index || w.Type == TriggerType {
			continue
		}
		if event, ok := d.Traffic().Event(w, triggerEvents[:]...); ok {
			return d.Traffic().Way(event, w)
		}
	}
	return ""
}
