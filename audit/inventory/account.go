package inventory

import (
	"fmt"

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
