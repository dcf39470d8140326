package lifecycle

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
)

var productInUse = &audit.Rule{
	ID:    "eol-product-in-use",
	Title: "Product that Twilio ends is in use",
	Doc: audit.Doc{
		Why: "Twilio ends products on a day that it announces a year or two before, in its changelog and by mail to whoever made the account. On that " +
			"day the requests fail. A move to another product takes months; who hears of it in the last week has an outage.\n\n" +
			"It is a note while there is " +
			"more than a year left, a warning in the last year, and an error from the day on. Where Twilio has closed a product to new customers and named " +
			"no day, it stays a note.",
		Remediation: "Plan the move to what Twilio names in its place, and delete the services once nothing uses them.",
		FalseAlarms: "A service that is left over from a trial tells nothing about its use: delete it. Flex may have made a Proxy service itself, and " +
			"is not concerned.",
		References: append(sources(),
			audit.Link{Title: "Error 80506: Proxy is closed to new accounts", URL: "https://www.twilio.com/docs/api/errors/80506"}),
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    needs(),
	Check:    checkProductInUse,
}

// lastYear is how long before its end the use of a product is a warning.
const lastYear = 365 * 24 * time.Hour

func checkProductInUse(p *audit.Pass) error {
	for _, e := range products() {
		severity, fate := e.judge(p.AsOf)
		group := &audit.Group{Key: e.name, Severity: severity}
		for _, service := range p.Items(e.kind) {
			group.Add(audit.Report{
				Item:        service,
				Location:    service.At("sid"),
				Message:     fmt.Sprintf("%s is in use: %s %s", service.Ref, e.name, fate),
				Remediation: fmt.Sprintf("move to %s, and delete %s", e.replacement, service.Ref),
			})
		}
		p.ReportGroup(group,
			fmt.Sprintf("%d %s services are in use: %s %s", group.Len(), e.name, e.name, fate),
			fmt.Sprintf("move to %s, and delete them", e.replacement))
	}
	return nil
}

// judge says how much the use of a product matters on a day, and what becomes of it.
func (e product) judge(asOf time.Time) (severity audit.Severity, fate string) {
	if e.lastDay.IsZero() {
		return audit.Note, e.then
	}
	day := e.lastDay.Format("2 January 2006")
	switch left := e.lastDay.AddDate(0, 0, 1).Sub(asOf); {
	case left <= 0:
		return audit.Error, fmt.Sprintf("ended on %s, and %s", day, e.then)
	case left <= lastYear:
		return audit.Warning, fmt.Sprintf("ends on %s; %s then", day, e.then)
	default:
		return audit.Note, fmt.Sprintf("ends on %s; %s then", day, e.then)
	}
}
