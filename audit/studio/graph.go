package studio

import "fmt"

// Reach is what a flow can come to from one widget on, with a shortest way to each widget.
type Reach struct {
	widgets []*Widget
	arrival map[*Widget]arrival
}

// arrival is how a widget was come to first.
type arrival struct {
	from  *Widget // nil for the widget that the walk began with
	event string
}

// ReachFrom walks from a widget along all transitions. It goes on only from widgets that through lets pass (all, if through is nil);
// a widget that does not is still come to. Transitions to widgets that do not exist lead nowhere.
func (d *Definition) ReachFrom(start *Widget, through func(*Widget) bool) *Reach {
	r := &Reach{widgets: []*Widget{start}, arrival: map[*Widget]arrival{start: {}}}
	for i := 0; i < len(r.widgets); i++ { // Breadth first: r.widgets is the queue as well.
		w := r.widgets[i]
		if through != nil && !through(w) {
			continue
		}
		for _, t := range w.Transitions {
			next, ok := d.byName[t.Next]
			if !ok || r.Has(next) {
				continue
			}
			r.arrival[next] = arrival{from: w, event: t.Event}
			r.widgets = append(r.widgets, next)
		}
	}
	return r
}

// Widgets are the widgets that were come to, the nearest first; those equally near in the order of the transitions.
func (r *Reach) Widgets() []*Widget { return r.widgets }

// Has tells whether a widget was come to.
func (r *Reach) Has(w *Widget) bool {
	_, ok := r.arrival[w]
	return ok
}

// maxSteps bounds how many steps of a way are told; flows have up to 2,000 widgets.
const maxSteps = 8

// Way tells a shortest way to a widget, for people, after the event that the walk began with:
// "incomingCall → split_1 (noMatch) → lookup". A long way loses its middle. It is "" for a widget that was not come to.
func (r *Reach) Way(event string, to *Widget) string {
	if !r.Has(to) {
		return ""
	}
	reversed := []string{to.Name}
	for a := r.arrival[to]; a.from != nil; a = r.arrival[a.from] {
		reversed = append(reversed, fmt.Sprintf("%s (%s)", a.from.Name, a.event))
	}
	steps := []string{event}
	for i := len(reversed) - 1; i >= 0; i-- {
		steps = append(steps, reversed[i])
	}
	if left := len(steps) - maxSteps; left > 0 {
		const half = maxSteps / 2
		middle := fmt.Sprintf("%d more widgets", left+1) // One of the steps told gives its place to these words.
		steps = append(append(append([]string(nil), steps[:half]...), middle), steps[len(steps)-half+1:]...)
	}
	return Path(steps...)
}

// LeadingTo are the widgets from which the flow can come to a goal, the goals among them, by widgets that through lets pass (all, if
// through is nil).
func (d *Definition) LeadingTo(goal, through func(*Widget) bool) map[*Widget]bool {
	before := map[*Widget][]*Widget{}
	leading := map[*Widget]bool{}
	var queue []*Widget
	for _, w := range d.Widgets {
		if goal(w) {
			leading[w] = true
			queue = append(queue, w)
		}
		for _, t := range w.Transitions {
			if next, ok := d.byName[t.Next]; ok {
				before[next] = append(before[next], w)
			}
		}
	}
	for i := 0; i < len(queue); i++ {
		for _, w := range before[queue[i]] {
			if leading[w] || through != nil && !through(w) {
				continue
			}
			leading[w] = true
			queue = append(queue, w)
		}
	}
	return leading
}

// MayEnd tells whether the flow may end with this widget: it has an event that leads nowhere, written down or left out.
func (w *Widget) MayEnd() bool {
	if len(w.Transitions) == 0 {
		return true
	}
	for _, t := range w.Transitions {
		if t.Next == "" {
			return true
		}
	}
	known, _ := LookupWidgetType(w.Type)
	for _, event := range known.Events {
		if w.Next(event) == "" {
			return true
		}
	}
	return false
}
