package regulatory

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var trusthubProfileExpiring = &audit.Rule{
	ID:    "trusthub-profile-expiring",
	Title: "Approval of a customer profile or trust product ends soon",
	Doc: audit.Doc{
		Why: "An approved profile or product may have a date until which it is valid, `valid_until`. What builds on it (SHAKEN/STIR, A2P 10DLC, " +
			"toll-free verification) loses its ground when that passes.",
		Remediation: "Open it in the Console under *Trust Hub*, bring its information up to date, and submit it for review before the date.",
		References:  []audit.Link{customerProfiles, trustProducts},
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
	Check: checkTrusthubProfileExpiring,
}

func checkTrusthubProfileExpiring(p *audit.Pass) error {
	for _, profile := range profiles(p) {
		end := profile.Date("valid_until")
		if profile.Text("status") != approved || end.IsZero() || end.Sub(p.AsOf) > renewal {
			continue
		}
		p.Report(audit.Report{
			Item:        profile,
			Location:    profile.At("valid_until"),
			Message:     fmt.Sprintf("the approval of %s %s: what builds on it loses its ground with that", profile.Ref, deadline(p, end)),
			Remediation: fmt.Sprintf("bring the information of %s up to date, and submit it for review", profile.Ref),
		})
	}
	return nil
}
