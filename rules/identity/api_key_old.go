package identity

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var apiKeyOld = &audit.Rule{
	ID:    "api-key-old",
	Title: "API key is older than a year",
	Doc: audit.Doc{
		Why: "An API key is valid until somebody deletes it. The longer it exists, the more people and machines have had its secret: former " +
			"colleagues, old laptops, backups, build logs. Replacing it once a year bounds how long a copy that nobody knows of is good for.",
		Remediation: "Make a new key, give it to what uses the old one, and delete the old one; a key cannot be given another secret. Twilio does not " +
			"tell when a key was last used, so look at what stops working, or delete it when you are at hand.",
		References: []audit.Link{keyResource, keysInConsole, keysOverview},
	},
	Severity: audit.Note,
	// Only the auth token or a main API key can read it, and an audit with the least privilege must be able to be complete.
	Persona: audit.Pedantic,
	Since:   "0.1.0",
	Version: 1,
	Fix:     audit.FixManual,
	Needs:   []audit.Need{{Kind: inventory.KindAPIKey, How: audit.Each}},
	Check:   checkAPIKeyOld,
}

const (
	day       = 24 * time.Hour
	keyOldAge = 365 * day
)

func checkAPIKeyOld(p *audit.Pass) error {
	group := &audit.Group{}
	oldest := 0
	for _, key := range p.Items(inventory.KindAPIKey) {
		days := age(p, key)
		if days <= int(keyOldAge/day) {
			continue
		}
		oldest = max(oldest, days)
		group.Add(audit.Report{
			Item:        key,
			Location:    key.At("date_created"),
			Message:     fmt.Sprintf("%s is %d days old: whoever has ever seen its secret can still use it", key.Ref, days),
			Remediation: fmt.Sprintf("replace %s by a new key, and delete it", key.Ref),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d API keys are older than a year, the oldest of them %d days: whoever has ever seen their secrets can still use them", group.Len(), oldest),
		"replace each of them by a new key, and delete it")
	return nil
}

// age is how many whole days a key has existed, 0 where that is not known.
func age(p *audit.Pass, key *inventory.Item) int {
	created := key.Date("date_created")
	if created.IsZero() {
		return 0
	}
	return int(p.AsOf.Sub(created) / day)
}
