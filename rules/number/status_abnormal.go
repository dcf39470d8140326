package number

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var statusAbnormal = &audit.Rule{
	ID:    "number-status-abnormal",
	Title: "Number is not in use, as Twilio says",
	Doc: audit.Doc{
		Why: "`status` of a number that works is `in-use`. Twilio does not document other values; where there is one, a port, a regulatory review or a payment may be " +
			"under way, and calls and messages may not arrive.",
		Remediation: "Call the number and write to it. If that fails, ask Twilio support about the number, with its status.",
		References: []audit.Link{
			numberResource,
			{Title: "What is known of the values", URL: "https://github.com/danielberkompas/ex_twilio/pull/116"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    each(inventory.KindPhoneNumber),
	Check:    checkStatusAbnormal,
}

func checkStatusAbnormal(p *audit.Pass) error {
	var groups audit.Groups
	for _, n := range p.Numbers {
		status := n.Text("status")
		if status == "" || status == "in-use" {
			continue
		}
		groups.Of(status, func() *audit.Group { return &audit.Group{} }).Add(audit.Report{
			Item:        &n.Item,
			Location:    n.At("status"),
			Message:     fmt.Sprintf("%s has the status %q where in-use was expected: calls and messages may not arrive", n.Ref, status),
			Remediation: fmt.Sprintf("call %s and write to it; if that fails, ask Twilio support", n.Ref),
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d numbers have the status %q where in-use was expected: calls and messages may not arrive", g.Len(), g.Key),
			"call each of them and write to it; if that fails, ask Twilio support")
	}
	return nil
}
