package sip

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var domainIPAuthOnly = &audit.Rule{
	ID:    "sip-domain-ip-auth-only",
	Title: "SIP domain asks for an address and no password",
	Doc: audit.Doc{
		Why: "An IP access control list lets in whoever calls from an address on it. Behind the address of a carrier or of a hosted PBX are all its customers, " +
			"and each of them can call your SIP domain; where the domain calls on, they call at your expense. Twilio recommends credentials as well.",
		Remediation: "Map a credential list to the domain beside the IP access control list, and give its user name and password to the PBX or the phones. With " +
			"both mapped, a call must pass both.",
		FalseAlarms: "Where each address on the lists is your own and nobody else's, the address is good evidence. A domain of a BYOC trunk is a note: a " +
			"carrier delivers to it what anybody may dial anyway, and many carriers cannot answer a challenge.",
		References: []audit.Link{sipSecurity, domainResource},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindSIPDomain, How: audit.Each}},
	Check:    checkDomainIPAuthOnly,
}

func checkDomainIPAuthOnly(p *audit.Pass) error {
	open := &audit.Group{Key: "open", Severity: audit.Warning}
	carriers := &audit.Group{Key: "carriers", Severity: audit.Note}
	for _, s := range p.SIPDomains {
		if !inventory.SIPAuthOf(&s.Item).OnlyIPList() {
			continue
		}
		group, danger := open, "whoever shares one of the addresses on its lists can call through it"
		if s.Field("byoc_trunk_sid").Set() {
			group, danger = carriers, "whoever shares an address with the carrier of its BYOC trunk can deliver calls to it"
		}
		group.Add(audit.Report{
			Item:        &s.Item,
			Location:    s.At("auth_type"),
			Message:     fmt.Sprintf("%s asks callers for an address and no password: %s", s.Ref, danger),
			Remediation: fmt.Sprintf("map a credential list to %s, beside its IP access control list", s.Ref),
		})
	}
	const remedy = "map a credential list to each of them, beside its IP access control list"
	p.ReportGroup(open,
		fmt.Sprintf("%d SIP domains ask callers for an address and no password: whoever shares one of the addresses can call through them", open.Len()), remedy)
	p.ReportGroup(carriers,
		fmt.Sprintf("%d SIP domains of BYOC trunks ask carriers for an address and no password: whoever shares one of the addresses can deliver calls to them",
			carriers.Len()),
		remedy)
	return nil
}
