package messaging

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var a2pServiceUnregistered = &audit.Rule{
	ID:    "a2p-service-unregistered",
	Title: "Messaging service sends from US numbers without an A2P 10DLC registration",
	Doc: audit.Doc{
		Why: "Carriers of the United States take messages from ten-digit numbers only for a registered campaign (A2P 10DLC). Since September 2023 " +
			"all others are blocked: the message is accepted and paid for, and fails with error 30034. A campaign belongs to a messaging service and " +
			"covers the numbers of its sender pool, so a service without one cannot reach anybody in the United States from its US numbers. A campaign " +
			"that was rejected and deleted leaves a service behind that still says it is registered.",
		Remediation: "Register a brand and a campaign for the service: in the Console under *Messaging > Regulatory Compliance*, or see Twilio's " +
			"onboarding guide. Or move the numbers to a service that has an approved campaign for what they send.",
		FalseAlarms: "Numbers that only receive, and messages to other countries, need no campaign. Only numbers that Twilio says are of the United " +
			"States count, without toll-free numbers and short codes. A campaign that is there and not approved is told by `a2p-campaign-not-verified`.",
		References: []audit.Link{
			unregisteredNumber,
			unregisteredShutdown,
			{Title: "A2P 10DLC", URL: "https://www.twilio.com/docs/messaging/compliance/a2p-10dlc"},
			serviceResource,
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindMessagingService, How: audit.Each},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Each},
		{Kind: inventory.KindMessagingCampaign, How: audit.Each},
	},
	Check: checkA2PServiceUnregistered,
}

func checkA2PServiceUnregistered(p *audit.Pass) error {
	group := &audit.Group{Severity: audit.Error}
	numbers := 0
	for _, s := range p.Services {
		codes := usLongCodes(p.Inventory, s.Ref.SID)
		if len(codes) == 0 {
			continue
		}
		fault := "has no campaign"
		switch {
		case s.Off("us_app_to_person_registered"):
			fault = "is not registered (us_app_to_person_registered is false)"
		case !p.AllBelow(inventory.KindMessagingCampaign, s.Ref.SID), len(p.ItemsBelow(inventory.KindMessagingCampaign, s.Ref.SID)) > 0:
			continue
		case s.Flag("us_app_to_person_registered"):
			fault = "says that it is registered, and has no campaign"
		}
		numbers += len(codes)
		group.Add(audit.Report{
			Item:     &s.Item,
			Location: s.At("us_app_to_person_registered"),
			Message: fmt.Sprintf("%s of %s (%s) cannot send to the United States: the service %s, so carriers block the messages (error 30034)",
				plural(len(codes), "US number"), s.Ref, named(numbersOf(codes)), fault),
			Remediation: fmt.Sprintf("register an A2P 10DLC campaign for %s, or move its US numbers to a service that has an approved one", s.Ref),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d messaging services have no A2P 10DLC campaign: their %s cannot send to the United States, since carriers block the messages (error 30034)",
			group.Len(), plural(numbers, "US number")),
		"register a campaign for each, or move their US numbers to a service that has an approved one")
	return nil
}
