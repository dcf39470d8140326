package sip

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var domainNoAuth = &audit.Rule{
	ID:    "sip-domain-no-auth",
	Title: "SIP domain lets nobody in",
	Doc: audit.Doc{
		Why: "A SIP domain takes a call only from an address on an IP access control list, or with the credentials of a credential list, that is mapped to " +
			"it. Where neither is, it is not open to the world, as is often thought: Twilio blocks every call to it. The domain looks set up, with its " +
			"`voice_url`, and whoever calls it is refused.",
		Remediation: "Map a credential list, an IP access control list, or both to the domain: *Voice authentication* on its page in the Console, or a " +
			"CredentialListMapping or IpAccessControlListMapping below `Auth/Calls` of the domain. Delete a domain that nobody needs.",
		FalseAlarms: "A domain that phones register with, and that is only used to call those phones, needs no authentication for calls; with " +
			"`sip_registration` the finding is a warning. So is it where nothing would answer either: such a domain is a leftover and loses nothing.",
		References: []audit.Link{
			domainResource,
			{Title: "SIP CredentialListMapping resource", URL: "https://www.twilio.com/docs/voice/sip/api/sip-credentiallistmapping-resource"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindSIPDomain, How: audit.Each}},
	Check:    checkDomainNoAuth,
}

func checkDomainNoAuth(p *audit.Pass) error {
	var groups audit.Groups
	asides := map[*audit.Group]string{}
	for _, s := range p.SIPDomains {
		if !inventory.SIPAuthOf(&s.Item).None() {
			continue
		}
		key, severity, aside, several := "answers", audit.Error, "", ""
		switch {
		case s.Flag("sip_registration"):
			key, severity = "phones", audit.Warning
			aside = ", unless it is only there for Twilio to call the phones that register with it"
			several = ", unless they are only there for Twilio to call the phones that register with them"
		case !s.VoiceURL.Set() && !s.Field("byoc_trunk_sid").Set():
			key, severity = "idle", audit.Warning
			aside = "; nothing would answer either, since it has no voice_url"
			several = "; nothing would answer either, since they have no voice_url"
		}
		group := groups.Of(key, func() *audit.Group { return &audit.Group{Severity: severity} })
		asides[group] = several
		group.Add(audit.Report{
			Item:     &s.Item,
			Location: s.At("auth_type"),
			Message: fmt.Sprintf("%s has neither an IP access control list nor a credential list for calls: Twilio blocks every call to it%s",
				s.Ref, aside),
			Remediation: fmt.Sprintf("map a credential list or an IP access control list to %s, or delete it", s.Ref),
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d SIP domains have neither an IP access control list nor a credential list for calls: Twilio blocks every call to them%s",
				g.Len(), asides[g]),
			"map a credential list or an IP access control list to each of them, or delete it")
	}
	return nil
}
