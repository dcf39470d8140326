package studio

import (
	"fmt"
	"slices"
)

// Reach is what a flow can come to from one widget on, with a shortest way to each widget.
type Reach struct {
	widgets []*Widget
	arrival []arrival // by the position of the widget
}

// arrival is how a widget was come to first.
type arrival struct {
	come  bool    // the widget was come to
	from  *Widget // nil for the widget that the walk began with
	event string
	depth int     // how many transitions away from the beginning
	early *Widget // the widget of depth earlySteps on the way, nil before it
}

// ReachFrom walks from a widget along all transitions. It goes on only from widgets that through lets pass (all, if through is nil);
// a widget that does not is still come to. Transitions to widgets that do not exist lead nowhere.
func (d *Definition) ReachFrom(start *Widget, through func(*Widget) bool) *Reach {
	r := &Reach{widgets: []*Widget{start}, arrival: make([]arrival, len(d.Widgets))}
	r.arrival[start.position].come = true
	for i := 0; i < len(r.widgets); i++ { // Breadth first: r.widgets is the queue as well.
		w := r.widgets[i]
		if through != nil && !through(w) {
			continue
		}
		for _, t := range w.Transitions {
			if t.to == nil || r.Has(t.to) {
				continue
			}
			way := &r.arrival[w.position]
			a := arrival{come: true, from: w, event: t.Event, depth: way.depth + 1, early: way.early}
			if a.depth == earlySteps {
				a.early = t.to
			}
			r.arrival[t.to.position] = a
			r.widgets = append(r.widgets, t.to)
		}
	}
	return r
}

// Widgets are the widgets that were come to, the nearest first; those equally near in the order of the transitions.
func (r *Reach) Widgets() []*Widget { return r.widgets }

// Has tells whether a widget was come to.
func (r *Reach) Has(w *Widget) bool { return len(r.arrival) > 0 && r.arrival[w.position].come }

// A way is told with at most maxSteps steps, the event among them: flows have up to 2,000 widgets. Of a longer one, the event and
// earlySteps widgets are told, how many are left out, and the last widgets.
const (
	maxSteps   = 8
	earlySteps = 3
	lateSteps  = maxSteps - earlySteps - 2
)

// Way tells a shortest way to a widget, for people, after the event that the walk began with:
// "incomingCall → split_1 (noMatch) → lookup". A long way loses its middle. It is "" for a widget that was not come to.
func (r *Reach) Way(event string, to *Widget) string {
	if !r.Has(to) {
		return ""
	}
	a := r.arrival[to.position]
	widgets := a.depth + 1
	if 1+widgets <= maxSteps {
		return Path(append([]string{event}, r.steps(to, widgets)...)...)
	}
	// The early part is looked up, not walked back to, so that the ways to all widgets of a long chain are cheap.
	early := slices.Concat(r.steps(a.early, earlySteps+1)[:earlySteps], []string{fmt.Sprintf("%d more widgets", widgets-earlySteps-lateSteps)})
	return Path(append(append([]string{event}, early...), r.steps(to, lateSteps)...)...)
}

// steps are the last count widgets on the way to a widget, each with the event that leads on.
func (r *Reach) steps(to *Widget, count int) []string {
	steps := make([]string, count)
	steps[count-1] = to.Name
	for a, i := r.arrival[to.position], count-2; i >= 0; a, i = r.arrival[a.from.position], i-1 {
		steps[i] = fmt.Sprintf("%s (%s)", a.from.Name, a.event)
	}
	return steps
}

// LeadingTo are the widgets from which the flow can come to a goal, the goals among them, by widgets that through lets pass (all, if
// through is nil).
func (d *Definition) LeadingTo(goal, through func(*Widget) bool) map[*Widget]bool {
	before := make([][]*Widget, len(d.Widgets)) // by position
	leading := map[*Widget]bool{}
	var queue []*Widget
	for _, w := range d.Widgets {
		if goal(w) {
			leading[w] = true
			queue = append(queue, w)
		}
		for _, t := range w.Transitions {
			if t.to != nil {
				before[t.to.position] = append(before[t.to.position], w)
			}
		}
	}
	for i := 0; i < len(queue); i++ {
		for _, w := range before[queue[i].position] {
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
	known, _ := w.Known()
	for _, event := range known.Events {
		if w.Next(event) == "" {
			return true
		}
	}
	return false
}
