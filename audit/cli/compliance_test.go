package cli_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/twilint/twilint/audit/cli"
	"github.com/twilint/twilint/audit/compliance"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twiliosim"
)

// controls is the JSON of an audit by controls, as far as the tests look at it.
type controls struct {
	Accounts []string
	Unread   []string `json:"not_read"`
	Controls []struct {
		ID       string
		Faults   []struct{ Rule, Severity, Fingerprint string }
		Evidence []struct{ Rule, Text string }
		Unjudged []struct{ Rule, Text, Outcome string } `json:"not_evaluated"`
		NotRun   []string                               `json:"not_run"`
	}
}

func (o *office) controls(t *testing.T, want int, framework string) controls {
	t.Helper()
	stdout, _ := o.run(t, want, "audit", "--compliance", framework, "--format", "json")
	var all controls
	if err := json.Unmarshal([]byte(stdout), &all); err != nil {
		t.Fatalf("%v in %s", err, stdout)
	}
	return all
}

// TestComplianceTellsWhatTheAuditTells holds the view by controls to the report of the same audit: the same faults, the same exit
// code, and each rule that gives evidence in one place.
func TestComplianceTellsWhatTheAuditTells(t *testing.T) {
	t.Parallel()
	for _, f := range compliance.Frameworks() {
		o := newOffice(t, twiliosim.Demo(asOf)...)
		plain := o.audit(t, cli.ExitFindings, "audit")
		faults := map[string]bool{}
		for _, finding := range plain.Findings {
			if len(f.ControlsOf(finding.Rule)) > 0 {
				faults[finding.Fingerprint] = true
			}
		}
		if len(faults) == 0 {
			t.Fatalf("%s: the simulated account has no fault to tell", f.ID)
		}
		for _, c := range o.controls(t, cli.ExitFindings, f.ID).Controls {
			seen := map[string]bool{}
			for _, fault := range c.Faults {
				if !slices.Contains(f.ControlsOf(fault.Rule), c.ID) {
					t.Errorf("%s: a fault of %s", c.ID, fault.Rule)
				}
				delete(faults, fault.Fingerprint)
				seen[fault.Rule] = true
			}
			for _, e := range c.Evidence {
				if seen[e.Rule] {
					t.Errorf("%s: %s found something and counts as evidence", c.ID, e.Rule)
				}
			}
		}
		if len(faults) > 0 {
			t.Errorf("%s: %d findings stand under no control", f.ID, len(faults))
		}
	}
}

// TestComplianceNamesWhatWasNotRead audits with a key that reads numbers alone: nothing else may count as evidence.
func TestComplianceNamesWhatWasNotRead(t *testing.T) {
	t.Parallel()
	accounts := twiliosim.Healthy(asOf)
	accounts[0].Keys = append(accounts[0].Keys, twiliosim.Key{
		SID: twiliosim.SID("SK", "few"), Secret: "restricted-secret-of-32-characters", Type: twiliosim.RestrictedKey, Allowed: []inventory.Kind{inventory.KindPhoneNumber},
	})
	o := newOffice(t, accounts...)
	o.variables["TWILIO_API_KEY"], o.variables["TWILIO_API_SECRET"] = twiliosim.SID("SK", "few"), "restricted-secret-of-32-characters"
	all := o.controls(t, cli.ExitIncomplete, "cis-v8")
	judged, unjudged := 0, 0
	for _, c := range all.Controls {
		for _, e := range c.Evidence {
			judged++
			if strings.HasPrefix(e.Rule, "sip-") || strings.HasPrefix(e.Rule, "trunk-") || strings.HasPrefix(e.Rule, "verify-") {
				t.Errorf("%s counts as evidence: %s", e.Rule, e.Text)
			}
		}
		for _, u := range c.Unjudged {
			unjudged++
			if u.Text == "" {
				t.Errorf("%s is %s without a reason", u.Rule, u.Outcome)
			}
		}
	}
	if judged == 0 || unjudged == 0 {
		t.Errorf("%d rules judged, %d not", judged, unjudged)
	}
}

