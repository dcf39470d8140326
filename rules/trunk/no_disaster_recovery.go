package trunk

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var noDisasterRecovery = &audit.Rule{
	ID:    "trunk-no-disaster-recovery",
	Title: "SIP trunk has no disaster recovery URL",
	Doc: audit.Doc{
		Why: "When no origination URL of a trunk can be reached, because the PBX or the line to it is down, Twilio asks the disaster recovery URL for TwiML and " +
			"goes on with the call as it says: to a mailbox, a mobile phone, an announcement. Without one the call fails.",
		Remediation: "Set the *Disaster Recovery URL* of the trunk (`DisasterRecoveryUrl`) to TwiML that does not depend on the PBX, such as a TwiML Bin that " +
			"forwards the call or takes a message.",
		FalseAlarms: "A trunk whose origination URLs lead to several sites may do without. Trunks that no number of the account names are left alone.",
		References:  []audit.Link{trunkResource, sipTrunking},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindTrunk, How: audit.Each},
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
	},
	Check: checkNoDisasterRecovery,
}

func checkNoDisasterRecovery(p *audit.Pass) error {
	numbers := numbersOf(p)
	group := &audit.Group{}
	for _, t := range p.Trunks {
		calling := numbers[t.Ref.SID]
		if len(calling) == 0 || t.DisasterRecoveryURL.Set() {
			continue
		}
		group.Add(audit.Report{
			Item:     &t.Item,
			Location: t.DisasterRecoveryURL.Location(),
			Message: fmt.Sprintf("%s takes the calls of %s and has no disaster recovery URL: when the PBX cannot be reached, they fail",
				t.Ref, named(calling)),
			Remediation: fmt.Sprintf("set disaster_recovery_url of %s to TwiML that does not depend on the PBX, such as a TwiML Bin", t.Ref),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d SIP trunks with numbers have no disaster recovery URL: when their PBX cannot be reached, calls fail", group.Len()),
		"set disaster_recovery_url of each of them to TwiML that does not depend on the PBX, such as a TwiML Bin")
	return nil
}
