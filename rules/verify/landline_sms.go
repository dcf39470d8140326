package verify

import (
	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var landlineSMS = &audit.Rule{
	ID:    "verify-landline-sms",
	Title: "Codes are texted to landlines",
	Doc: audit.Doc{
		Why: "A text message to a landline is not read by anybody: the person waits for a code that never comes, and you pay for sending it. With " +
			"*skip SMS to landlines*, Verify looks the number up first and answers with an error, so that the program can offer a call instead.",
		Remediation: "Set `LookupEnabled` and `SkipSmsToLandlines` of the service, and have the program offer a call where Verify refuses a landline.",
		FalseAlarms: "Each verification then takes a lookup. Where numbers are looked up before they come to Verify, or where people sign in from " +
			"mobile phones only, there is nothing to gain.",
		References: []audit.Link{serviceResource},
	},
	Severity: audit.Note,
	Persona:  audit.Pedantic,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindVerifyService, How: audit.Each}},
	Check: func(p *audit.Pass) error {
		reportEach(p, wording{
			fault:   "texts codes to landlines as well, where nobody can read them",
			several: "text codes to landlines as well, where nobody can read them",
			remedy:  "set lookup_enabled and skip_sms_to_landlines of %s to true, and offer a call to those who have a landline",
			place:   "skip_sms_to_landlines",
		}, func(service *inventory.Item) bool { return service.Off("skip_sms_to_landlines") })
		return nil
	},
}
