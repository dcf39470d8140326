package identity

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var auditCredentialTooStrong = &audit.Rule{
	ID:    "audit-credential-too-strong",
	Title: "Audit was run with the auth token",
	Doc: audit.Doc{
		Why: "The auth token may do everything in the account: call and text at your expense, release numbers, delete keys. It also signs the " +
			"webhooks, so whoever has it can pass for Twilio. An audit only reads, and it runs where secrets leak from most easily: in pipelines, with " +
			"their logs and caches.",
		Remediation: "Make a restricted API key that may only read what the rules need (*Account management > API keys & auth tokens* in the Console), " +
			"and run the audit with `TWILIO_API_KEY` and `TWILIO_API_SECRET`. `twilint audit --dry-run` names the permissions.",
		FalseAlarms: "Some rules need more: the account itself and the list of keys are closed to all but the auth token and Main keys, and a " +
			"restricted key exists in the region US1 only. Where subaccounts are audited, nothing is said: only the auth token reaches them.",
		References: []audit.Link{
			keysInConsole,
			{Title: "Restricted API keys", URL: "https://www.twilio.com/docs/iam/api-keys/restricted-api-keys"},
			keysOverview,
			subaccounts,
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindAccount, How: audit.Optional}},
	Check:    checkAuditCredentialTooStrong,
}

func checkAuditCredentialTooStrong(p *audit.Pass) error {
	_, withSubaccounts := p.Coverage(inventory.KindSubaccount)
	if p.Credential != inventory.CredentialAuthToken || withSubaccounts || len(p.Audited) > 1 {
		return nil
	}
	account := p.AccountItem()
	p.Report(audit.Report{
		Item:     account,
		Location: account.At("sid"),
		Message: fmt.Sprintf("the audit of %s was run with the account's auth token, which may call, text, buy and delete: where it leaks from, "+
			"the whole account does", account.Ref),
		Remediation: "run the audit with a restricted API key that may only read what the rules need",
	})
	return nil
}
