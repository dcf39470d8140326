package compliance

import (
	gocmp "cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
	"github.com/twilint/twilint/rules"
)

// TestEveryRuleIsMapped demands that somebody thought about the controls of each rule, and that no row is about a rule that is not there.
func TestEveryRuleIsMapped(t *testing.T) {
	var mapped, known []string
	for _, m := range mappings {
		mapped = append(mapped, m.rule)
	}
	for _, r := range rules.All() {
		known = append(known, r.ID)
		if !slices.Contains(mapped, r.ID) {
			t.Errorf("%s has no row: add one to mapping.go, with the controls that it gives evidence for, or why there are none", r.ID)
		}
	}
	for _, id := range mapped {
		if !slices.Contains(known, id) {
			t.Errorf("%s has a row in mapping.go and is no rule", id)
		}
	}
	if !slices.IsSorted(mapped) || len(slices.Compact(slices.Clone(mapped))) != len(mapped) {
		t.Error("the rows of mapping.go are not in the order of their ids, or one stands there twice")
	}
}

func TestMappingsNameControls(t *testing.T) {
	for _, m := range mappings {
		if none := m.nist == "" && m.cis == ""; none != (m.none != "") {
			t.Errorf("%s: it has controls, or a reason why it has none, and not both", m.rule)
		}
		for _, f := range Frameworks() {
			for _, id := range f.ControlsOf(m.rule) {
				if !slices.ContainsFunc(f.Controls, func(c Control) bool { return c.ID == id }) {
					t.Errorf("%s names %s, which %s does not list", m.rule, id, f.ID)
				}
			}
		}
	}
}

func TestControlsSaySomething(t *testing.T) {
	for _, f := range Frameworks() {
		seen := map[string]bool{}
		for i := range f.Controls {
			c := &f.Controls[i]
			if c.Title == "" || seen[c.ID] {
				t.Errorf("%s has no title, or stands there twice", f.Citation(c))
			}
			seen[c.ID] = true
			if len(f.rulesOf(c.ID)) == 0 && len(c.Unseen) == 0 {
				t.Errorf("%s: no rule gives evidence for it, and nothing is said to be unseen", f.Citation(c))
			}
		}
		if !strings.HasPrefix(f.URL, "https://") {
			t.Errorf("%s is published at %q", f.ID, f.URL)
		}
	}
}

func TestLookup(t *testing.T) {
	if f, err := Lookup("cis-v8"); err != nil || f.ID != "cis-v8" {
		t.Errorf("%v, %v", f, err)
	}
	_, err := Lookup("nist-800-35")
	if want := `no framework is called "nist-800-35"; did you mean "nist-800-53"? (there are nist-800-53 and cis-v8)`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

const account = "AC00000000000000000000000000000001"

// result is the result of rules on one account, of which fill says what was read.
func result(t *testing.T, fill func(*inventory.Inventory), ids ...string) *audit.Result {
	t.Helper()
	redactor, err := secret.NewRedactor("credential")
	if err != nil {
		t.Fatal(err)
	}
	inv := inventory.New(inventory.Account{SID: account}, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), redactor)
	fill(inv)
	inv.Finish()
	var chosen []*audit.Rule
	for _, r := range rules.All() {
		if slices.Contains(ids, r.ID) {
			chosen = append(chosen, r)
		}
	}
	return audit.Run(inv, chosen)
}

