package identity

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var subaccountSuspended = &audit.Rule{
	ID:    "subaccount-suspended",
	Title: "Subaccount is suspended",
	Doc: audit.Doc{
		Why: "A suspended subaccount takes no calls and sends no messages. Its credentials are refused as well, so that an audit cannot tell what it " +
			"still holds: numbers that somebody waits for calls on, and pays for.",
		Remediation: "Set its status back to `active` if it is still needed. If not, release its numbers and close it, after which Twilio deletes it.",
		FalseAlarms: "A subaccount that was suspended on purpose, for a customer who does not pay. Subaccounts that were not asked for with " +
			"`--subaccounts` are not looked at.",
		References: []audit.Link{subaccounts, accountNotActive},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindAccount, How: audit.Optional}},
	Check:    checkSubaccountSuspended,
}

// checkSubaccountSuspended speaks in the audit of the parent account, the first of those audited: nothing of a suspended one can be read.
func checkSubaccountSuspended(p *audit.Pass) error {
	if p.Account.SID != p.Audited[0].SID {
		return nil
	}
	parent := p.AccountItem()
	for _, child := range p.Audited[1:] {
		if child.Status != "suspended" {
			continue
		}
		name := inventory.Ref{Kind: inventory.KindSubaccount, SID: child.SID, Name: child.Name}
		p.Report(audit.Report{
			Item:          parent,
			Location:      parent.At("sid"),
			Message:       fmt.Sprintf("%s is suspended: it takes no calls and sends no messages, and what it holds cannot be read", name),
			Remediation:   fmt.Sprintf("reactivate %s, or release its numbers and close it", name),
			Discriminator: child.SID,
		})
	}
	return nil
}
