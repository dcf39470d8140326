package inventory_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
)

const account = "AC00000000000000000000000000000001"

func sid(prefix string, n int) string {
	digits := "00000000000000000000000000000000" + string(rune('0'+n))
	return prefix + digits[len(digits)-32:]
}

func empty(t *testing.T, kinds ...inventory.Kind) *inventory.Inventory {
	t.Helper()
	redactor, err := secret.NewRedactor("credential", "0123456789abcdef0123456789abcdef")
	if err != nil {
		t.Fatal(err)
	}
	inv := inventory.New(inventory.Account{SID: account}, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), redactor)
	for _, kind := range kinds {
		inv.Cover(kind, "")
	}
	return inv
}

func add(t *testing.T, inv *inventory.Inventory, kind inventory.Kind, parent, text string) {
	t.Helper()
	if err := inv.Add(kind, parent, []byte(text)); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

func TestKindsTable(t *testing.T) {
	seen := map[inventory.Kind]bool{}
	for _, d := range inventory.Kinds {
		if seen[d.Kind] {
			t.Errorf("%s stands in the table twice", d.Kind)
		}
		seen[d.Kind] = true
		if d.Title == "" || d.Plural == "" || len(d.Prefix) != 2 && d.Key == "" && !d.Single || d.Host == "" || d.Item == "" || d.Docs == "" {
			t.Errorf("%s: the row is incomplete: %+v", d.Kind, d)
		}
		if d.List != "" && (d.Items == "" || d.PageSize == 0) {
			t.Errorf("%s: a list needs the name of its items and a page size", d.Kind)
		}
		if d.Parent != "" && !seen[d.Parent] {
			t.Errorf("%s stands before its parent %s", d.Kind, d.Parent)
		}
	}
}

func TestExpand(t *testing.T) {
	got := inventory.Expand("/v2/Flows/{FlowSid}/Executions/{Sid}?a={AccountSid}", "AC", "FW", "FN")
	if got != "/v2/Flows/FW/Executions/FN?a=AC" {
		t.Error(got)
	}
}

func TestStudioFlow(t *testing.T) {
	inv := empty(t, inventory.KindFlow)
	add(t, inv, inventory.KindFlow, "", `{"sid": "`+sid("FW", 7)+`", "status": "published", "revision": 1,
		"webhook_url": "http://studio.ie1.example.twilio.com/hooks/seven", "definition": {"initial_state": "T", "states": []}}`)
	inv.Finish()
	path := "/v1/Accounts/" + account + "/Flows/" + sid("FW", 1)
	for raw, want := range map[string]string{
		"https://webhooks.twilio.com" + path:                               sid("FW", 1),
		"http://webhooks.twilio.com" + path + "/":                          sid("FW", 1),
		"https://WEBHOOKS.twilio.com" + path + "?FlowEvent=return#rc=3":    sid("FW", 1),
		"https://webhooks.dublin.ie1.twilio.com" + path:                    sid("FW", 1),
		"https://webhooks.twilio.com:443" + path:                           sid("FW", 1),
		"https://studio.ie1.example.twilio.com/hooks/seven?x=1":            sid("FW", 7),
		"https://webhooks.twilio.com:8443" + path:                          "",
		"https://webhooks.twilio.com.example.org" + path:                   "",
		"https://webhooks.twilio.com@example.org" + path:                   "",
		"https://evilwebhooks.twilio.com" + path:                           "",
		"https://webhooks.twilio.com" + path + "/more":                     "",
		"https://webhooks.twilio.com/v1/Accounts/" + account + "/Proxy/KS": "",
		"ftp://webhooks.twilio.com" + path:                                 "",
		"//webhooks.twilio.com" + path:                                     "",
		"https://example.org/?u=https://webhooks.twilio.com" + path:        "",
		"":            "",
		"https://%zz": "",
	} {
		target, ok := inv.StudioFlow(raw)
		if ok != (want != "") || target.Flow != want {
			t.Errorf("StudioFlow(%q) = %+v, %v, want %q", raw, target, ok, want)
		}
	}
}

func TestDevelopmentHost(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST.": true, "api.localhost": true, "127.0.0.2": true, "[::1]": true, "::1": true, "0.0.0.0": true,
		"10.1.2.3": true, "192.168.0.1": true, "172.20.0.1": true, "169.254.1.1": true, "::ffff:10.0.0.1": true, "printer.local": true,
		"abc.ngrok.io": true, "abc.eu.ngrok.io": true, "x.ngrok-free.app": true, "x.trycloudflare.com": true, "example.com": true, "a.example": true,
		"twilio.com": false, "notngrok.io": false, "ngrok.io.company.org": false, "8.8.8.8": false, "172.32.0.1": false, "examples.com": false, "local.org": false,
	} {
		if got := inventory.DevelopmentHost(host); (got != "") != want {
			t.Errorf("DevelopmentHost(%q) = %q", host, got)
		}
	}
}

