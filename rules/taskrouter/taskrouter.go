// Package taskrouter holds the rules about TaskRouter: whether tasks come to a queue.
package taskrouter

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		noDefaultFilter,
		workflowBrokenReference,
	}
}

var workflowConfiguration = audit.Link{
	Title: "Workflow configuration",
	URL:   "https://www.twilio.com/docs/taskrouter/workflow-configuration",
}
