package studio

import (
	"cmp"
	"slices"
)

// WayTo tells a shortest way from the trigger to the widget with that index in states: "incomingCall → split_1 (noMatch) → lookup". It
// is "" for the trigger, and for a widget that nothing leads to.
func (d *Definition) WayTo(index int) string {
	i, ok := slices.BinarySearchFunc(d.Widgets, index, func(w *Widget, index int) int { return cmp.Compare(w.Index, index) })
	if !ok || d.Widgets[i].Type == TriggerType {
		return ""
	}
	event, ok := d.Traffic().Event(d.Widgets[i], triggerEvents...)
	if !ok {
		return ""
	}
	return d.Traffic().Way(event, d.Widgets[i])
}
