package inventory_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
)

// webhooks say of each webhook what it is called and whether it is in force.
func webhooks(inv *inventory.Inventory) map[string]string {
	all := map[string]string{}
	for _, w := range inv.Webhooks() {
		inForce, why := inv.InForce(w)
		all[w.Item.Ref.SID[:2]+w.Item.Ref.SID[33:]+" "+w.Name] = [...]string{"unknown", "in force", "not in force"}[inForce] + ": " + why
	}
	return all
}

func TestInForce(t *testing.T) {
	inv := empty(t, allKinds...)
	url := `"https://a.org/x"`
	number := func(n int, members string) {
		add(t, inv, inventory.KindPhoneNumber, "", `{"sid": "`+sid("PN", n)+`", "phone_number": "+1555010`+string(rune('0'+n))+`", `+members+`}`)
	}
	number(1, `"voice_url": `+url+`, "sms_url": `+url)
	number(2, `"voice_url": `+url+`, "status_callback": `+url+`, "trunk_sid": "`+sid("TK", 1)+`"`)
	number(3, `"voice_fallback_url": `+url+`, "voice_application_sid": "`+sid("AP", 1)+`", "sms_application_sid": "`+sid("AP", 9)+`", "sms_url": `+url)
	number(4, `"voice_url": `+url+`, "voice_receive_mode": "fax", "sms_url": `+url)
	number(5, `"sms_url": `+url)
	add(t, inv, inventory.KindTrunk, "", `{"sid": "`+sid("TK", 1)+`", "friendly_name": "Office", "disaster_recovery_url": `+url+`}`)
	add(t, inv, inventory.KindApplication, "", `{"sid": "`+sid("AP", 1)+`", "friendly_name": "Desk", "voice_url": `+url+`, "sms_url": `+url+`}`)
	add(t, inv, inventory.KindSIPDomain, "", `{"sid": "`+sid("SD", 1)+`", "voice_url": `+url+`}`)
	service := func(n int, defers string) {
		add(t, inv, inventory.KindMessagingService, "", `{"sid": "`+sid("MG", n)+`", "inbound_request_url": `+url+`, "status_callback": `+url+`, "use_inbound_webhook_on_number": `+defers+`}`)
	}
	service(1, "false")
	service(2, "true")
	service(3, "false")
	add(t, inv, inventory.KindMessagingServiceNumber, sid("MG", 1), `{"sid": "`+sid("PN", 4)+`"}`)
	add(t, inv, inventory.KindMessagingServiceNumber, sid("MG", 2), `{"sid": "`+sid("PN", 5)+`"}`)
	inv.Finish()

	application := `TwiML application "Desk" (` + sid("AP", 1) + `)`
	want := map[string]string{
		"PN1 voice_url":             "in force: ",
		"PN1 sms_url":               "in force: ",
		"PN2 voice_url":             `not in force: SIP trunk "Office" (` + sid("TK", 1) + `) takes the calls`,
		"PN2 status_callback":       `not in force: SIP trunk "Office" (` + sid("TK", 1) + `) takes the calls`,
		"PN3 voice_fallback_url":    "not in force: " + application + " takes the calls",
		"PN3 sms_url":               "not in force: TwiML application " + sid("AP", 9) + " takes the messages",
		"PN4 voice_url":             "not in force: the number is set to fax",
		"PN4 sms_url":               "not in force: messaging service " + sid("MG", 1) + " takes the messages",
		"PN5 sms_url":               "in force: ",
		"TK1 disaster_recovery_url": "in force: ",
		"AP1 voice_url":             "in force: ",
		"AP1 sms_url":               "unknown: no number that was read runs it",
		"SD1 voice_url":             "in force: ",
		"MG1 inbound_request_url":   "in force: ",
		"MG1 status_callback":       "in force: ",
		"MG2 inbound_request_url":   "not in force: the service leaves incoming messages to its numbers",
		"MG2 status_callback":       "in force: ",
		"MG3 inbound_request_url":   "unknown: no number that was read is in its sender pool",
		"MG3 status_callback":       "in force: ",
	}
	if diff := cmp.Diff(want, webhooks(inv)); diff != "" {
		t.Error(diff)
	}
}

func TestInForceIsUnknownWithoutThePools(t *testing.T) {
	inv := empty(t, inventory.KindPhoneNumber)
	add(t, inv, inventory.KindPhoneNumber, "", `{"sid": "`+sid("PN", 1)+`", "phone_number": "+15550101", "voice_url": "https://a.org", "sms_url": "https://a.org"}`)
	inv.Finish()
	want := map[string]string{
		"PN1 voice_url": "in force: ",
		"PN1 sms_url":   "unknown: whether a messaging service holds the number could not be read",
	}
	if diff := cmp.Diff(want, webhooks(inv)); diff != "" {
		t.Error(diff)
	}
}

