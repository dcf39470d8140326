package inventory_test

import (
	"testing"

	"github.com/twilint/twilint/audit/inventory"
)

// TestIsSubaccount: the list of audited accounts tells it as well as the account's own record, which few credentials may read.
func TestIsSubaccount(t *testing.T) {
	parent := inventory.Account{SID: sid("AC", 9)}
	for name, test := range map[string]struct {
		owner string // in the record of the account, "" if that is not read
		first inventory.Account
		want  inventory.Presence
	}{
		"nothing known":        {"", inventory.Account{SID: account}, inventory.Unknown},
		"below the main one":   {"", parent, inventory.Present},
		"owned by itself":      {account, inventory.Account{SID: account}, inventory.Absent},
		"owned by another one": {parent.SID, inventory.Account{SID: account}, inventory.Present},
	} {
		t.Run(name, func(t *testing.T) {
			inv := empty(t, inventory.KindAccount)
			inv.Audited = []inventory.Account{test.first}
			if test.owner != "" {
				add(t, inv, inventory.KindAccount, "", `{"sid": "`+account+`", "status": "active", "owner_account_sid": "`+test.owner+`"}`)
			}
			inv.Finish()
			if got := inv.IsSubaccount(); got != test.want {
				t.Errorf("%d, want %d", got, test.want)
			}
			if !inv.IsAudited(test.first.SID) || inv.IsAudited(sid("AC", 8)) {
				t.Error("the audited accounts are not those of the list")
			}
		})
	}
}
