package conversations

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var addressHandlerMissing = &audit.Rule{
	ID:    "conversations-address-handler-missing",
	Title: "Conversations address without a flow that answers",
	Doc: audit.Doc{
		Why: "An address configuration of Conversations makes a conversation of what a new sender writes to a number. With the type `studio` a flow is to answer " +
			"it. If that flow was deleted, was never published, or has nothing connected to *Incoming Conversation* of its trigger, the conversation is made " +
			"and nobody answers in it.",
		Remediation: "Set `AutoCreation.StudioFlowSid` of the address to a published flow whose trigger is connected by *Incoming Conversation*.",
		FalseAlarms: "An address whose conversations are answered by people in another system may do without a flow; the type `default` says so.",
		References: []audit.Link{
			{
				Title: "Conversations API: address configuration",
				URL:   "https://www.twilio.com/docs/conversations-classic/api/address-configuration-resource",
			},
			{Title: "Connecting Studio to Conversations", URL: "https://www.twilio.com/docs/conversations-classic/connect-to-studio"},
			{Title: "Trigger widget", URL: "https://www.twilio.com/docs/studio/widget-library/trigger-start"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindConversationsAddress, How: audit.Each},
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		var groups audit.Groups
		faults := map[string]string{} // by the SID of the flow
		for _, address := range p.Items(inventory.KindConversationsAddress) {
			if address.Off("auto_creation.enabled") || address.Text("auto_creation.type") != "studio" {
				continue
			}
			flow := address.Text("auto_creation.studio_flow_sid")
			fault := flowFault(p, flow)
			if fault == "" {
				continue
			}
			faults[flow] = fault
			groups.Of(flow, func() *audit.Group { return &audit.Group{} }).Add(audit.Report{
				Item:        address,
				Location:    address.At("auto_creation.studio_flow_sid"),
				Message:     fmt.Sprintf("%s is to be answered by %s: messages to it begin conversations in which nobody answers", address.Ref, fault),
				Remediation: fmt.Sprintf("set auto_creation.studio_flow_sid of %s to a published flow that answers conversations", address.Ref),
			})
		}
		for _, g := range groups.All() {
			p.ReportGroup(g,
				fmt.Sprintf("%d Conversations addresses are to be answered by %s: messages to them begin conversations in which nobody answers", g.Len(), faults[g.Key]),
				"set auto_creation.studio_flow_sid of each of them to a published flow that answers conversations")
		}
		return nil
	},
}

// flowFault says of a flow that is to answer conversations why it cannot, "" if nothing is known to be wrong.
func flowFault(p *audit.Pass, sid string) string {
	if sid == "" {
		return "a flow, but no flow is set"
	}
	f, presence := p.Flow(sid)
	switch {
	case presence == inventory.Absent:
		return fmt.Sprintf("flow %s, which does not exist in this account", sid)
	case f == nil:
		return ""
	case f.Publication == inventory.Absent:
		return fmt.Sprintf("%s, which was never published", f.Ref)
	case f.Published != nil && !f.Published.Definition.Wired(studio.IncomingConversationMessage):
		return fmt.Sprintf("%s, whose trigger leads nowhere by %s", f.Ref, studio.IncomingConversationMessage)
	default:
		return ""
	}
}
