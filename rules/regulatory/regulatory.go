// Package regulatory holds the rules about what regulators and carriers must know before an account may use numbers: regulatory bundles
// and the profiles of Trust Hub.
package regulatory

import (
	"fmt"
	"slices"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		bundleExpiring,
		bundleRejected,
		trusthubNoApprovedProfile,
		trusthubProfileExpiring,
		trusthubProfileRejected,
	}
}

// Sources that several rules of this family share.
var (
	bundlesResource = audit.Link{
		Title: "Bundles resource",
		URL:   "https://www.twilio.com/docs/phone-numbers/regulatory/api/bundles",
	}
	complianceUpdate = audit.Link{
		Title: "Compliance information update",
		URL:   "https://www.twilio.com/docs/phone-numbers/regulatory/getting-started/api-getting-started-compliance-information-update",
	}
	primaryProfiles = audit.Link{
		Title: "Primary compliance profiles",
		URL:   "https://www.twilio.com/docs/trust-hub/profiles/primary-compliance-profiles",
	}
	customerProfiles = audit.Link{
		Title: "CustomerProfile resource",
		URL:   "https://www.twilio.com/docs/trust-hub/trusthub-rest-api/customer-profiles",
	}
	trustProducts = audit.Link{
		Title: "TrustProduct resource",
		URL:   "https://www.twilio.com/docs/trust-hub/trusthub-rest-api/trust-products",
	}
)

// The statuses of bundles and profiles.
const (
	draft       = "draft"
	rejected    = "twilio-rejected"
	approved    = "twilio-approved"
	provisional = "provisionally-approved"
)

// renewal is how long before the end of an approval somebody is told: collecting documents and having them reviewed takes weeks.
const renewal = 90 * 24 * time.Hour

// numbersByBundle are the numbers that a bundle is assigned to, by its SID.
func numbersByBundle(p *audit.Pass) map[string][]*inventory.PhoneNumber {
	numbers := map[string][]*inventory.PhoneNumber{}
	for _, n := range p.Numbers {
		if bundle := n.Text("bundle_sid"); bundle != "" {
			numbers[bundle] = append(numbers[bundle], n)
		}
	}
	return numbers
}

// maxNamed bounds how many numbers a message names.
const maxNamed = 3

// named lists a few numbers: "+4930123450, +4930123451, +4930123452 and 4 more".
func named(numbers []*inventory.PhoneNumber) string {
	var names []string
	for _, n := range numbers {
		names = append(names, n.Number)
	}
	return audit.List(names, maxNamed)
}

// related points to the numbers that a message names.
func related(numbers []*inventory.PhoneNumber) []audit.Related {
	var places []audit.Related
	for _, n := range numbers[:min(len(numbers), maxNamed)] {
		places = append(places, audit.Related{Location: n.At("bundle_sid"), Message: "this number is assigned to it"})
	}
	return places
}

// profiles are the customer profiles and trust products that were read.
func profiles(p *audit.Pass) []*inventory.Item {
	return slices.Concat(p.Items(inventory.KindCustomerProfile), p.Items(inventory.KindTrustProduct))
}

// deadline says when an approval ends, as seen from the time of the audit: "ends on 2026-02-01, in 30 days".
func deadline(p *audit.Pass, end time.Time) string {
	days := int(end.Sub(p.AsOf).Hours() / 24)
	switch {
	case !end.After(p.AsOf):
		return "ended on " + end.Format(time.DateOnly)
	case days == 0:
		return "ends within a day, on " + end.Format(time.DateOnly)
	case days == 1:
		return "ends on " + end.Format(time.DateOnly) + ", in 1 day"
	default:
		return fmt.Sprintf("ends on %s, in %d days", end.Format(time.DateOnly), days)
	}
}
