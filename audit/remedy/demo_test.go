package remedy_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/remedy"
	"github.com/twilint/twilint/audit/twiliosim"
)

// setByTwilio are the members that may change although nobody asked for it. It is written down a second time on purpose.
var setByTwilio = map[string][]string{
	"phone_number":     {"date_updated"},
	"studio_flow":      {"date_updated", "revision", "commit_message"},
	"studio_execution": {"date_updated"},
}

// everything is all that an audit reads of the account, member by member: "phone_number/PN…/voice_url" and its JSON.
func (s *stage) everything() (members map[string]string, fixable []string) {
	members = map[string]string{}
	s.audit(s.options(), func(inv *inventory.Inventory, result *audit.Result) {
		for _, r := range inv.Records() {
			var resource map[string]json.RawMessage
			if err := json.Unmarshal(r.Text, &resource); err != nil {
				s.t.Fatal(err)
			}
			for name, value := range resource {
				members[string(r.Kind)+"/"+r.SID+"/"+name] = string(value)
			}
		}
		for _, f := range result.Findings {
			if f.Fix != nil && !f.Fix.Unsafe {
				fixable = append(fixable, f.Rule.ID+" "+f.Subject.SID)
			}
		}
	})
	return members, fixable
}

// changed are the members that differ, without those that Twilio sets by itself.
func changed(before, after map[string]string) []string {
	var names []string
	for name := range before {
		if _, there := after[name]; !there {
			names = append(names, name+" is gone")
		}
	}
	for name, value := range after {
		parts := strings.Split(name, "/")
		if before[name] != value && !slices.Contains(setByTwilio[parts[0]], parts[2]) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// TestDemoAccount plans, applies, audits again and undoes, and looks at every member of every resource of the account.
func TestDemoAccount(t *testing.T) {
	s := start(t, twiliosim.Demo(asOf)...)
	before, fixable := s.everything()
	if len(fixable) == 0 {
		t.Fatal("the demo account has nothing to fix")
	}
	plan := s.plan(planning{})
	if len(plan.Refused) > 0 {
		t.Errorf("refused: %+v", plan.Refused)
	}
	if untouched, _ := s.everything(); !cmp.Equal(before, untouched) || len(s.posts()) > 0 {
		t.Error("a plan has written")
	}

	results := s.apply(plan, "receipt", false)
	for _, r := range results {
		if r.Outcome != remedy.Done || r.Reason != "" {
			t.Error(r)
		}
	}
	after, left := s.everything()
	if len(left) > 0 {
		t.Errorf("still there: %v", left)
	}
	var want []string
	for _, c := range plan.Changes {
		for _, setting := range c.Settings {
			member := strings.Split(setting.Pointer, "/")[1]
			if member != "status_callback_method" { // It is POST already everywhere.
				want = append(want, string(c.Kind)+"/"+c.SID+"/"+member)
			}
		}
	}
	// An execution that has ended is not listed any more.
	got := slices.DeleteFunc(changed(before, after), func(name string) bool { return strings.HasSuffix(name, " is gone") })
	want = slices.DeleteFunc(want, func(name string) bool { return strings.HasPrefix(name, "studio_execution/") })
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("members that changed (-want +got):\n%s", diff)
	}
	for _, c := range plan.Changes {
		if c.Kind == inventory.KindExecution {
			if status := s.member("studio", strings.TrimPrefix(c.Call, "POST "), "status"); status != "ended" {
				t.Errorf("execution %s is %v", c.SID, status)
			}
		}
	}

	back := s.undo("receipt")
	for _, r := range s.apply(back, "undo", false) {
		if r.Outcome != remedy.Done {
			t.Error(r)
		}
	}
	undone, _ := s.everything()
	for _, name := range changed(before, undone) {
		if !strings.HasPrefix(name, "studio_execution/") {
			t.Errorf("%s was not undone: it was %s and is %s", name, before[name], undone[name])
		}
	}
	if len(back.Refused) != 4 {
		t.Errorf("%d changes cannot be undone, not the ends of 4 executions: %+v", len(back.Refused), back.Refused)
	}
	for sid, count := range s.posts() {
		most := 2
		if strings.HasPrefix(sid, "FN") {
			most = 1
		}
		if count != most {
			t.Errorf("%s was written %d times", sid, count)
		}
	}
}
