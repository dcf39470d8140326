package messaging

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var serviceSenderNotCapable = &audit.Rule{
	ID:    "messaging-service-sender-not-capable",
	Title: "Sender pool holds a number that cannot send messages",
	Doc: audit.Doc{
		Why: "A number needs SMS or MMS to work in a messaging service; Twilio refuses to add one that has neither. A number can lose them " +
			"afterwards, by porting or by a change at its carrier. It stays in the pool, and what is sent by it fails.",
		Remediation: "Remove the number from the sender pool, and add one that can send messages.",
		References: []audit.Link{
			{Title: "Error 21715: number without messaging capabilities", URL: "https://www.twilio.com/docs/api/errors/21715"},
			serviceNumbers,
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Each},
	},
	Check: checkServiceSenderNotCapable,
}

func checkServiceSenderNotCapable(p *audit.Pass) error {
	for _, s := range p.Services {
		mute := &audit.Group{Item: &s.Item, Severity: audit.Warning}
		for _, n := range p.ItemsBelow(inventory.KindMessagingServiceNumber, s.Ref.SID) {
			if !cannotMessage(n) {
				continue
			}
			var can []string
			for _, capability := range n.List("capabilities") {
				can = append(can, capability.Text())
			}
			mute.Add(audit.Report{
				Item:     n,
				Location: n.At("capabilities"),
				Message: fmt.Sprintf("%s is in the sender pool of %s and cannot send messages: its capabilities are %s",
					n.Ref.Name, s.Ref, strings.Join(can, ", ")),
				Remediation: fmt.Sprintf("remove %s from the sender pool of %s", n.Ref.Name, s.Ref),
			})
		}
		p.ReportGroup(mute,
			fmt.Sprintf("%d numbers in the sender pool of %s can send neither SMS nor MMS", mute.Len(), s.Ref),
			fmt.Sprintf("remove them from the sender pool of %s", s.Ref))
	}
	return nil
}
