package number

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var callerNameLookup = &audit.Rule{
	ID:    "number-caller-name-lookup",
	Title: "Each call pays for a lookup of the caller's name",
	Doc: audit.Doc{
		Why: "With caller name lookup switched on, Twilio asks the CNAM database for the name of each caller, and bills each lookup (0.01 US dollars for a number). " +
			"The name comes with the webhook as `CallerName`, for callers from the United States and Canada. Where nothing uses it, it is money for nothing, " +
			"and it grows with every nuisance call.",
		Remediation: "Where nothing uses `CallerName`, switch it off: `VoiceCallerIdLookup=false` of the number or TwiML application, `CnamLookupEnabled=false` of the trunk.",
		FalseAlarms: "Wanted where the name is shown to agents or kept in a customer database.",
		References: []audit.Link{
			numberResource,
			{Title: "CNAM lookups on trunks", URL: "https://www.twilio.com/docs/sip-trunking#CNAM"},
			{Title: "Applications resource", URL: "https://www.twilio.com/docs/usage/api/applications"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Pedantic,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    each(inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindTrunk, inventory.KindBYOCTrunk),
	Check:    checkCallerNameLookup,
}

func checkCallerNameLookup(p *audit.Pass) error {
	group := &audit.Group{}
	add := func(it *inventory.Item, member, parameter string) {
		if !it.Flag(member) {
			return
		}
		group.Add(audit.Report{
			Item:        it,
			Location:    it.At(member),
			Message:     fmt.Sprintf("%s looks up the name of each caller, and each lookup is billed", it.Ref),
			Remediation: fmt.Sprintf("if nothing uses CallerName, set %s of %s to false", parameter, it.Ref),
		})
	}
	for _, n := range p.Numbers {
		if !p.VoiceHandler(n).Shadowed() { // Who answers instead has a setting of its own.
			add(&n.Item, "voice_caller_id_lookup", "VoiceCallerIdLookup")
		}
	}
	for _, a := range p.Applications {
		add(&a.Item, "voice_caller_id_lookup", "VoiceCallerIdLookup")
	}
	for _, t := range p.Trunks {
		add(&t.Item, "cnam_lookup_enabled", "CnamLookupEnabled")
	}
	for _, t := range p.Items(inventory.KindBYOCTrunk) {
		add(t, "cnam_lookup_enabled", "CnamLookupEnabled")
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d numbers, TwiML applications or trunks look up the name of each caller, and each lookup is billed", group.Len()),
		"where nothing uses CallerName, set VoiceCallerIdLookup (CnamLookupEnabled of a trunk) to false")
	return nil
}
