package studio_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/studio"
)

func TestIslands(t *testing.T) {
	islands := func(d *studio.Definition) [][]string {
		var all [][]string
		for _, island := range d.Islands() {
			all = append(all, names(island))
		}
		return all
	}
	for _, test := range []struct {
		name string
		flow *studio.Definition
		want [][]string
	}{
		{"all reached", flow(t, "Trigger trigger incomingCall>a", "a say-play audioComplete>b", "b say-play audioComplete>"), nil},
		{
			"two islands, one of which leads into the flow",
			flow(t, "parked say-play audioComplete>", "Trigger trigger incomingCall>a", "x say-play audioComplete>y", "a say-play", "z say-play audioComplete>y",
				"y say-play audioComplete>a"),
			[][]string{{"parked"}, {"x", "z", "y"}},
		},
		{
			"a transition to nowhere connects nothing",
			flow(t, "Trigger trigger incomingCall>a", "a say-play", "x say-play audioComplete>gone", "y say-play audioComplete>gone"),
			[][]string{{"x"}, {"y"}},
		},
		{
			"by an event that is not known, and from a second trigger",
			flow(t, "Trigger trigger incoming>a", "Other trigger incomingCall>b", "a say-play", "b say-play"),
			nil,
		},
		{
			"several of one name",
			flow(t, "Trigger trigger incomingCall>a", "a say-play", "a say-play audioComplete>b", "b say-play", "c say-play", "c say-play audioComplete>d", "d say-play"),
			[][]string{{"c", "c", "d"}},
		},
		{"a placeholder may lead anywhere", flow(t, "Trigger trigger incomingCall>${var.first}", "a say-play"), nil},
		{"a placeholder may be any name", flow(t, "Trigger trigger incomingCall>a", "${var.name} say-play", "b say-play"), nil},
		{"no trigger", flow(t, "a say-play", "b say-play"), nil},
		{
			"a state that could not be read may lead anywhere",
			parse(t, `{"initial_state": "Trigger", "states": [{"name": "Trigger", "type": "trigger"}, {"name": "a", "type": "say-play"}, 7]}`), nil,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, islands(test.flow)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

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

// TestCyclesAmong holds the cycles of a part of a flow to those of a flow that has nothing but that part.
func TestCyclesAmong(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		d := random(t, r, 1+r.IntN(9))
		kept := map[string]bool{}
		for _, w := range d.Widgets {
			kept[w.Name] = r.IntN(3) > 0
		}
		among := func(w *studio.Widget) bool { return kept[w.Name] }
		var want [][]string
		done := map[*studio.Widget]bool{}
		for _, w := range d.Widgets {
			if !kept[w.Name] || done[w] {
				continue
			}
			var members []string
			for _, other := range d.Widgets {
				if kept[other.Name] && leads(d, w, other, among) && leads(d, other, w, among) {
					members = append(members, other.Name)
					done[other] = true
				}
			}
			if members != nil {
				want = append(want, members)
			}
		}
		var got [][]string
		for _, cycle := range d.CyclesAmong(among) {
			got = append(got, names(cycle.Widgets))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s\n%s", d.Value.Raw(), diff)
		}
	}
}

// leads tells whether a way of at least one transition goes from one widget to another by those that are let in.
func leads(d *studio.Definition, from, to *studio.Widget, among func(*studio.Widget) bool) bool {
	for _, t := range from.Transitions {
		if next, ok := d.Widget(t.Next); ok && among(next) && d.ReachFrom(next, among).Has(to) {
			return true
		}
	}
	return false
}

func TestHasPlaceholder(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "menu": false, "$": false, "{{flow.variables.x}}": false, "${{flow.variables.price}}": false,
		"${var.next}": true, "a ${x}": true, "${{a}} ${b}": true, "${": true,
	} {
		if got := studio.HasPlaceholder(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
