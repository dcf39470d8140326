package messaging

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var a2pNumberOutsideCampaign = &audit.Rule{
	ID:    "a2p-number-outside-campaign",
	Title: "US number that answers messages is in no messaging service",
	Doc: audit.Doc{
		Why: "A ten-digit number of the United States is registered with the carriers (A2P 10DLC) by standing in the sender pool of a messaging " +
			"service that has an approved campaign. One that stands in no pool receives messages, and its handler runs, but its answers to people in " +
			"the United States are blocked with error 30034.",
		Remediation: "Add the number to the sender pool of a messaging service with an approved campaign for what it sends, and set " +
			"`use_inbound_webhook_on_number` of that service if the number's own handler should go on answering.",
		FalseAlarms: "A number whose handler never answers and that sends nothing else is fine as it is; what it sends cannot be seen in its " +
			"configuration. Only numbers with a message handler are looked at. Their country is told from the area code.",
		References: []audit.Link{unregisteredNumber, unregisteredShutdown, troubleshootA2P},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Each},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Each},
		{Kind: inventory.KindApplication, How: audit.Optional},
	},
	Check: checkA2PNumberOutsideCampaign,
}

func checkA2PNumberOutsideCampaign(p *audit.Pass) error {
	outside := &audit.Group{Severity: audit.Warning}
	for _, n := range p.Numbers {
		if !isUSLongCode(n.Number) || n.Off("capabilities.sms") || p.OwnMessageHandler(n).Tended() == inventory.Absent {
			continue
		}
		if _, presence := p.ServiceOf(n); presence != inventory.Absent {
			continue
		}
		handler := n.SMSURL
		if n.SMSApplicationSID.Set() {
			handler = n.SMSApplicationSID
		}
		outside.Add(audit.Report{
			Item:     &n.Item,
			Location: handler.Location(),
			Message: fmt.Sprintf("%s has a message handler (%s) and is in no messaging service, so in no A2P 10DLC campaign: what it sends to the "+
				"United States is blocked (error 30034)",
				n.Ref, handler.Name),
			Remediation: fmt.Sprintf("add %s to the sender pool of a messaging service with an approved campaign", n.Ref),
		})
	}
	p.ReportGroup(outside,
		fmt.Sprintf("%d US numbers have a message handler and are in no messaging service, so in no A2P 10DLC campaign: what they send to the "+
			"United States is blocked (error 30034)", outside.Len()),
		"add each to the sender pool of a messaging service with an approved campaign")
	return nil
}
