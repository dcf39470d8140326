package verify

import (
	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var customCodeEnabled = &audit.Rule{
	ID:    "verify-custom-code-enabled",
	Title: "Verification codes may come from outside of Verify",
	Doc: audit.Doc{
		Why: "With custom codes, whoever starts a verification chooses the code. Verify draws its own at random; a code of your own is as good as the " +
			"random numbers of the program that makes it, and stands in that program's database and logs. Whoever has an API key of the account can start a " +
			"verification with a code that they know, and pass it.",
		Remediation: "Switch custom codes off in the Console under *Verify > Services > General*, or by `CustomCodeEnabled=false`, unless a program " +
			"sends `CustomCode`.",
		FalseAlarms: "Programs that make their own codes, and did so before Verify, need it.",
		References: []audit.Link{
			serviceResource,
			{Title: "Customization options: custom verification codes", URL: "https://www.twilio.com/docs/verify/api/customization-options"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindVerifyService, How: audit.Each}},
	Check: func(p *audit.Pass) error {
		reportEach(p, wording{
			fault:   "lets whoever starts a verification choose the code, instead of drawing it at random",
			several: "let whoever starts a verification choose the code, instead of drawing it at random",
			remedy:  "set custom_code_enabled of %s to false, unless a program of yours sends custom codes",
			place:   "custom_code_enabled",
		}, func(service *inventory.Item) bool { return service.Flag("custom_code_enabled") })
		return nil
	},
}