var allKinds = []inventory.Kind{
	inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindFlow, inventory.KindSIPDomain, inventory.KindTrunk,
	inventory.KindMessagingService, inventory.KindMessagingServiceNumber,
}

func TestHandlers(t *testing.T) {
	flow := "https://webhooks.twilio.com/v1/Accounts/" + account + "/Flows/" + sid("FW", 1)
	for name, test := range map[string]struct {
		number         string
		more           func(*inventory.Inventory)
		voice, message string
	}{
		"own URLs":    {number: `"voice_url": "` + flow + `", "sms_url": "https://a.org/sms"`, voice: "webhook PN studio", message: "webhook PN"},
		"nothing set": {number: `"voice_url": null, "sms_url": ""`, voice: "none PN", message: "none PN"},
		"trunk wins":  {number: `"voice_url": "` + flow + `", "voice_application_sid": "` + sid("AP", 1) + `", "trunk_sid": "` + sid("TK", 1) + `"`, voice: "trunk TK", message: "none PN"},
		"trunk gone":  {number: `"trunk_sid": "` + sid("TK", 9) + `"`, voice: "missing", message: "none PN"},
		"application wins": {
			number: `"voice_url": "https://a.org", "sms_url": "https://a.org", "voice_application_sid": "` + sid("AP", 1) + `", "sms_application_sid": "` + sid("AP", 1) + `"`,
			voice:  "webhook AP studio", message: "webhook AP",
		},
		"application gone": {number: `"voice_application_sid": "` + sid("AP", 9) + `", "voice_url": "https://a.org"`, voice: "missing", message: "none PN"},
		"application unread": {
			number: `"voice_application_sid": "` + sid("AP", 9) + `"`, voice: "unknown", message: "none PN",
			more: func(inv *inventory.Inventory) {
				inv.AddGap(inventory.KindApplication, inventory.Gap{Ref: "page 2", Reason: "cut off", List: true})
			},
		},
		"fax": {number: `"voice_url": "https://a.org", "voice_receive_mode": "fax"`, voice: "none PN", message: "none PN"},
		"service wins": {
			number: `"sms_url": "https://a.org/sms"`, voice: "none PN", message: "webhook MG studio",
			more: func(inv *inventory.Inventory) { pool(t, inv, flow, false) },
		},
		"service defers": {
			number: `"sms_url": "https://a.org/sms"`, voice: "none PN", message: "webhook PN",
			more: func(inv *inventory.Inventory) { pool(t, inv, flow, true) },
		},
		"pool unread": {
			number: `"sms_url": "https://a.org/sms"`, voice: "none PN", message: "unknown",
			more: func(inv *inventory.Inventory) {
				inv.AddGap(inventory.KindMessagingServiceNumber, inventory.Gap{Ref: sid("MG", 1), Reason: "refused", List: true, Denied: true})
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			inv := empty(t, allKinds...)
			add(t, inv, inventory.KindPhoneNumber, "", `{"sid": "`+sid("PN", 1)+`", "phone_number": "+15550100", `+test.number+`}`)
			add(t, inv, inventory.KindApplication, "", `{"sid": "`+sid("AP", 1)+`", "voice_url": "`+flow+`", "sms_url": "https://b.org"}`)
			add(t, inv, inventory.KindTrunk, "", `{"sid": "`+sid("TK", 1)+`"}`)
			if test.more != nil {
				test.more(inv)
			}
			inv.Finish()
			if got := describe(inv.VoiceHandler(inv.Numbers[0])); got != test.voice {
				t.Errorf("voice = %q, want %q", got, test.voice)
			}
			if got := describe(inv.MessageHandler(inv.Numbers[0])); got != test.message {
				t.Errorf("message = %q, want %q", got, test.message)
			}
		})
	}
}

