package remedy_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/remedy"
	"github.com/twilint/twilint/audit/twiliosim"
)

const (
	callbackMissing = "studio-number-status-callback-missing"
	otherFlow       = "studio-number-status-callback-other-flow"
	concurrentCalls = "studio-flow-concurrent-calls-disabled"
	stuck           = "studio-stuck-executions"
	insecureURL     = "webhook-insecure-url"
	apiVersion      = "studio-number-api-version"
)

// TestOneCallForAll: what several findings want of one resource is one change, and the same want is one setting.
func TestOneCallForAll(t *testing.T) {
	account, flow := sandbox()
	sid := number(account, "+15550100", flow, twiliosim.Members{"api_version": "2008-08-01", "voice_url": "http" + account.Webhook(flow)[len("https"):]})
	s := start(t, account)
	plan := s.plan(planning{rules: []string{callbackMissing, insecureURL, apiVersion}})
	if len(plan.Changes) != 1 || plan.Changes[0].SID != sid {
		t.Fatalf("changes: %+v", plan.Changes)
	}
	var rules []string
	for _, c := range plan.Changes[0].Closes {
		rules = append(rules, c.Rule)
	}
	if got := strings.Join(rules, " "); got != apiVersion+" "+callbackMissing+" "+insecureURL {
		t.Errorf("it closes %s", got)
	}
	s.apply(plan, "receipt", false)
	if got := s.number(sid); got["api_version"] != "2010-04-01" || got["status_callback"] != account.Webhook(flow) || got["voice_url"] != account.Webhook(flow) {
		t.Errorf("the number is %v", got)
	}
	if n := s.posts()[sid]; n != 1 {
		t.Errorf("%d writes", n)
	}
}

// TestDispute: two findings that want different values of one parameter are both refused, and a third is not.
func TestDispute(t *testing.T) {
	account, flow := sandbox()
	other := account.AddFlow(twiliosim.FlowSpec{Name: "Other", Definition: json.RawMessage(`{"states": [], "initial_state": "", "flags": {"allow_concurrent_calls": true}}`), Created: asOf})
	sid := number(account, "+15550100", flow, twiliosim.Members{
		"status_callback": "http" + account.Webhook(other)[len("https"):], "api_version": "2008-08-01",
	})
	s := start(t, account)
	plan := s.plan(planning{rules: []string{otherFlow, insecureURL, apiVersion}})
	if len(plan.Changes) != 1 || len(plan.Changes[0].Settings) != 1 || plan.Changes[0].Settings[0].Parameter != "ApiVersion" {
		t.Errorf("changes: %+v", plan.Changes)
	}
	if len(plan.Refused) != 1 || plan.Refused[0].SID != sid || len(plan.Refused[0].Closes) != 2 {
		t.Fatalf("refused: %+v", plan.Refused)
	}
	for _, want := range []string{otherFlow + " wants StatusCallback to be", insecureURL + " wants StatusCallback to be", "choose one with --rule"} {
		if !strings.Contains(plan.Refused[0].Reason, want) {
			t.Errorf("the reason %q does not say %q", plan.Refused[0].Reason, want)
		}
	}
	// One of them alone is granted.
	if plan := s.plan(planning{rules: []string{otherFlow}}); len(plan.Changes) != 1 || len(plan.Refused) != 0 {
		t.Errorf("alone: %+v", plan)
	}
}

