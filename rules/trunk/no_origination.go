package trunk

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var noOrigination = &audit.Rule{
	ID:    "trunk-no-origination",
	Title: "SIP trunk has numbers and nowhere to send their calls",
	Doc: audit.Doc{
		Why: "A trunk that a number names takes its calls, and the URLs of the number are ignored. The trunk sends the calls to its origination URLs. Where it " +
			"has none, or all are switched off, each call fails with error 32010.",
		Remediation: "Add an origination URL that leads to your PBX, or enable one: *Origination* on the trunk's page in the Console, or an OriginationUrl below " +
			"the Trunk resource. If the trunk is not meant to answer, clear `trunk_sid` of the numbers, so that their own URLs are used again.",
		FalseAlarms: "It is a warning where the trunk has a disaster recovery URL: Twilio does not say whether that URL answers where there is nowhere to send a " +
			"call.",
		References: []audit.Link{
			{Title: "Error 32010: no valid origination URIs configured", URL: "https://www.twilio.com/docs/api/errors/32010"},
			{Title: "OriginationUrl resource", URL: "https://www.twilio.com/docs/sip-trunking/api/originationurl-resource"},
			trunkResource,
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindTrunk, How: audit.Each},
		{Kind: inventory.KindOriginationURL, How: audit.Each},
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
	},
	Check: checkNoOrigination,
}

func checkNoOrigination(p *audit.Pass) error {
	numbers := numbersOf(p)
	for _, t := range p.Trunks {
		calling := numbers[t.Ref.SID]
		if len(calling) == 0 || !p.AllBelow(inventory.KindOriginationURL, t.Ref.SID) {
			continue
		}
		disabled, usable := originationURLs(p, t)
		if usable {
			continue
		}
		fault := "has no origination URL"
		if len(disabled) > 0 {
			fault = fmt.Sprintf("has no origination URL that is enabled (of %d)", len(disabled))
		}
		severity, consequence := audit.Error, "each call fails with error 32010"
		if t.DisasterRecoveryURL.Set() {
			severity, consequence = audit.Warning, "calls fail, unless its disaster recovery URL answers them"
		}
		p.Report(audit.Report{
			Item:        &t.Item,
			Location:    t.Locate(t.Value()),
			Severity:    severity,
			Message:     fmt.Sprintf("%s takes the calls of %s and %s: %s", t.Ref, named(calling), fault, consequence),
			Remediation: fmt.Sprintf("add or enable an origination URL of %s, or clear trunk_sid of its numbers", t.Ref),
			Related:     disabled,
		})
	}
	return nil
}

// originationURLs tells whether a trunk has a URL to send calls to, and where those stand that are switched off. One of which
// nothing is said is on. https://www.twilio.com/docs/sip-trunking/api/originationurl-resource
func originationURLs(p *audit.Pass, t *inventory.Trunk) (disabled []audit.Related, usable bool) {
	for _, url := range p.ItemsBelow(inventory.KindOriginationURL, t.Ref.SID) {
		if !url.Off("enabled") {
			return nil, true
		}
		disabled = append(disabled, audit.Related{Location: url.At("enabled"), Message: fmt.Sprintf("%s is switched off", url.Ref)})
	}
	return disabled, false
}
