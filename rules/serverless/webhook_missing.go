package serverless

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var webhookMissing = &audit.Rule{
	ID:    "serverless-webhook-missing",
	Title: "Webhook goes to a Function that is not deployed",
	Doc: audit.Doc{
		Why: "A number, application or service that a Function answers holds the address of the Function. What answers there is what was deployed last to that " +
			"environment: a Function that was renamed, moved or left out of the deployment is gone, and nothing at the number shows it. A private one " +
			"answers no request either. Calls end in an error, messages stay without an answer.\n\n" +
			"Only hosts of this account's own environments are judged.",
		Remediation: "Deploy the Function to that environment at that path, or set the webhook to one that is deployed.",
		FalseAlarms: "A URL that is not in force, since something else answers for the number, weighs one level less.",
		References: []audit.Link{
			environmentResource,
			visibility,
			{Title: "Serverless API: Build resource", URL: "https://www.twilio.com/docs/serverless/api/resource/build"},
			{Title: "Error 11200: HTTP retrieval failure", URL: "https://www.twilio.com/docs/api/errors/11200"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindServerlessEnvironment, How: audit.Each},
		{Kind: inventory.KindServerlessBuild, How: audit.Each},
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindApplication, How: audit.Each},
		{Kind: inventory.KindSIPDomain, How: audit.Each},
		{Kind: inventory.KindTrunk, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Each},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		var groups audit.Groups
		faults := map[*audit.Group]string{}
		for _, w := range p.Webhooks() {
			environment, path, ok := p.Functions(w.Text)
			if !ok {
				continue
			}
			reason, unserved := p.Unserved(environment, path)
			if !unserved {
				continue
			}
			severity, why := weigh(p, w)
			group := groups.Of(environment.Text("domain_name")+path, func() *audit.Group { return &audit.Group{} })
			group.Severity = max(group.Severity, severity)
			faults[group] = fmt.Sprintf("/%s of %s, where %s", inventory.CleanPath(path), environment.Ref, reason)
			group.Add(audit.Report{
				Item:        w.Item,
				Location:    w.Location(),
				Severity:    severity,
				Message:     fmt.Sprintf("%s goes to %s%s", p.NameOf(w), faults[group], why),
				Remediation: fmt.Sprintf("deploy a Function there, or set %s of %s to one that is deployed", w.Name, w.Item.Ref),
			})
		}
		for _, g := range groups.All() {
			p.ReportGroup(g, fmt.Sprintf("%d webhooks go to %s", g.Len(), faults[g]), "deploy a Function there, or set them to one that is deployed")
		}
		return nil
	},
}

// weigh is how grave it is that nothing answers a webhook, with the reason where it weighs less, for the end of a message.
func weigh(p *audit.Pass, w inventory.Webhook) (severity audit.Severity, why string) {
	severity = audit.Error
	if w.Role == inventory.RoleCallback { // What it would have told is lost, and nobody waits for the answer.
		severity = audit.Warning
	}
	inForce, reason := p.InForce(w)
	switch inForce {
	case inventory.Absent:
		severity = severity.Lower()
	case inventory.Unknown:
		severity = min(severity, audit.Warning)
	}
	return severity, inventory.Caveat(inForce, reason)
}
