package emergency

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var addressMissing = &audit.Rule{
	ID:    "emergency-address-missing",
	Title: "Number has no registered emergency address",
	Doc: audit.Doc{
		Why: "Who calls 911, 112 or 999 from a telephone behind Twilio may not be able to say where they are. The emergency services take the place from the " +
			"address that is registered for the number that calls. In the United States and Canada a call from a number without one goes to a national " +
			"relay centre, which has to ask, and Twilio charges 75 USD for it.",
		Remediation: "Make an emergency address (an Address with `EmergencyEnabled=true`) for the site where the number is used, and set it as *Emergency Calling* " +
			"of the number in the Console, or as `EmergencyAddressSid`.",
		FalseAlarms: "A number that only takes calls, as most numbers of a voice menu do, makes no emergency calls. It is a warning where people call out with " +
			"the number, by a trunk that lets calls out or as the emergency caller ID of a SIP domain, and a note otherwise. Numbers of other countries, " +
			"toll-free and mobile ones are left alone: Twilio registers addresses in the United States, Canada and the United Kingdom only.",
		References: []audit.Link{programmableVoice, sipTrunking, addressStatus},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindTrunk, How: audit.Optional},
		{Kind: inventory.KindSIPDomain, How: audit.Optional},
	},
	Check: checkAddressMissing,
}

func checkAddressMissing(p *audit.Pass) error {
	callers := &audit.Group{Key: "callers", Severity: audit.Warning}
	others := &audit.Group{Key: "others", Severity: audit.Note}
	for _, n := range p.Numbers {
		region := regionOf(n.Number)
		if region == elsewhere || !n.Flag("capabilities.voice") || n.Text("emergency_address_status") != "unregistered" {
			continue
		}
		consequence := "an emergency call from it does not tell where the caller is"
		if region == northAmerica {
			consequence = "an emergency call from it goes to a relay centre that has to ask where the caller is, and costs 75 USD"
		}
		group, message := others, fmt.Sprintf("%s has no registered emergency address: %s, should anybody call out with it", n.Ref, consequence)
		if evidence := callsOut(p, n); evidence != "" {
			group, message = callers, fmt.Sprintf("%s has no registered emergency address, and it %s: %s", n.Ref, evidence, consequence)
		}
		group.Add(audit.Report{
			Item:        &n.Item,
			Location:    n.At("emergency_address_status"),
			Message:     message,
			Remediation: fmt.Sprintf("register the address of the site where %s is used, and set emergency_address_sid of the number to it", n.Ref),
		})
	}
	const consequence = "an emergency call from them does not tell where the caller is, and costs 75 USD in the United States and Canada"
	const remedy = "register the address of the site where each is used, and set emergency_address_sid of the number to it"
	p.ReportGroup(callers, fmt.Sprintf("%d numbers that people call out with have no registered emergency address: %s", callers.Len(), consequence), remedy)
	p.ReportGroup(others,
		fmt.Sprintf("%d numbers have no registered emergency address: %s, should anybody call out with them", others.Len(), consequence),
		remedy+", where people call out with it")
	return nil
}

// callsOut says by what people call out with a number, "" if nothing that was read tells so.
func callsOut(p *audit.Pass, n *inventory.PhoneNumber) string {
	if trunk, presence := p.Trunk(n.TrunkSID.Text); presence == inventory.Present && !inventory.SIPAuthOf(&trunk.Item).None() {
		return "is a number of " + trunk.Ref.String() + ", which lets calls out"
	}
	for _, s := range p.SIPDomains {
		if s.Flag("emergency_calling_enabled") && s.Text("emergency_caller_sid") == n.Ref.SID {
			return "is the emergency caller ID of " + s.Ref.String()
		}
	}
	return ""
}