// TestComplianceNeverSaysCompliant searches every form for a verdict that is not the program's to give, and for what the names of an
// account must not do to a page.
func TestComplianceNeverSaysCompliant(t *testing.T) {
	t.Parallel()
	for name, world := range map[string][]*twiliosim.Account{
		"healthy": twiliosim.Healthy(asOf), "demo": twiliosim.Demo(asOf), "hostile": twiliosim.Hostile(asOf),
	} {
		o := newOffice(t, world...)
		for _, f := range compliance.Frameworks() {
			for _, format := range []string{"table", "markdown", "json"} {
				stdout, _ := o.run(t, cli.ExitOK, "audit", "--allow-partial", "--fail-on", "never", "--compliance", f.ID, "--format", format)
				lower := strings.ToLower(stdout)
				for _, verdict := range []string{"compliant", "passed", "satisfied", "certified", "\x1b", "\u202e"} {
					if strings.Contains(lower, verdict) {
						t.Errorf("%s, %s as %s says %q", name, f.ID, format, verdict)
					}
				}
				if format == "markdown" && (strings.Contains(stdout, "<script") || strings.Contains(stdout, "<img")) {
					t.Errorf("%s, %s: the page holds HTML of the account", name, f.ID)
				}
				for i := range f.Controls {
					if !strings.Contains(stdout, f.Controls[i].ID) {
						t.Errorf("%s, %s as %s does not tell %s", name, f.ID, format, f.Controls[i].ID)
					}
				}
				if !strings.Contains(stdout, "is for the reviewer to say") {
					t.Errorf("%s, %s as %s does not say whose the verdict is", name, f.ID, format)
				}
			}
		}
	}
}

// TestComplianceBesideOtherFormats writes the controls to the terminal and a report for code scanning beside them.
func TestComplianceBesideOtherFormats(t *testing.T) {
	t.Parallel()
	o := newOffice(t, twiliosim.Demo(asOf)...)
	stdout, _ := o.run(t, cli.ExitFindings, "audit", "--compliance", "cis-v8", "--format", "table", "--format", "sarif=a.sarif", "--format", "markdown=a.md")
	if !strings.HasPrefix(stdout, "CIS Controls v8\n") || !strings.Contains(o.read(t, "a.md"), "\n## 3.10 ") || !strings.Contains(o.read(t, "a.sarif"), `"2.1.0"`) {
		t.Errorf("%s", stdout)
	}
	for want, args := range map[string][]string{
		`--compliance cis-v7: no framework is called "cis-v7"`: {"--compliance", "cis-v7"},
		"--format markdown: no format is called":               {"--format", "markdown"},
		"--compliance does not go with --only":                 {"--compliance", "cis-v8", "--only", "+12065550101"},
	} {
		if _, stderr := o.run(t, cli.ExitUsage, append([]string{"audit"}, args...)...); !strings.Contains(stderr, want) {
			t.Errorf("%q: %s", args, stderr)
		}
	}
}

// TestComplianceNamesAccountsThatWereNotRead audits with credentials that do not reach the subaccounts, or with a subaccount that refuses
// them: who reads the page alone has to see it.
func TestComplianceNamesAccountsThatWereNotRead(t *testing.T) {
	t.Parallel()
	main := twiliosim.Healthy(asOf)[0]
	child := twiliosim.NewAccount("branch", "Branch", asOf)
	child.Parent, child.Status = main.SID, "suspended"
	o := newOffice(t, main, child)
	for name, test := range map[string]struct {
		key  twiliosim.Key
		args []string
		want string
		exit int
	}{
		"not asked for": {args: nil, want: "subaccounts, if there are any, were not asked for", exit: cli.ExitOK},
		"suspended":     {args: []string{"--subaccounts", "all"}, want: "account " + child.SID + " could not be read: ", exit: cli.ExitIncomplete},
		"refused":       {args: []string{"--subaccounts", "all"}, key: main.Keys[0], want: "subaccounts could not be read: refused", exit: cli.ExitIncomplete},
	} {
		delete(o.variables, "TWILIO_API_KEY")
		delete(o.variables, "TWILIO_API_SECRET")
		if test.key.SID != "" {
			o.variables["TWILIO_API_KEY"], o.variables["TWILIO_API_SECRET"] = test.key.SID, test.key.Secret
		}
		args := append([]string{"audit", "--fail-on", "never", "--rule", "trunk-not-secure", "--rule", "subaccount-suspended", "--compliance", "nist-800-53", "--format"}, "")
		args = append(args, test.args...)
		for _, format := range []string{"table", "markdown", "json"} {
			args[len(args)-len(test.args)-1] = format
			stdout, _ := o.run(t, test.exit, args...)
			text := strings.ToLower(strings.ReplaceAll(stdout, `\`, "")) // Markdown has them before every sign.
			if !strings.Contains(text, strings.ToLower(test.want)) {
				t.Errorf("%s as %s does not say %q:\n%s", name, format, test.want, stdout)
			}
			if format != "json" {
				continue
			}
			var all controls
			if err := json.Unmarshal([]byte(stdout), &all); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(all.Accounts, []string{main.SID}) || len(all.Unread) != 1 {
				t.Errorf("%s: read %q, not %q", name, all.Accounts, all.Unread)
			}
			unjudged := 0 // The main account speaks for its subaccounts, which do not for themselves.
			for _, c := range all.Controls {
				for _, u := range c.Unjudged {
					if u.Rule == "subaccount-suspended" {
						unjudged++
					}
				}
			}
			if suspended := name == "suspended"; suspended != (unjudged == 0) {
				t.Errorf("%s: %d times it is not known whether subaccounts are suspended", name, unjudged)
			}
		}
	}
}
