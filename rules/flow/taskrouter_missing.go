package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var taskRouterMissing = &audit.Rule{
	ID:    "flow-taskrouter-missing",
	Title: "A flow hands over to a workflow or task channel that does not exist",
	Doc: audit.Doc{
		Why: "*Send To Flex* and *Enqueue Call* name a TaskRouter workflow, and Send To Flex a task channel, by their SIDs. SIDs of a workspace that was built " +
			"anew, or of the account that the flow was copied from, look right and lead nowhere: no task is made, and the caller does not get to anybody.\n\n" +
			"Workflow and task channel must stand in the same workspace.",
		Remediation: "Choose workflow and task channel in the widget again.",
		References: []audit.Link{
			{Title: "Send To Flex widget", URL: "https://www.twilio.com/docs/studio/widget-library/send-flex"},
			{Title: "Error 81009: a call could not be enqueued", URL: "https://www.twilio.com/docs/api/errors/81009"},
			{Title: "Error 14220: the workflow is not valid", URL: "https://www.twilio.com/docs/api/errors/14220"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
		{Kind: inventory.KindWorkflow, How: audit.Each},
		{Kind: inventory.KindTaskChannel, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			faults := newNamedFaults(r)
			workflows := map[*studio.Widget]*inventory.Item{}
			for _, reference := range p.FlowReferences(r.Revision) {
				switch {
				case reference.Kind == inventory.KindWorkflow:
					workflows[reference.Widget] = reference.Target
				case reference.Kind != inventory.KindTaskChannel:
					continue
				}
				if reference.Presence == inventory.Absent {
					faults.note(reference, namedFault{
						about: reference.Name, severity: audit.Error, verb: "name",
						fault:  missingFrom(reference.Kind, reference.Name) + ": no task is made",
						remedy: fmt.Sprintf("choose a %s that exists", inventory.Describe(reference.Kind).Title),
					})
					continue
				}
				workflow := workflows[reference.Widget]
				if workflow == nil || reference.Target == nil || workflow.Parent == reference.Target.Parent {
					continue
				}
				faults.note(reference, namedFault{
					about: reference.Name + " " + workflow.Ref.SID, severity: audit.Error, verb: "name",
					fault: fmt.Sprintf("%s of workspace %s beside %s of workspace %s: no task is made",
						reference.Target.Ref, reference.Target.Parent, workflow.Ref, workflow.Parent),
					remedy: "choose a workflow and a task channel of one workspace",
				})
			}
			faults.tell()
		})
		return nil
	},
}