// TestAssess sees what was found, what was not, what could not be told and what was not asked about, each in its place.
func TestAssess(t *testing.T) {
	r := result(t, func(inv *inventory.Inventory) {
		for _, d := range inventory.Kinds {
			inv.Cover(d.Kind, "")
		}
		inv.AddGap(inventory.KindAccount, inventory.Gap{Ref: account, Reason: "refused (401)", Denied: true})
		inv.AddGap(inventory.KindSIPDomain, inventory.Gap{Ref: "/list", Reason: "refused (403)", List: true, Denied: true})
		for sid, secure := range map[string]string{"TK00000000000000000000000000000001": "false", "TK00000000000000000000000000000002": "true"} {
			if err := inv.Add(inventory.KindTrunk, "", []byte(`{"sid": "`+sid+`", "friendly_name": "Office", "secure": `+secure+`}`)); err != nil {
				t.Fatal(err)
			}
		}
	}, "trunk-not-secure", "sip-domain-not-secure", "webhook-credentials-in-url", "trunk-transfer-enabled", "voice-geo-wide", "audit-credential-too-strong")
	for i := range r.Findings {
		r.Findings[i].State = "accepted" // Which does not make it evidence.
	}
	a := Assess(nist(), r)
	got := map[string][]string{}
	for _, c := range a.Controls {
		if !slices.Contains([]string{"SC-8", "AC-4", "AC-6", "IA-2"}, c.ID) {
			continue
		}
		got[c.ID] = []string{}
		for _, f := range c.Faults {
			got[c.ID] = append(got[c.ID], "fault "+f.Rule.ID)
		}
		for _, e := range c.Evidence {
			got[c.ID] = append(got[c.ID], "evidence "+e.Rule.ID+" in "+e.Account+": "+e.Looked)
		}
		for _, n := range c.Nothing {
			got[c.ID] = append(got[c.ID], "nothing "+n.Rule.ID+" in "+n.Account+": "+n.Looked)
		}
		for _, u := range c.Unjudged {
			got[c.ID] = append(got[c.ID], string(u.Outcome)+" "+u.Rule.ID+": "+u.Reason)
		}
		for _, id := range c.NotRun {
			got[c.ID] = append(got[c.ID], "not run "+id)
		}
	}
	want := map[string][]string{
		"SC-8": {
			"fault trunk-not-secure",
			"not-evaluated sip-domain-not-secure: SIP domains could not be read: refused (403)",
			"not run flow-insecure-url", "not run webhook-insecure-url",
		},
		"AC-4": {
			"evidence trunk-transfer-enabled in " + account + ": no finding among 2 SIP trunks",
			"nothing voice-geo-wide in " + account + ": there are no voice dialing permissions",
			"not run flow-collects-card-data", "not run flow-dynamic-url-from-user-input", "not run flow-twilio-credentials-to-third-party",
			"not run number-handler-flow-missing", "not run sms-geo-permissions-wide",
			"not run voice-geo-high-risk-enabled",
		},
		"AC-6": { // It needs no account, and says nothing where that could not be read.
			"partly-evaluated audit-credential-too-strong: accounts could not be read: refused (401)",
			"not run connect-app-broad-permission",
		},
		"IA-2": {},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSilence holds what a rule that found nothing counts as to what there was to find it in.
func TestSilence(t *testing.T) {
	number := []byte(`{"sid": "PN00000000000000000000000000000001", "phone_number": "+12065550101"}`)
	domain := []byte(`{"sid": "SD00000000000000000000000000000001", "domain_name": "desk.sip.twilio.com"}`)
	for name, test := range map[string]struct {
		rule, control string
		items         map[inventory.Kind][]byte
		filters       map[inventory.Kind]string
		notAsked      inventory.Kind
		want          string
	}{
		"one of what it is about":        {rule: "sip-domain-ip-auth-only", control: "AC-3", items: map[inventory.Kind][]byte{inventory.KindSIPDomain: domain}, want: "evidence: no finding about 1 SIP domain"},
		"nothing of what it is about":    {rule: "sip-domain-ip-auth-only", control: "AC-3", items: map[inventory.Kind][]byte{inventory.KindPhoneNumber: number}, want: "nothing: there are no SIP domains"},
		"webhooks of another kind":       {rule: "number-demo-handler", control: "CM-7", items: map[inventory.Kind][]byte{inventory.KindSIPDomain: domain}, want: "evidence: no finding about 1 SIP domain"},
		"webhooks of several kinds":      {rule: "number-demo-handler", control: "CM-7", items: map[inventory.Kind][]byte{inventory.KindSIPDomain: domain, inventory.KindPhoneNumber: number}, want: "evidence: no finding among 1 phone number and 1 SIP domain"},
		"no webhooks":                    {rule: "number-demo-handler", control: "CM-7", want: "nothing: there are no phone numbers, TwiML applications, messaging services or SIP domains"},
		"there ought to be none":         {rule: "eol-product-in-use", control: "SA-22", want: "evidence: there are no Notify services or Proxy services"},
		"its silence says nothing":       {rule: "audit-credential-too-strong", control: "AC-6", items: map[inventory.Kind][]byte{inventory.KindAccount: []byte(`{"sid": "` + account + `"}`)}, want: "nothing: " + mainKeys},
		"a part was asked for":           {rule: "sip-domain-ip-auth-only", control: "AC-3", items: map[inventory.Kind][]byte{inventory.KindSIPDomain: domain}, filters: map[inventory.Kind]string{inventory.KindSIPDomain: "only SD1"}, want: "partly-evaluated: not all SIP domains were asked for (only SD1)"},
		"subaccounts were not asked for": {rule: "subaccount-suspended", control: "AC-2", notAsked: inventory.KindSubaccount, want: "not-applicable: subaccounts were not asked for"},
		"there are no subaccounts":       {rule: "subaccount-suspended", control: "AC-2", want: "nothing: there are no subaccounts"},
	} {
		r := result(t, func(inv *inventory.Inventory) {
			for _, d := range inventory.Kinds {
				if d.Kind != test.notAsked {
					inv.Cover(d.Kind, gocmp.Or(test.filters[d.Kind], d.Filter))
				}
			}
			for kind, text := range test.items {
				if err := inv.Add(kind, "", text); err != nil {
					t.Fatal(err)
				}
			}
		}, test.rule)
		var got []string
		for _, c := range Assess(nist(), r).Controls {
			if c.ID != test.control {
				continue
			}
			for _, e := range c.Evidence {
				got = append(got, "evidence: "+e.Looked)
			}
			for _, n := range c.Nothing {
				got = append(got, "nothing: "+n.Looked)
			}
			for _, u := range c.Unjudged {
				got = append(got, string(u.Outcome)+": "+u.Reason)
			}
		}
		if diff := cmp.Diff([]string{test.want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestRowsSayWhatRulesAreAbout demands that what a row says instead of the rule is what the rule needs.
func TestRowsSayWhatRulesAreAbout(t *testing.T) {
	for _, r := range rules.All() {
		row := mappingOf(r.ID)
		if row.anywhere && len(row.kinds(r)) < 2 {
			t.Errorf("%s: it is about one kind with webhooks at most", r.ID)
		}
		for _, kind := range row.about {
			if _, needed := r.Need(kind); !needed && kind != inventory.KindSubaccount {
				t.Errorf("%s is said to be about a %s and needs none", r.ID, kind)
			}
		}
		if row.none != "" && (row.anywhere || row.absence || row.silence != "" || len(row.about) > 0) {
			t.Errorf("%s gives evidence for no control, so what it is about does not matter", r.ID)
		}
	}
}

// TestUnreadSubaccounts names those that nobody asked for.
func TestUnreadSubaccounts(t *testing.T) {
	r := result(t, func(inv *inventory.Inventory) { inv.Cover(inventory.KindSubaccount, "only AC2") }, "trunk-not-secure")
	if diff := cmp.Diff([]string{"not all subaccounts were asked for (only AC2)"}, Assess(nist(), r).Unread); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
