package cli_test

import (
	"slices"
	"testing"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/cli"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/twiliosim"
	"github.com/twilint/twilint/rules"
)

// TestEveryRefusedKindIsNamed audits with a restricted API key that may read everything but one kind: whatever needs that is not passed,
// and the report says what could not be read.
func TestEveryRefusedKindIsNamed(t *testing.T) {
	t.Parallel()
	for i := range inventory.Kinds {
		d := &inventory.Kinds[i]
		if d.Kind == inventory.KindAccount || d.Kind == inventory.KindSubaccount || d.Kind == inventory.KindFlowRevision {
			continue // The account's own record only names it; the others are asked for in other ways, and have tests of their own.
		}
		t.Run(string(d.Kind), func(t *testing.T) {
			t.Parallel()
			account := twiliosim.Demo(asOf)[0]
			restricted := twiliosim.Key{SID: twiliosim.SID("SK", "restricted", string(d.Kind)), Secret: "restricted to all but one", Type: twiliosim.RestrictedKey}
			for j := range inventory.Kinds {
				if j != i {
					restricted.Allowed = append(restricted.Allowed, inventory.Kinds[j].Kind)
				}
			}
			account.Keys = append(account.Keys, restricted)
			o := newOffice(t, account)
			delete(o.variables, "TWILIO_AUTH_TOKEN")
			o.variables["TWILIO_API_KEY"], o.variables["TWILIO_API_SECRET"] = restricted.SID, restricted.Secret
			want := cli.ExitFindings // What only refines the words may be missing.
			if slices.ContainsFunc(rules.All(), func(r *audit.Rule) bool { return takes(r, d.Kind) }) {
				want = cli.ExitIncomplete
			}
			found := o.audit(t, want, "audit", "--persona", "strict")
			at := slices.IndexFunc(found.Coverage, func(c report.Coverage) bool { return c.Kind == string(d.Kind) })
			if at < 0 || len(found.Coverage[at].Gaps) == 0 {
				t.Fatalf("no gap in %s, which the key may not read", d.Kind)
			}
			for _, rule := range rules.All() {
				how, needs := rule.Need(d.Kind)
				if !needs || how == audit.Optional {
					continue
				}
				if !slices.ContainsFunc(found.NotEvaluated, func(s report.Shortfall) bool { return s.Rule == rule.ID }) {
					t.Errorf("%s needs %s, which was refused, and counts as evaluated", rule.ID, d.Plural)
				}
			}
		})
	}
}

// takes tells whether a rule cannot judge without a kind, or without what stands below it.
func takes(r *audit.Rule, kind inventory.Kind) bool {
	for _, need := range r.Needs {
		for at := need.Kind; at != "" && need.How != audit.Optional; at = inventory.Describe(at).Parent {
			if at == kind {
				return true
			}
		}
	}
	return false
}
