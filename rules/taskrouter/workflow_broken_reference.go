package taskrouter

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var workflowBrokenReference = &audit.Rule{
	ID:    "taskrouter-workflow-broken-reference",
	Title: "Workflow routes tasks to a queue that does not exist",
	Doc: audit.Doc{
		Why: "The configuration of a workflow is JSON that names queues by their SIDs, all of the same workspace. A queue that was deleted, or a configuration " +
			"that was copied from another workspace, leaves SIDs that lead nowhere: the tasks of that filter come to nobody. A configuration that cannot " +
			"be read as one routes nothing at all.",
		Remediation: "Choose queues of the workspace in the workflow, in the Console under *TaskRouter > Workspaces > Workflows*.",
		References: []audit.Link{
			workflowConfiguration,
			{Title: "Workflow resource", URL: "https://www.twilio.com/docs/taskrouter/api/workflow"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindWorkflow, How: audit.Each},
		{Kind: inventory.KindTaskQueue, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		for _, workflow := range p.Items(inventory.KindWorkflow) {
			routing := inventory.RoutingOf(workflow)
			if routing.Fault != "" {
				p.Report(audit.Report{
					Item:        workflow,
					Location:    workflow.At("configuration"),
					Message:     fmt.Sprintf("the configuration of %s cannot be read: %s; it routes no task", workflow.Ref, routing.Fault),
					Remediation: fmt.Sprintf("set the configuration of %s anew", workflow.Ref),
				})
			}
			checkTargets(p, workflow, routing)
		}
		return nil
	},
}

// checkTargets judges the queues that a workflow names: one finding for each queue, with the filters that name it as its members. A
// filter counts once, however many of its steps name the queue.
func checkTargets(p *audit.Pass, workflow *inventory.Item, routing inventory.Routing) {
	var groups audit.Groups
	faults := map[*audit.Group]string{}
	told := map[inventory.RoutingTarget]bool{}
	for _, target := range routing.Targets {
		fault := queueFault(p, workflow, target.Queue)
		if fault == "" || told[target] {
			continue
		}
		told[target] = true
		group := groups.Of(target.Queue, func() *audit.Group { return &audit.Group{Item: workflow} })
		faults[group] = fault
		filter := "the default filter"
		if target.Filter != "" {
			filter = fmt.Sprintf("filter %q", target.Filter)
		}
		group.Add(audit.Report{
			Item:          workflow,
			Location:      workflow.At("configuration"),
			Message:       fmt.Sprintf("%s of %s routes to queue %s, %s: its tasks come to nobody", filter, workflow.Ref, target.Queue, fault),
			Remediation:   fmt.Sprintf("choose a queue of workspace %s in %s of %s", workflow.Parent, filter, workflow.Ref),
			Discriminator: target.Queue + " " + target.Filter,
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d filters of %s route to queue %s, %s: their tasks come to nobody", g.Len(), workflow.Ref, g.Key, faults[g]),
			fmt.Sprintf("choose a queue of workspace %s in each of them", workflow.Parent))
	}
}

// queueFault says what is wrong with a queue that a workflow names, "" if nothing is known to be. Twilio documents SIDs here; what is
// none cannot be looked up, and no fault is made of it.
func queueFault(p *audit.Pass, workflow *inventory.Item, sid string) string {
	if !inventory.IsSID(sid) {
		return ""
	}
	queue, presence := p.Find(inventory.KindTaskQueue, sid)
	switch {
	case presence == inventory.Absent:
		return "which does not exist"
	case queue != nil && queue.Parent != workflow.Parent:
		return fmt.Sprintf("which is one of workspace %s", queue.Parent)
	default:
		return ""
	}
}
