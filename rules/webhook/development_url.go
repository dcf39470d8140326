package webhook

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var developmentURL = &audit.Rule{
	ID:    "webhook-development-url",
	Title: "Webhook goes to a development host",
	Doc: audit.Doc{
		Why: "Tunnels such as ngrok lead to somebody's machine and work while that machine runs them; the free ones change their name with each start, and " +
			"somebody else may get the old name. Private addresses, `localhost` and reserved names Twilio cannot reach at all. Left in the configuration " +
			"of a number, they lose its calls and messages; left anywhere else in the account, reports and answers.",
		Remediation: "Set the field to the host that serves this in production.",
		FalseAlarms: "Numbers and accounts that exist for development may have them: switch the rule off there. A URL that is not in force, since something " +
			"else answers for the number or its resource is switched off, weighs one level less.",
		References: []audit.Link{
			invalidURL,
			{Title: "Twilio CLI: work with webhooks", URL: "https://www.twilio.com/docs/twilio-cli/general-usage/work-with-webhooks"},
			{Title: "RFC 2606: reserved top level DNS names", URL: "https://www.ietf.org/rfc/rfc2606"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    needs(),
	Check:    checkDevelopmentURL,
}

func checkDevelopmentURL(p *audit.Pass) error {
	var groups audit.Groups
	kinds, idle := map[*audit.Group]string{}, map[*audit.Group]int{}
	for _, w := range p.Webhooks() {
		u, ok := inventory.ParseWebhookURL(w.Text)
		if !ok {
			continue
		}
		kind := inventory.DevelopmentHost(u.Hostname())
		if kind == "" {
			continue
		}
		inForce, why := p.InForce(w)
		severity := audit.Warning
		if w.Role == inventory.RoleHandler && answersNumbers(p, w) {
			severity = audit.Error
		}
		switch inForce {
		case inventory.Absent:
			severity = severity.Lower()
		case inventory.Unknown:
			severity = min(severity, audit.Warning)
		}
		host := strings.ToLower(u.Host)
		group := groups.Of(host+" "+severity.String(), func() *audit.Group { return &audit.Group{Severity: severity} })
		kinds[group] = host + ", " + kind
		if inForce != inventory.Present {
			idle[group]++
		}
		group.Add(audit.Report{
			Item:        w.Item,
			Location:    w.Location(),
			Message:     fmt.Sprintf("%s goes to %s: while it cannot be reached, %s%s", p.NameOf(w), kinds[group], loss(w), inventory.Caveat(inForce, why)),
			Remediation: fmt.Sprintf("set %s of %s to the production URL", w.Name, w.Item.Ref),
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d webhooks go to %s: while it cannot be reached, what comes by them is lost%s", g.Len(), kinds[g], idleOf(idle[g], g.Len())),
			"set each of them to the production URL")
	}
	return nil
}

// answersNumbers tells whether a webhook is that of a number, or of a resource that answers for numbers.
func answersNumbers(p *audit.Pass, w inventory.Webhook) bool {
	if w.Item.Ref.Kind == inventory.KindPhoneNumber {
		return true
	}
	for _, h := range p.EntriesOf(w.Item, w.Channel) {
		if h.Entry.Ref.Kind == inventory.KindPhoneNumber {
			return true
		}
	}
	return false
}
