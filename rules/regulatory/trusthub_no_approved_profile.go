package regulatory

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var trusthubNoApprovedProfile = &audit.Rule{
	ID:    "trusthub-no-approved-profile",
	Title: "Account has no approved customer profile",
	Doc: audit.Doc{
		Why: "An approved primary customer profile (now called compliance profile) says who owns the account. Every registration builds on it: " +
			"SHAKEN/STIR, branded calls, A2P 10DLC, toll-free verification. Newer accounts without one may make only a few calls at the same time; " +
			"further ones are rejected with error 10004.",
		Remediation: "Create the primary profile in the Console under *Trust Hub > Profiles*, and submit it for review.",
		FalseAlarms: "A subaccount uses the profile of its parent, and is left alone where its record could be read. An old account that only " +
			"receives calls may never need one.",
		References: []audit.Link{
			primaryProfiles,
			{Title: "Error 10004: call concurrency limit exceeded", URL: "https://www.twilio.com/docs/api/errors/10004"},
			customerProfiles,
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindCustomerProfile, How: audit.Complete},
		{Kind: inventory.KindAccount, How: audit.Optional}, // It tells whether this is a subaccount.
	},
	Check: checkTrusthubNoApprovedProfile,
}

func checkTrusthubNoApprovedProfile(p *audit.Pass) error {
	account, aside := p.AccountItem(), ""
	switch p.IsSubaccount() {
	case inventory.Present:
		return nil
	case inventory.Unknown:
		aside = ", unless it is a subaccount, which has those of its parent: its record could not be read"
	}
	var unapproved []string
	for _, profile := range p.Items(inventory.KindCustomerProfile) {
		if profile.Text("status") == approved {
			return nil
		}
		unapproved = append(unapproved, fmt.Sprintf("%s is %s", profile.Ref, profile.Text("status")))
	}
	found, remedy := "no customer profile", "create a primary profile under Trust Hub > Profiles in the Console, and submit it for review"
	if len(unapproved) > 0 {
		found = fmt.Sprintf("no approved customer profile (%s)", strings.Join(unapproved[:min(len(unapproved), maxNamed)], ", "))
		remedy = "complete the primary profile under Trust Hub > Profiles in the Console, and submit it for review"
	}
	p.Report(audit.Report{
		Item:     account,
		Location: account.At("sid"),
		Message: fmt.Sprintf("the account has %s: SHAKEN/STIR, A2P 10DLC and toll-free registrations are not possible, and calls at the same time "+
			"may be limited (error 10004)%s",
			found, aside),
		Remediation: remedy,
	})
	return nil
}
