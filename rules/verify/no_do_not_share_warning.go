package verify

import (
	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var noDoNotShareWarning = &audit.Rule{
	ID:    "verify-no-do-not-share-warning",
	Title: "Codes come without a warning not to share them",
	Doc: audit.Doc{
		Why: "The usual way past a code is to ask for it: somebody calls, says that they are from your company, and has the code read out to them. A " +
			"sentence in the message that nobody of yours will ever ask for it reaches people at just that moment. Verify adds it when it is told to; it is " +
			"off unless somebody switched it on.",
		Remediation: "Switch the do-not-share warning on in the Console under *Verify > Services > SMS*, or by `DoNotShareWarningEnabled=true`.",
		FalseAlarms: "It only concerns codes by SMS. A template of your own may have such a sentence already; and a longer message may take a second " +
			"segment.",
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
			fault:   "texts codes without a warning not to share them: people read them out to whoever calls and asks",
			several: "text codes without a warning not to share them: people read them out to whoever calls and asks",
			remedy:  "set do_not_share_warning_enabled of %s to true",
			place:   "do_not_share_warning_enabled",
		}, func(service *inventory.Item) bool { return service.Off("do_not_share_warning_enabled") })
		return nil
	},
}
