package serverless

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var environmentWithoutBuild = &audit.Rule{
	ID:    "serverless-environment-without-build",
	Title: "Functions environment to which nothing is deployed",
	Doc: audit.Doc{
		Why: "An environment has a host on `twil.io` from the day it is made. Until a build is deployed to it, it answers nothing. Mostly it is what was left " +
			"of a deployment that failed, or of one that went to another environment than was meant.",
		Remediation: "Deploy the service to the environment, or delete the environment.",
		FalseAlarms: "Environments that wait for their first deployment. A flow or a webhook that goes to one is told of by the rules about those.",
		References: []audit.Link{
			environmentResource,
			{Title: "Serverless API: Deployment resource", URL: "https://www.twilio.com/docs/serverless/api/resource/deployment"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindServerlessEnvironment, How: audit.Each}},
	Check: func(p *audit.Pass) error {
		var group audit.Group
		for _, environment := range p.Items(inventory.KindServerlessEnvironment) {
			if environment.Text("build_sid") != "" {
				continue
			}
			group.Add(audit.Report{
				Item:        environment,
				Location:    environment.At("build_sid"),
				Message:     fmt.Sprintf("nothing is deployed to %s, so its host answers nothing", environment.Ref),
				Remediation: fmt.Sprintf("deploy the service to %s, or delete it", environment.Ref),
			})
		}
		p.ReportGroup(&group,
			fmt.Sprintf("nothing is deployed to %d Functions environments, so their hosts answer nothing", group.Len()),
			"deploy the services to them, or delete them")
		return nil
	},
}