func TestNameOf(t *testing.T) {
	inv := empty(t, allKinds...)
	for n := 1; n <= 3; n++ {
		add(t, inv, inventory.KindPhoneNumber, "", `{"sid": "`+sid("PN", n)+`", "phone_number": "+1555010`+string(rune('0'+n))+`", "voice_application_sid": "`+sid("AP", 1)+`"}`)
	}
	add(t, inv, inventory.KindPhoneNumber, "", `{"sid": "`+sid("PN", 4)+`", "phone_number": "+15550104", "sms_url": "https://a.org"}`)
	add(t, inv, inventory.KindApplication, "", `{"sid": "`+sid("AP", 1)+`", "friendly_name": "Desk", "voice_url": "https://a.org"}`)
	add(t, inv, inventory.KindApplication, "", `{"sid": "`+sid("AP", 2)+`", "voice_url": "https://a.org"}`)
	inv.Finish()
	var got []string
	for _, w := range inv.Webhooks() {
		got = append(got, inv.NameOf(w))
	}
	want := []string{
		"sms_url of +15550104 (" + sid("PN", 4) + ")",
		`voice_url of TwiML application "Desk" (` + sid("AP", 1) + ") for +15550101 (" + sid("PN", 1) + ") and 2 more",
		"voice_url of TwiML application " + sid("AP", 2),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestInForceBySwitches has the kinds whose webhooks another member of the same resource switches on and off.
func TestInForceBySwitches(t *testing.T) {
	const url = `"https://a.org/x"`
	for name, test := range map[string]struct {
		kind inventory.Kind
		text string
		want string
	}{
		"verify":            {inventory.KindVerifyWebhook, `"webhook_url": ` + url + `, "status": "enabled"`, "in force: "},
		"verify off":        {inventory.KindVerifyWebhook, `"webhook_url": ` + url + `, "status": "disabled"`, "not in force: the webhook is disabled"},
		"notify":            {inventory.KindNotifyService, `"delivery_callback_url": ` + url + `, "delivery_callback_enabled": true`, "in force: "},
		"notify by default": {inventory.KindNotifyService, `"delivery_callback_url": ` + url, "not in force: delivery callbacks are not enabled"},
		"flex":              {inventory.KindFlexFlow, `"integration": {"url": ` + url + `}, "integration_type": "external", "enabled": true`, "in force: "},
		"flex untold":       {inventory.KindFlexFlow, `"integration": {"url": ` + url + `}`, "in force: "},
		"flex off":          {inventory.KindFlexFlow, `"integration": {"url": ` + url + `}, "enabled": false`, "not in force: the Flex flow is not enabled"},
		"flex on Studio":    {inventory.KindFlexFlow, `"integration": {"url": ` + url + `}, "integration_type": "studio"`, `not in force: the Flex flow is of type "studio"`},
		"address":           {inventory.KindConversationsAddress, `"auto_creation": {"enabled": true, "type": "webhook", "webhook_url": ` + url + `}`, "in force: "},
		"address off": {
			inventory.KindConversationsAddress, `"auto_creation": {"enabled": false, "type": "webhook", "webhook_url": ` + url + `}`,
			"not in force: the address creates no conversations",
		},
		"address on Studio": {
			inventory.KindConversationsAddress, `"auto_creation": {"enabled": true, "type": "studio", "webhook_url": ` + url + `}`,
			`not in force: the address creates conversations of type "studio"`,
		},
		"conversations":           {inventory.KindConversationsWebhooks, `"post_webhook_url": ` + url + `, "filters": ["onMessageAdded"]`, "in force: "},
		"conversations untold":    {inventory.KindConversationsWebhooks, `"post_webhook_url": ` + url + `, "filters": null`, "in force: "},
		"conversations, no event": {inventory.KindConversationsWebhooks, `"post_webhook_url": ` + url + `, "filters": []`, "not in force: no event is chosen that it is told of"},
		"service, no event":       {inventory.KindConversationsServiceHook, `"pre_webhook_url": ` + url + `, "filters": []`, "not in force: no event is chosen that it is told of"},
		"sink":                    {inventory.KindEventSink, `"sink_configuration": {"destination": ` + url + `}, "status": "active"`, "in force: "},
		"sink failed":             {inventory.KindEventSink, `"sink_configuration": {"destination": ` + url + `}, "status": "failed"`, "not in force: the sink has failed"},
		"sink new":                {inventory.KindEventSink, `"sink_configuration": {"destination": ` + url + `}, "status": "initialized"`, "unknown: the sink is not validated yet"},
		"sink under way":          {inventory.KindEventSink, `"sink_configuration": {"destination": ` + url + `}, "status": "validating"`, "unknown: the sink is not validated yet"},
	} {
		t.Run(name, func(t *testing.T) {
			inv := empty(t, test.kind)
			prefix := inventory.Describe(test.kind).Prefix
			if prefix == "" {
				prefix = "AC"
			}
			add(t, inv, test.kind, "", `{"sid": "`+sid(prefix, 1)+`", `+test.text+`}`)
			inv.Finish()
			var got []string
			for _, answer := range webhooks(inv) {
				got = append(got, answer)
			}
			if diff := cmp.Diff([]string{test.want}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestInForceOfBYOCTrunks(t *testing.T) {
	inv := empty(t, inventory.KindSIPDomain, inventory.KindBYOCTrunk)
	const url = `"voice_url": "https://a.org/x"`
	add(t, inv, inventory.KindBYOCTrunk, "", `{"sid": "`+sid("BY", 1)+`", "friendly_name": "Carrier", `+url+`}`)
	add(t, inv, inventory.KindBYOCTrunk, "", `{"sid": "`+sid("BY", 2)+`", `+url+`}`)
	add(t, inv, inventory.KindSIPDomain, "", `{"sid": "`+sid("SD", 1)+`", "byoc_trunk_sid": "`+sid("BY", 1)+`", `+url+`}`)
	add(t, inv, inventory.KindSIPDomain, "", `{"sid": "`+sid("SD", 2)+`", "byoc_trunk_sid": null, `+url+`}`)
	inv.Finish()
	want := map[string]string{
		"BY1 voice_url": "in force: ",
		"BY2 voice_url": "unknown: no SIP domain that was read leads to it",
		"SD1 voice_url": `unknown: BYOC trunk "Carrier" (` + sid("BY", 1) + `) may take the calls`,
		"SD2 voice_url": "in force: ",
	}
	if diff := cmp.Diff(want, webhooks(inv)); diff != "" {
		t.Error(diff)
	}
}
