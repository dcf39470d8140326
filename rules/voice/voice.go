// Package voice holds the rules about the countries that an account may call.
package voice

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		geoHighRiskEnabled,
		geoWide,
	}
}

// Sources that several rules of this family share.
var (
	geographicPermissions = audit.Link{
		Title: "Protect your account with Voice Dialing Geographic Permissions",
		URL:   "https://www.twilio.com/docs/sip-trunking/voice-dialing-geographic-permissions",
	}
	countryResource = audit.Link{
		Title: "Dialing Permissions Country resource",
		URL:   "https://www.twilio.com/docs/voice/api/dialingpermissions-country-resource",
	}
	settingsResource = audit.Link{
		Title: "Dialing Permissions Settings resource",
		URL:   "https://www.twilio.com/docs/voice/api/dialingpermissions-settings-resource",
	}
	bulkUpdate = audit.Link{
		Title: "Dialing Permissions BulkCountryUpdates resource",
		URL:   "https://www.twilio.com/docs/voice/api/dialingpermissions-bulkcountryupdate-resource",
	}
)

// needs are the countries, and what tells whose permissions they are.
func needs() []audit.Need {
	return []audit.Need{
		{Kind: inventory.KindVoiceCountry, How: audit.Each},
		{Kind: inventory.KindVoiceSettings, How: audit.Optional},
		{Kind: inventory.KindAccount, How: audit.Optional},
	}
}

// inheritedFrom is the account that this one, a subaccount, has its permissions from; "" if it has its own, or if that is not known.
// https://www.twilio.com/docs/voice/api/dialingpermissions-settings-resource
func inheritedFrom(p *audit.Pass) string {
	owner := p.AccountItem().Text("owner_account_sid")
	settings, _ := p.Find(inventory.KindVoiceSettings, p.Account.SID)
	if owner == p.Account.SID || settings == nil || !settings.Flag("dialing_permissions_inheritance") {
		return ""
	}
	return owner
}

// namedCountries bounds how many countries a message names; the members of the finding are all of them.
const namedCountries = 10

// countries names them by their ISO codes, with their number in front: "2 countries (CU, LV)".
func countries(all []*inventory.Item) string {
	if len(all) == 1 {
		return countryName(all[0])
	}
	var codes []string
	for _, c := range all {
		codes = append(codes, c.Ref.SID)
	}
	return fmt.Sprintf("%d countries (%s)", len(all), audit.List(codes, namedCountries))
}

// countryName is a country for people: "Latvia (LV)".
func countryName(country *inventory.Item) string {
	if country.Ref.Name == "" {
		return country.Ref.SID
	}
	return fmt.Sprintf("%s (%s)", country.Ref.Name, country.Ref.SID)
}
