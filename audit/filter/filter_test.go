package filter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/filter"
	"github.com/twilint/twilint/audit/inventory"
)

// TestSelection: of a finding that lists many, what was selected stays; one of them being the first of the list selects no other. What
// stands above its members selects them all.
func TestSelection(t *testing.T) {
	number := func(sid string) inventory.Ref { return inventory.Ref{Kind: inventory.KindPhoneNumber, SID: sid} }
	flow := inventory.Ref{Kind: inventory.KindFlow, SID: "FW1"}
	members := func(sids ...string) (all []audit.Member) {
		for _, sid := range sids {
			all = append(all, audit.Member{Subject: number(sid)})
		}
		return all
	}
	findings := []audit.Finding{
		{Subject: number("PN1"), Members: members("PN1", "PN2", "PN3")},
		{Subject: flow, Members: members("PN1", "PN2")},
		{Subject: number("PN1")},
		{Subject: number("PN2"), Members: members("PN2", "PN2")},
	}
	for name, c := range map[string]struct {
		only inventory.Ref
		want [][]audit.Member
	}{
		"the first":  {number("PN1"), [][]audit.Member{members("PN1"), members("PN1"), nil}},
		"another":    {number("PN3"), [][]audit.Member{members("PN3")}},
		"what holds": {flow, [][]audit.Member{members("PN1", "PN2")}},
		"one twice":  {number("PN2"), [][]audit.Member{members("PN2"), members("PN2"), members("PN2", "PN2")}},
	} {
		result := &audit.Result{Findings: findings}
		filter.Apply(result, filter.Options{Only: func(ref inventory.Ref) bool { return ref == c.only }})
		var got [][]audit.Member
		for _, f := range result.Findings {
			got = append(got, f.Members)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
