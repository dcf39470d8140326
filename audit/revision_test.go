package audit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// twoRevisions holds a flow whose published revision has the widgets a and b, and whose draft has the widget c as well.
func twoRevisions(t *testing.T) *inventory.Inventory {
	t.Helper()
	return newInventory(t, 0, func(inv *inventory.Inventory) {
		for kind, text := range map[inventory.Kind]string{
			inventory.KindFlow: `{"sid": "FW00000000000000000000000000000001", "status": "draft", "revision": 4, "definition": {"states": [
				{"name": "a"}, {"name": "b"}, {"name": "c"}]}}`,
			inventory.KindFlowRevision: `{"sid": "FW00000000000000000000000000000001", "status": "published", "revision": 3, "definition": {"states": [
				{"name": "b"}, {"name": "a"}]}}`,
		} {
			inv.Cover(kind, "")
			if err := inv.Add(kind, "", []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
	})
}

var aboutFlows = audit.Need{Kind: inventory.KindFlow, How: audit.Each}

func TestWhatThePublishedRevisionHasTooIsNotToldOfTheDraft(t *testing.T) {
	result := audit.Run(twoRevisions(t), []*audit.Rule{rule(func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			for _, w := range r.Definition.Widgets {
				r.Report(audit.Report{Location: r.Place(w.Value), Message: w.Name, Remediation: "r"})
			}
		})
		return nil
	}, aboutFlows)})
	got := map[string]audit.Severity{}
	for _, f := range result.Findings {
		got[f.Message] = f.Severity
	}
	want := map[string]audit.Severity{"a": audit.Warning, "b": audit.Warning, "draft revision 4: c": audit.Note}
	if diff := cmp.Diff(want, got); diff != "" || len(result.Findings) != 3 {
		t.Error(len(result.Findings), diff)
	}
}

func TestGroupsInRevisions(t *testing.T) {
	run := func(atMost int) []audit.Finding {
		return audit.Run(twoRevisions(t), []*audit.Rule{rule(func(p *audit.Pass) error {
			p.EachRevision(func(r *audit.RevisionPass) {
				var found []audit.Report
				for _, w := range r.Definition.Widgets[:min(atMost, len(r.Definition.Widgets))] {
					found = append(found, audit.Report{Location: r.Place(w.Value), Message: "one", Remediation: "r", Discriminator: w.Value.Document().URI})
				}
				r.ReportAll("key", audit.Error, found, func([]int) (message, remediation string) { return "several", "r" })
			})
			return nil
		}, aboutFlows)}).Findings
	}
	type told struct {
		Message  string
		Severity audit.Severity
		Members  int
	}
	for atMost, want := range map[int][]told{
		0: nil,
		1: {{"draft revision 4: one", audit.Warning, 0}, {"one", audit.Error, 0}},
		9: {{"draft revision 4: several", audit.Warning, 3}, {"several", audit.Error, 2}},
	} {
		var got []told
		seen := map[audit.Fingerprint]bool{}
		for _, f := range run(atMost) {
			got = append(got, told{f.Message, f.Severity, len(f.Members)})
			seen[f.Fingerprint] = true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("at most %d: %s", atMost, diff)
		}
		if len(seen) != len(got) {
			t.Errorf("at most %d: two findings have one fingerprint", atMost)
		}
	}
}

func TestAGroupWithoutAResourceOfItsOwnOutlivesItsFirstMember(t *testing.T) {
	run := func(first int) audit.Finding {
		findings := audit.Run(newInventory(t, 3, nil), []*audit.Rule{rule(func(p *audit.Pass) error {
			var g audit.Group
			for _, n := range p.Numbers[first:] {
				g.Add(audit.Report{Item: &n.Item, Location: n.VoiceURL.Location(), Message: "one", Remediation: "r"})
			}
			p.ReportGroup(&g, "several", "r")
			return nil
		}, aboutNumbers)}).Findings
		if len(findings) != 1 {
			t.Fatalf("%d findings", len(findings))
		}
		return findings[0]
	}
	if run(0).Fingerprint != run(1).Fingerprint {
		t.Error("losing its first member changed the fingerprint of the finding")
	}
}
