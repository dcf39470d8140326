package regulatory

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var bundleExpiring = &audit.Rule{
	ID:    "regulatory-bundle-expiring",
	Title: "Approval of a regulatory bundle ends soon",
	Doc: audit.Doc{
		Why: "When a regulator changes what it wants to know about the holder of a number, Twilio gives the approved bundles a date, `valid_until`. " +
			"A bundle whose information was not updated by then is rejected, and its numbers are without the approval that they may be used by. The " +
			"date is told by a mail to the address of the bundle and to its status callback, and nowhere else.",
		Remediation: "Copy the bundle, update the copy and submit it for review; once it is approved, replace the items of the bundle by those of " +
			"the copy (the Copies and Replace Items resources, or *Phone Numbers > Regulatory Compliance > Bundles* in the Console). The date goes " +
			"away, and no number has to be assigned anew.",
		FalseAlarms: "A bundle that no number is assigned to is a note; delete it if it is not needed.",
		References:  []audit.Link{complianceUpdate, bundlesResource},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindBundle, How: audit.Each},
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
	},
	Check: checkBundleExpiring,
}

func checkBundleExpiring(p *audit.Pass) error {
	numbers := numbersByBundle(p)
	over := &audit.Group{Key: "over", Severity: audit.Error}
	soon := &audit.Group{Key: "soon", Severity: audit.Warning}
	unused := &audit.Group{Key: "unused", Severity: audit.Note}
	first := time.Time{} // of the approvals that end soon
	for _, b := range p.Items(inventory.KindBundle) {
		end := b.Date("valid_until")
		if status := b.Text("status"); status != approved && status != provisional || end.IsZero() || end.Sub(p.AsOf) > renewal {
			continue
		}
		assigned := numbers[b.Ref.SID]
		group, whose := soon, fmt.Sprintf("the approval of %s for %s", b.Ref, named(assigned))
		switch {
		case len(assigned) == 0:
			group, whose = unused, fmt.Sprintf("the approval of %s, which no number that was read is assigned to,", b.Ref)
		case !end.After(p.AsOf):
			group = over
		case first.IsZero() || end.Before(first):
			first = end
		}
		group.Add(audit.Report{
			Item:     b,
			Location: b.At("valid_until"),
			Message:  fmt.Sprintf("%s %s: without updated information Twilio then rejects it", whose, deadline(p, end)),
			Remediation: fmt.Sprintf("copy %s, update and submit the copy, and replace the items of the bundle by those of the approved copy",
				b.Ref),
			Related: related(assigned),
		})
	}
	const remedy = "copy each, update and submit the copy, and replace the items of the bundle by those of the approved copy"
	p.ReportGroup(over,
		fmt.Sprintf("the approvals of %d regulatory bundles of numbers have ended: without updated information Twilio then rejects them", over.Len()), remedy)
	p.ReportGroup(soon,
		fmt.Sprintf("the approvals of %d regulatory bundles of numbers end soon, and the first %s: without updated information Twilio then rejects them",
			soon.Len(), deadline(p, first)), remedy)
	p.ReportGroup(unused,
		fmt.Sprintf("the approvals of %d regulatory bundles end soon or have ended; no number that was read is assigned to any of them", unused.Len()),
		"delete those that are not needed; "+remedy)
	return nil
}
