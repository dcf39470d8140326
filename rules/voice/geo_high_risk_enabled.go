package voice

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var geoHighRiskEnabled = &audit.Rule{
	ID:    "voice-geo-high-risk-enabled",
	Title: "Calls to number ranges with a high risk of fraud are allowed",
	Doc: audit.Doc{
		Why: "Twilio sorts the numbers of each country into three groups. *High risk for toll fraud* are narrow ranges whose owners pay a share of what " +
			"a call costs to whoever brings the call; *special services* are premium and shared-cost numbers. Somebody who can make the account dial, " +
			"through a leaked API key, an open PBX or a form that calls visitors back, calls such ranges all night, and the account pays.\n\n" +
			"Twilio's advice is that most businesses never need to call them, and that they should be off.",
		Remediation: "Uncheck *High-Risk* for the country on the Console's page Voice, Settings, Geo permissions. By API: " +
			"`POST https://voice.twilio.com/v1/DialingPermissions/BulkCountryUpdates`, where each country of `UpdateRequest` needs all three flags.",
		FalseAlarms: "Carriers and resellers whose customers call everywhere. Where you do call shared-cost or premium numbers of one country, such as that of " +
			"your own helpdesk, accept that country; a further one is then new. A subaccount that inherits the permissions of its parent is a note where the " +
			"parent is audited as well.",
		References: []audit.Link{geographicPermissions, countryResource, settingsResource, bulkUpdate},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    needs(),
	Check:    checkGeoHighRiskEnabled,
}

// highRisk are the groups of numbers that cost the most when they are abused.
var highRisk = [...]struct{ flag, what string }{
	{"high_risk_tollfraud_numbers_enabled", "ranges known for toll fraud"},
	{"high_risk_special_numbers_enabled", "premium and special-service numbers"},
}

const paysForFraud = "whoever can make this account dial, by a leaked key, an open PBX or a call-back form, can run up charges there"

func checkGeoHighRiskEnabled(p *audit.Pass) error {
	group := &audit.Group{}
	aside, where := "", ""
	if parent := inheritedFrom(p); parent != "" {
		aside, where = "; the permissions are inherited from account "+parent, " in account "+parent
		if p.IsAudited(parent) {
			group.Severity = audit.Note
		}
	}
	var allowed []string
	for _, risk := range highRisk {
		var open []*inventory.Item
		for _, country := range p.Items(inventory.KindVoiceCountry) {
			if !country.Flag(risk.flag) {
				continue
			}
			open = append(open, country)
			group.Add(audit.Report{
				Item:        country,
				Location:    country.At(risk.flag),
				Message:     fmt.Sprintf("calls to %s of %s are allowed: %s%s", risk.what, countryName(country), paysForFraud, aside),
				Remediation: fmt.Sprintf("switch %s off for %s%s, unless you need to call these numbers", risk.flag, countryName(country), where),
			})
		}
		if len(open) > 0 {
			allowed = append(allowed, fmt.Sprintf("%s of %s", risk.what, countries(open)))
		}
	}
	p.ReportGroup(group,
		fmt.Sprintf("calls to %s are allowed: %s%s", strings.Join(allowed, " and to "), paysForFraud, aside),
		fmt.Sprintf("switch them off on the page Geo permissions of the Console%s, for each country whose high-risk numbers you do not need to call", where))
	return nil
}
