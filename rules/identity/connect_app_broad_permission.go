package identity

import (
	"cmp"
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var connectAppBroadPermission = &audit.Rule{
	ID:    "connect-app-broad-permission",
	Title: "Connect app of somebody else may spend or read",
	Doc: audit.Doc{
		Why: "A Connect app is the program of another company that somebody has let into the account. *Charge account for usage* (`post-all`) lets it " +
			"buy numbers, call and text on your bill; *Read all account data* (`get-all`) lets it read the logs of calls and messages. It stays so, whether " +
			"or not the product is still used, until somebody takes it back, and no key of yours is involved.",
		Remediation: "Look through the authorized Connect apps in the Console, and deauthorize those that nobody uses. Ask the others whether reading " +
			"is enough.",
		FalseAlarms: "An app that calls or texts for you needs `post-all`; accept the finding for it once you know that it is in use. Each app works " +
			"in a subaccount of its own, and does not reach the rest.",
		References: []audit.Link{
			{Title: "Twilio Connect: permissions", URL: "https://www.twilio.com/docs/iam/connect"},
			{Title: "Authorized Connect Apps", URL: "https://www.twilio.com/docs/iam/authorized-connect-apps/api"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindAuthorizedConnectApp, How: audit.Each}},
	Check:    checkConnectAppBroadPermission,
}

func checkConnectAppBroadPermission(p *audit.Pass) error {
	for _, app := range p.Items(inventory.KindAuthorizedConnectApp) {
		var severity audit.Severity
		var may string
		for _, permission := range app.List("permissions") {
			switch permission.Text() {
			case "post-all":
				severity, may = audit.Warning, "buy numbers, call and text on the bill of this account"
			case "get-all":
				if severity < audit.Note {
					severity, may = audit.Note, "read the logs of calls and messages"
				}
			}
		}
		if may == "" {
			continue
		}
		p.Report(audit.Report{
			Item:        app,
			Location:    app.At("permissions"),
			Severity:    severity,
			Message:     fmt.Sprintf("%s of %s may %s", app.Ref, cmp.Or(app.Text("connect_app_company_name"), "an unnamed company"), may),
			Remediation: "deauthorize the app in the Console if nobody uses it",
		})
	}
	return nil
}
