package audit_test

import (
	"testing"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// TestKnownGaps: what is known to be missing is no reason to call a result incomplete, and hides nothing else.
func TestKnownGaps(t *testing.T) {
	numbers := audit.Need{Kind: inventory.KindPhoneNumber, How: audit.Each}
	trunks := audit.Need{Kind: inventory.KindTrunk, How: audit.Each}
	gap := func(kinds ...inventory.Kind) func(*inventory.Inventory) {
		return func(inv *inventory.Inventory) {
			inv.Cover(inventory.KindTrunk, "")
			for _, kind := range kinds {
				inv.AddGap(kind, inventory.Gap{Ref: "page", Reason: "refused", List: true, Denied: true})
			}
		}
	}
	crash := func(*audit.Pass) error { panic("no") }
	for name, test := range map[string]struct {
		check func(*audit.Pass) error
		gaps  []inventory.Kind
		known audit.Known
		want  bool
	}{
		"nothing known":            {each, []inventory.Kind{inventory.KindTrunk}, audit.Known{}, true},
		"the kind":                 {each, []inventory.Kind{inventory.KindTrunk}, audit.Known{Kinds: []inventory.Kind{inventory.KindTrunk}}, false},
		"another kind":             {each, []inventory.Kind{inventory.KindTrunk}, audit.Known{Kinds: []inventory.Kind{inventory.KindPhoneNumber}}, true},
		"one of two kinds":         {each, []inventory.Kind{inventory.KindTrunk, inventory.KindPhoneNumber}, audit.Known{Kinds: []inventory.Kind{inventory.KindTrunk}}, true},
		"the account":              {each, []inventory.Kind{inventory.KindTrunk}, audit.Known{Accounts: []string{account}}, false},
		"a crash beside no gap":    {crash, nil, audit.Known{Kinds: []inventory.Kind{inventory.KindTrunk}}, true},
		"subaccounts":              {each, []inventory.Kind{inventory.KindSubaccount}, audit.Known{}, true},
		"subaccounts that are not": {each, []inventory.Kind{inventory.KindSubaccount}, audit.Known{Kinds: []inventory.Kind{inventory.KindSubaccount}}, false},
		"nothing is missing":       {each, nil, audit.Known{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			inv := newInventory(t, 1, gap(test.gaps...))
			result := audit.Run(inv, []*audit.Rule{rule(test.check, numbers, trunks)})
			if got := result.IncompleteBut(test.known); got != test.want {
				t.Errorf("incomplete: %t, want %t", got, test.want)
			}
		})
	}
}
