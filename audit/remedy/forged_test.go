package remedy_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/remedy"
	"github.com/twilint/twilint/audit/twiliosim"
)

// TestForgedPlan: a plan that somebody has edited does nothing that no fix does, and shows nothing else than what it does.
func TestForgedPlan(t *testing.T) {
	account, flow := sandbox()
	number(account, "+15550100", flow, twiliosim.Members{"api_version": "2008-08-01"})
	account.AddExecution(flow, twiliosim.ExecutionSpec{Created: asOf.AddDate(0, 0, -2), Call: "completed"})
	account.AddSIPDomain("insecure", twiliosim.Members{"voice_url": "http://maple-row-4821.twil.io/in"})
	s := start(t, account)
	plan := s.plan(planning{rules: []string{callbackMissing, apiVersion, concurrentCalls, stuck, "webhook-insecure-url"}})
	var file bytes.Buffer
	if err := plan.Write(&file); err != nil {
		t.Fatal(err)
	}
	good := file.String()
	webhook := account.Webhook(flow)
	other := "AC" + strings.Repeat("0", 32)
	for name, c := range map[string]struct{ old, forged, want string }{
		"callback elsewhere":      {`"want": "` + webhook, `"want": "https://evil.example/v1/Accounts/` + account.SID + `/Flows/` + flow, "no fix does"},
		"callback on twil.io":     {`"want": "` + webhook, `"want": "` + strings.Replace(webhook, "webhooks.twilio.com", "webhooks.evil-1234.twil.io", 1), "no fix does"},
		"callback on http":        {`"want": "https://webhooks`, `"want": "http://webhooks`, "no fix does"},
		"callback with a user":    {`"want": "https://webhooks.twilio.com`, `"want": "https://webhooks.twilio.com@evil.example`, "no fix does"},
		"callback with a port":    {`"want": "https://webhooks.twilio.com/`, `"want": "https://webhooks.twilio.com:81/`, "no fix does"},
		"callback with a query":   {`"want": "` + webhook + `"`, `"want": "` + webhook + `?x=1"`, "no fix does"},
		"callback of another":     {`"want": "` + webhook, `"want": "` + strings.ReplaceAll(webhook, account.SID, other), "no fix does"},
		"calls elsewhere":         {`"pointer": "/status_callback",` + "\n" + `          "parameter": "StatusCallback"`, `"pointer": "/voice_url",` + "\n" + `          "parameter": "VoiceUrl"`, "no fix does"},
		"a name that hides":       {`"pointer": "/status_callback",`, `"pointer": "/status__callback",`, "no fix does"},
		"https elsewhere":         {`"want": "https://maple-row-4821.twil.io/in"`, `"want": "https://evil.example/in"`, "no fix does"},
		"https with another path": {`"want": "https://maple-row-4821.twil.io/in"`, `"want": "https://maple-row-4821.twil.io/out"`, "no fix does"},
		"another API version":     {`"want": "2010-04-01"`, `"want": "2008-08-01"`, "no fix does"},
		"Concurrent Calls off":    {`"want": true`, `"want": false`, "no fix does"},
		"another widget":          {`"/definition/flags/allow_concurrent_calls"`, `"/definition/states/1/properties/say"`, "no fix does"},
		"the whole definition":    {`"/definition/flags/allow_concurrent_calls"`, `"/definition/flags"`, "no fix does"},
		"the other flags": {
			"\"pointer\": \"/definition/flags/allow_concurrent_calls\",\n          \"parameter\": \"Definition\",\n          \"seen\": false,\n          \"want\": true",
			`"pointer": "/definition/flags", "parameter": "Definition", "seen": {"allow_concurrent_calls": false, "x": 1}, "want": {"allow_concurrent_calls": true}`,
			"no fix does",
		},
		"another status":         {`"want": "ended"`, `"want": "active"`, "no fix does"},
		"a younger execution":    {`"older_than": "4h0m0s"`, `"older_than": "1s"`, "younger than"},
		"no age":                 {`"older_than": "4h0m0s"`, `"older_than": ""`, "younger than"},
		"a flow that is none":    {`"parent": "FW`, `"parent": "PN`, "of which flow"},
		"can be undone":          {"an execution that has ended cannot be made active again", "", "cannot be undone"},
		"another commit message": {"twilint fix: " + concurrentCalls, "release 7, approved", "commit message"},
		"a name twice":           {`"want": true`, `"want": true, "want": false`, "duplicate"},
		"a name in capitals":     {`"want": true`, `"want": true, "WANT": false`, "WANT"},
		"a setting twice":        {"{\n          \"pointer\": \"/status_callback\",", `{"pointer": "/status_callback", "parameter": "StatusCallback", "seen": "", "want": "` + webhook + `"}, {"pointer": "/status_callback",`, "is set twice"},
		"an undo":                {`"purpose": "fix"`, `"purpose": "undo"`, "made of a receipt"},
	} {
		if !strings.Contains(good, c.old) {
			t.Fatalf("%s: the plan does not hold %q:\n%s", name, c.old, good)
		}
		_, err := remedy.ReadPlan(strings.NewReader(strings.Replace(good, c.old, c.forged, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: the error is %v, and should say %q", name, err, c.want)
		}
	}
}

// TestForgedStory: what a plan tells people of a resource has to be so, and an age or a beginning of its own does not end an execution.
func TestForgedStory(t *testing.T) {
	account, flow := sandbox()
	numberSID := number(account, "+15550100", flow, nil)
	execution := account.AddExecution(flow, twiliosim.ExecutionSpec{Created: asOf.AddDate(0, 0, -2), Call: "completed"})
	s := start(t, account)
	forge := func(edit func(*remedy.Change)) *remedy.Plan {
		plan := s.plan(planning{rules: []string{callbackMissing, stuck}})
		for i := range plan.Changes {
			edit(&plan.Changes[i])
		}
		return plan
	}
	results := s.apply(forge(func(c *remedy.Change) {
		if c.Kind == inventory.KindPhoneNumber {
			c.Name = "+15550199"
		}
		if c.Execution != nil {
			c.Execution.InitiatedBy = "+15550111" // Which is no call whose status would be looked at.
		}
	}), "receipt", true)
	for sid, want := range map[string]string{numberSID: `calls it "+15550199", and its name is "+15550100"`, execution: "another beginning"} {
		if outcomes(results)[sid] != remedy.Refused || !strings.Contains(reasonOf(results, sid), want) {
			t.Errorf("%s: %v", sid, results)
		}
	}
	if len(s.posts()) > 0 {
		t.Errorf("written: %v", s.posts())
	}
}

// TestForgedReceipt: a receipt that tells of writes that nobody announced, or of changes that no fix makes, is none.
func TestForgedReceipt(t *testing.T) {
	s, plan, _ := threeNumbers(t)
	s.apply(plan, "receipt", false)
	path := filepath.Join(s.folder, "receipt")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	for name, c := range map[string]struct{ text, want string }{
		"done without intent": {lines[0] + lines[2] + lines[2], "not announced"},
		"made-up outcome":     {lines[0] + lines[1] + strings.Replace(lines[2], `"done"`, `"fine"`, 1) + lines[3], "is none"},
		"made-up change":      {lines[0] + strings.Replace(lines[1], `"want":"https://webhooks.twilio.com`, `"want":"https://evil.example`, 1) + lines[2], "no fix does"},
	} {
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := remedy.OpenReceipt(path, plan, s.now)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %v", name, err)
		}
		if err == nil {
			r.Close()
		}
	}
}

// TestReceiptFile: a receipt is an ordinary file of its owner's alone, also where one was there before.
func TestReceiptFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // It has neither these modes nor, for everybody, these links.
	}
	s, plan, _ := threeNumbers(t)
	path := filepath.Join(s.folder, "receipt")
	elsewhere := filepath.Join(s.folder, "elsewhere")
	if err := os.Symlink(elsewhere, path); err != nil {
		t.Fatal(err)
	}
	if _, err := remedy.OpenReceipt(path, plan, s.now); err == nil || !strings.Contains(err.Error(), "no ordinary file") {
		t.Errorf("a link: the error is %v", err)
	}
	if _, err := os.Stat(elsewhere); err == nil {
		t.Error("a file was made at the end of the link")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s.apply(plan, "receipt", false)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v", info.Mode())
	}
}
