package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
)

var sipPasswordInDefinition = &audit.Rule{
	ID:    "flow-sip-password-in-definition",
	Title: "A SIP password is written into the flow",
	Doc: audit.Doc{
		Why: "The password of a SIP endpoint stands in the definition, where everybody with access to the Console, every API key of the account and every " +
			"export of the flow shows it. Whoever has it can register at that endpoint's server or place calls through it, at your expense.",
		Remediation: "Fill the property by Liquid from a Function that runs before: `{{widgets.NAME.parsed.password}}`, with the password in an environment " +
			"variable of the Function. Better still, let the SIP server accept Twilio by its addresses or by a SIP trunk, and leave the password out. " +
			"Change the password in any case.",
		FalseAlarms: "A password that protects nothing, in a flow that nobody else reads. It is a warning, not an error: the widget offers no other place.",
		References: []audit.Link{
			{Title: "Connect Call To widget", URL: "https://www.twilio.com/docs/studio/widget-library/connect-call"},
			{Title: "Make Outgoing Call widget", URL: "https://www.twilio.com/docs/studio/widget-library/make-outgoing-call"},
			{Title: "Environment variables of Functions", URL: "https://www.twilio.com/docs/serverless/functions-assets/functions/variables"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Anywhere: true,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			faults := widgetFaults{r: r}
			for _, w := range r.Definition.Widgets {
				for property, value := range w.Properties.Members() {
					if !isSIPPassword(w, property) {
						continue
					}
					if value.Kind() != jsonpos.Number && (value.Text() == "" || dynamic(value.Text())) {
						continue
					}
					faults.add("", 0, w, audit.Report{
						Location:    r.Place(value),
						Message:     fmt.Sprintf("widget %q has a SIP password written out in %q: whoever may read the flow can use it", w.Name, property),
						Remediation: fmt.Sprintf("change the password, and fill %q of widget %q by Liquid from a Function", property, w.Name),
					})
				}
			}
			faults.report(func(_ string, count int, widgets string) (message, remediation string) {
				return fmt.Sprintf("%d widgets have a SIP password written out: %s", count, widgets),
					"change the passwords, and fill them in by Liquid from a Function"
			})
		})
		return nil
	},
}
