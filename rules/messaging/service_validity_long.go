package messaging

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var serviceValidityLong = &audit.Rule{
	ID:    "messaging-service-validity-long",
	Title: "Verification codes may wait in the queue for hours",
	Doc: audit.Doc{
		Why: "A message that cannot leave at once waits in Twilio's queue for as long as `validity_period` allows, ten hours by default. A " +
			"verification code that arrives after it has expired is of no use, confuses the person who asked for a second one meanwhile, and is paid " +
			"for. A short period lets it fail instead (error 30036), so that a program can notice and try something else.",
		Remediation: "Set `validity_period` of the service to about as long as its codes are good for, such as 600 seconds. Leave room for the " +
			"queue: one that is too short loses messages in a rush.",
		FalseAlarms: "Only services whose `usecase` is verification are looked at, and up to an hour is accepted. A period may be given with each " +
			"message instead.",
		References: []audit.Link{
			{Title: "Error 30036: validity period expired", URL: "https://www.twilio.com/docs/api/errors/30036"},
			serviceResource,
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindMessagingService, How: audit.Each}},
	Check:    checkServiceValidityLong,
}

// longestCode is for how long the queue may keep a verification code without a word about it: longer than most codes are good for.
const longestCode = time.Hour

func checkServiceValidityLong(p *audit.Pass) error {
	for _, s := range p.Services {
		seconds, set := s.Number("validity_period")
		if s.Text("usecase") != "verification" || !set || seconds <= int64(longestCode/time.Second) {
			continue
		}
		p.Report(audit.Report{
			Item:     &s.Item,
			Location: s.At("validity_period"),
			Message: fmt.Sprintf("%s sends verification codes, and its validity_period of %d seconds lets one wait in the queue for up to %s",
				s.Ref, seconds, hours(seconds)),
			Remediation: fmt.Sprintf("set validity_period of %s to about as long as its codes are good for, such as 600", s.Ref),
		})
	}
	return nil
}

// hours says a time of more than an hour in words: "10 hours", "90 minutes".
func hours(seconds int64) string {
	if seconds%3600 == 0 {
		return plural(int(seconds/3600), "hour")
	}
	return plural(int(seconds/60), "minute")
}
