package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var functionHostMismatch = &audit.Rule{
	ID:    "flow-function-host-mismatch",
	Title: "A widget names one environment of Functions and requests another",
	Doc: audit.Doc{
		Why: "*Run Function* keeps a URL and the SIDs of the environment that it was chosen from. A flow that was copied from development to production by a " +
			"script often gets the one replaced and not the other. The editor shows the environment of the SIDs; the URL is what is requested. " +
			"So a flow that looks like production may run the code of a test.",
		Remediation: "Choose the Function in the widget again, in the environment that is meant; it sets both.",
		FalseAlarms: "None known for widgets that were set up in the editor. A program that only sets the URL may leave the SIDs as they were.",
		References: []audit.Link{
			{Title: "Run Function widget", URL: "https://www.twilio.com/docs/studio/widget-library/run-function"},
			{Title: "Serverless API: Environment resource", URL: "https://www.twilio.com/docs/serverless/api/resource/environment"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
		{Kind: inventory.KindServerlessEnvironment, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			faults := newNamedFaults(r)
			requested := map[*studio.Widget]inventory.FlowReference{}
			references := p.FlowReferences(r.Revision)
			for _, reference := range references {
				if reference.Property.Kind == studio.ControlURL && reference.Kind == inventory.KindServerlessEnvironment && reference.Target != nil {
					requested[reference.Widget] = reference
				}
			}
			for _, reference := range references {
				by, ok := requested[reference.Widget]
				if reference.Property.Kind != studio.FunctionEnvironmentSID || reference.Target == nil || !ok || by.Target == reference.Target {
					continue
				}
				faults.note(by, namedFault{
					about: by.Name + " " + reference.Name, severity: audit.Warning, verb: "request",
					fault:  fmt.Sprintf("%s, while environment_sid names %s", by.Name, reference.Target.Ref),
					remedy: "choose the Function again in the environment that is meant",
				})
			}
			faults.tell()
		})
		return nil
	},
}
