package inventory_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
)

// flowText is a published flow with one widget.
func flowText(n int, widgetType, properties string) string {
	return `{"sid": "` + sid("FW", n) + `", "status": "published", "revision": 1, "definition": {"initial_state": "T", "states": [
		{"name": "w", "type": "` + widgetType + `", "properties": ` + properties + `, "transitions": []}]}}`
}

// references are what the flow FW1 names, as lines.
func references(inv *inventory.Inventory) []string {
	var lines []string
	for _, r := range inv.FlowReferences(inv.Flows[0].Latest) {
		line := fmt.Sprintf("%s: %s %s%s", r.Property.Name, r.Kind, r.Name, r.Path)
		switch r.Presence {
		case inventory.Present:
			line += " is " + r.Target.Ref.SID
		case inventory.Absent:
			line += " is absent"
		default:
			line += " is unknown"
		}
		lines = append(lines, line)
	}
	return lines
}

func TestFlowReferences(t *testing.T) {
	kinds := []inventory.Kind{
		inventory.KindFlow, inventory.KindPhoneNumber, inventory.KindOutgoingCallerID, inventory.KindMessagingService, inventory.KindServerlessService,
		inventory.KindServerlessEnvironment, inventory.KindWorkflow, inventory.KindTaskChannel, inventory.KindContentTemplate,
		inventory.KindConversationsService,
	}
	webhook := "https://webhooks.twilio.com/v1/Accounts/" + account + "/Flows/" + sid("FW", 2)
	for name, test := range map[string]struct {
		widget, properties string
		want               []string
	}{
		"SIDs in the order of the table": {
			"send-to-flex", `{"channel": "` + sid("TC", 9) + `", "workflow": "` + sid("WW", 1) + `"}`,
			[]string{"workflow: taskrouter_workflow " + sid("WW", 1) + " is " + sid("WW", 1), "channel: taskrouter_task_channel " + sid("TC", 9) + " is absent"},
		},
		"a Function with its SIDs": {
			"run-function", `{"url": "https://SHOP-1.twil.io/a%20b?x=1", "service_sid": "` + sid("ZS", 1) + `", "environment_sid": "` + sid("ZE", 9) +
				`", "function_sid": "` + sid("ZH", 1) + `"}`,
			[]string{
				"url: serverless_environment shop-1.twil.io/a b is " + sid("ZE", 1), "service_sid: serverless_service " + sid("ZS", 1) + " is " + sid("ZS", 1),
				"environment_sid: serverless_environment " + sid("ZE", 9) + " is absent",
			},
		},
		"a host alone":                  {"run-function", `{"url": "https://shop-1.twil.io"}`, []string{"url: serverless_environment shop-1.twil.io/ is " + sid("ZE", 1)}},
		"a host with a path in Liquid":  {"run-function", `{"url": "https://shop-1.twil.io/{{x}}"}`, []string{"url: serverless_environment shop-1.twil.io is " + sid("ZE", 1)}},
		"a query in Liquid":             {"run-function", `{"url": "https://shop-1.twil.io/a?x={{x}}"}`, []string{"url: serverless_environment shop-1.twil.io/a is " + sid("ZE", 1)}},
		"a host that goes on in Liquid": {"run-function", `{"url": "https://shop-1.twil.io{{x}}/a"}`, nil},
		"a host of nobody known":        {"run-function", `{"url": "https://else-1.twil.io/a"}`, []string{"url: serverless_environment else-1.twil.io/a is absent"}},
		"a host elsewhere":              {"make-http-request", `{"url": "https://twil.io.northgate-dental.com/a"}`, nil},
		"a flow by its webhook":         {"add-twiml-redirect", `{"url": "` + webhook + `?FlowEvent=return"}`, []string{"url: studio_flow " + sid("FW", 2) + " is absent"}},
		"a flow of another account":     {"add-twiml-redirect", `{"url": "https://webhooks.twilio.com/v1/Accounts/` + sid("AC", 9) + `/Flows/` + sid("FW", 2) + `"}`, nil},
		"a subflow":                     {"run-subflow", `{"flow_sid": " ` + sid("FW", 1) + ` "}`, []string{"flow_sid: studio_flow " + sid("FW", 1) + " is " + sid("FW", 1)}},
		"a number that sends":           {"send-message", `{"from": "+15550100001"}`, []string{"from: phone_number +15550100001 is " + sid("PN", 1)}},
		"a caller ID cannot send":       {"send-message", `{"from": "+15550100002"}`, []string{"from: phone_number +15550100002 is absent"}},
		"a caller ID can call":          {"connect-call-to", `{"caller_id": "+15550100002"}`, []string{"caller_id: outgoing_caller_id +15550100002 is " + sid("PN", 2)}},
		"a service that sends":          {"send-message", `{"from": "` + sid("MG", 1) + `"}`, []string{"from: messaging_service " + sid("MG", 1) + " is " + sid("MG", 1)}},
		"a sender of another kind":      {"send-message", `{"from": "` + sid("SC", 1) + `"}`, nil},
		"what is no number":             {"send-message", `{"from": "+0155501000"}`, nil},
		"a short code":                  {"send-message", `{"from": "+12345"}`, nil},
		"a template":                    {"send-message", `{"content_sid": "` + sid("HX", 9) + `"}`, []string{"content_sid: content_template " + sid("HX", 9) + " is absent"}},
		"services of a conversation": {
			"start-conversation", `{"conversation_service_sid": "` + sid("IS", 9) + `", "messaging_service_sid": "` + sid("MG", 9) + `"}`,
			[]string{"conversation_service_sid: conversations_service " + sid("IS", 9) + " is absent", "messaging_service_sid: messaging_service " + sid("MG", 9) + " is absent"},
		},
		"Liquid and placeholders": {"send-to-flex", `{"workflow": "{{flow.variables.w}}", "channel": "${CHANNEL}"}`, nil},
		"what is no text":         {"run-subflow", `{"flow_sid": 7}`, nil},
		"an unknown widget":       {"run-anything", `{"flow_sid": "` + sid("FW", 9) + `"}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			inv := empty(t, kinds...)
			add(t, inv, inventory.KindFlow, "", flowText(1, test.widget, test.properties))
			add(t, inv, inventory.KindPhoneNumber, "", `{"sid": "`+sid("PN", 1)+`", "phone_number": "+15550100001"}`)
			add(t, inv, inventory.KindOutgoingCallerID, "", `{"sid": "`+sid("PN", 2)+`", "phone_number": "+15550100002"}`)
			add(t, inv, inventory.KindMessagingService, "", `{"sid": "`+sid("MG", 1)+`"}`)
			add(t, inv, inventory.KindServerlessService, "", `{"sid": "`+sid("ZS", 1)+`"}`)
			add(t, inv, inventory.KindServerlessEnvironment, sid("ZS", 1), `{"sid": "`+sid("ZE", 1)+`", "domain_name": "shop-1.twil.io"}`)
			add(t, inv, inventory.KindWorkflow, sid("WS", 1), `{"sid": "`+sid("WW", 1)+`"}`)
			inv.Finish()
			if diff := cmp.Diff(test.want, references(inv)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestFlowReferencesUnread sees to it that what was not read, or not read whole, is not called absent.
func TestFlowReferencesUnread(t *testing.T) {
	gap := inventory.Gap{Ref: "/list", Reason: "cut off", List: true}
	properties := `{"url": "https://else-1.twil.io/a", "service_sid": "` + sid("ZS", 9) + `"}`
	for name, prepare := range map[string]func(inv *inventory.Inventory){
		"not asked for": func(*inventory.Inventory) {},
		"with a gap": func(inv *inventory.Inventory) {
			inv.AddGap(inventory.KindServerlessService, gap)
			inv.AddGap(inventory.KindServerlessEnvironment, gap)
		},
		"some only": func(inv *inventory.Inventory) {
			inv.Cover(inventory.KindServerlessService, "some")
			inv.Cover(inventory.KindServerlessEnvironment, "some")
		},
	} {
		t.Run(name, func(t *testing.T) {
			inv := empty(t, inventory.KindFlow)
			prepare(inv)
			add(t, inv, inventory.KindFlow, "", flowText(1, "run-function", properties))
			inv.Finish()
			want := []string{"url: serverless_environment else-1.twil.io/a is unknown", "service_sid: serverless_service " + sid("ZS", 9) + " is unknown"}
			if diff := cmp.Diff(want, references(inv)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestFlowReferencesOfAFile sees to it that a flow file, which knows nothing of an account, calls nothing absent.
func TestFlowReferencesOfAFile(t *testing.T) {
	inv := empty(t, inventory.KindFlow)
	inv.File = true
	document, err := jsonpos.Parse("flow.json", []byte(`{"initial_state": "T", "states": [
		{"name": "w", "type": "run-subflow", "properties": {"flow_sid": "`+sid("FW", 9)+`"}, "transitions": []}]}`))
	if err != nil {
		t.Fatal(err)
	}
	inv.AddFile(document, document.Root(), 0)
	inv.Finish()
	if diff := cmp.Diff([]string{"flow_sid: studio_flow " + sid("FW", 9) + " is unknown"}, references(inv)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestDanglingOfFlows sees to it that what flows and workflows name and was not listed is asked for directly.
func TestDanglingOfFlows(t *testing.T) {
	inv := empty(t, inventory.KindFlow, inventory.KindWorkflow, inventory.KindTaskQueue, inventory.KindServerlessEnvironment)
	add(t, inv, inventory.KindFlow, "", flowText(1, "enqueue-call", `{"workflow_sid": "`+sid("WW", 9)+`"}`))
	add(t, inv, inventory.KindFlow, "", flowText(2, "run-function", `{"url": "https://else-1.twil.io/a", "service_sid": "`+sid("ZS", 9)+`"}`))
	add(t, inv, inventory.KindTaskQueue, sid("WS", 1), `{"sid": "`+sid("WQ", 1)+`"}`)
	add(t, inv, inventory.KindWorkflow, sid("WS", 1), `{"sid": "`+sid("WW", 1)+`", "configuration": "{\"task_routing\": {\"filters\": [{\"targets\": [{\"queue\": \"`+
		sid("WQ", 1)+`\"}]}], \"default_filter\": {\"queue\": \"`+sid("WQ", 9)+`\"}}}"}`)
	inv.Finish()
	want := []inventory.Dangling{{Kind: inventory.KindTaskQueue, SID: sid("WQ", 9)}, {Kind: inventory.KindWorkflow, SID: sid("WW", 9)}}
	if diff := cmp.Diff(want, inv.Dangling()); diff != "" {
		t.Errorf("Functions services were not asked for (-want +got):\n%s", diff)
	}
}
