package studio

// Traffic is which events of the trigger bring calls, messages and requests to which widgets.
type Traffic struct {
	by      map[string]*Reach
	reaches []bool // by the position of the widget, whether any event comes to it
}

// Traffic is worked out once, when first asked for.
func (d *Definition) Traffic() *Traffic {
	d.trafficOnce.Do(func() {
		d.traffic = &Traffic{by: map[string]*Reach{}, reaches: make([]bool, len(d.Widgets))}
		for _, event := range triggerEvents {
			if entry, ok := d.Entry(event); ok {
				reach := d.ReachFrom(entry, nil)
				d.traffic.by[event] = reach
				for _, w := range reach.Widgets() {
					d.traffic.reaches[w.position] = true
				}
			}
		}
	})
	return d.traffic
}

// By is what an event of the trigger comes to: nothing, if the trigger has no branch for it.
func (t *Traffic) By(event string) *Reach {
	if r, ok := t.by[event]; ok {
		return r
	}
	return &Reach{}
}

// Event is the first of the events by which the flow comes to a widget, and false if none of them leads there.
func (t *Traffic) Event(to *Widget, events ...string) (string, bool) {
	for _, event := range events {
		if t.By(event).Has(to) {
			return event, true
		}
	}
	return "", false
}

// Reaches tells whether any traffic comes to a widget.
func (t *Traffic) Reaches(w *Widget) bool { return t.reaches[w.position] }

// Way tells a shortest way from an event of the trigger to a widget, as [Reach.Way] does.
func (t *Traffic) Way(event string, to *Widget) string { return t.By(event).Way(event, to) }
