package remedy_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/remedy"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/twilio"
	"github.com/twilint/twilint/audit/twiliosim"
)

func reportOptions() report.Options { return report.Options{} }

// threeNumbers are numbers that lack their callbacks, in the order of a plan.
func threeNumbers(t *testing.T) (*stage, *remedy.Plan, [3]string) {
	t.Helper()
	account, flow := sandbox()
	for _, e164 := range []string{"+15550100", "+15550101", "+15550102"} {
		number(account, e164, flow, nil)
	}
	s := start(t, account)
	plan := s.plan(planning{rules: []string{callbackMissing}})
	if len(plan.Changes) != 3 {
		t.Fatalf("%d changes", len(plan.Changes))
	}
	return s, plan, [3]string{plan.Changes[0].SID, plan.Changes[1].SID, plan.Changes[2].SID}
}

// TestChangedMeanwhile: a resource that somebody changed after it was planned is refused and named, and nothing else suffers.
func TestChangedMeanwhile(t *testing.T) {
	for name, c := range map[string]struct {
		members twiliosim.Members
		want    string
	}{
		"what is to be set":      {twiliosim.Members{"status_callback": "https://example.org/theirs"}, "status_callback was"},
		"what it was planned by": {twiliosim.Members{"voice_url": "https://example.org/theirs"}, "though not in what is to be set"},
		"its name":               {twiliosim.Members{"friendly_name": "Theirs"}, "though not in what is to be set"},
	} {
		t.Run(name, func(t *testing.T) {
			s, plan, sids := threeNumbers(t)
			s.account.Change(inventory.KindPhoneNumber, sids[1], c.members)
			before := s.number(sids[1])
			results := s.apply(plan, "receipt", false)
			if diff := cmp.Diff(map[string]remedy.Outcome{sids[0]: remedy.Done, sids[1]: remedy.Refused, sids[2]: remedy.NotBegun}, outcomes(results)); diff != "" {
				t.Error(diff)
			}
			if reason := reasonOf(results, sids[1]); !strings.Contains(reason, c.want) || !strings.HasPrefix(reason, "it was changed after it was planned") {
				t.Errorf("the reason is %q", reason)
			}
			// The same again with --keep-going: the first is not written twice, the third is.
			if diff := cmp.Diff(map[string]remedy.Outcome{sids[0]: remedy.Done, sids[1]: remedy.Refused, sids[2]: remedy.Done}, outcomes(s.apply(plan, "receipt", true))); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(before, s.number(sids[1])); diff != "" {
				t.Errorf("theirs was changed: %s", diff)
			}
			if diff := cmp.Diff(map[string]int{sids[0]: 1, sids[2]: 1}, s.posts()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAlready: what somebody else has set as planned is not written, and not undone.
func TestAlready(t *testing.T) {
	s, plan, sids := threeNumbers(t)
	want := plan.Changes[0].Settings[0].Want
	s.account.Change(inventory.KindPhoneNumber, sids[0], twiliosim.Members{"status_callback": strings.Trim(want, `"`)})
	if got := outcomes(s.apply(plan, "receipt", false)); got[sids[0]] != remedy.Already || got[sids[1]] != remedy.Done {
		t.Errorf("outcomes: %v", got)
	}
	if s.posts()[sids[0]] != 0 {
		t.Error("it was written")
	}
	if back := s.undo("receipt"); len(back.Changes) != 2 || back.Changes[0].SID != sids[2] {
		t.Errorf("undo: %+v", back.Changes)
	}
}

// TestUndoChangedMeanwhile: what is no longer as it was written is not undone.
func TestUndoChangedMeanwhile(t *testing.T) {
	s, plan, sids := threeNumbers(t)
	s.apply(plan, "receipt", false)
	s.account.Change(inventory.KindPhoneNumber, sids[1], twiliosim.Members{"sms_url": "https://example.org/new"})
	got := outcomes(s.apply(s.undo("receipt"), "undo", true))
	if diff := cmp.Diff(map[string]remedy.Outcome{sids[0]: remedy.Done, sids[1]: remedy.Refused, sids[2]: remedy.Done}, got); diff != "" {
		t.Error(diff)
	}
	if s.number(sids[0])["status_callback"] != "" {
		t.Error("it was not undone")
	}
	// The plan was applied, undone, and is not applied again by its old receipt.
	if got := outcomes(s.apply(plan, "receipt", true)); got[sids[0]] != remedy.Refused {
		t.Errorf("applied again: %v", got)
	}
}

// TestDefinitionStays: only the flag of a flow changes; numbers and the order of members are sent as they came.
func TestDefinitionStays(t *testing.T) {
	account, flow := sandbox()
	s := start(t, account)
	original := s.definition(flow)
	plan := s.plan(planning{rules: []string{concurrentCalls}})
	for _, r := range s.apply(plan, "receipt", false) {
		if r.Outcome != remedy.Done {
			t.Fatal(r)
		}
	}
	want := strings.Replace(original, `"allow_concurrent_calls":false`, `"allow_concurrent_calls":true`, 1)
	if got := s.definition(flow); got != want || got == original {
		t.Errorf("the definition is\n%s\nwant\n%s", got, want)
	}
	after := s.flow(flow)
	if after["revision"] != json.Number("8") || after["status"] != "published" || after["commit_message"] != "twilint fix: "+concurrentCalls {
		t.Errorf("the flow is %v", after)
	}
	for _, r := range s.apply(s.undo("receipt"), "undo", false) {
		if r.Outcome != remedy.Done {
			t.Fatal(r)
		}
	}
	if got := s.definition(flow); got != original {
		t.Errorf("after undo the definition is\n%s\nwant\n%s", got, original)
	}
	if after := s.flow(flow); after["commit_message"] != "twilint undo: "+concurrentCalls {
		t.Errorf("the flow is %v", after)
	}
}

// definition is the text of a flow's definition as the server sends it.
func (s *stage) definition(sid string) string {
	s.t.Helper()
	reader, err := twilio.NewReader(s.options())
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := reader.Fetch(s.t.Context(), "studio", "/v2/Flows/"+sid)
	if err != nil {
		s.t.Fatal(err)
	}
	document, err := jsonpos.Parse("", text)
	if err != nil {
		s.t.Fatal(err)
	}
	// twilio-go escapes these three characters, which are the same to JSON.
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(document.Root().Get("definition").Raw()))
}

// TestFlagsAppearAndGo: where a definition has no flags at all, undoing takes them out again.
func TestFlagsAppearAndGo(t *testing.T) {
	const trigger = `"states":[{"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"a"}]},{"name":"a","type":"say-play","properties":{"say":"x"}}]`
	for name, c := range map[string]struct{ definition, fixed string }{
		"no flags":    {`{"initial_state":"Trigger",` + trigger + `}`, `{"allow_concurrent_calls":true}`},
		"empty flags": {`{"initial_state":"Trigger","flags":{},` + trigger + `}`, `{"allow_concurrent_calls":true}`},
		"null flags":  {`{"initial_state":"Trigger","flags":null,` + trigger + `}`, `{"allow_concurrent_calls":true}`},
		"other flags": {`{"flags":{"other":[1.50]},"initial_state":"Trigger",` + trigger + `}`, `{"allow_concurrent_calls":true,"other":[1.50]}`},
		"a text":      {`{"initial_state":"Trigger","flags":{"allow_concurrent_calls":"no","z":1},` + trigger + `}`, `{"allow_concurrent_calls":true,"z":1}`},
	} {
		t.Run(name, func(t *testing.T) {
			account := twiliosim.NewAccount(name, name, asOf.AddDate(-9, 0, 0))
			flow := account.AddFlow(twiliosim.FlowSpec{Name: name, Definition: json.RawMessage(c.definition), Created: asOf.AddDate(-9, 0, 0)})
			s := start(t, account)
			if got := outcomes(s.apply(s.plan(planning{rules: []string{concurrentCalls}}), "receipt", false)); got[flow] != remedy.Done {
				t.Fatal(got)
			}
			document, err := jsonpos.Parse("", []byte(s.definition(flow)))
			if err != nil {
				t.Fatal(err)
			}
			if got := squeezed(string(document.Root().Get("flags").Raw())); got != c.fixed {
				t.Errorf("the flags are %s, want %s", got, c.fixed)
			}
			if got := outcomes(s.apply(s.undo("receipt"), "undo", false)); got[flow] != remedy.Done {
				t.Fatal(got)
			}
			if got := squeezed(s.definition(flow)); got != squeezed(c.definition) {
				t.Errorf("after undo it is %s, want %s", got, c.definition)
			}
		})
	}
}

func squeezed(text string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(text) }

// TestInvalidDefinition: what Twilio's check refuses is not written.
func TestInvalidDefinition(t *testing.T) {
	account, flow := sandbox()
	s := start(t, account)
	plan := s.plan(planning{rules: []string{concurrentCalls}})
	s.server.Fault(twiliosim.Fault{Method: "POST", Path: "/Flows/Validate", Status: 400, Code: 20001, Message: "Flow definition is invalid"})
	results := s.apply(plan, "receipt", false)
	if outcomes(results)[flow] != remedy.Failed || !strings.Contains(reasonOf(results, flow), "Flow definition is invalid") || s.posts()[flow] != 0 {
		t.Errorf("%v, %d writes", results, s.posts()[flow])
	}
}

// TestDraftMeanwhile: somebody saved a draft of the same content; publishing is not twilint's to decide.
func TestDraftMeanwhile(t *testing.T) {
	account, flow := sandbox()
	s := start(t, account)
	plan := s.plan(planning{rules: []string{concurrentCalls}})
	account.Change(inventory.KindFlow, flow, twiliosim.Members{"status": "draft", "revision": 8})
	if results := s.apply(plan, "receipt", false); outcomes(results)[flow] != remedy.Refused || s.posts()[flow] != 0 {
		t.Errorf("%v", results)
	}
}

// TestSomebodyElsePublishes: what somebody does to a flow at the same moment is not overwritten while Twilio checks the definition, and is
// told where it came between the last look and the write.
func TestSomebodyElsePublishes(t *testing.T) {
	for name, c := range map[string]struct {
		at     string // step of the run
		nth    int    // the how-manieth of its kind
		want   remedy.Outcome
		reason string
		writes int
	}{
		"while it is checked":    {"read", 1, remedy.Refused, "while Twilio checked", 0},
		"right before the write": {"synced", 1, remedy.Differs, "from revision 7 to 9", 1},
	} {
		t.Run(name, func(t *testing.T) {
			account, flow := sandbox()
			s := start(t, account)
			plan := s.plan(planning{rules: []string{concurrentCalls}})
			writer, err := twilio.NewWriter(s.options())
			if err != nil {
				t.Fatal(err)
			}
			receipt, err := remedy.OpenReceipt(filepath.Join(s.folder, "receipt"), plan, s.now)
			if err != nil {
				t.Fatal(err)
			}
			defer receipt.Close()
			seen := 0
			results, err := remedy.ApplyPlan(t.Context(), remedy.ApplyOptions{
				Plan: plan, Receipt: receipt, Writers: map[string]*twilio.Writer{account.SID: writer}, Now: func() time.Time { return s.now },
				AfterStep: func(step string) {
					if step == c.at {
						if seen++; seen == c.nth {
							account.Change(inventory.KindFlow, flow, twiliosim.Members{"revision": 8, "commit_message": "theirs"})
						}
					}
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			if outcomes(results)[flow] != c.want || !strings.Contains(reasonOf(results, flow), c.reason) || s.posts()[flow] != c.writes {
				t.Errorf("%v, %d writes", results, s.posts()[flow])
			}
		})
	}
}

// TestLostAnswers: whatever happens to the answer of a write, it is known afterwards or said to be unknown, and applying again ends it
// with one write in all.
func TestLostAnswers(t *testing.T) {
	post := twiliosim.Fault{Method: "POST", Path: "/IncomingPhoneNumbers/", Times: 1}
	with := func(change func(*twiliosim.Fault)) twiliosim.Fault {
		f := post
		change(&f)
		return f
	}
	for name, c := range map[string]struct {
		fault  twiliosim.Fault
		first  remedy.Outcome
		reason string
		writes int // that changed something, when all is done
		sent   int
	}{
		"cut after the write":      {with(func(f *twiliosim.Fault) { f.Cut, f.AfterWrite = true, true }), remedy.Done, "the answer was lost, and it is as wanted", 1, 1},
		"500 after the write":      {with(func(f *twiliosim.Fault) { f.Status, f.AfterWrite = 500, true }), remedy.Done, "the answer was lost", 1, 1},
		"cut before the write":     {with(func(f *twiliosim.Fault) { f.Cut = true }), remedy.Unknown, "not written so far", 1, 2},
		"500 before the write":     {with(func(f *twiliosim.Fault) { f.Status = 500 }), remedy.Unknown, "not written so far", 1, 2},
		"half an answer":           {with(func(f *twiliosim.Fault) { f.Truncate = true }), remedy.Done, "the answer was lost", 1, 1},
		"a gateway's page":         {with(func(f *twiliosim.Fault) { f.NotJSON = true }), remedy.Done, "the answer was lost", 1, 1},
		"400":                      {with(func(f *twiliosim.Fault) { f.Status, f.Code, f.Message = 400, 21402, "StatusCallback is not valid" }), remedy.Failed, "StatusCallback is not valid", 1, 2},
		"403":                      {with(func(f *twiliosim.Fault) { f.Status, f.Code = 403, 20003 }), remedy.Failed, "403", 1, 2},
		"429 first":                {with(func(f *twiliosim.Fault) { f.Status = 429 }), remedy.Done, "", 1, 2},
		"it cannot be read back":   {twiliosim.Fault{Method: "GET", Path: "/IncomingPhoneNumbers/", Nth: 2, Times: 1, Status: 403}, remedy.Unknown, "written, and could not be read back", 1, 1},
		"it cannot be read before": {twiliosim.Fault{Method: "GET", Path: "/IncomingPhoneNumbers/", Times: 1, Status: 403}, remedy.Failed, "403", 1, 1},
		"it is another when read":  {twiliosim.Fault{Method: "GET", Path: "/IncomingPhoneNumbers/", Times: 1, Status: 200, Body: `{"sid": "PN00000000000000000000000000000000", "phone_number": "+1"}`}, remedy.Failed, "another resource", 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			account, flow := sandbox()
			sid := number(account, "+15550100", flow, nil)
			s := start(t, account)
			plan := s.plan(planning{rules: []string{callbackMissing}})
			s.server.Fault(c.fault)
			results := s.apply(plan, "receipt", false)
			if outcomes(results)[sid] != c.first || !strings.Contains(reasonOf(results, sid), c.reason) {
				t.Errorf("first: %v", results)
			}
			s.server.ClearFaults()
			again := s.apply(plan, "receipt", false)
			if outcomes(again)[sid] != remedy.Done {
				t.Errorf("again: %v", again)
			}
			if got := s.number(sid)["status_callback"]; got != account.Webhook(flow) {
				t.Errorf("status_callback is %v", got)
			}
			if s.posts()[sid] != c.sent {
				t.Errorf("it was sent %d times, want %d", s.posts()[sid], c.sent)
			}
			if got := outcomes(s.apply(s.undo("receipt"), "undo", false)); got[sid] != remedy.Done {
				t.Errorf("undo: %v", got)
			}
		})
	}
}

// TestMoreThanAsked: a write after which something else is different is told.
func TestMoreThanAsked(t *testing.T) {
	account, flow := sandbox()
	sid := number(account, "+15550100", flow, nil)
	s := start(t, account)
	plan := s.plan(planning{rules: []string{callbackMissing}})
	changed := s.number(sid)
	changed["status_callback"], changed["voice_url"] = account.Webhook(flow), "https://example.org/surprise"
	body, err := json.Marshal(changed)
	if err != nil {
		t.Fatal(err)
	}
	s.server.Fault(twiliosim.Fault{Method: "GET", Path: sid, Nth: 2, Times: 1, Status: 200, Body: string(body)})
	results := s.apply(plan, "receipt", false)
	if outcomes(results)[sid] != remedy.Differs || !strings.Contains(reasonOf(results, sid), "voice_url") {
		t.Errorf("%v", results)
	}
}

// TestFlowMayBeUnderWay: the write of a flow is not sent a second time while the first may still arrive, since each makes a revision.
func TestFlowMayBeUnderWay(t *testing.T) {
	account, flow := sandbox()
	s := start(t, account)
	plan := s.plan(planning{rules: []string{concurrentCalls}})
	s.server.Fault(twiliosim.Fault{Method: "POST", Path: "/Flows/" + flow, Times: 1, Cut: true})
	if results := s.apply(plan, "receipt", false); outcomes(results)[flow] != remedy.Unknown {
		t.Fatal(results)
	}
	s.now = s.now.Add(30 * time.Second)
	results := s.apply(plan, "receipt", false)
	if outcomes(results)[flow] != remedy.Unknown || !strings.Contains(reasonOf(results, flow), "may still be under way: run again after 2026-03-04T10:31:00Z") {
		t.Fatal(results)
	}
	s.now = s.now.Add(31 * time.Second)
	if results := s.apply(plan, "receipt", false); outcomes(results)[flow] != remedy.Done {
		t.Fatal(results)
	}
	if after := s.flow(flow); after["revision"] != json.Number("8") {
		t.Errorf("revision %v", after["revision"])
	}
}

// TestOtherCredentials: a plan may be made with one credential of an account and applied with another, though their markers of the same
// secret differ; credentials of another account are refused.
func TestOtherCredentials(t *testing.T) {
	account, flow := sandbox()
	sid := number(account, "+15550100", flow, twiliosim.Members{"voice_fallback_url": "https://user:Tr0ub4dor-and-3-more@example.org/x", "status_callback": "http" + account.Webhook(flow)[len("https"):]})
	s := start(t, account)
	rules := []string{insecureURL}
	plan := s.planWith(s.withKey(), planning{rules: rules})
	if len(plan.Changes) != 1 {
		t.Fatalf("%+v", plan)
	}
	if results := s.apply(plan, "receipt", false); outcomes(results)[sid] != remedy.Done {
		t.Fatal(results)
	}
	if got := s.number(sid)["voice_fallback_url"]; got != "https://user:Tr0ub4dor-and-3-more@example.org/x" {
		t.Errorf("the secret was changed to %v", got)
	}
	other := twiliosim.NewAccount("other", "Other", asOf)
	if err := plan.CheckCredentials(twilio.Credentials{AccountSID: other.SID}); err == nil || !strings.Contains(err.Error(), other.SID) {
		t.Errorf("another account: %v", err)
	}
	if err := plan.CheckCredentials(twilio.Credentials{AccountSID: account.SID, Region: "ie1", Edge: "dublin"}); err == nil || !strings.Contains(err.Error(), "ie1") {
		t.Errorf("another region: %v", err)
	}
	if err := plan.CheckCredentials(twilio.Credentials{AccountSID: account.SID, Region: "us1"}); err != nil {
		t.Error(err)
	}
}

// TestOtherCredentialsSecretSeen: a former value with a secret compares by the secret's kind and length where the credentials differ, and
// another URL is still noticed.
func TestOtherCredentialsSecretSeen(t *testing.T) {
	for name, c := range map[string]struct {
		now  string // what stands there at apply, after the webhook of the other flow
		want remedy.Outcome
	}{
		"unchanged":   {"?auth_token=Zx81Kq0Wm7Rt5Yp3Lv9Nd2Bf6Hs4Jc8G", remedy.Done},
		"another URL": {"?x=1&auth_token=Zx81Kq0Wm7Rt5Yp3Lv9Nd2Bf6Hs4Jc8G", remedy.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			account, flow := sandbox()
			other := account.AddFlow(twiliosim.FlowSpec{Name: "Other", Definition: json.RawMessage(`{"states": [], "initial_state": "", "flags": {"allow_concurrent_calls": true}}`), Created: asOf})
			sid := number(account, "+15550100", flow, twiliosim.Members{"status_callback": account.Webhook(other) + "?auth_token=Zx81Kq0Wm7Rt5Yp3Lv9Nd2Bf6Hs4Jc8G"})
			s := start(t, account)
			plan := s.planWith(s.withKey(), planning{rules: []string{otherFlow}})
			account.Change(inventory.KindPhoneNumber, sid, twiliosim.Members{"status_callback": account.Webhook(other) + c.now})
			if results := s.apply(plan, "receipt", false); outcomes(results)[sid] != c.want {
				t.Error(results)
			}
		})
	}
}

// TestTornReceipt: a receipt that ends anywhere in its last line is taken up; one that is damaged before is refused.
func TestTornReceipt(t *testing.T) {
	s, plan, sids := threeNumbers(t)
	s.apply(plan, "receipt", false)
	path := filepath.Join(s.folder, "receipt")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(whole), "\n"), "\n")
	if len(lines) != 7 {
		t.Fatalf("%d lines:\n%s", len(lines), whole)
	}
	for length := range whole {
		if length%7 != 0 && whole[length] != '\n' && length > 0 && whole[length-1] != '\n' { // Every seventh byte, and around line ends.
			continue
		}
		if err := os.WriteFile(path, whole[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		got := outcomes(s.apply(plan, "receipt", false))
		for _, sid := range sids {
			if got[sid] != remedy.Done && got[sid] != remedy.Already {
				t.Fatalf("cut at %d: %v", length, got)
			}
		}
		for sid, again := range outcomes(s.apply(plan, "receipt", false)) { // What was written behind the cut can be read.
			if again != got[sid] {
				t.Fatalf("cut at %d, then: %v", length, again)
			}
		}
	}
	if diff := cmp.Diff(map[string]int{sids[0]: 1, sids[1]: 1, sids[2]: 1}, s.posts()); diff != "" {
		t.Error(diff)
	}
	for name, text := range map[string]string{
		"a line in the middle": strings.Join([]string{lines[0], lines[1], "{\"type\":\n", lines[3]}, ""),
		"no first line":        strings.Join(lines[1:], ""),
		"two first lines":      lines[0] + lines[0] + lines[1],
		"something else":       "hello\nworld\n",
		"one line of it":       "hello\n",
		"half a line of it":    "hello",
		"another type":         lines[0] + "{\"type\":\"order\"}\n" + lines[1],
		"a made-up change":     lines[0] + strings.Replace(lines[1], `"/status_callback"`, `"/account_sid"`, 1) + lines[2],
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if r, err := remedy.OpenReceipt(path, plan, s.now); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: the error is %v", name, err)
			if r != nil {
				r.Close()
			}
		}
		if after, _ := os.ReadFile(path); string(after) != text {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

// TestNoReceiptNoWrite: where the intent cannot be written down, nothing is sent.
func TestNoReceiptNoWrite(t *testing.T) {
	s, plan, _ := threeNumbers(t)
	writer, err := twilio.NewWriter(s.options())
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := remedy.OpenReceipt(filepath.Join(s.folder, "receipt"), plan, s.now)
	if err != nil {
		t.Fatal(err)
	}
	if err := receipt.Close(); err != nil { // As if the disk were gone.
		t.Fatal(err)
	}
	results, err := remedy.ApplyPlan(t.Context(), remedy.ApplyOptions{
		Plan: plan, Receipt: receipt, Writers: map[string]*twilio.Writer{s.account.SID: writer}, KeepGoing: true,
		Now: func() time.Time { return s.now },
	})
	if err == nil || len(s.posts()) > 0 {
		t.Errorf("error %v, results %v, writes %v", err, results, s.posts())
	}
}

// TestFailedThenKilled: a write that failed, then was begun again in a run that was ended, counts as begun, so that it can be undone.
func TestFailedThenKilled(t *testing.T) {
	account, flow := sandbox()
	sid := number(account, "+15550100", flow, nil)
	s := start(t, account)
	plan := s.plan(planning{rules: []string{callbackMissing}})
	s.server.Fault(twiliosim.Fault{Method: "POST", Path: sid, Times: 1, Status: 400})
	for _, want := range []remedy.Outcome{remedy.Failed, remedy.Done} {
		if results := s.apply(plan, "receipt", false); outcomes(results)[sid] != want {
			t.Fatal(results)
		}
	}
	path := filepath.Join(s.folder, "receipt")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	if err := os.WriteFile(path, []byte(strings.Join(lines[:len(lines)-2], "")), 0o600); err != nil { // Without the last outcome.
		t.Fatal(err)
	}
	if results := s.apply(plan, "receipt", false); outcomes(results)[sid] != remedy.Done || !strings.Contains(reasonOf(results, sid), "cannot be told") {
		t.Error(results)
	}
	if got := outcomes(s.apply(s.undo("receipt"), "undo", false)); got[sid] != remedy.Done {
		t.Errorf("undo: %v", got)
	}
}

// TestSortsOfNothing: Twilio writes an unset member as "" or as null, and neither is a change, whether before a write or after.
func TestSortsOfNothing(t *testing.T) {
	account, flow := sandbox()
	sid := number(account, "+15550100", flow, twiliosim.Members{"status_callback": nil, "status_callback_method": nil, "sms_fallback_url": ""})
	s := start(t, account)
	plan := s.plan(planning{rules: []string{callbackMissing}})
	account.Change(inventory.KindPhoneNumber, sid, twiliosim.Members{"status_callback": "", "sms_fallback_url": nil})
	written := s.number(sid)
	written["status_callback"], written["status_callback_method"], written["sms_fallback_url"] = account.Webhook(flow), "POST", ""
	body, err := json.Marshal(written)
	if err != nil {
		t.Fatal(err)
	}
	s.server.Fault(twiliosim.Fault{Method: "GET", Path: sid, Nth: 2, Times: 1, Status: 200, Body: string(body)})
	if results := s.apply(plan, "receipt", false); outcomes(results)[sid] != remedy.Done {
		t.Error(results)
	}
	if results := s.apply(s.undo("receipt"), "undo", false); outcomes(results)[sid] != remedy.Done {
		t.Error(results)
	}
}

// TestReceiptOfAnotherPlan is refused: its intents say nothing of this one.
func TestReceiptOfAnotherPlan(t *testing.T) {
	s, plan, _ := threeNumbers(t)
	s.apply(plan, "receipt", false)
	other := *plan
	other.Changes = other.Changes[:1]
	if _, err := remedy.OpenReceipt(filepath.Join(s.folder, "receipt"), &other, s.now); err == nil || !strings.Contains(err.Error(), "belongs to another plan") {
		t.Errorf("the error is %v", err)
	}
	info, err := os.Stat(filepath.Join(s.folder, "receipt"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// TestInterrupted: when a run is asked to end, it finishes the change that was begun, and begins no other.
func TestInterrupted(t *testing.T) {
	s, plan, sids := threeNumbers(t)
	writer, err := twilio.NewWriter(s.options())
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := remedy.OpenReceipt(filepath.Join(s.folder, "receipt"), plan, s.now)
	if err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	syncs := 0
	results, err := remedy.ApplyPlan(ctx, remedy.ApplyOptions{
		Plan: plan, Receipt: receipt, Writers: map[string]*twilio.Writer{s.account.SID: writer}, KeepGoing: true,
		Now: func() time.Time { return s.now },
		AfterStep: func(step string) {
			if step == "synced" {
				syncs++
			}
			if syncs == 1 { // The intent is on the disk, and nothing is sent yet.
				interrupt()
			}
		},
	})
	if err = errors.Join(err, receipt.Close()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]remedy.Outcome{sids[0]: remedy.Done, sids[1]: remedy.NotBegun, sids[2]: remedy.NotBegun}, outcomes(results)); diff != "" {
		t.Error(diff)
	}
	if got := outcomes(s.apply(plan, "receipt", false)); got[sids[0]] != remedy.Done || got[sids[2]] != remedy.Done {
		t.Errorf("again: %v", got)
	}
	if diff := cmp.Diff(map[string]int{sids[0]: 1, sids[1]: 1, sids[2]: 1}, s.posts()); diff != "" {
		t.Error(diff)
	}
}

// TestTwoRunsAtOnce: two runs of the same plan write nothing twice; the second waits for the first.
func TestTwoRunsAtOnce(t *testing.T) {
	s, plan, sids := threeNumbers(t)
	var work sync.WaitGroup
	for range 3 {
		work.Go(func() { s.apply(plan, "receipt", false) })
	}
	work.Wait()
	if diff := cmp.Diff(map[string]int{sids[0]: 1, sids[1]: 1, sids[2]: 1}, s.posts()); diff != "" {
		t.Error(diff)
	}
}
