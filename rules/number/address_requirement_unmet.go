package number

import (
	"fmt"
	"slices"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var addressRequirementUnmet = &audit.Rule{
	ID:    "number-address-requirement-unmet",
	Title: "Number wants a registered address and has none",
	Doc: audit.Doc{
		Why: "In many countries the regulator wants Twilio to know where the user of a number is. `address_requirements` says what is wanted of this number " +
			"(`any`, `local` or `foreign`), and neither `address_sid` nor `bundle_sid` names anything that shows it. Twilio refuses such a number when it " +
			"is bought today (error 21631) or moved to another account (error 21613), and it stands out when the regulator asks.",
		Remediation: "Create an Address, or a regulatory bundle where the country wants one, and set `address_sid` or `bundle_sid` of the number.",
		FalseAlarms: "Until 10 September 2019 Twilio was content with any fitting address of the account, so for numbers from before that day it is a note.",
		References: []audit.Link{
			numberResource,
			{Title: "Error 21631: phone number requires an address", URL: "https://www.twilio.com/docs/api/errors/21631"},
			{Title: "Error 21613: phone number requires certification", URL: "https://www.twilio.com/docs/api/errors/21613"},
			{
				Title: "Change to the phone number provisioning API",
				URL:   "https://www.twilio.com/en-us/changelog/change-phone-number-provisioning-api",
			},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    each(inventory.KindPhoneNumber),
	Check:    checkAddressRequirementUnmet,
}

func checkAddressRequirementUnmet(p *audit.Pass) error {
	current := &audit.Group{Key: "current", Severity: audit.Warning}
	old := &audit.Group{Key: "old", Severity: audit.Note}
	for _, n := range p.Numbers {
		requirement := n.Text("address_requirements")
		if !slices.Contains([]string{"any", "local", "foreign"}, requirement) || n.Text("address_sid") != "" || n.Text("bundle_sid") != "" {
			continue
		}
		wanted := "an address"
		if requirement != "any" {
			wanted = fmt.Sprintf("a %s address", requirement)
		}
		group := current
		if bought := n.Date("date_created"); !bought.IsZero() && bought.Before(addressOnNumberSince()) {
			group = old
		}
		group.Add(audit.Report{
			Item:        &n.Item,
			Location:    n.At("address_requirements"),
			Message:     fmt.Sprintf("%s wants %s to be registered (address_requirements), and has neither an address nor a regulatory bundle", n.Ref, wanted),
			Remediation: fmt.Sprintf("set address_sid or bundle_sid of %s", n.Ref),
		})
	}
	for _, g := range []*audit.Group{current, old} {
		p.ReportGroup(g,
			fmt.Sprintf("%d numbers want an address to be registered (address_requirements), and have neither an address nor a regulatory bundle", g.Len()),
			"set address_sid or bundle_sid of each")
	}
	return nil
}

// addressOnNumberSince is the day from which a number cannot be bought without naming its address.
// https://www.twilio.com/en-us/changelog/change-phone-number-provisioning-api
func addressOnNumberSince() time.Time {
	return time.Date(2019, time.September, 10, 0, 0, 0, 0, time.UTC)
}
