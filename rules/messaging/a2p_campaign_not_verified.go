package messaging

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var a2pCampaignNotVerified = &audit.Rule{
	ID:    "a2p-campaign-not-verified",
	Title: "A2P 10DLC campaign is not approved",
	Doc: audit.Doc{
		Why: "The ten-digit US numbers of a messaging service may send to the United States once its campaign is approved (`campaign_status` " +
			"VERIFIED). While it has none that is approved, each such message is blocked with error 30034; under a suspended one " +
			"it fails with error 30033, and a suspension that is not resolved ends with the campaign deleted after 30 days. A mock campaign, which " +
			"belongs to a mock brand, is for trying the API and carries no message at all.",
		Remediation: "Read `errors` of the campaign, correct what they name, and submit it again: in the Console under *Messaging > Regulatory " +
			"Compliance > Campaigns*. Of a suspended campaign, ask Twilio's support. Replace a mock campaign by a real one.",
		FalseAlarms: "A campaign under review is told of after three weeks, as a note. A failed one weighs less where the service has no US number, " +
			"and is a note where the service has an approved campaign as well. Only services that say they are registered are asked for campaigns; of " +
			"the others `a2p-service-unregistered` tells.",
		References: []audit.Link{
			campaignResource,
			troubleshootA2P,
			{Title: "Mock brands and campaigns", URL: "https://www.twilio.com/docs/messaging/compliance/a2p-10dlc/mock-brand-api"},
			suspendedCampaign,
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindMessagingCampaign, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Each},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Optional},
	},
	Check: checkA2PCampaignNotVerified,
}

// campaignReview and brandReview are how long a review may last before somebody should ask. Twilio promises no time.
const (
	campaignReview = 21 * 24 * time.Hour
	brandReview    = 14 * 24 * time.Hour
)

const campaignVerified = "VERIFIED"

func checkA2PCampaignNotVerified(p *audit.Pass) error {
	overdue := &audit.Group{Key: "review", Severity: audit.Note}
	for _, c := range p.Items(inventory.KindMessagingCampaign) {
		status := c.Text("campaign_status")
		switch {
		case c.Flag("mock") && hasVerifiedCampaign(p, c.Parent): // It is for trying the API beside the real one.
		case c.Flag("mock"):
			p.Report(audit.Report{
				Item:        c,
				Location:    c.At("mock"),
				Severity:    audit.Warning,
				Message:     fmt.Sprintf("%s of %s is a mock campaign: no message is carried for it", c.Ref, serviceOf(p, c)),
				Remediation: fmt.Sprintf("register a real campaign for %s", serviceOf(p, c)),
			})
		case status == "FAILED" || status == "SUSPENDED":
			reportCampaign(p, c, status)
		case status == campaignVerified, status == "", !isOverdue(p, c, campaignReview):
		default:
			overdue.Add(audit.Report{
				Item:     c,
				Location: c.At("campaign_status"),
				Message: fmt.Sprintf("%s of %s has been in status %s since %s: until it is approved, its US numbers cannot send to the United States",
					c.Ref, serviceOf(p, c), status, since(c).Format(time.DateOnly)),
				Remediation: fmt.Sprintf("ask Twilio's support what the review of %s waits for", c.Ref),
			})
		}
	}
	p.ReportGroup(overdue,
		fmt.Sprintf("%d A2P 10DLC campaigns have been under review for more than %d days: until they are approved, the US numbers of their services "+
			"cannot send to the United States", overdue.Len(), campaignReview/(24*time.Hour)),
		"ask Twilio's support what the reviews wait for")
	return nil
}

// reportCampaign tells of a campaign that failed or was suspended.
func reportCampaign(p *audit.Pass, c *inventory.Item, status string) {
	word, code := "failed", 30034
	remedy := fmt.Sprintf("correct what its errors name, and submit %s again", c.Ref)
	if status == "SUSPENDED" {
		word, code = "is suspended", 30033
		remedy = fmt.Sprintf("ask Twilio's support why %s is suspended, and stop sending by it meanwhile", c.Ref)
	}
	numbers := usLongCodes(p.Inventory, c.Parent)
	severity, consequence := audit.Error, fmt.Sprintf("its US numbers cannot send to the United States (error %d)", code)
	switch {
	case hasVerifiedCampaign(p, c.Parent):
		severity, consequence = audit.Note, "the service has an approved campaign as well"
	case len(numbers) > 0:
		consequence = fmt.Sprintf("%s (%s) cannot send to the United States (error %d)", plural(len(numbers), "US number"), named(numbersOf(numbers)), code)
	case p.AllBelow(inventory.KindMessagingServiceNumber, c.Parent):
		severity, consequence = audit.Warning, "for now its sender pool holds no US number that would need it"
	}
	p.Report(audit.Report{
		Item:        c,
		Location:    c.At("campaign_status"),
		Severity:    severity,
		Message:     fmt.Sprintf("%s of %s %s%s: %s", c.Ref, serviceOf(p, c), word, reasonIn(firstText(c.List("errors"), "description")), consequence),
		Remediation: remedy,
	})
}

// hasVerifiedCampaign tells whether a service has an approved campaign that carries messages.
func hasVerifiedCampaign(p *audit.Pass, service string) bool {
	return slices.ContainsFunc(p.ItemsBelow(inventory.KindMessagingCampaign, service), func(c *inventory.Item) bool {
		return c.Text("campaign_status") == campaignVerified && !c.Flag("mock")
	})
}

// serviceOf names the messaging service that a campaign belongs to.
func serviceOf(p *audit.Pass, campaign *inventory.Item) inventory.Ref {
	if service, _ := p.Find(inventory.KindMessagingService, campaign.Parent); service != nil {
		return service.Ref
	}
	return inventory.Ref{Kind: inventory.KindMessagingService, SID: campaign.Parent}
}

// since is when a registration last changed, as far as Twilio says.
func since(registration *inventory.Item) time.Time {
	return cmp.Or(registration.Date("date_updated"), registration.Date("date_created"))
}

// isOverdue tells whether a registration has not changed for longer than a review should take.
func isOverdue(p *audit.Pass, registration *inventory.Item, review time.Duration) bool {
	changed := since(registration)
	return !changed.IsZero() && p.AsOf.Sub(changed) > review
}
