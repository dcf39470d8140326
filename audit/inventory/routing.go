package inventory

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/lazy"
)

// Routing is what the configuration of a TaskRouter workflow says: JSON in a member that holds a text.
// https://www.twilio.com/docs/taskrouter/workflow-configuration
type Routing struct {
	// Fault is why the text could not be read as a configuration, "" if it could.
	Fault   string
	Targets []RoutingTarget // in the order of the configuration, the default last
	// Default tells that there is a default filter, which takes the tasks that no other filter matches.
	Default bool
	// CatchesAll tells that one of the filters matches every task.
	CatchesAll bool
}

// RoutingTarget is a queue that a workflow routes to.
type RoutingTarget struct {
	Queue string // its SID; a target without one stays in the queue of the target before it
	// Filter names the filter for people, "" for the default one.
	Filter string
}

// RoutingOf reads the configuration of a workflow.
func RoutingOf(workflow *Item) Routing {
	text := workflow.Text("configuration")
	if text == "" {
		return Routing{Fault: "it is empty"}
	}
	document, err := jsonpos.Parse("", []byte(text))
	if err != nil {
		return Routing{Fault: "it is no JSON: " + err.Error()}
	}
	routing := document.Root().Get("task_routing")
	if routing.Kind() != jsonpos.Object {
		return Routing{Fault: "it has no task_routing"}
	}
	var r Routing
	for i, filter := range routing.Get("filters").Elements() {
		name := filter.Get("filter_friendly_name").Text()
		if name == "" {
			name = filter.Get("friendly_name").Text()
		}
		if name == "" {
			name = fmt.Sprintf("filter %d", i+1)
		}
		r.CatchesAll = r.CatchesAll || matchesAll(filter.Get("expression").Text())
		for _, target := range filter.Get("targets").Elements() {
			r.add(target.Get("queue"), name)
		}
	}
	fallback := routing.Get("default_filter")
	r.Default = fallback.Get("queue").Text() != ""
	r.add(fallback.Get("queue"), "")
	return r
}

func (r *Routing) add(queue jsonpos.Value, filter string) {
	if sid := queue.Text(); sid != "" {
		r.Targets = append(r.Targets, RoutingTarget{Queue: sid, Filter: filter})
	}
}

// matchesAll knows the expressions that people write for "every task".
// https://www.twilio.com/docs/taskrouter/expression-syntax
func matchesAll(expression string) bool {
	switch strings.ToLower(blanks.Get().Replace(expression)) {
	case "1==1", "true", "true==true":
		return true
	default:
		return false
	}
}

var blanks = lazy.Value[*strings.Replacer]{Make: func() *strings.Replacer {
	return strings.NewReplacer(" ", "", "\t", "", "\n", "", "\r", "", "(", "", ")", "")
}}
