package trunk

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var transferEnabled = &audit.Rule{
	ID:    "trunk-transfer-enabled",
	Title: "SIP trunk may transfer calls to any telephone number",
	Doc: audit.Doc{
		Why: "With call transfer for all destinations, the PBX can hand a call back to Twilio with a SIP REFER, and Twilio calls the number that it names, at " +
			"your expense and past what the PBX allows and counts. Somebody who gets a PBX to transfer, by a mailbox or a forwarding that is badly set, can " +
			"call expensive numbers that way.",
		Remediation: "Where calls are transferred within the PBX, or to SIP destinations only, set *Call Transfer* to SIP only or off (`TransferMode` " +
			"`sip-only` or `disable-all`). Where it is needed, see to it that the geographic permissions of the account allow only the countries that you call.",
		FalseAlarms: "Agents and voice robots that hand callers over to a telephone number need it.",
		References: []audit.Link{
			{Title: "Call transfer via SIP REFER", URL: "https://www.twilio.com/docs/sip-trunking/call-transfer"},
			{Title: "Error 32218: transfer not allowed", URL: "https://www.twilio.com/docs/api/errors/32218"},
			trunkResource,
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindTrunk, How: audit.Each}},
	Check:    checkTransferEnabled,
}

func checkTransferEnabled(p *audit.Pass) error {
	group := &audit.Group{}
	for _, t := range p.Trunks {
		if t.Text("transfer_mode") != "enable-all" {
			continue
		}
		group.Add(audit.Report{
			Item:        &t.Item,
			Location:    t.At("transfer_mode"),
			Message:     fmt.Sprintf("%s lets the PBX transfer calls to any telephone number, at your expense and past its own limits", t.Ref),
			Remediation: fmt.Sprintf("set transfer_mode of %s to sip-only or disable-all, unless callers are handed over to telephone numbers", t.Ref),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d SIP trunks let the PBX transfer calls to any telephone number, at your expense and past its own limits", group.Len()),
		"set transfer_mode of each of them to sip-only or disable-all, unless callers are handed over to telephone numbers")
	return nil
}
