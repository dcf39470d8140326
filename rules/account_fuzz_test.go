package rules_test

import (
	"strings"
	"testing"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
	"github.com/twilint/twilint/rules"
)

// FuzzAccount puts a resource that somebody made up beside the demo's: whatever it holds is read, or a gap, and no rule crashes over it.
func FuzzAccount(f *testing.F) {
	demo := readDemo(f)
	records := demo.Records()
	for _, r := range records {
		f.Add(string(r.Kind), r.Parent, r.Text)
	}
	f.Fuzz(func(t *testing.T, kind, parent string, text []byte) {
		if !inventory.IsKind(inventory.Kind(kind)) {
			return
		}
		redactor, err := secret.NewRedactor("fuzz")
		if err != nil {
			t.Fatal(err)
		}
		inv := inventory.New(demo.Account, demo.AsOf, redactor)
		for _, c := range demo.Coverages() {
			inv.Cover(c.Kind, c.Filter)
		}
		if err := inv.Add(inventory.Kind(kind), parent, text); err != nil {
			return // The source notes a gap.
		}
		for _, r := range records {
			if r.Kind != inventory.Kind(kind) || r.Parent != parent {
				_ = inv.Add(r.Kind, r.Parent, r.Text) // One that is there already is refused.
			}
		}
		inv.Finish()
		for _, outcome := range audit.Run(inv, rules.All()).Outcomes {
			if strings.Contains(outcome.Reason, "crashed") {
				t.Errorf("%s over a %s: %s", outcome.Rule.ID, kind, outcome.Reason)
			}
		}
	})
}
