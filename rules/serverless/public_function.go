package serverless

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var publicFunction = &audit.Rule{
	ID:    "serverless-public-function",
	Title: "Public Function",
	Doc: audit.Doc{
		Why: "A public Function runs for everybody who requests its address, at your expense and with the credentials of its service. One that answers a " +
			"number, an application or a flow has no need of that: a protected Function runs for requests that Twilio signed, and those of webhooks and " +
			"of Studio's widgets are. Left public, a stranger can send it calls and messages that never were.\n\n" +
			"It is a warning where a webhook or a flow of the account goes to the Function, and otherwise a note.",
		Remediation: "Make the Function protected (name it `….protected.js`, or choose it in the Console) and deploy the service, or check `X-Twilio-Signature` in its code.",
		FalseAlarms: "Functions for browsers and apps, such as one that hands out access tokens, have to be public; see that they ask for a login of their own. " +
			"A Function that checks the signature itself is safe as well.",
		References: []audit.Link{
			visibility,
			{Title: "Webhooks security", URL: "https://www.twilio.com/docs/usage/webhooks/webhooks-security"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: append(deployments(),
		audit.Need{Kind: inventory.KindPhoneNumber, How: audit.Optional},
		audit.Need{Kind: inventory.KindApplication, How: audit.Optional},
		audit.Need{Kind: inventory.KindSIPDomain, How: audit.Optional},
		audit.Need{Kind: inventory.KindMessagingService, How: audit.Optional},
		audit.Need{Kind: inventory.KindFlow, How: audit.Optional},
		audit.Need{Kind: inventory.KindFlowRevision, How: audit.Optional},
	),
	Check: checkPublicFunction,
}

func checkPublicFunction(p *audit.Pass) error {
	users := usersOf(p)
	var groups audit.Groups
	for _, environment := range p.Items(inventory.KindServerlessEnvironment) {
		versions, _ := p.Deployed(environment)
		for _, v := range versions {
			if v.Asset || v.Visibility != inventory.VisibilityPublic {
				continue
			}
			severity, use := audit.Note, ""
			if user := users[place{environment, inventory.CleanPath(v.Path)}]; user != "" {
				severity, use = audit.Warning, ", "+user+" among them"
			}
			of := service(p, environment)
			group := groups.Of(of.Ref.SID+" "+severity.String(), func() *audit.Group { return &audit.Group{Item: of, Severity: severity} })
			group.Add(audit.Report{
				Item:          environment,
				Location:      environment.At("build_sid"),
				Message:       fmt.Sprintf("Function %s runs for everybody who requests it%s", address(environment, v), use),
				Remediation:   fmt.Sprintf("make %s of %s protected, unless browsers or apps need it", v.Path, of.Ref),
				Discriminator: v.Path,
			})
		}
	}
	for _, g := range groups.All() {
		use := ""
		if g.Severity == audit.Warning {
			use = ", and webhooks or flows of this account among them"
		}
		p.ReportGroup(g,
			fmt.Sprintf("%d Functions of %s run for everybody who requests them%s: %s", g.Len(), g.Item.Ref, use, paths(g)),
			"make them protected, unless browsers or apps need them")
	}
	return nil
}

// place is a path of an environment.
type place struct {
	environment *inventory.Item
	path        string
}

// usersOf names, for each place that a webhook or a flow of the account goes to, the first of those.
func usersOf(p *audit.Pass) map[place]string {
	users := map[place]string{}
	use := func(environment *inventory.Item, path, user string) {
		at := place{environment, inventory.CleanPath(path)}
		if environment != nil && users[at] == "" {
			users[at] = user
		}
	}
	for _, w := range p.Webhooks() {
		if inForce, _ := p.InForce(w); inForce == inventory.Absent {
			continue
		}
		if environment, path, ok := p.Functions(w.Text); ok {
			use(environment, path, fmt.Sprintf("%s of %s", w.Name, w.Item.Ref))
		}
	}
	for _, j := range p.Revisions() {
		for _, reference := range p.FlowReferences(j.Revision) {
			if reference.Property.Kind == studio.ControlURL && reference.Kind == inventory.KindServerlessEnvironment {
				use(reference.Target, reference.Path, fmt.Sprintf("widget %q of %s", reference.Widget.Name, j.Flow.Ref))
			}
		}
	}
	return users
}
