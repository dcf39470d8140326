package application

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var oldAPIVersion = &audit.Rule{
	ID:    "twiml-app-old-api-version",
	Title: "Application or number is still on the API of 2008",
	Doc: audit.Doc{
		Why: "`api_version` of a TwiML application or a number decides how Twilio asks its webhooks and reads their answers. Version 2008-08-01 is at its end: no " +
			"request to it has been answered since 15 December 2023, and Twilio names numbers that are set to it an error (22500). Webhooks of that version " +
			"and their answers differ from today's.",
		Remediation: "See how your application reads the webhook (Twilio's guide lists what differs), then set `api_version` to `2010-04-01`.",
		FalseAlarms: "Numbers and applications that run a Studio flow are what `studio-number-api-version` tells of: there, nothing has to be changed but the version.",
		References: []audit.Link{
			{Title: "Error 22500: Twilio phone number using deprecated API version", URL: "https://www.twilio.com/docs/api/errors/22500"},
			{Title: "End of life of the 2008 API", URL: "https://www.twilio.com/en-us/changelog/reminder--end-of-life-for-twilio-2008-api"},
			{
				Title: "Upgrade from Twilio's v2008 API",
				URL:   "https://www.twilio.com/blog/announcing-the-new-twilio-api-version-2010-04-01-html",
			},
			applicationsResource,
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixUnsafe,
	Needs: []audit.Need{
		{Kind: inventory.KindApplication, How: audit.Each},
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindFlow, How: audit.Optional},
	},
	Check: checkOldAPIVersion,
}

// The version that is at its end, and the one that counts. https://www.twilio.com/docs/usage/api
const (
	oldVersion     = "2008-08-01"
	currentVersion = "2010-04-01"
)

func checkOldAPIVersion(p *audit.Pass) error {
	group := &audit.Group{}
	judge := func(it *inventory.Item, version inventory.Field, handlers ...inventory.Field) {
		if version.Text != oldVersion {
			return
		}
		for _, handler := range handlers {
			if _, onStudio := p.StudioFlow(handler.Text); onStudio {
				return
			}
		}
		fix := audit.SetText(it, version.Name, currentVersion)
		fix.Unsafe = true // The webhooks of the two versions differ, and the application may read the old ones.
		group.Add(audit.Report{
			Item:     it,
			Location: version.Location(),
			Message: fmt.Sprintf("%s is on API version %s, which Twilio ended in 2023: its webhooks follow the rules of that version",
				it.Ref, oldVersion),
			Remediation: fmt.Sprintf("see how the application reads its webhooks, then set api_version of %s to %s", it.Ref, currentVersion),
			Fix:         fix,
		})
	}
	for _, a := range p.Applications {
		judge(&a.Item, a.APIVersion, a.VoiceURL, a.SMSURL)
	}
	for _, n := range p.Numbers {
		judge(&n.Item, n.APIVersion, n.VoiceURL, n.SMSURL)
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d TwiML applications or numbers are on API version %s, which Twilio ended in 2023: their webhooks follow the rules of that "+
			"version", group.Len(), oldVersion),
		fmt.Sprintf("see how the application reads its webhooks, then set api_version of each to %s", currentVersion))
	return nil
}
