package rules_test

import (
	"testing"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/fixture"
	"github.com/twilint/twilint/rules"
)

// TestCertainFixes sees that each rule which says that it can be fixed shows it in an example, and that no other has a certain fix. That
// the fixes are right is held by the examples themselves.
func TestCertainFixes(t *testing.T) {
	for _, rule := range rules.All() {
		examples, err := fixture.Load(fixtures(t), rule.ID)
		if err != nil {
			t.Fatal(err)
		}
		certain := false
		for _, c := range examples.Cases {
			result, err := c.Run(rule)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range result.Findings {
				certain = certain || f.Fix != nil && !f.Fix.Unsafe
			}
		}
		if want := rule.Fix == audit.FixCertain; certain != want {
			t.Errorf("%s: its fix is %s, and a certain fix in its examples: %v", rule.ID, rule.Fix, certain)
		}
	}
}
