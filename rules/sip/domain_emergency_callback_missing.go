package sip

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var domainEmergencyCallbackMissing = &audit.Rule{
	ID:    "sip-domain-emergency-callback-missing",
	Title: "SIP domain with emergency calls has no emergency caller ID",
	Doc: audit.Doc{
		Why: "The emergency services send help to the address that is registered for the number that a call comes from, and call that number back when the " +
			"line breaks. A phone behind a SIP domain shows its extension, or a number without a registered address, unless each user has a number of their " +
			"own; the *emergency caller ID* of the domain stands in for all of them.",
		Remediation: "Register the address of the site for one number, and set that number as the emergency caller ID on the domain's page in the Console, or as " +
			"`EmergencyCallerSid` of the Domain resource.",
		FalseAlarms: "Where every phone calls with a number of its own, and each of these has a registered address, the domain needs none. It is a note while " +
			"some number of the account has a registered address, since that may be how it is done, and a warning where none has.",
		References: []audit.Link{
			{Title: "Emergency Calling for SIP Interfaces", URL: "https://www.twilio.com/docs/voice/sip/emergency-calling"},
			{Title: "Emergency Calling for SIP Interfaces API", URL: "https://www.twilio.com/docs/voice/sip/api/emergency-calling-api"},
			domainResource,
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindSIPDomain, How: audit.Each},
		{Kind: inventory.KindPhoneNumber, How: audit.Optional},
	},
	Check: checkDomainEmergencyCallbackMissing,
}

func checkDomainEmergencyCallbackMissing(p *audit.Pass) error {
	group := &audit.Group{Severity: audit.Note}
	aside := ""
	if nothingRegistered(p) {
		group.Severity, aside = audit.Warning, ", and no number of the account has a registered address"
	}
	for _, s := range p.SIPDomains {
		if !s.Flag("emergency_calling_enabled") || s.Text("emergency_caller_sid") != "" {
			continue
		}
		group.Add(audit.Report{
			Item:     &s.Item,
			Location: s.At("emergency_caller_sid"),
			Message: fmt.Sprintf("%s takes emergency calls and has no emergency caller ID%s: a phone that does not call with such a number of its own "+
				"gives the dispatcher neither a place nor a number to call back", s.Ref, aside),
			Remediation: fmt.Sprintf("register the address of the site for a number, and set emergency_caller_sid of %s to it", s.Ref),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d SIP domains take emergency calls and have no emergency caller ID%s: a phone that does not call with such a number of its own "+
			"gives the dispatcher neither a place nor a number to call back", group.Len(), aside),
		"register the address of each site for a number, and set emergency_caller_sid of its domain to it")
	return nil
}

// nothingRegistered tells that no number of the account has a registered emergency address, and that all numbers were read.
func nothingRegistered(p *audit.Pass) bool {
	if !p.ReadAll(inventory.KindPhoneNumber) {
		return false
	}
	for _, n := range p.Numbers {
		if n.Text("emergency_address_status") == "registered" {
			return false
		}
	}
	return true
}
