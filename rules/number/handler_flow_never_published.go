package number

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var handlerFlowNeverPublished = &audit.Rule{
	ID:    "number-handler-flow-never-published",
	Title: "Webhook runs a Studio flow that was never published",
	Doc: audit.Doc{
		Why: "Calls and messages run the published revision of a flow, never a draft. A flow that was created as a draft, by API or by a " +
			"deployment that stopped half-way, has a webhook URL from the start; where that URL is set already, nothing answers.",
		Remediation: "Publish the flow: in the Console, or with `Status=published` in an update of the Flow resource. Where it is not ready, set the field to " +
			"a flow that is.",
		FalseAlarms: "A TwiML application that no number runs may wait for its flow; it is a warning.",
		References: []audit.Link{
			flowRevisions,
			{Title: "Flow resource: create and publish", URL: "https://www.twilio.com/docs/studio/rest-api/v2/flow"},
			triggerWidget,
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    flowRouteNeeds(),
	Check:    checkHandlerFlowNeverPublished,
}

func checkHandlerFlowNeverPublished(p *audit.Pass) error {
	var groups audit.Groups
	for _, r := range routes(p) {
		f, _ := p.Flow(r.target.Flow)
		if f == nil || r.target.Account != p.Account.SID || f.Publication != inventory.Absent {
			continue
		}
		severity := r.severity(audit.Error)
		group := groups.Of(f.Ref.SID, func() *audit.Group { return &audit.Group{Item: &f.Item} })
		group.Severity = max(group.Severity, severity)
		group.Add(audit.Report{
			Item:     r.Item,
			Location: r.Location(),
			Severity: severity,
			Message: fmt.Sprintf("%s runs %s, which was never published (there is only draft revision %d): %s%s",
				p.NameOf(r.Webhook), f.Ref, f.Latest.Number, r.loss(), r.caveat()),
			Remediation: fmt.Sprintf("publish %s, or set %s of %s to a flow that is published", f.Ref, r.Name, r.Item.Ref),
			Related:     []audit.Related{{Location: f.At("status"), Message: "the flow is a draft"}},
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d webhooks run %s, which was never published: nothing answers what comes by them", g.Len(), g.Item.Ref),
			fmt.Sprintf("publish %s, or set each of them to a flow that is published", g.Item.Ref))
	}
	return nil
}
