package source_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twiliosim"
)

// TestLiveAsksForWhatFlowsName sees to it that a workflow which a flow names, and no list showed, is asked for below each workspace, and
// that it is called absent only if every workspace is known.
func TestLiveAsksForWhatFlowsName(t *testing.T) {
	const workflow = "WW0123456789abcdef0123456789abcdef"
	for name, test := range map[string]struct {
		fault twiliosim.Fault
		want  inventory.Presence
		asked int // how often it was asked for
	}{
		"every workspace was read": {want: inventory.Absent, asked: 2},
		"no workspace was read":    {fault: twiliosim.Fault{Path: "/v1/Workspaces?", Status: 500}, want: inventory.Unknown},
		"it cannot be told":        {fault: twiliosim.Fault{Path: "/Workflows/" + workflow, Status: 500}, want: inventory.Unknown, asked: 1},
	} {
		t.Run(name, func(t *testing.T) {
			a := twiliosim.NewAccount("one", "Office", asOf.AddDate(-1, 0, 0))
			for _, name := range []string{"Support", "Sales"} {
				workspace := a.Add(inventory.KindWorkspace, "", twiliosim.Members{"friendly_name": name})
				a.Add(inventory.KindWorkflow, workspace, twiliosim.Members{"friendly_name": "Anyone"})
			}
			a.AddFlow(twiliosim.FlowSpec{Name: "Support", Created: asOf.AddDate(0, -1, 0), Definition: map[string]any{
				"initial_state": "Trigger",
				"states": []any{map[string]any{
					"name": "agent", "type": "enqueue-call", "properties": map[string]any{"workflow_sid": workflow}, "transitions": []any{},
				}},
			}})
			server := serve(t, a)
			if test.fault.Status != 0 {
				server.Fault(test.fault)
			}
			inv := readOne(t, server, byToken(a), source.LiveOptions{Kinds: []inventory.Kind{inventory.KindFlow, inventory.KindWorkflow}})
			var presences []inventory.Presence
			for _, r := range inv.FlowReferences(inv.Flows[0].Latest) {
				presences = append(presences, r.Presence)
			}
			if diff := cmp.Diff([]inventory.Presence{test.want}, presences); diff != "" {
				t.Errorf("the workflow is (-want +got):\n%s", diff)
			}
			parents := map[string]bool{}
			for _, r := range server.Requests() {
				if parent, found := strings.CutSuffix(r.Path, "/Workflows/"+workflow); found {
					parents[parent] = true
				}
			}
			if len(parents) != test.asked {
				t.Errorf("it was asked for below %d workspaces, want %d", len(parents), test.asked)
			}
		})
	}
}