// TestSecrets: a former value with a secret is told to be lost, and a value to be with a secret is refused; neither secret is in the plan.
func TestSecrets(t *testing.T) {
	account, flow := sandbox()
	other := account.AddFlow(twiliosim.FlowSpec{Name: "Other", Definition: json.RawMessage(`{"states": [], "initial_state": "", "flags": {"allow_concurrent_calls": true}}`), Created: asOf})
	const secretText = "Zx81Kq0Wm7Rt5Yp3Lv9Nd2Bf6Hs4Jc8G"
	seen := number(account, "+15550100", flow, twiliosim.Members{"status_callback": account.Webhook(other) + "?auth_token=" + secretText})
	wanted := number(account, "+15550101", flow, twiliosim.Members{
		"status_callback": account.Webhook(flow), "sms_url": "http://maple-1.twil.io/x?auth_token=" + secretText,
	})
	s := start(t, account)
	plan := s.plan(planning{rules: []string{otherFlow, insecureURL}})
	if len(plan.Changes) != 1 || plan.Changes[0].SID != seen || !strings.Contains(plan.Changes[0].Final, "holds a secret") {
		t.Errorf("changes: %+v", plan.Changes)
	}
	if len(plan.Refused) != 1 || plan.Refused[0].SID != wanted || !strings.Contains(plan.Refused[0].Reason, "marker of a secret") {
		t.Errorf("refused: %+v", plan.Refused)
	}
	named := *plan // A name can hold a secret as well.
	named.Changes = slices.Clone(plan.Changes)
	named.Changes[0].Name = "Desk twilint-secret.auth_token.32.0123456789abcdef"
	for form, text := range renderings(t, &named) {
		if strings.Contains(text, secretText) {
			t.Errorf("the %s form holds the secret", form)
		}
		if form != "json" && strings.Contains(text, "twilint-secret") {
			t.Errorf("the %s form holds a marker", form)
		}
	}
	if got := outcomes(s.apply(plan, "receipt", false)); got[seen] != remedy.Done {
		t.Errorf("outcomes: %v", got)
	}
	back := s.undo("receipt")
	if len(back.Changes) != 0 || len(back.Refused) != 1 || !strings.Contains(back.Refused[0].Reason, "holds a secret") {
		t.Errorf("undo: %+v", back)
	}
}

