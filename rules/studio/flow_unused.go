package studio

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var flowUnused = &audit.Rule{
	ID:    "studio-flow-unused",
	Title: "Nothing leads to a published flow",
	Doc: audit.Doc{
		Why: "No number, application, SIP domain, messaging service, Conversations address, Flex flow or other flow of the account leads to the flow, and its " +
			"trigger does nothing with requests of the REST API. Whoever looks for the flow that callers hear finds one more that looks like it, and a secret or " +
			"a number in it is forgotten.",
		Remediation: "Delete the flow, or point the number that it was meant for at it. Keep a copy of its definition first.",
		FalseAlarms: "A flow that TwiML redirects to, or that a call made through the API has as its `Url`, leaves no trace in the account, and " +
			"short codes and senders of channels other than WhatsApp are not read.",
		References: []audit.Link{
			{Title: "Trigger (Start) widget", URL: "https://www.twilio.com/docs/studio/widget-library/trigger-start"},
			{Title: "Flow resource: delete a flow", URL: "https://www.twilio.com/docs/studio/rest-api/v2/flow"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Pedantic,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    flowUnusedNeeds(),
	Check:    checkFlowUnused,
}

func checkFlowUnused(p *audit.Pass) error {
	var unused audit.Group
	for _, f := range p.Flows {
		if f.Published == nil || p.Graph().Reached(&f.Item) != inventory.Absent {
			continue
		}
		unused.Add(audit.Report{
			Item: &f.Item, Location: f.At("sid"),
			Message:     fmt.Sprintf("nothing in the account leads to %s, and requests of the REST API do nothing in it", f.Ref),
			Remediation: fmt.Sprintf("delete %s if nobody needs it, or point the number at it that it was meant for", f.Ref),
		})
	}
	p.ReportGroup(&unused, fmt.Sprintf("nothing in the account leads to %d flows, and requests of the REST API do nothing in them", unused.Len()),
		"delete each that nobody needs, or point the number at it that it was meant for")
	return nil
}

// flowUnusedNeeds are the flows and everything that leads to one.
func flowUnusedNeeds() []audit.Need {
	needs := []audit.Need{{Kind: inventory.KindFlow, How: audit.Each}, {Kind: inventory.KindFlowRevision, How: audit.Each}}
	for _, kind := range inventory.GraphKinds() {
		needs = append(needs, audit.Need{Kind: kind, How: audit.Each})
	}
	return needs
}
