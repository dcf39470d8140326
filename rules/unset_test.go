package rules_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twilio"
	"github.com/twilint/twilint/audit/twiliosim"
	"github.com/twilint/twilint/rules"
)

// TestUnsetIsUnset: Twilio writes an unset member as "", as null, or not at all, and not always in the same way. Whatever it does, an
// account means the same, so the rules find the same.
func TestUnsetIsUnset(t *testing.T) {
	inv := readDemo(t)
	want := fingerprints(audit.Run(inv, rules.All()))
	if len(want) < 30 {
		t.Fatalf("only %d findings in the demo", len(want))
	}
	for name, rewrite := range map[string]func(members map[string]any, name string){
		"null":  func(members map[string]any, name string) { members[name] = nil },
		"empty": func(members map[string]any, name string) { members[name] = "" },
		"gone":  func(members map[string]any, name string) { delete(members, name) },
	} {
		t.Run(name, func(t *testing.T) {
			other := rewritten(t, inv, rewrite)
			if diff := cmp.Diff(want, fingerprints(audit.Run(other, rules.All()))); diff != "" {
				t.Errorf("(-as Twilio writes it +otherwise):\n%s", diff)
			}
		})
	}
}

func readDemo(t testing.TB) *inventory.Inventory {
	t.Helper()
	account := twiliosim.Demo(time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC))[0]
	server := twiliosim.New(account)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	reader, err := twilio.NewReader(twilio.Options{
		Credentials: twilio.Credentials{AccountSID: account.SID, Username: account.SID, Password: account.AuthToken}, APIURL: server.URL(),
	})
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC) }
	for inv, err := range source.Live(t.Context(), reader, source.LiveOptions{Kinds: audit.Kinds(rules.All()), Now: now}) {
		if err != nil {
			t.Fatal(err)
		}
		return inv
	}
	t.Fatal("nothing was read")
	return nil
}

// rewritten is the same account, each text member that is unset and that the kinds table names written in another way.
func rewritten(t *testing.T, inv *inventory.Inventory, rewrite func(map[string]any, string)) *inventory.Inventory {
	t.Helper()
	redactor, err := secret.NewRedactor("another reading")
	if err != nil {
		t.Fatal(err)
	}
	other := inventory.New(inv.Account, inv.AsOf, redactor)
	other.Audited, other.Credential = inv.Audited, inv.Credential
	for _, c := range inv.Coverages() {
		other.Cover(c.Kind, c.Filter)
		for _, sid := range c.Absent {
			other.AddAbsent(c.Kind, sid)
		}
	}
	changed := 0
	for _, r := range inv.Records() {
		var members map[string]any
		if err := json.Unmarshal(r.Text, &members); err != nil {
			t.Fatal(err)
		}
		d := inventory.Describe(r.Kind)
		var names []string
		for _, m := range d.Members {
			if m.Type == inventory.Text || m.Type == inventory.Date {
				names = append(names, m.Name)
			}
		}
		for _, w := range d.Webhooks {
			names = append(names, w.Field)
		}
		for _, reference := range d.References {
			names = append(names, reference.Field)
		}
		for _, name := range names {
			if value, there := members[name]; there && (value == nil || value == "") {
				rewrite(members, name)
				changed++
			}
		}
		text, err := json.Marshal(members)
		if err != nil {
			t.Fatal(err)
		}
		if err := other.Add(r.Kind, r.Parent, text); err != nil {
			t.Errorf("%s %s: %v", r.Kind, r.SID, err)
		}
	}
	if changed < 100 {
		t.Fatalf("only %d members were unset", changed)
	}
	other.Finish()
	return other
}

// fingerprints are what a result says, in an order and in words that do not depend on positions.
func fingerprints(r *audit.Result) []string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, fmt.Sprintf("%s %s %s: %s", f.Severity, f.Rule.ID, f.Subject, f.Message))
		for _, m := range f.Members {
			all = append(all, fmt.Sprintf("%s %s member %s", f.Severity, f.Rule.ID, m.Subject))
		}
	}
	for _, o := range r.Outcomes {
		if o.Incomplete() {
			all = append(all, fmt.Sprintf("%s %s: %s", o.Rule.ID, o.Outcome, o.Reason))
		}
	}
	slices.Sort(all)
	return all
}
