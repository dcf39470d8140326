package audit_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/secret"
)

const account = "AC00000000000000000000000000000001"

func number(n int) string { return fmt.Sprintf("PN%032d", n) }

// newInventory holds as many numbers as asked for, then lets change have a go at it.
func newInventory(t *testing.T, numbers int, change func(*inventory.Inventory)) *inventory.Inventory {
	t.Helper()
	redactor, err := secret.NewRedactor("credential")
	if err != nil {
		t.Fatal(err)
	}
	inv := inventory.New(inventory.Account{SID: account}, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), redactor)
	inv.Cover(inventory.KindPhoneNumber, "")
	for i := range numbers {
		text := fmt.Sprintf(`{"sid": %q, "phone_number": "+1555010%d", "voice_url": "https://u:hunter2@a.org/%d"}`, number(i+1), i, i)
		if err := inv.Add(inventory.KindPhoneNumber, "", []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(inv)
	}
	inv.Finish()
	return inv
}

func rule(check func(*audit.Pass) error, needs ...audit.Need) *audit.Rule {
	return &audit.Rule{
		ID: "test-rule", Title: "Test", Doc: audit.Doc{Why: "w", Remediation: "r", References: []audit.Link{{Title: "t", URL: "u"}}},
		Severity: audit.Warning, Persona: audit.Regular, Since: "0.1.0", Version: 1, Fix: audit.FixManual, Needs: needs, Check: check,
	}
}

// each reports every number by itself, grouped in one finding.
func each(p *audit.Pass) error {
	var g audit.Group
	for _, n := range p.Numbers {
		g.Add(audit.Report{
			Item: &n.Item, Location: n.VoiceURL.Location(), Message: "one: " + n.VoiceURL.Text + " https://bob:hunter2@b.org", Remediation: "change it",
			Discriminator: n.VoiceURL.Text,
		})
	}
	p.ReportGroup(&g, fmt.Sprintf("%d of them", g.Len()), "change them")
	return nil
}

var aboutNumbers = audit.Need{Kind: inventory.KindPhoneNumber, How: audit.Each}

func TestOutcomes(t *testing.T) {
	page := inventory.Gap{Ref: "/page", Reason: "cut off", List: true}
	denied := inventory.Gap{Ref: "/list", Reason: "refused (403)", List: true, Denied: true}
	applications := func(how audit.How) audit.Need { return audit.Need{Kind: inventory.KindApplication, How: how} }
	for name, test := range map[string]struct {
		numbers int
		needs   []audit.Need
		change  func(*inventory.Inventory)
		want    audit.Outcome
		reason  string
	}{
		"everything read":   {2, []audit.Need{aboutNumbers}, nil, audit.Evaluated, ""},
		"a page of it lost": {2, []audit.Need{aboutNumbers}, func(inv *inventory.Inventory) { inv.AddGap(inventory.KindPhoneNumber, page) }, audit.PartlyEvaluated, "/page (cut off)"},
		"all of it denied":  {0, []audit.Need{aboutNumbers}, func(inv *inventory.Inventory) { inv.AddGap(inventory.KindPhoneNumber, denied) }, audit.NotEvaluated, "phone numbers could not be read: refused (403)"},
		"something beside it denied": {
			2,
			[]audit.Need{aboutNumbers, applications(audit.Each)},
			func(inv *inventory.Inventory) { inv.AddGap(inventory.KindApplication, denied) }, audit.PartlyEvaluated, "TwiML applications could not be read",
		},
		"absence over a gap": {
			2,
			[]audit.Need{aboutNumbers, applications(audit.Complete)},
			func(inv *inventory.Inventory) { inv.AddGap(inventory.KindApplication, page) }, audit.NotEvaluated, "TwiML applications",
		},
		"absence, and the rest was not asked for": {
			2,
			[]audit.Need{aboutNumbers, applications(audit.Complete)},
			func(inv *inventory.Inventory) { inv.Cover(inventory.KindApplication, "only AP1") },
			audit.NotApplicable, "only some TwiML applications were asked for (only AP1)",
		},
		"absence over a gap in what was asked for": {
			2,
			[]audit.Need{aboutNumbers, applications(audit.Complete)},
			func(inv *inventory.Inventory) {
				inv.Cover(inventory.KindApplication, "only AP1")
				inv.AddGap(inventory.KindApplication, page)
			},
			audit.NotEvaluated, "TwiML applications",
		},
		"each of those that were asked for": {
			2,
			[]audit.Need{aboutNumbers},
			func(inv *inventory.Inventory) { inv.Cover(inventory.KindPhoneNumber, "only +15550101") }, audit.Evaluated, "",
		},
		"absence of what is never read whole": {
			2,
			[]audit.Need{aboutNumbers, {Kind: inventory.KindMessagingCampaign, How: audit.Complete}},
			func(inv *inventory.Inventory) {
				inv.Cover(inventory.KindMessagingCampaign, inventory.Describe(inventory.KindMessagingCampaign).Filter)
			},
			audit.NotEvaluated, "of services that are registered",
		},
		"absence of executions, of which only stuck ones are read": {
			2,
			[]audit.Need{aboutNumbers, {Kind: inventory.KindExecution, How: audit.Complete}},
			func(inv *inventory.Inventory) { inv.Cover(inventory.KindExecution, "active, begun before then") }, audit.NotEvaluated, "begun before",
		},
		"optional and denied": {
			2,
			[]audit.Need{aboutNumbers, applications(audit.Optional)},
			func(inv *inventory.Inventory) { inv.AddGap(inventory.KindApplication, denied) }, audit.Evaluated, "",
		},
		"never asked for": {2, []audit.Need{aboutNumbers, applications(audit.Each)}, nil, audit.NotEvaluated, "the source holds no TwiML applications"},
		"a flow file":     {0, []audit.Need{aboutNumbers}, func(inv *inventory.Inventory) { inv.File = true }, audit.NotApplicable, "a flow file holds no phone numbers"},
	} {
		t.Run(name, func(t *testing.T) {
			result := audit.Run(newInventory(t, test.numbers, test.change), []*audit.Rule{rule(each, test.needs...)})
			got := result.Outcomes[0]
			if got.Outcome != test.want || !strings.Contains(got.Reason, test.reason) || (got.Reason == "") != (test.reason == "") {
				t.Errorf("outcome = %s: %s, want %s: %s", got.Outcome, got.Reason, test.want, test.reason)
			}
			if judged := len(result.Findings) > 0; judged != (test.numbers > 0 && (test.want == audit.Evaluated || test.want == audit.PartlyEvaluated)) {
				t.Errorf("findings = %d", len(result.Findings))
			}
			if incomplete := test.want == audit.PartlyEvaluated || test.want == audit.NotEvaluated; result.Incomplete() != incomplete {
				t.Errorf("incomplete = %v", result.Incomplete())
			}
		})
	}
}

