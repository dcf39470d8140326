package taskrouter

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var noDefaultFilter = &audit.Rule{
	ID:    "taskrouter-no-default-filter",
	Title: "Workflow without a default filter",
	Doc: audit.Doc{
		Why: "A task goes to the first filter whose expression matches its attributes. A task that none of them matches is taken by the default filter; without " +
			"one it has no queue to go to, so nobody gets it. Attributes that nobody thought of are enough: a new language, a flow that leaves one out.",
		Remediation: "Add a `default_filter` with a queue that somebody looks at, in the Console under *TaskRouter > Workspaces > Workflows*.",
		FalseAlarms: "Workflows whose tasks are all made by one program that always sets what the filters ask for. A last filter that matches everything, " +
			"such as `1==1`, does the same as a default filter, and is no fault.",
		References: []audit.Link{
			workflowConfiguration,
			{Title: "Lifecycle of a task", URL: "https://www.twilio.com/docs/taskrouter/lifecycle-task-workflows-and-assignment"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindWorkflow, How: audit.Each}},
	Check: func(p *audit.Pass) error {
		var group audit.Group
		for _, workflow := range p.Items(inventory.KindWorkflow) {
			routing := inventory.RoutingOf(workflow)
			if routing.Fault != "" || routing.Default || routing.CatchesAll {
				continue
			}
			group.Add(audit.Report{
				Item:        workflow,
				Location:    workflow.At("configuration"),
				Message:     fmt.Sprintf("%s has no default filter: a task that none of its filters matches has no queue to go to", workflow.Ref),
				Remediation: fmt.Sprintf("add a default_filter with a queue to the configuration of %s", workflow.Ref),
			})
		}
		p.ReportGroup(&group,
			fmt.Sprintf("%d workflows have no default filter: a task that none of their filters matches has no queue to go to", group.Len()),
			"add a default_filter with a queue to each of them")
		return nil
	},
}
