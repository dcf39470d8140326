package studio_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/studio"
)

// TestTraffic holds reachability by events to walks of their own.
func TestTraffic(t *testing.T) {
	d := flow(t,
		"Trigger trigger incomingCall>hours incomingMessage>reply incomingRequest>gone incomingParent>",
		"hours split-based-on match>greet noMatch>reply", "greet say-play", "reply send-message", "parked say-play")
	traffic := d.Traffic()
	type told struct{ Event, Way string }
	got := map[string]told{}
	for _, w := range d.Widgets {
		event, ok := traffic.Event(w, studio.IncomingMessage, studio.IncomingCall, studio.IncomingParent)
		if ok != traffic.Reaches(w) {
			t.Errorf("%s: Event %v, Reaches %v", w.Name, ok, traffic.Reaches(w))
		}
		got[w.Name] = told{event, traffic.Way(event, w)}
	}
	want := map[string]told{
		"Trigger": {},
		"hours":   {studio.IncomingCall, "incomingCall → hours"},
		"greet":   {studio.IncomingCall, "incomingCall → hours (match) → greet"},
		"reply":   {studio.IncomingMessage, "incomingMessage → reply"},
		"parked":  {},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, ok := traffic.Event(widget(t, d, "greet"), studio.IncomingMessage); ok {
		t.Error("a message comes to the greeting of calls")
	}
	if n := len(traffic.By(studio.IncomingRequest).Widgets()); n != 0 {
		t.Errorf("a branch to no widget comes to %d widgets", n)
	}
}
