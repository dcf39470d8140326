package sip

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var domainNotSecure = &audit.Rule{
	ID:    "sip-domain-not-secure",
	Title: "SIP domain takes calls in the clear",
	Doc: audit.Doc{
		Why: "A SIP domain has Secure Media off until somebody switches it on. Off, it takes the voices of a call without encryption only, and refuses " +
			"encrypted ones; the signalling may come without encryption as well. Everybody on the way can listen, and read who calls whom. Keys that callers " +
			"press can be heard too, those of card numbers and PINs included.",
		Remediation: "Set the PBX or the phones to TLS with SRTP first, since Twilio refuses what is not encrypted from then on (error 32209). Then switch " +
			"*Secure Media* on for the domain, or set `Secure=true` on the Domain resource.",
		FalseAlarms: "A PBX that cannot do TLS and SRTP, or one that reaches Twilio over a private connection (Twilio Interconnect, a VPN).",
		References: []audit.Link{
			{Title: "Secure Media", URL: "https://www.twilio.com/docs/voice/api/secure-media"},
			{Title: "Error 32209: secure transport required", URL: "https://www.twilio.com/docs/api/errors/32209"},
			domainResource,
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindSIPDomain, How: audit.Each}},
	Check:    checkDomainNotSecure,
}

func checkDomainNotSecure(p *audit.Pass) error {
	group := &audit.Group{}
	for _, s := range p.SIPDomains {
		if !s.Off("secure") || inventory.SIPAuthOf(&s.Item).None() { // Of a domain that takes no calls, sip-domain-no-auth tells.
			continue
		}
		group.Add(audit.Report{
			Item:        &s.Item,
			Location:    s.At("secure"),
			Message:     fmt.Sprintf("%s has Secure Media off: the voices of its calls travel without encryption, and the signalling may", s.Ref),
			Remediation: fmt.Sprintf("set what calls %s to TLS and SRTP, then set secure of the domain to true", s.Ref),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d SIP domains have Secure Media off: the voices of their calls travel without encryption, and the signalling may", group.Len()),
		"set what calls them to TLS and SRTP, then set secure of each domain to true")
	return nil
}
