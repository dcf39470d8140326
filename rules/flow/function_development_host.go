package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var functionDevelopmentHost = &audit.Rule{
	ID:    "flow-function-development-host",
	Title: "A widget runs the development environment of a Function",
	Doc: audit.Doc{
		Why: "Each environment of a Functions service has a host of its own: `shop-1234.twil.io`, `shop-1234-dev.twil.io`. The deploy command of Twilio's toolkit " +
			"deploys to `dev` unless told otherwise, so the next experiment of a developer answers the calls of a flow that runs `-dev`.\n\n" +
			"One flow that runs two environments of the same service is a warning: one of the two was left over.",
		Remediation: "Deploy the service to an environment for production, and choose that environment in the widget.",
		FalseAlarms: "Services that are only ever deployed to `dev`, and flows for development. Both are common, hence a note.",
		References: []audit.Link{
			{Title: "Serverless API: domains of environments", URL: "https://www.twilio.com/docs/serverless/api"},
			{Title: "Serverless Toolkit: deploy", URL: "https://www.twilio.com/docs/labs/serverless-toolkit/deploying"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			others := map[string]string{} // by service, a host of it that is not for development
			for _, a := range addresses(r.Definition) {
				if service, environment := serviceOf(a.host); service != "" && environment != development && others[service] == "" {
					others[service] = a.host
				}
			}
			faults := widgetFaults{r: r}
			for _, a := range addresses(r.Definition) {
				service, environment := serviceOf(a.host)
				if environment != development {
					continue
				}
				severity, reason := audit.Note, "what is deployed there next to try it out is what this flow runs"
				if other := others[service]; other != "" {
					severity, reason = audit.Warning, "the flow goes to "+other+" as well, so one of the two was left over"
				}
				faults.add(a.host, severity, a.widget, audit.Report{
					Location:    r.Place(a.value),
					Severity:    severity,
					Message:     fmt.Sprintf("widget %q goes to %s, the development environment of a Functions service: %s", a.widget.Name, a.host, reason),
					Remediation: fmt.Sprintf("let %q of widget %q go to the environment for production", a.property, a.widget.Name),
				})
			}
			faults.report(func(host string, count int, widgets string) (message, remediation string) {
				reason := "what is deployed there next to try it out is what this flow runs"
				service, _ := serviceOf(host)
				if other := others[service]; other != "" {
					reason = "the flow goes to " + other + " as well, so one of the two was left over"
				}
				return fmt.Sprintf("%d widgets go to %s, the development environment of a Functions service: %s (%s)", count, host, reason, widgets),
					"let each of them go to the environment for production"
			})
		})
		return nil
	},
}

// development is the environment that Twilio's toolkit deploys to unless it is told otherwise.
const development = "dev"

// serviceOf takes a host of Functions apart: name-1234-environment.twil.io, and name-1234.twil.io for the environment without a
// name. The service is the host without the environment, and both are "" for any other host.
// https://www.twilio.com/docs/serverless/api
func serviceOf(host string) (service, environment string) {
	if !isBelow(host, "twil.io") {
		return "", ""
	}
	label, domain, _ := strings.Cut(host, ".")
	parts := strings.Split(label, "-")
	for i := len(parts) - 1; i > 0; i-- { // The last number is Twilio's; what stands behind it, the environment's.
		if isNumber(parts[i]) {
			return strings.Join(parts[:i+1], "-") + "." + domain, strings.Join(parts[i+1:], "-")
		}
	}
	return "", ""
}

func isNumber(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return text != ""
}
