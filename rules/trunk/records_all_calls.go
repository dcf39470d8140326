package trunk

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var recordsAllCalls = &audit.Rule{
	ID:    "trunk-records-all-calls",
	Title: "SIP trunk records every call",
	Doc: audit.Doc{
		Why: "A trunk that records does so with every call that goes through it, in both directions, and says nothing to anybody: an announcement has to come " +
			"from your PBX. In many places a call may only be recorded when those on it know, or agree. What is recorded is kept until somebody deletes " +
			"it, and may hold card numbers and medical details.",
		Remediation: "See that everybody hears of the recording before it begins, that recordings are deleted in time, and that media need HTTP authentication. " +
			"Where nobody needs the recordings, set the mode to `do-not-record` (*Call Recording* on the trunk's page, or `Mode` of its Recording resource).",
		FalseAlarms: "Recordings that are announced and needed. Accept the trunk then; a further one is new.",
		References: []audit.Link{
			trunkResource,
			sipTrunking,
			{Title: "Recordings resource", URL: "https://www.twilio.com/docs/voice/api/recording"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindTrunk, How: audit.Each}},
	Check:    checkRecordsAllCalls,
}

func checkRecordsAllCalls(p *audit.Pass) error {
	group := &audit.Group{}
	for _, t := range p.Trunks {
		mode := t.Text("recording.mode")
		if mode == "" || mode == "do-not-record" {
			continue
		}
		group.Add(audit.Report{
			Item:        &t.Item,
			Location:    t.At("recording.mode"),
			Message:     fmt.Sprintf("%s records every call (%s), and announces it to nobody: that is left to the PBX", t.Ref, mode),
			Remediation: fmt.Sprintf("see that callers are told, or set the recording mode of %s to do-not-record", t.Ref),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d SIP trunks record every call, and announce it to nobody: that is left to the PBX", group.Len()),
		"see that callers are told, or set the recording mode of each trunk to do-not-record")
	return nil
}
