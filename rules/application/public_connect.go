package application

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var publicConnect = &audit.Rule{
	ID:    "twiml-app-public-connect",
	Title: "TwiML application takes calls of any Twilio account",
	Doc: audit.Doc{
		Why: "With `public_application_connect_enabled`, everybody with a Twilio account can call the application: `<Dial><Application>` with its SID is enough, and " +
			"a SID is no secret. It is up to the application to find out who calls. What it does for a caller, it does for all of them, at your expense, and " +
			"the number that the caller shows may be any.",
		Remediation: "If no other account has to call the application, set `PublicApplicationConnectEnabled` to false. If one has to, let the application check who calls, " +
			"for instance by a parameter that only that account knows.",
		FalseAlarms: "Wanted where another account of yours, or a partner, transfers calls to the application, and it checks that they come from there.",
		References: []audit.Link{
			{Title: "<Dial><Application> usage: security", URL: "https://www.twilio.com/docs/voice/twiml/dial/application/usage"},
			applicationsResource,
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindApplication, How: audit.Each}},
	Check:    checkPublicConnect,
}

func checkPublicConnect(p *audit.Pass) error {
	group := &audit.Group{}
	for _, a := range p.Applications {
		const member = "public_application_connect_enabled"
		if !a.Flag(member) || !a.VoiceURL.Set() { // Without a voice URL there is nothing to call.
			continue
		}
		group.Add(audit.Report{
			Item:        &a.Item,
			Location:    a.At(member),
			Message:     fmt.Sprintf("%s takes calls of every Twilio account that knows its SID", a.Ref),
			Remediation: fmt.Sprintf("set PublicApplicationConnectEnabled of %s to false, unless another account has to call it and it checks who does", a.Ref),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d TwiML applications take calls of every Twilio account that knows their SIDs", group.Len()),
		"set PublicApplicationConnectEnabled of each to false, unless another account has to call it and it checks who does")
	return nil
}
