package verify

import (
	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var noRateLimits = &audit.Rule{
	ID:    "verify-no-rate-limits",
	Title: "Verify service has no rate limits of its own",
	Doc: audit.Doc{
		Why: "Verify limits by itself how many codes one number gets. It cannot see who asks for them: a script that goes through thousands of numbers " +
			"from one address, so that somebody earns on the messages, stays below that limit with each. A rate limit of the service counts by what your " +
			"program tells it: the address of the visitor, the session, the country.",
		Remediation: "Make a rate limit with a bucket for the service (the Rate Limits resource), and send its key, such as the visitor's address, " +
			"with each verification: a rate limit counts nothing that is not sent.",
		FalseAlarms: "Where the program itself, or a firewall before it, limits how many codes one visitor can ask for, this adds nothing.",
		References: []audit.Link{
			{Title: "Protect your Verify application with service rate limits", URL: "https://www.twilio.com/docs/verify/api/programmable-rate-limits"},
			{Title: "Service Rate Limits", URL: "https://www.twilio.com/docs/verify/api/service-rate-limits"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindVerifyService, How: audit.Each},
		{Kind: inventory.KindVerifyRateLimit, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		reportEach(p, wording{
			fault:   "has no rate limit of its own: one visitor can ask for codes to any number of telephones",
			several: "have no rate limits of their own: one visitor can ask for codes to any number of telephones",
			remedy:  "make a rate limit for %s, by the address of the visitor for one, and send its key with each verification",
			place:   "sid",
		}, func(service *inventory.Item) bool {
			const limits = inventory.KindVerifyRateLimit
			return p.AllBelow(limits, service.Ref.SID) && len(p.ItemsBelow(limits, service.Ref.SID)) == 0
		})
		return nil
	},
}