// renderings are all forms of a plan.
func renderings(t *testing.T, plan *remedy.Plan) map[string]string {
	t.Helper()
	var text, markdown, file bytes.Buffer
	for _, err := range []error{plan.WriteText(&text, reportOptions()), plan.WriteMarkdown(&markdown), plan.Write(&file)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return map[string]string{"text": text.String(), "markdown": markdown.String(), "json": file.String()}
}

// TestExecutions: an execution is ended only if it is old enough and its call is known to be over.
func TestExecutions(t *testing.T) {
	account, flow := sandbox()
	add := func(hours int, call, by string) string {
		return account.AddExecution(flow, twiliosim.ExecutionSpec{Created: asOf.Add(-time.Duration(hours) * time.Hour), Call: call, By: by})
	}
	over := map[string]string{}
	for i, status := range []string{"completed", "busy", "failed", "no-answer", "canceled"} {
		over[add(20+i, status, "")] = status
	}
	going := map[string]string{
		add(30, "in-progress", ""): `its status is "in-progress"`,
		add(31, "ringing", ""):     `its status is "ringing"`,
		add(32, "queued", ""):      `its status is "queued"`,
		add(33, "", ""):            "cannot be told",
		add(5, "completed", ""):    "only those older than 12 hours",
	}
	message := add(40, "", twiliosim.SID("SM", "1"))
	s := start(t, account)

	plan := s.plan(planning{rules: []string{stuck}, olderThan: 12 * time.Hour})
	if len(plan.Changes) != len(over) {
		t.Errorf("%d changes, want %d", len(plan.Changes), len(over))
	}
	for _, c := range plan.Changes {
		if c.Execution.CallStatus != over[c.SID] || c.Execution.Age == "" || c.Final == "" {
			t.Errorf("%s: %+v", c.SID, c.Execution)
		}
	}
	if len(plan.Refused) != len(going) {
		t.Errorf("%d refused, want %d", len(plan.Refused), len(going))
	}
	for _, r := range plan.Refused {
		if want := going[r.SID]; want == "" || !strings.Contains(r.Reason, want) {
			t.Errorf("%s is refused because %q, want %q", r.SID, r.Reason, want)
		}
	}
	if len(plan.Manual) != 1 || !plan.Manual[0].Unsafe {
		t.Errorf("manual: %+v", plan.Manual)
	}
	unsafe := s.plan(planning{rules: []string{stuck}, unsafe: true})
	if found := fmt.Sprint(unsafe.Changes); !strings.Contains(found, message) {
		t.Error("a message's execution is not planned even when asked for")
	}

	// A call that is in progress by the time of the apply, though the plan saw it completed, is not ended. Call SIDs end like those of
	// the executions here.
	last := plan.Changes[len(plan.Changes)-1].SID
	account.AddCall("CA"+last[2:], "in-progress")
	got := outcomes(s.apply(plan, "receipt", true))
	for sid := range over {
		want := remedy.Done
		if sid == last {
			want = remedy.Refused
		}
		if got[sid] != want {
			t.Errorf("%s is %s, want %s", sid, got[sid], want)
		}
	}
	if s.posts()[last] != 0 {
		t.Error("an execution whose call is in progress was ended")
	}
}

// TestDraft: a flow whose latest revision is a draft is left to people.
func TestDraft(t *testing.T) {
	account, _ := sandbox()
	off := json.RawMessage(`{"states": [{"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingCall", "next": "a"}]},
		{"name": "a", "type": "say-play", "properties": {"say": "x"}}], "initial_state": "Trigger", "flags": {"allow_concurrent_calls": false}}`)
	account.AddFlow(twiliosim.FlowSpec{Name: "Half", Definition: off, Published: off, Status: "draft", Revision: 4, Created: asOf})
	plan := start(t, account).plan(planning{rules: []string{concurrentCalls}})
	if len(plan.Changes) != 1 || plan.Changes[0].Name != "Support" || len(plan.Manual) != 1 || plan.Manual[0].Name != "Half" {
		t.Errorf("%+v", plan)
	}
}

// TestPlanFile: what is no plan, or says of itself what is not so, is refused with the reason.
func TestPlanFile(t *testing.T) {
	account, flow := sandbox()
	number(account, "+15550100", flow, nil)
	account.AddExecution(flow, twiliosim.ExecutionSpec{Created: asOf.AddDate(0, 0, -2), Call: "completed"})
	s := start(t, account)
	var file bytes.Buffer
	if err := s.plan(planning{}).Write(&file); err != nil {
		t.Fatal(err)
	}
	good := file.String()
	replace := func(old, replacement string) string {
		t.Helper()
		if !strings.Contains(good, old) {
			t.Fatalf("the plan does not hold %q:\n%s", old, good)
		}
		return strings.Replace(good, old, replacement, 1)
	}
	if _, err := remedy.ReadPlan(strings.NewReader(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "not JSON"},
		{"cut", good[:len(good)/2], "not JSON"},
		{"not a plan", `{"findings": []}`, "make the plan again"},
		{"another version", replace("twilint-plan/1", "twilint-plan/2"), `"twilint-plan/2"`},
		{"unknown member", replace(`"purpose"`, `"force": true, "purpose"`), "force"},
		{"another purpose", replace(`"purpose": "fix"`, `"purpose": "break"`), "not fix"},
		{"another kind", replace(`"kind": "phone_number"`, `"kind": "account"`), "never written"},
		{"made-up kind", replace(`"kind": "phone_number"`, `"kind": "teapot"`), "never written"},
		{"another call", replace("POST /2010-04-01/Accounts", "POST /2010-04-01/Accounts/x"), "its call is"},
		{"a path for a SID", replace(`"sid": "PN`, `"sid": "../PN`), "is not the SID"},
		{"another parameter", replace(`"parameter": "StatusCallback"`, `"parameter": "AccountSid"`), "the parameter of"},
		{"no text", replace(`"want": "https://webhooks`, `"want": 7, "x": "https://webhooks`), "x"},
		{"a marker", replace(`"want": "https://webhooks`, `"want": "twilint-secret.auth_token.32.0123456789abcdef`), "marker of a secret"},
		{"no pointer", replace(`"pointer": "/status_callback"`, `"pointer": "status_callback"`), "is not the pointer"},
		{"twice", replace(`"changes": [`, `"changes": [`+firstChange(t, good)+`,`), "changed twice"},
		{"execution without age", replace(`"older_than"`, `"x": "", "older_than"`), "x"},
	} {
		_, err := remedy.ReadPlan(strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %v, and should say %q", c.name, err, c.want)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: the error has several lines: %v", c.name, err)
		}
	}
}

func firstChange(t *testing.T, plan string) string {
	t.Helper()
	var p struct {
		Changes []json.RawMessage `json:"changes"`
	}
	if err := json.Unmarshal([]byte(plan), &p); err != nil {
		t.Fatal(err)
	}
	return string(p.Changes[0])
}

// TestPlanOrder: the ends of executions come last, and the same account gives the same bytes.
func TestPlanOrder(t *testing.T) {
	s := start(t, twiliosim.Demo(asOf)...)
	var first, second bytes.Buffer
	plan := s.plan(planning{})
	for _, w := range []*bytes.Buffer{&first, &second} {
		if err := s.plan(planning{}).Write(w); err != nil {
			t.Fatal(err)
		}
	}
	if first.String() != second.String() {
		t.Error("two plans of the same account differ")
	}
	ends := false
	for _, c := range plan.Changes {
		if ends && c.Kind != inventory.KindExecution {
			t.Errorf("%s is changed after executions were ended", c.SID)
		}
		ends = ends || c.Kind == inventory.KindExecution
	}
}
