package voice

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var geoWide = &audit.Rule{
	ID:    "voice-geo-wide",
	Title: "Calls to most of the world are allowed",
	Doc: audit.Doc{
		Why: "Each country that the account may call is one that a thief of its credentials may call as well. Twilio's advice is to switch on only the " +
			"countries that you need. An account that may call more than 50 has more often been opened up once, for a test or to be on the safe side, " +
			"than it has customers in all of them.",
		Remediation: "On the Console's page Voice, Settings, Geo permissions, leave the countries that you call and uncheck the others. The usage of the " +
			"last months tells which those are.",
		FalseAlarms: "Carriers, resellers, and businesses that do call all over the world. Of a subaccount that inherits the permissions of its parent, the " +
			"parent tells, where it is audited as well.",
		References: []audit.Link{geographicPermissions, countryResource, settingsResource, bulkUpdate},
	},
	Severity: audit.Note,
	Persona:  audit.Pedantic,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    needs(),
	Check:    checkGeoWide,
}

// widest is how many countries an account may be allowed to call before somebody should have a look: more than there are in Europe.
const widest = 50

func checkGeoWide(p *audit.Pass) error {
	parent := inheritedFrom(p)
	if p.IsAudited(parent) {
		return nil
	}
	where := ""
	if parent != "" {
		where = " of account " + parent + ", from which they are inherited"
	}
	group := &audit.Group{}
	var open []*inventory.Item
	for _, country := range p.Items(inventory.KindVoiceCountry) {
		if !country.Flag("low_risk_numbers_enabled") {
			continue
		}
		open = append(open, country)
		group.Add(audit.Report{Item: country, Location: country.At("low_risk_numbers_enabled")})
	}
	if len(open) <= widest {
		return nil
	}
	p.ReportGroup(group,
		fmt.Sprintf("calls to %s are allowed: what a leaked key can dial is as wide", countries(open)),
		fmt.Sprintf("switch off, on the page Geo permissions of the Console%s, the countries that you do not call", where))
	return nil
}
