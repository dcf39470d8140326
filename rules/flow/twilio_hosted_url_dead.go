package flow

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var twilioHostedURLDead = &audit.Rule{
	ID:    "flow-twilio-hosted-url-dead",
	Title: "A flow uses a URL of Twilio's where nothing is",
	Doc: audit.Doc{
		Why: "Prompts and pictures are often kept as Assets of a Functions service. An Asset that was left out of the last deployment is gone, and the caller " +
			"hears nothing where the prompt should be, or the message goes without its picture or not at all. A private Asset cannot be fetched either.\n\n" +
			"The API hosts of the form `api.REGION.twilio.com`, such as `api.ie1.twilio.com`, accept no request since 28 April 2026; `api.us1.twilio.com` and " +
			"those with a city, such as `api.dublin.ie1.twilio.com`, do.",
		Remediation: "Deploy the Asset again, or set the URL to one that is deployed. Write `api.twilio.com` in the place of an API host with a region alone.",
		References: []audit.Link{
			{Title: "Serverless API: Build resource", URL: "https://www.twilio.com/docs/serverless/api/resource/build"},
			{Title: "Visibility of Functions and Assets", URL: "https://www.twilio.com/docs/serverless/functions-assets/visibility"},
			{Title: "API domain migration guide", URL: "https://www.twilio.com/docs/global-infrastructure/api-domain-migration-guide"},
			{
				Title: "Changelog: deprecation of region-specific API domains",
				URL:   "https://www.twilio.com/en-us/changelog/deprecation-of-region-specific-twilio-api-domain-patterns",
			},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
		{Kind: inventory.KindServerlessEnvironment, How: audit.Each},
		{Kind: inventory.KindServerlessBuild, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			faults := newNamedFaults(r)
			for _, reference := range p.FlowReferences(r.Revision) {
				checkMedia(p, faults, reference)
			}
			for _, a := range addresses(r.Definition) {
				checkAPIHost(p, faults, a)
			}
			faults.tell()
		})
		return nil
	},
}

// checkMedia judges a URL of something that is played or sent, where it leads to an environment of this account.
func checkMedia(p *audit.Pass, faults *namedFaults, reference inventory.FlowReference) {
	if reference.Property.Kind != studio.MediaURL || reference.Kind != inventory.KindServerlessEnvironment || reference.Target == nil {
		return
	}
	why, unserved := p.Unserved(reference.Target, reference.Path)
	if !unserved || reference.Path == "" {
		return
	}
	faults.note(reference, namedFault{
		about: reference.Name + reference.Path, severity: audit.Warning, verb: "use",
		fault:  fmt.Sprintf("%s of %s, where %s", reference.Path, reference.Target.Ref, why),
		remedy: fmt.Sprintf("deploy an Asset at %s, or set the URL to one that is deployed", reference.Path),
	})
}

// checkAPIHost judges a URL of Twilio's API.
func checkAPIHost(p *audit.Pass, faults *namedFaults, a address) {
	switch a.host {
	case "api.ie1.twilio.com", "api.au1.twilio.com", "api.br1.twilio.com", "api.de1.twilio.com", "api.jp1.twilio.com", "api.sg1.twilio.com",
		"api.us2.twilio.com":
	default:
		return
	}
	fault := namedFault{
		about: a.host, severity: audit.Error, verb: "request",
		fault:  a.host + ", which accepts no request since 28 April 2026",
		remedy: "write api.twilio.com in the place of " + a.host,
	}
	if end := time.Date(2026, time.April, 28, 0, 0, 0, 0, time.UTC); p.AsOf.Before(end) {
		fault.severity = audit.Warning
		fault.fault = a.host + ", which will accept no request from 28 April 2026 on"
	}
	faults.note(inventory.FlowReference{Widget: a.widget, Value: a.value}, fault)
}
