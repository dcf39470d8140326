package regulatory

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var bundleRejected = &audit.Rule{
	ID:    "regulatory-bundle-rejected",
	Title: "Regulatory bundle of a number is not approved",
	Doc: audit.Doc{
		Why: "In many countries a number may be used only by somebody whom the regulator, or Twilio for it, knows: the regulatory bundle holds the " +
			"proof. A number whose bundle was rejected is in use without it and can be taken away; what Twilio does, and when, depends on the country. " +
			"Nothing in the number itself shows it.",
		Remediation: "Open the bundle under *Phone Numbers > Regulatory Compliance > Bundles* in the Console, correct the documents that it names, " +
			"and submit it again. Or assign the number to a bundle that is approved (`BundleSid` of the IncomingPhoneNumber resource).",
		FalseAlarms: "Bundles that no number is assigned to are left alone. One that is still a draft is a warning, one under review a note.",
		References: []audit.Link{
			bundlesResource,
			{Title: "Understanding regulatory bundle rejections", URL: "https://help.twilio.com/articles/16066152436507"},
			complianceUpdate,
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindBundle, How: audit.Each},
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
	},
	Check: checkBundleRejected,
}

func checkBundleRejected(p *audit.Pass) error {
	for _, b := range p.Items(inventory.KindBundle) {
		status := b.Text("status")
		numbers := numbersOf(p, b.Ref.SID)
		if status == approved || status == provisional || status == "" || len(numbers) == 0 {
			continue
		}
		severity, state, remedy := audit.Note, "is under review ("+status+")", "wait for the review of %s, and answer what it asks for"
		switch status {
		case rejected:
			severity, state, remedy = audit.Error, "was rejected", "correct the documents of %s that its page in the Console names, and submit it again"
		case draft:
			severity, state, remedy = audit.Warning, "is a draft that was not submitted", "complete %s and submit it for review"
		}
		p.Report(audit.Report{
			Item:        b,
			Location:    b.At("status"),
			Severity:    severity,
			Message:     fmt.Sprintf("%s %s: %s in use without the approval that the country demands", b.Ref, state, areIn(numbers)),
			Remediation: fmt.Sprintf(remedy, b.Ref),
			Related:     related(numbers),
		})
	}
	return nil
}

// areIn names numbers as the subject of a sentence.
func areIn(numbers []*inventory.PhoneNumber) string {
	if len(numbers) == 1 {
		return named(numbers) + " is"
	}
	return named(numbers) + " are"
}