func TestARuleThatFailsDoesNotStopTheOthers(t *testing.T) {
	crash := rule(func(p *audit.Pass) error { _ = each(p); panic("out of range") }, aboutNumbers)
	crash.ID = "test-crash"
	fails := rule(func(*audit.Pass) error { return errors.New("cannot judge") }, aboutNumbers)
	fails.ID = "test-fails"
	empty := rule(func(p *audit.Pass) error { p.Report(audit.Report{Message: "nowhere"}); return nil }, aboutNumbers)
	empty.ID = "test-nowhere"
	result := audit.Run(newInventory(t, 1, nil), []*audit.Rule{fails, crash, empty, rule(each, aboutNumbers)})
	got := map[string]string{}
	for _, o := range result.Outcomes {
		got[o.Rule.ID] = string(o.Outcome) + ": " + o.Reason
	}
	want := map[string]string{
		"test-crash":   "not-evaluated: the rule crashed: out of range; please report it",
		"test-fails":   "not-evaluated: cannot judge",
		"test-nowhere": `not-evaluated: rule test-nowhere reported without a resource, place, message or remediation: "nowhere"`,
		"test-rule":    "evaluated: ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(result.Findings) != 2 { // What the crashed rule had found is not lost.
		t.Errorf("findings = %d", len(result.Findings))
	}
}

func TestMembersAndFingerprints(t *testing.T) {
	run := func(numbers int) audit.Finding {
		result := audit.Run(newInventory(t, numbers, nil), []*audit.Rule{rule(each, aboutNumbers)})
		if len(result.Findings) != 1 {
			t.Fatalf("%d findings", len(result.Findings))
		}
		return result.Findings[0]
	}
	one, two, three := run(1), run(2), run(3)
	if len(one.Members) != 0 || !strings.HasPrefix(one.Message, "one: ") {
		t.Errorf("a single thing speaks for itself: %+v", one)
	}
	if len(two.Members) != 2 || two.Message != "2 of them" || two.Remediation != "change them" {
		t.Errorf("two things: %+v", two)
	}
	if two.Fingerprint != three.Fingerprint {
		t.Error("another member changed the fingerprint of the finding")
	}
	if one.Fingerprint != two.Members[0].Fingerprint || two.Members[1].Fingerprint != three.Members[1].Fingerprint {
		t.Error("company changed the fingerprint of a member")
	}
	if two.Members[0].Fingerprint == two.Members[1].Fingerprint {
		t.Error("two members have one fingerprint")
	}
	if len(one.Fingerprint) != 64 || strings.Contains(one.Message, "hunter2") {
		t.Errorf("fingerprint %s, message %q", one.Fingerprint, one.Message)
	}
	// Version 1 is a promise: baselines hold these values.
	const promised = "86e93044793fe82c63781d5481ecc9e665d2244abab6bebccd3238e732ba8a52"
	if one.Fingerprint != promised {
		t.Errorf("the fingerprint is %s; if that is meant, raise FingerprintVersion", one.Fingerprint)
	}
}