func pool(t *testing.T, inv *inventory.Inventory, url string, defers bool) {
	t.Helper()
	text := `{"sid": "` + sid("MG", 1) + `", "inbound_request_url": "` + url + `", "use_inbound_webhook_on_number": false}`
	if defers {
		text = strings.Replace(text, "false", "true", 1)
	}
	add(t, inv, inventory.KindMessagingService, "", text)
	add(t, inv, inventory.KindMessagingServiceNumber, sid("MG", 1), `{"sid": "`+sid("PN", 1)+`", "phone_number": "+15550100"}`)
}

func describe(h inventory.Handler) string {
	text := [...]string{"unknown", "none", "webhook", "trunk", "missing"}[h.Answer]
	if h.Holder != nil {
		text += " " + h.Holder.Ref.SID[:2]
	}
	if h.OnStudio {
		text += " studio"
	}
	if h.Answer == inventory.AnswerUnknown && h.Why == "" {
		text += " without a reason"
	}
	return text
}

func TestAddRefusesWhatItCannotRead(t *testing.T) {
	for name, test := range map[string]struct {
		kind       inventory.Kind
		text, want string
	}{
		"not JSON":     {inventory.KindPhoneNumber, `<html>`, "not JSON"},
		"a list":       {inventory.KindPhoneNumber, `[]`, "an array where an object"},
		"no SID":       {inventory.KindPhoneNumber, `{"phone_number": "+1"}`, "no valid sid"},
		"wrong type":   {inventory.KindPhoneNumber, `{"sid": "` + sid("PN", 1) + `", "phone_number": "+1", "voice_url": 7}`, "voice_url is a number where a string"},
		"wrong name":   {inventory.KindWorkspace, `{"sid": "` + sid("WS", 1) + `", "friendly_name": {}}`, "friendly_name is an object where a string"},
		"bad date":     {inventory.KindPhoneNumber, `{"sid": "` + sid("PN", 1) + `", "phone_number": "+1", "date_updated": "soon"}`, "date_updated is not a date"},
		"null program": {inventory.KindFlow, `{"sid": "` + sid("FW", 1) + `", "status": "published", "definition": null}`, "definition is null where an object"},
		"status":       {inventory.KindFlow, `{"sid": "` + sid("FW", 1) + `", "status": "live", "definition": {}}`, "draft or published"},
	} {
		t.Run(name, func(t *testing.T) {
			inv := empty(t, test.kind)
			err := inv.Add(test.kind, "", []byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error = %v, want %q", err, test.want)
			}
			inv.Finish()
			if c, _ := inv.Coverage(test.kind); c.Read != 0 {
				t.Errorf("it was kept all the same: %+v", c)
			}
		})
	}
}

func TestDocumentsAreTheSameFromEverySource(t *testing.T) {
	text := `{"voice_url": "https://bob:hunter2@a.org", "sid": "` + sid("PN", 1) + `", "phone_number": "+15550100"}`
	first := empty(t, inventory.KindPhoneNumber)
	add(t, first, inventory.KindPhoneNumber, "", text)
	first.Finish()
	record := first.Records()[0]
	if strings.Contains(string(record.Text), "hunter2") {
		t.Errorf("a secret passed the door:\n%s", record.Text)
	}
	second := empty(t, inventory.KindPhoneNumber)
	add(t, second, record.Kind, record.Parent, string(record.Text))
	second.Finish()
	if diff := cmp.Diff(string(record.Text), string(second.Records()[0].Text)); diff != "" {
		t.Error(diff)
	}
	a, b := first.Numbers[0].VoiceURL.Location(), second.Numbers[0].VoiceURL.Location()
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
	if want := inventory.DocumentURI(account, inventory.KindPhoneNumber, sid("PN", 1)); a.Document != want || a.Pointer != "/voice_url" || a.Span.Start.Line != 4 {
		t.Errorf("location = %+v", a)
	}
}

