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
	var groups audit.Groups
	byBundle, affected := numbersByBundle(p), map[*audit.Group]int{}
	for _, b := range p.Items(inventory.KindBundle) {
		status, numbers := b.Text("status"), byBundle[b.Ref.SID]
		if status == approved || status == provisional || status == "" || len(numbers) == 0 {
			continue
		}
		f := faultOf(status)
		group := groups.Of(status, func() *audit.Group { return &audit.Group{Severity: f.severity} })
		affected[group] += len(numbers)
		group.Add(audit.Report{
			Item:        b,
			Location:    b.At("status"),
			Message:     fmt.Sprintf("%s %s: %s in use without the approval that the country demands", b.Ref, f.one, areIn(numbers)),
			Remediation: fmt.Sprintf(f.remedy, b.Ref),
			Related:     related(numbers),
		})
	}
	for _, g := range groups.All() {
		f := faultOf(g.Key)
		p.ReportGroup(g,
			fmt.Sprintf("%d regulatory bundles %s: %d numbers are in use without the approval that their countries demand", g.Len(), f.many, affected[g]),
			fmt.Sprintf(f.remedy, "each"))
	}
	return nil
}

// fault is what is wrong with a bundle that is not approved.
type fault struct {
	severity  audit.Severity
	one, many string // what it is, of one and of several bundles
	remedy    string // with a place for the bundle
}

// faultOf is the fault of a bundle with that status.
func faultOf(status string) fault {
	switch status {
	case rejected:
		return fault{audit.Error, "was rejected", "were rejected", "correct the documents of %s that its page in the Console names, and submit it again"}
	case draft:
		return fault{audit.Warning, "is a draft that was not submitted", "are drafts that were not submitted", "complete %s and submit it for review"}
	default:
		review := "under review (" + status + ")"
		return fault{audit.Note, "is " + review, "are " + review, "wait for the review of %s, and answer what it asks for"}
	}
}

// areIn names numbers as the subject of a sentence.
func areIn(numbers []*inventory.PhoneNumber) string {
	if len(numbers) == 1 {
		return named(numbers) + " is"
	}
	return named(numbers) + " are"
}
