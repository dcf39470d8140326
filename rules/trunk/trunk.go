// Package trunk holds the rules about Elastic SIP trunks: who may call out through them, where calls go in, and what is lost on the way.
package trunk

import (
	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		noDisasterRecovery,
		noOrigination,
		noTerminationAuth,
		notSecure,
		recordsAllCalls,
		transferEnabled,
	}
}

// Sources that several rules of this family share.
var (
	trunkResource = audit.Link{
		Title: "Trunk resource",
		URL:   "https://www.twilio.com/docs/sip-trunking/api/trunk-resource",
	}
	sipTrunking = audit.Link{
		Title: "Elastic SIP Trunking: settings of a trunk",
		URL:   "https://www.twilio.com/docs/sip-trunking",
	}
)

// numbersOf are the numbers whose calls each trunk takes, by the SID of the trunk.
func numbersOf(p *audit.Pass) map[string][]*inventory.PhoneNumber {
	numbers := map[string][]*inventory.PhoneNumber{}
	for _, n := range p.Numbers {
		if sid := n.TrunkSID.Text; sid != "" {
			numbers[sid] = append(numbers[sid], n)
		}
	}
	return numbers
}

// named is the first of some numbers, and how many more there are.
func named(numbers []*inventory.PhoneNumber) string {
	names := make([]string, 0, len(numbers))
	for _, n := range numbers {
		names = append(names, n.Ref.String())
	}
	return audit.List(names, 1)
}