func TestCoverage(t *testing.T) {
	list := inventory.Gap{Ref: "/list", Reason: "refused", List: true, Denied: true}
	for name, test := range map[string]struct {
		gaps     []inventory.Gap
		read     bool
		status   inventory.Status
		presence inventory.Presence
	}{
		"all read":           {nil, true, inventory.StatusComplete, inventory.Absent},
		"nothing there":      {nil, false, inventory.StatusComplete, inventory.Absent},
		"denied":             {[]inventory.Gap{list}, false, inventory.StatusDenied, inventory.Unknown},
		"failed":             {[]inventory.Gap{{Ref: "/list", Reason: "cut off", List: true}}, false, inventory.StatusFailed, inventory.Unknown},
		"a page lost":        {[]inventory.Gap{list}, true, inventory.StatusPartial, inventory.Unknown},
		"another item lost":  {[]inventory.Gap{{Ref: sid("AP", 8), Reason: "not JSON"}}, true, inventory.StatusPartial, inventory.Absent},
		"the very item lost": {[]inventory.Gap{{Ref: sid("AP", 9), Reason: "not JSON"}}, true, inventory.StatusPartial, inventory.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			inv := empty(t, inventory.KindApplication)
			for _, gap := range test.gaps {
				inv.AddGap(inventory.KindApplication, gap)
			}
			if test.read {
				add(t, inv, inventory.KindApplication, "", `{"sid": "`+sid("AP", 1)+`"}`)
			}
			inv.Finish()
			c, ok := inv.Coverage(inventory.KindApplication)
			if !ok || c.Status != test.status || (c.Reason() == "") != (test.gaps == nil) {
				t.Errorf("coverage = %+v, reason %q", c, c.Reason())
			}
			if _, presence := inv.Application(sid("AP", 9)); presence != test.presence {
				t.Errorf("presence = %v, want %v", presence, test.presence)
			}
			if a, presence := inv.Application(sid("AP", 1)); (a != nil) != test.read || test.read && presence != inventory.Present {
				t.Errorf("the one that was read: %v, %v", a, presence)
			}
		})
	}
	inv := empty(t)
	inv.Finish()
	if _, presence := inv.Application(sid("AP", 1)); presence != inventory.Unknown {
		t.Error("a kind that was not asked for must be unknown")
	}
}

func TestDangling(t *testing.T) {
	inv := empty(t, inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindFlow)
	add(t, inv, inventory.KindPhoneNumber, "", `{"sid": "`+sid("PN", 1)+`", "phone_number": "+1", "voice_application_sid": "`+sid("AP", 1)+`",
		"trunk_sid": "`+sid("TK", 1)+`", "sms_url": "https://webhooks.twilio.com/v1/Accounts/`+account+`/Flows/`+sid("FW", 1)+`",
		"voice_url": "https://webhooks.twilio.com/v1/Accounts/`+sid("AC", 2)+`/Flows/`+sid("FW", 2)+`"}`)
	inv.Finish()
	want := []inventory.Dangling{{Kind: inventory.KindApplication, SID: sid("AP", 1)}, {Kind: inventory.KindFlow, SID: sid("FW", 1)}}
	if diff := cmp.Diff(want, inv.Dangling()); diff != "" {
		t.Errorf("trunks were not asked for, and a flow of another account cannot be (-want +got):\n%s", diff)
	}
}

func TestPublishedRevision(t *testing.T) {
	draft := `{"sid": "` + sid("FW", 1) + `", "status": "draft", "revision": 3, "definition": {"initial_state": "T", "states": []}}`
	published := `{"sid": "` + sid("FW", 1) + `", "status": "published", "revision": 2, "definition": {"initial_state": "P", "states": []}}`
	for name, test := range map[string]struct {
		more func(*inventory.Inventory)
		want inventory.Presence
	}{
		"published before": {func(inv *inventory.Inventory) { add(t, inv, inventory.KindFlowRevision, sid("FW", 1), published) }, inventory.Present},
		"never published":  {func(inv *inventory.Inventory) { inv.AddAbsent(inventory.KindFlowRevision, sid("FW", 1)) }, inventory.Absent},
		"not read":         {func(*inventory.Inventory) {}, inventory.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			inv := empty(t, inventory.KindFlow, inventory.KindFlowRevision)
			add(t, inv, inventory.KindFlow, "", draft)
			test.more(inv)
			inv.Finish()
			inv.Finish() // A live source finishes again after it has looked for dangling references.
			f := inv.Flows[0]
			if f.Publication != test.want || (f.Published != nil) != (test.want == inventory.Present) {
				t.Errorf("publication = %v, published = %v", f.Publication, f.Published)
			}
			if f.Published != nil && (f.Published.Number != 2 || f.Published.Definition.InitialState != "P") {
				t.Errorf("published = %+v", f.Published)
			}
			if want := map[bool]int{true: 2, false: 1}[f.Published != nil]; len(inv.Revisions()) != want {
				t.Errorf("revisions to judge = %d, want %d", len(inv.Revisions()), want)
			}
		})
	}
}
