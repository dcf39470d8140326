package messaging

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
)

var smsGeoPermissionsWide = &audit.Rule{
	ID:    "sms-geo-permissions-wide",
	Title: "Messages may be sent to many countries, or to such as are known for fraud",
	Doc: audit.Doc{
		Why: "Somebody who finds a form that sends a code to any number can make it send thousands to numbers that pay them (SMS pumping). What " +
			"stops it at once is that the account may not send to that country at all. A new account may send to its own country only; each other one " +
			"was opened by somebody, often *all of them* on the first day. Twilio marks the countries where such fraud is common.",
		Remediation: "In the Console, under *Messaging > Settings > Geo permissions*, close every country that you have no customers in, those with " +
			"the mark for high risk first. There is no API for countries of high risk.",
		FalseAlarms: "Whoever sends all over the world means it, and may have other protection, such as Twilio's SMS pumping protection. " +
			"Subaccounts have the permissions of their parent unless they were given their own.",
		References: []audit.Link{
			{Title: "SMS geo permissions", URL: "https://www.twilio.com/docs/messaging/guides/sms-geo-permissions"},
			{Title: "SMS pumping fraud", URL: "https://www.twilio.com/docs/glossary/what-is-sms-pumping-fraud"},
			{Title: "Error 30649: failed to update geo permissions (countries of high risk)", URL: "https://www.twilio.com/docs/api/errors/30649"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindMessagingGeoPermissions, How: audit.Each}},
	Check:    checkSMSGeoPermissionsWide,
}

// manyCountries is how many countries may be open without a word about it. There is no right number; few businesses have customers in
// more.
const manyCountries = 50

// highRisk is what Twilio writes beside a country where SMS pumping is common.
const highRisk = "High Risk"

func checkSMSGeoPermissionsWide(p *audit.Pass) error {
	for _, item := range p.Items(inventory.KindMessagingGeoPermissions) {
		open := 0
		var risky []jsonpos.Value
		for _, permission := range item.List("permissions") {
			if enabled, _ := permission.Get("enabled").AsBool(); !enabled {
				continue
			}
			open++
			if strings.Contains(permission.Get("message").Text(), highRisk) {
				risky = append(risky, permission)
			}
		}
		switch {
		case len(risky) > 0:
			reportRisky(p, item, risky, open)
		case open > manyCountries:
			p.Report(audit.Report{
				Item:        item,
				Location:    item.At("permissions"),
				Message:     fmt.Sprintf("messages may be sent to %d countries: each is a way for SMS pumping", open),
				Remediation: "close the countries without customers under Messaging > Settings > Geo permissions in the Console",
			})
		}
	}
	return nil
}

// reportRisky tells of the countries of high risk that are open. Each is a member, so that another one that is opened is new.
func reportRisky(p *audit.Pass, item *inventory.Item, risky []jsonpos.Value, open int) {
	group := &audit.Group{Item: item}
	var codes []string
	for _, permission := range risky {
		code := permission.Get("country_code").Text()
		codes = append(codes, code)
		location := item.Locate(permission)
		location.Symbolic = "/permissions/" + code // Its index changes when Twilio adds a country.
		group.Add(audit.Report{
			Item:     item,
			Location: location,
			Message: fmt.Sprintf("messages may be sent to %s, which Twilio marks as a country of high risk for SMS pumping (%s open in all)",
				code, countries(open)),
			Remediation: fmt.Sprintf("close %s under Messaging > Settings > Geo permissions in the Console if there are no customers", code),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("messages may be sent to %d countries that Twilio marks as of high risk for SMS pumping: %s (%s open in all)",
			len(codes), strings.Join(codes, ", "), countries(open)),
		"close those without customers under Messaging > Settings > Geo permissions in the Console")
}

func countries(count int) string {
	if count == 1 {
		return "1 country"
	}
	return fmt.Sprintf("%d countries", count)
}
