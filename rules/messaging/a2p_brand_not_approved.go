package messaging

import (
	"fmt"
	"slices"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var a2pBrandNotApproved = &audit.Rule{
	ID:    "a2p-brand-not-approved",
	Title: "A2P 10DLC brand is not approved",
	Doc: audit.Doc{
		Why: "A brand says to the carriers of the United States who sends. Campaigns are registered under it, and without an approved one there is " +
			"none: ten-digit US numbers cannot send to the United States. A brand that is suspended takes its campaigns with it. Campaigns under a " +
			"brand whose identity is unverified are refused (error 30991).",
		Remediation: "Read `errors` of the brand registration, correct the customer profile or the A2P messaging profile that they name, and submit " +
			"the brand again: in the Console under *Messaging > Regulatory Compliance > Brands*. Delete what is left of attempts that failed.",
		FalseAlarms: "A failed brand is a note where another brand of the account is approved and no campaign belongs to the failed one. A review " +
			"is told of after two weeks, as a note. Mock brands are left alone.",
		References: []audit.Link{
			{Title: "BrandRegistrations resource", URL: "https://www.twilio.com/docs/messaging/api/brand-registration-resource"},
			troubleshootA2P,
			{
				Title: "Troubleshooting A2P 10DLC brands: suspended brands and their campaigns",
				URL: "https://www.twilio.com/docs/messaging/compliance/a2p-10dlc/troubleshooting-a2p-brands/" +
					"troubleshooting-and-rectifying-a2p-standardlvs-brands#brands-with-suspended-status-and-related-campaign-suspensions",
			},
			{Title: "Error 30991: campaign under an unverified brand", URL: "https://www.twilio.com/docs/api/errors/30991"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindBrandRegistration, How: audit.Each},
		{Kind: inventory.KindMessagingCampaign, How: audit.Optional},
	},
	Check: checkA2PBrandNotApproved,
}

const brandApproved = "APPROVED"

func checkA2PBrandNotApproved(p *audit.Pass) error {
	campaigns := campaignsByBrand(p)
	leftOver := &audit.Group{Key: "left over", Severity: audit.Note}
	overdue := &audit.Group{Key: "review", Severity: audit.Note}
	for _, b := range p.Items(inventory.KindBrandRegistration) {
		if b.Flag("mock") { // It is for trying the API, is never vetted, and is gone after thirty days.
			continue
		}
		switch status := b.Text("status"); status {
		case "FAILED", "SUSPENDED":
			reportBrand(p, b, campaigns[b.Ref.SID], leftOver)
		case brandApproved:
			if b.Text("identity_status") == "UNVERIFIED" {
				p.Report(audit.Report{
					Item:        b,
					Location:    b.At("identity_status"),
					Message:     fmt.Sprintf("%s is approved, but its identity is unverified: campaigns under it are refused (error 30991)", b.Ref),
					Remediation: fmt.Sprintf("correct the legal name, address and tax number in the customer profile of %s, and submit the brand again", b.Ref),
				})
			}
		case "PENDING", "IN_REVIEW":
			if isOverdue(p, b, brandReview) {
				overdue.Add(audit.Report{
					Item:        b,
					Location:    b.At("status"),
					Message:     fmt.Sprintf("%s has been in status %s since %s: no campaign can be registered under it", b.Ref, status, since(b).Format(time.DateOnly)),
					Remediation: fmt.Sprintf("look for a mail that asks to confirm %s, and ask Twilio's support what its review waits for", b.Ref),
				})
			}
		case "DELETION_FAILED":
			p.Report(audit.Report{
				Item:        b,
				Location:    b.At("status"),
				Severity:    audit.Note,
				Message:     fmt.Sprintf("%s was to be deleted, and that failed", b.Ref),
				Remediation: fmt.Sprintf("delete the campaigns of %s first, then the brand again", b.Ref),
			})
		}
	}
	p.ReportGroup(leftOver,
		fmt.Sprintf("%d A2P brand registrations failed or are suspended, and no campaign belongs to them: another brand of the account is approved", leftOver.Len()),
		"delete what is left of attempts that were replaced; correct what the errors of the others name, and submit them again")
	p.ReportGroup(overdue,
		fmt.Sprintf("%d A2P brand registrations have been under review for more than %d days: no campaign can be registered under them",
			overdue.Len(), brandReview/(24*time.Hour)),
		"look for mails that ask to confirm them, and ask Twilio's support what their reviews wait for")
	return nil
}

// campaignsByBrand names the campaigns that were read, by the SID of their brand.
func campaignsByBrand(p *audit.Pass) map[string][]string {
	campaigns := map[string][]string{}
	for _, c := range p.Items(inventory.KindMessagingCampaign) {
		brand := c.Text("brand_registration_sid")
		campaigns[brand] = append(campaigns[brand], c.Ref.String())
	}
	return campaigns
}

// reportBrand tells of a brand that failed or was suspended, or adds it to those that matter little.
func reportBrand(p *audit.Pass, b *inventory.Item, campaigns []string, leftOver *audit.Group) {
	word, remedy := "failed", fmt.Sprintf("correct what its errors name, and submit %s again, or delete it", b.Ref)
	if b.Text("status") == "SUSPENDED" {
		word, remedy = "is suspended", fmt.Sprintf("ask Twilio's support why %s is suspended", b.Ref)
	}
	reason := firstText(b.List("errors"), "description")
	if reason == "" {
		reason = b.Text("failure_reason")
	}
	tell, severity, consequence := p.Report, audit.Warning, "no campaign can be registered under it"
	switch {
	case len(campaigns) > 0:
		severity, consequence = audit.Error, fmt.Sprintf("%s under it cannot send to the United States", named(campaigns))
	case anyBrandApproved(p):
		tell, severity, consequence = leftOver.Add, audit.Note, "another brand of the account is approved"
	}
	tell(audit.Report{
		Item:        b,
		Location:    b.At("status"),
		Severity:    severity,
		Message:     fmt.Sprintf("%s %s%s: %s", b.Ref, word, reasonIn(reason), consequence),
		Remediation: remedy,
	})
}

// anyBrandApproved tells whether the account has a brand that campaigns can be registered under.
func anyBrandApproved(p *audit.Pass) bool {
	return slices.ContainsFunc(p.Items(inventory.KindBrandRegistration), func(b *inventory.Item) bool {
		return b.Text("status") == brandApproved && !b.Flag("mock")
	})
}
