package inventory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
)

// callCentre is an account in which a number runs a flow by way of an application, the flow runs a subflow and enqueues calls, nothing
// leads to some other flows, and what leads to the rest leaves no trace.
func callCentre(t *testing.T) *inventory.Inventory {
	t.Helper()
	kinds := append(inventory.GraphKinds(), inventory.KindFlow, inventory.KindWorkspace, inventory.KindWorkflow)
	inv := empty(t, kinds...)
	webhook := func(flow int) string {
		return "https://webhooks.twilio.com/v1/Accounts/" + inv.Account.SID + "/Flows/" + sid("FW", flow)
	}
	flow := func(n int, name, transitions, states string) {
		add(t, inv, inventory.KindFlow, "", fmt.Sprintf(`{"sid": %q, "friendly_name": %q, "status": "published", "revision": 1, "definition":
			{"initial_state": "Trigger", "states": [{"name": "Trigger", "type": "trigger", "properties": {}, "transitions": [%s]}%s]}}`,
			sid("FW", n), name, transitions, states))
	}
	flow(1, "Support", `{"event": "incomingCall", "next": "sub"}`, `,
		{"name": "sub", "type": "run-subflow", "properties": {"flow_sid": "`+sid("FW", 2)+`", "flow_revision": "LatestPublished"},
			"transitions": [{"event": "completed", "next": "queue"}]},
		{"name": "queue", "type": "enqueue-call", "properties": {"workflow_sid": "`+sid("WW", 1)+`"}, "transitions": []}`)
	flow(2, "Opening hours", `{"event": "incomingParent"}`, "")
	flow(3, "Old menu", `{"event": "incomingCall"}`, "")
	flow(4, "Reminder", `{"event": "incomingRequest", "next": "sub"}`, `,
		{"name": "sub", "type": "run-subflow", "properties": {"flow_sid": "`+sid("FW", 5)+`", "flow_revision": "LatestPublished"}, "transitions": []}`)
	flow(5, "Dates", `{"event": "incomingParent"}`, "")
	flow(6, "Browser", `{"event": "incomingCall"}`, "")
	flow(7, "Old parent", `{"event": "incomingCall", "next": "sub"}`, `,
		{"name": "sub", "type": "run-subflow", "properties": {"flow_sid": "`+sid("FW", 8)+`", "flow_revision": "LatestPublished"}, "transitions": []}`)
	flow(8, "Old child", `{"event": "incomingParent"}`, "")
	add(t, inv, inventory.KindApplication, "", `{"sid": "`+sid("AP", 2)+`", "friendly_name": "Voice SDK", "voice_url": "`+webhook(6)+`"}`)
	add(t, inv, inventory.KindApplication, "", `{"sid": "`+sid("AP", 1)+`", "friendly_name": "Desk", "voice_url": "`+webhook(1)+`"}`)
	add(t, inv, inventory.KindPhoneNumber, "", `{"sid": "`+sid("PN", 1)+`", "phone_number": "+15550101", "voice_application_sid": "`+sid("AP", 1)+`",
		"voice_url": "`+webhook(3)+`"}`)
	add(t, inv, inventory.KindPhoneNumber, "", `{"sid": "`+sid("PN", 2)+`", "phone_number": "+15550102",
		"voice_url": "https://desk.acme.com/call", "voice_fallback_url": "`+webhook(1)+`", "status_callback": "`+webhook(3)+`"}`)
	add(t, inv, inventory.KindWorkspace, "", `{"sid": "`+sid("WS", 1)+`", "friendly_name": "Desk"}`)
	add(t, inv, inventory.KindWorkflow, sid("WS", 1), `{"sid": "`+sid("WW", 1)+`", "friendly_name": "Everybody"}`)
	inv.Finish()
	return inv
}

func TestGraph(t *testing.T) {
	inv := callCentre(t)
	var edges []string
	for _, e := range inv.Graph().Edges() {
		edges = append(edges, e.From.Ref.Name+" "+e.Label+" "+e.To.Ref.Name)
	}
	want := []string{
		"+15550101 calls Desk",
		"+15550102 fallback Support",
		"Support enqueues Everybody",
		"Support subflow Opening hours",
		"Desk calls Support",
		"Voice SDK calls Browser",
		"Reminder subflow Dates",
		"Old parent subflow Old child",
	}
	sortStrings := func(all []string) string { return strings.Join(slices.Sorted(slices.Values(all)), "\n") }
	if diff := cmp.Diff(sortStrings(want), sortStrings(edges)); diff != "" {
		t.Errorf("edges (-want +got):\n%s", diff)
	}
}

func TestReached(t *testing.T) {
	inv := callCentre(t)
	for _, test := range []struct {
		kind inventory.Kind
		sid  string
		want inventory.Presence
		way  string
	}{
		{inventory.KindPhoneNumber, sid("PN", 1), inventory.Present, ""},
		{inventory.KindApplication, sid("AP", 1), inventory.Present, "+15550101"},
		{inventory.KindFlow, sid("FW", 1), inventory.Present, "+15550102"}, // The shortest way.
		{inventory.KindFlow, sid("FW", 2), inventory.Present, "+15550102 Support"},
		{inventory.KindWorkflow, sid("WW", 1), inventory.Present, "+15550102 Support"},
		{inventory.KindFlow, sid("FW", 3), inventory.Absent, ""}, // The application answers, and a callback brings nothing in.
		{inventory.KindFlow, sid("FW", 4), inventory.Unknown, ""},
		{inventory.KindFlow, sid("FW", 5), inventory.Unknown, ""}, // The REST API runs its parent.
		{inventory.KindFlow, sid("FW", 6), inventory.Unknown, ""}, // The Voice SDK runs its application.
		{inventory.KindFlow, sid("FW", 7), inventory.Absent, ""},
		{inventory.KindFlow, sid("FW", 8), inventory.Absent, ""}, // Nothing leads to its parent.
	} {
		it, _ := inv.Find(test.kind, test.sid)
		if got := inv.Graph().Reached(it); got != test.want {
			t.Errorf("%s: %d, want %d", it.Ref, got, test.want)
		}
		var way []string
		for _, step := range inv.Graph().WayTo(it) {
			way = append(way, step.Ref.Name)
		}
		if got := strings.Join(way, " "); got != test.way {
			t.Errorf("%s: way %q, want %q", it.Ref, got, test.way)
		}
	}
}

// TestReachedWithGaps: what could not be read may lead anywhere.
func TestReachedWithGaps(t *testing.T) {
	for _, kind := range inventory.GraphKinds() {
		inv := callCentre(t)
		inv.AddGap(kind, inventory.Gap{Ref: "a page", Reason: "503", List: true})
		inv.Finish()
		flow, _ := inv.Find(inventory.KindFlow, sid("FW", 3))
		if got := inv.Graph().Reached(flow); got != inventory.Unknown {
			t.Errorf("with a gap in %s: %d, want unknown", kind, got)
		}
	}
}
