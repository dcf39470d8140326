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
			"is told of after two weeks, as a note.",
		References: []audit.Link{
			{Title: "BrandRegistrations resource", URL: "https://www.twilio.com/docs/messaging/api/brand-registration-resource"},
			troubleshootA2P,
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
	for _, b := range p.Items(inventory.KindBrandRegistration) {
		switch status := b.Text("status"); status {
		case "FAILED", "SUSPENDED":
			reportBrand(p, b, status)
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
				p.Report(audit.Report{
					Item:        b,
					Location:    b.At("status"),
					Severity:    audit.Note,
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
	return nil
}

// reportBrand tells of a brand that failed or was suspended.
func reportBrand(p *audit.Pass, b *inventory.Item, status string) {
	var campaigns []string
	for _, c := range p.Items(inventory.KindMessagingCampaign) {
		if c.Text("brand_registration_sid") == b.Ref.SID {
			campaigns = append(campaigns, c.Ref.String())
		}
	}
	severity, consequence := audit.Warning, "no campaign can be registered under it"
	switch {
	case len(campaigns) > 0:
		severity, consequence = audit.Error, fmt.Sprintf("%s under it cannot send to the United States", named(campaigns))
	case slices.ContainsFunc(p.Items(inventory.KindBrandRegistration), func(other *inventory.Item) bool { return other.Text("status") == brandApproved }):
		severity, consequence = audit.Note, "another brand of the account is approved"
	}
	word, remedy := "failed", fmt.Sprintf("correct what its errors name, and submit %s again, or delete it", b.Ref)
	if status == "SUSPENDED" {
		word, remedy = "is suspended", fmt.Sprintf("ask Twilio's support why %s is suspended", b.Ref)
	}
	reason := firstText(b.List("errors"), "description")
	if reason == "" {
		reason = b.Text("failure_reason")
	}
	p.Report(audit.Report{
		Item:        b,
		Location:    b.At("status"),
		Severity:    severity,
		Message:     fmt.Sprintf("%s %s%s: %s", b.Ref, word, reasonIn(reason), consequence),
		Remediation: remedy,
	})
}
