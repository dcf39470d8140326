package trunk

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var notSecure = &audit.Rule{
	ID:    "trunk-not-secure",
	Title: "SIP trunk carries calls in the clear",
	Doc: audit.Doc{
		Why: "Without Secure Trunking the voices of all calls of a trunk travel between Twilio and your PBX without encryption. Everybody on the way can " +
			"listen, and hear the keys that callers press: card numbers and PINs among them.",
		Remediation: "Set the PBX to TLS with SRTP in both directions first, since Twilio refuses what is not encrypted from then on (errors 32208 and 32209). " +
			"Then switch *Secure Trunking* on, or set `Secure=true` on the Trunk resource.",
		FalseAlarms: "A PBX that cannot do TLS and SRTP, or one that reaches Twilio over a private connection (Twilio Interconnect, a VPN).",
		References: []audit.Link{
			trunkResource,
			sipTrunking,
			{Title: "Error 32208: secure media required", URL: "https://www.twilio.com/docs/api/errors/32208"},
			{Title: "Error 32209: secure transport required", URL: "https://www.twilio.com/docs/api/errors/32209"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindTrunk, How: audit.Each}},
	Check:    checkNotSecure,
}

func checkNotSecure(p *audit.Pass) error {
	group := &audit.Group{}
	for _, t := range p.Trunks {
		if !t.Off("secure") {
			continue
		}
		group.Add(audit.Report{
			Item:        &t.Item,
			Location:    t.At("secure"),
			Message:     fmt.Sprintf("%s has Secure Trunking off: the voices of its calls travel without encryption", t.Ref),
			Remediation: fmt.Sprintf("set the PBX behind %s to TLS and SRTP, then set secure of the trunk to true", t.Ref),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d SIP trunks have Secure Trunking off: the voices of their calls travel without encryption", group.Len()),
		"set the PBX behind each of them to TLS and SRTP, then set secure of the trunk to true")
	return nil
}
