package messaging

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var serviceMultipleTollfree = &audit.Rule{
	ID:    "messaging-service-multiple-tollfree",
	Title: "Sender pool holds more toll-free numbers than are verified without a reason",
	Doc: audit.Doc{
		Why: "Up to five toll-free numbers of one business are verified for messages to the United States as a matter of course. For a sixth, the " +
			"verification must say why it is needed, or is rejected (error 30807): the same message from many numbers is how spam looks. For messages " +
			"to Canada one number of a business is accepted. A number that is not verified sends nothing.",
		Remediation: "Send from fewer toll-free numbers: one carries far more messages a second than a long code, and its rate can be raised. Or " +
			"say in *Additional Information* of the verification what each number is for.",
		FalseAlarms: "A service whose toll-free numbers are all verified is left alone. Where verifications could not be read, it is not known.",
		References: []audit.Link{
			{Title: "Error 30807: justification required for more than 5 numbers", URL: "https://www.twilio.com/docs/api/errors/30807"},
			tollfreeResource,
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Each},
		{Kind: inventory.KindTollfreeVerification, How: audit.Each},
	},
	Check: checkServiceMultipleTollfree,
}

// maxTollfree is how many toll-free numbers of a business are verified for the United States without a reason.
const maxTollfree = 5

func checkServiceMultipleTollfree(p *audit.Pass) error {
	verifications := newestVerifications(p)
	for _, s := range p.Services {
		var tollfree []*inventory.Item
		unverified := 0
		for _, n := range p.ItemsBelow(inventory.KindMessagingServiceNumber, s.Ref.SID) {
			if !isTollfree(n.Ref.Name) {
				continue
			}
			tollfree = append(tollfree, n)
			if v := verifications[n.Ref.SID]; v == nil || v.Text("status") != tollfreeApproved {
				unverified++
			}
		}
		if len(tollfree) <= maxTollfree || unverified == 0 {
			continue
		}
		p.Report(audit.Report{
			Item:     &s.Item,
			Location: s.At("sid"),
			Message: fmt.Sprintf("the sender pool of %s holds %d toll-free numbers (%s), %d of them not known to be verified: more than %d of one "+
				"business need a reason",
				s.Ref, len(tollfree), named(numbersOf(tollfree)), unverified, maxTollfree),
			Remediation: fmt.Sprintf("send from fewer toll-free numbers of %s, or say in each verification what the number is for", s.Ref),
		})
	}
	return nil
}
