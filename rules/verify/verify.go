// Package verify holds the rules about Verify: services that send codes to people, to see that a number is theirs.
package verify

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		codeLengthShort,
		customCodeEnabled,
		landlineSMS,
		noDoNotShareWarning,
		noRateLimits,
	}
}

var serviceResource = audit.Link{Title: "Verify Services", URL: "https://www.twilio.com/docs/verify/api/service"}

// wording is what to say about services that have a fault in common.
type wording struct {
	fault   string // as in "Verify service … FAULT"
	several string // as in "3 Verify services SEVERAL"
	remedy  string // with %s for "Verify service …" or "each of them"
	place   string // the member of a service to point at
}

// reportEach tells once of all services that have a fault.
func reportEach(p *audit.Pass, w wording, wrong func(*inventory.Item) bool) {
	group := &audit.Group{}
	for _, service := range p.Items(inventory.KindVerifyService) {
		if wrong(service) {
			group.Add(audit.Report{
				Item: service, Location: service.At(w.place), Message: service.Ref.String() + " " + w.fault, Remediation: fmt.Sprintf(w.remedy, service.Ref),
			})
		}
	}
	p.ReportGroup(group, fmt.Sprintf("%d Verify services %s", group.Len(), w.several), fmt.Sprintf(w.remedy, "each of them"))
}
