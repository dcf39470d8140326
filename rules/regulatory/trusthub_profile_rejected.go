package regulatory

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var trusthubProfileRejected = &audit.Rule{
	ID:    "trusthub-profile-rejected",
	Title: "Customer profile or trust product was rejected",
	Doc: audit.Doc{
		Why: "What was rejected does not count: the calls of numbers in a rejected SHAKEN/STIR product do not get attestation A, and registrations " +
			"that build on a rejected profile are refused. The rejection is told by a mail to the address of the profile, once.",
		Remediation: "Open it in the Console under *Trust Hub*, correct what the error codes name, and submit it again; a rejected one can be " +
			"edited. Delete it if it was replaced.",
		FalseAlarms: "An attempt that another one replaced.",
		References: []audit.Link{
			customerProfiles,
			trustProducts,
			{Title: "Error 60711: business status does not allow updates", URL: "https://www.twilio.com/docs/api/errors/60711"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindCustomerProfile, How: audit.Each},
		{Kind: inventory.KindTrustProduct, How: audit.Each},
	},
	Check: checkTrusthubProfileRejected,
}

func checkTrusthubProfileRejected(p *audit.Pass) error {
	group := &audit.Group{Severity: audit.Warning}
	for _, profile := range profiles(p) {
		if profile.Text("status") != rejected {
			continue
		}
		group.Add(audit.Report{
			Item:        profile,
			Location:    profile.At("status"),
			Message:     fmt.Sprintf("%s was rejected%s: registrations that build on it are refused", profile.Ref, errorCodes(profile)),
			Remediation: fmt.Sprintf("correct what the errors of %s name, and submit it again, or delete it if it was replaced", profile.Ref),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d customer profiles and trust products were rejected: registrations that build on them are refused", group.Len()),
		"correct what the errors of each name, and submit it again, or delete it if it was replaced")
	return nil
}

// errorCodes are the error codes of a rejection, as a part of a sentence; "" if there are none.
func errorCodes(profile *inventory.Item) string {
	var codes []string
	for _, element := range profile.List("errors") {
		if code, ok := element.Get("code").AsInt(); ok {
			codes = append(codes, fmt.Sprint(code))
		}
	}
	switch len(codes) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf(" (error %s)", codes[0])
	default:
		return fmt.Sprintf(" (errors %s)", strings.Join(codes[:min(len(codes), maxNamed)], ", "))
	}
}
