package serverless

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var runtimeEOL = &audit.Rule{
	ID:    "serverless-runtime-eol",
	Title: "Functions run on a version of Node.js that has ended",
	Doc: audit.Doc{
		Why: "What is deployed goes on to run on the version of Node.js that it was built for, but it cannot be deployed again on a version that Twilio no longer " +
			"takes: the day a Function has to be mended in a hurry, the deployment fails first. And Node.js gets no more fixes for such a version, security " +
			"fixes included.\n\n" +
			"Only what is deployed counts; older builds of a service run nowhere.",
		Remediation: "Set the runtime to a current version (`node22` or later) in the Console under *Dependencies* or in the Serverless Toolkit, try it out in an " +
			"environment for that, and deploy.",
		References: []audit.Link{
			{Title: "Upgrade of Node.js in Functions and Assets", URL: "https://www.twilio.com/docs/runtime/twilio-functions-nodejs-v10-upgrade"},
			{
				Title: "Changelog: Node.js v18 in Functions and Assets",
				URL:   "https://www.twilio.com/en-us/changelog/node-js-v18-support-ending-for-twilio-functions-and-assets",
			},
			{Title: "Upgrade to Node.js v18: v16 and before", URL: "https://www.twilio.com/docs/runtime/runtime-node-upgrade"},
			{Title: "Node.js releases", URL: "https://nodejs.org/en/about/previous-releases"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    deployments(),
	Check: func(p *audit.Pass) error {
		var groups audit.Groups
		faults := map[*audit.Group]string{}
		for _, environment := range p.Items(inventory.KindServerlessEnvironment) {
			build, _ := p.Find(inventory.KindServerlessBuild, environment.Text("build_sid"))
			if build == nil {
				continue
			}
			end, ok := endOf(build.Text("runtime"))
			if !ok {
				continue
			}
			severity, fault := end.judge(p.AsOf)
			group := groups.Of(end.runtime, func() *audit.Group { return &audit.Group{Severity: severity} })
			faults[group] = fault
			group.Add(audit.Report{
				Item:          environment,
				Location:      environment.At("build_sid"),
				Message:       fmt.Sprintf("%s of %s runs on %s, %s", environment.Ref, service(p, environment).Ref, end.runtime, fault),
				Remediation:   "deploy it on node22 or later",
				Discriminator: end.runtime,
			})
		}
		for _, g := range groups.All() {
			p.ReportGroup(g, fmt.Sprintf("%d Functions environments run on %s, %s", g.Len(), g.Key, faults[g]), "deploy them on node22 or later")
		}
		return nil
	},
}