func TestDraftsWeighLess(t *testing.T) {
	inv := newInventory(t, 0, func(inv *inventory.Inventory) {
		inv.Cover(inventory.KindFlow, "")
		text := `{"sid": "FW00000000000000000000000000000001", "status": "draft", "revision": 4, "definition": {"initial_state": "T", "states": []}}`
		if err := inv.Add(inventory.KindFlow, "", []byte(text)); err != nil {
			t.Fatal(err)
		}
	})
	result := audit.Run(inv, []*audit.Rule{rule(func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			r.Report(audit.Report{Location: r.Place(r.Definition.InitialValue), Message: "m", Remediation: "r"})
		})
		return nil
	}, audit.Need{Kind: inventory.KindFlow, How: audit.Each})})
	if len(result.Findings) != 1 || result.Findings[0].Severity != audit.Note || result.Findings[0].Message != "draft revision 4: m" {
		t.Errorf("findings = %+v", result.Findings)
	}
}

func TestBrokenFilesAreAGapUnlessARuleTellsOfThem(t *testing.T) {
	broken := func() *inventory.Inventory {
		inv := newInventory(t, 0, nil)
		document, err := jsonpos.Parse("flow.json", []byte(`{"states": [`))
		if err == nil {
			t.Fatal("it parses")
		}
		inv.File = true
		inv.Cover(inventory.KindFlow, "")
		inv.AddBrokenFile(document, jsonpos.Span{}, "the text ends too early")
		inv.Finish()
		return inv
	}
	silent := rule(func(*audit.Pass) error { return nil }, audit.Need{Kind: inventory.KindFlow, How: audit.Each})
	if got := audit.Run(broken(), []*audit.Rule{silent}).Outcomes[0]; got.Outcome != audit.PartlyEvaluated || got.Reason != "flow.json could not be read: the text ends too early" {
		t.Errorf("alone: %s: %s", got.Outcome, got.Reason)
	}
	teller := rule(func(*audit.Pass) error { return nil }, audit.Need{Kind: inventory.KindFlow, How: audit.Text})
	teller.ID = "test-teller"
	for _, o := range audit.Run(broken(), []*audit.Rule{silent, teller}).Outcomes {
		if o.Outcome != audit.Evaluated {
			t.Errorf("with a rule that tells of it, %s: %s: %s", o.Rule.ID, o.Outcome, o.Reason)
		}
	}
}

func TestMerge(t *testing.T) {
	r := rule(each, aboutNumbers)
	whole := audit.Run(newInventory(t, 2, nil), []*audit.Rule{r})
	partial := audit.Run(newInventory(t, 1, func(inv *inventory.Inventory) {
		inv.AddGap(inventory.KindPhoneNumber, inventory.Gap{Ref: "x", Reason: "y"})
	}), []*audit.Rule{r})
	merged := audit.Merge(whole, partial)
	if len(merged.Outcomes) != 1 || merged.Outcomes[0].Outcome != audit.PartlyEvaluated {
		t.Errorf("outcomes = %+v", merged.Outcomes)
	}
	if len(merged.Coverage) != 1 || merged.Coverage[0].Read != 3 || merged.Coverage[0].Status != inventory.StatusPartial {
		t.Errorf("coverage = %+v", merged.Coverage)
	}
	if len(merged.Findings) != 2 || merged.Count(audit.Warning) != 2 || len(merged.Rules) != 1 {
		t.Errorf("%d findings, %d warnings, %d rules", len(merged.Findings), merged.Count(audit.Warning), len(merged.Rules))
	}
}

func TestValidate(t *testing.T) {
	if err := rule(each, aboutNumbers).Validate(); err != nil {
		t.Error(err)
	}
	bad := &audit.Rule{ID: "Bad_ID", Needs: []audit.Need{{Kind: inventory.KindFlow, How: audit.Optional}}}
	err := bad.Validate()
	for _, want := range []string{"kebab-case", "no title", "say why", "what to do", "no source", "no severity", "no persona", "be fixed", "since when", "no version", "cannot be optional", "no Check"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("nothing about %q in: %v", want, err)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	known := []string{"studio-stuck-executions", "webhook-insecure-url"}
	if got := audit.DidYouMean("studio-stuck-execution", known); got != `; did you mean "studio-stuck-executions"?` {
		t.Error(got)
	}
	if got := audit.DidYouMean("something else", known); got != "" {
		t.Error(got)
	}
}
