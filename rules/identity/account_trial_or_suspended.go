package identity

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var accountTrialOrSuspended = &audit.Rule{
	ID:    "account-trial-or-suspended",
	Title: "Account is suspended, closed, or on trial",
	Doc: audit.Doc{
		Why: "A suspended account takes no calls, sends no messages and answers no request, whatever its configuration says. The balance may have run " +
			"out, Twilio may have stepped in, or the parent account was suspended.\n\n" +
			"A trial account calls and texts only numbers that were verified for " +
			"it, refuses some products, and ends 30 days after it was made. Many failures that look like faults of a flow are these limits.",
		Remediation: "Suspended: add funds, follow the mail that Twilio sent, or set the status of a subaccount back to `active`. Trial: upgrade the " +
			"account in the Console before customers depend on it.",
		FalseAlarms: "A trial account that only tries things out is what it should be.",
		References: []audit.Link{
			accountNotActive,
			{Title: "Account resource", URL: "https://www.twilio.com/docs/iam/api/account"},
			{Title: "Twilio trial account", URL: "https://www.twilio.com/docs/usage/trials"},
			{Title: "Error 21608: trial accounts send to verified numbers only", URL: "https://www.twilio.com/docs/api/errors/21608"},
		},
	},
	Severity: audit.Error,
	// Only the auth token or a main API key can read it, and an audit with the least privilege must be able to be complete.
	Persona: audit.Pedantic,
	Since:   "0.1.0",
	Version: 1,
	Fix:     audit.FixManual,
	Needs:   []audit.Need{{Kind: inventory.KindAccount, How: audit.Each}},
	Check:   checkAccountTrialOrSuspended,
}

func checkAccountTrialOrSuspended(p *audit.Pass) error {
	for _, account := range p.Items(inventory.KindAccount) {
		switch status := account.Text("status"); {
		case status != "" && status != "active":
			p.Report(audit.Report{
				Item:        account,
				Location:    account.At("status"),
				Message:     fmt.Sprintf("%s is %s: it takes no calls and sends no messages, however it is set up", account.Ref, status),
				Remediation: "look into the balance and the mails of Twilio, and have the account reactivated",
			})
		case account.Text("type") == "Trial":
			p.Report(audit.Report{
				Item:        account,
				Location:    account.At("type"),
				Severity:    audit.Note,
				Message:     fmt.Sprintf("%s is a trial account: it calls and texts only numbers that were verified for it, and ends 30 days after it was made", account.Ref),
				Remediation: "upgrade the account in the Console before customers depend on it",
			})
		}
	}
	return nil
}
