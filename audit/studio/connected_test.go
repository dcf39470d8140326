package studio_test

import (
	"math/rand/v2"
	"testing"

	"github.com/twilint/twilint/audit/studio"
)

// TestConnected asks for all pairs of random flows, more than one batch of them, and compares with a walk for each.
func TestConnected(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 40 {
		d := random(t, r, 1+r.IntN(150))
		var pairs []studio.Pair
		var want []bool
		for _, from := range d.Widgets {
			reached := map[*studio.Widget]bool{}
			for _, transition := range from.Transitions {
				if next, ok := d.Widget(transition.Next); ok && !reached[next] {
					for _, w := range d.ReachFrom(next, nil).Widgets() {
						reached[w] = true
					}
				}
			}
			for _, to := range d.Widgets {
				pairs = append(pairs, studio.Pair{From: from, To: to})
				want = append(want, reached[to])
			}
		}
		for i, got := range d.Connected(pairs) {
			if got != want[i] {
				t.Fatalf("of %d widgets, %s to %s: connected = %v, want %v", len(d.Widgets), pairs[i].From.Name, pairs[i].To.Name, got, want[i])
			}
		}
	}
	if got := parse(t, `{}`).Connected(nil); len(got) != 0 {
		t.Errorf("no question, but answers %v", got)
	}
}
