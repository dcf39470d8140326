package inventory

import (
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit/jsonpos"
)

// AccountItem is the account itself, to say what it has nothing of. Where its record was not read, which a standard API key may not do,
// the item knows the account's SID and nothing else.
func (inv *Inventory) AccountItem() *Item {
	if item, presence := inv.Find(KindAccount, inv.Account.SID); presence == Present {
		return item
	}
	sid := inv.Account.SID
	document, err := jsonpos.Parse(DocumentURI(sid, KindAccount, sid), fmt.Appendf(nil, "{\n  \"sid\": %q\n}\n", sid))
	if err != nil {
		panic(fmt.Sprintf("inventory: the SID of an account is no JSON text: %v", err)) // It was checked to be one when it was read.
	}
	return &Item{Ref: Ref{Account: sid, Kind: KindAccount, SID: sid, Name: inv.Account.Name}, Document: document, value: document.Root()}
}

// IsAudited tells whether the same audit covers an account, so that what is wrong there is told there.
func (inv *Inventory) IsAudited(sid string) bool {
	return slices.ContainsFunc(inv.Audited, func(a Account) bool { return a.SID == sid })
}

// IsSubaccount answers whether the account belongs to another one. Unknown means that its record was not read and that it is the main
// account of the audit, whose credentials may be those of a subaccount.
func (inv *Inventory) IsSubaccount() Presence {
	if len(inv.Audited) > 0 && inv.Audited[0].SID != inv.Account.SID {
		return Present
	}
	switch owner := inv.AccountItem().Text("owner_account_sid"); owner {
	case "":
		return Unknown
	case inv.Account.SID:
		return Absent
	default:
		return Present
	}
}
