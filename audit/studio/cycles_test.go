package studio_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/studio"
)

// random is a flow with n widgets and transitions at random between them, some to nowhere.
func random(t *testing.T, r *rand.Rand, n int) *studio.Definition {
	t.Helper()
	var states []string
	for i := range n {
		var transitions []string
		for range r.IntN(4) {
			transitions = append(transitions, fmt.Sprintf(`{"event": "e", "next": "w%d"}`, r.IntN(n+1)))
		}
		states = append(states, fmt.Sprintf(`{"name": "w%d", "type": "split-based-on", "transitions": [%s]}`, i, strings.Join(transitions, ", ")))
	}
	return parse(t, `{"initial_state": "w0", "states": [`+strings.Join(states, ", ")+`]}`)
}

// TestCyclesAndDominators holds both to their definitions: a cycle is what can be come to from itself, and a widget dominates another
// if without it no way is left.
func TestCyclesAndDominators(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		d := random(t, r, 1+r.IntN(9))
		reaches := map[*studio.Widget]map[*studio.Widget]bool{}
		for _, w := range d.Widgets {
			reaches[w] = map[*studio.Widget]bool{}
			for _, transition := range w.Transitions {
				if next, ok := d.Widget(transition.Next); ok {
					for _, reached := range d.ReachFrom(next, nil).Widgets() {
						reaches[w][reached] = true
					}
				}
			}
		}
		var want [][]string
		done := map[*studio.Widget]bool{}
		for _, w := range d.Widgets {
			if done[w] || !reaches[w][w] {
				continue
			}
			var names []string
			for _, other := range d.Widgets {
				if reaches[w][other] && reaches[other][w] {
					names = append(names, other.Name)
					done[other] = true
				}
			}
			want = append(want, names)
		}
		var got [][]string
		for _, c := range d.Cycles() {
			var names []string
			for _, w := range c.Widgets {
				names = append(names, w.Name)
			}
			got = append(got, names)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("cycles of %s (-want +got):\n%s", d.Value.Raw(), diff)
		}

		start := d.Widgets[0]
		dominators := d.Dominators(start)
		reachable := d.ReachFrom(start, nil)
		for _, through := range d.Widgets {
			without := d.ReachFrom(start, func(w *studio.Widget) bool { return w != through })
			for _, to := range d.Widgets {
				way := reachable.Has(to)
				free := through != start && without.Has(to) && to != through
				if want, got := way && !free, dominators.Passes(to, through); got != want {
					t.Fatalf("Passes(%s, %s) = %v in %s", to.Name, through.Name, got, d.Value.Raw())
				}
			}
		}
	}
}

// TestLongChain has one cycle of 2,000 widgets, as many as a flow may have.
func TestLongChain(t *testing.T) {
	const n = 2000
	var states []string
	for i := range n {
		states = append(states, fmt.Sprintf(`{"name": "w%d", "type": "split-based-on", "transitions": [{"event": "match", "next": "w%d"}]}`, i, (i+1)%n))
	}
	d := parse(t, `{"initial_state": "w0", "states": [`+strings.Join(states, ",")+`]}`)
	cycles := d.Cycles()
	if len(cycles) != 1 || len(cycles[0].Widgets) != n || !cycles[0].Has(d.Widgets[n-1]) {
		t.Errorf("%d cycles", len(cycles))
	}
	if dominators := d.Dominators(d.Widgets[0]); !dominators.Passes(d.Widgets[n-1], d.Widgets[n/2]) {
		t.Error("the middle of a chain is not passed")
	}
	names := studio.WidgetTypeNames()
	if !slices.Contains(names, "say-play") {
		t.Error(names)
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
