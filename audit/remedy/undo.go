package remedy

import (
	"fmt"
	"slices"
	"strings"
)

// UndoPlan is the plan that takes back what a receipt tells of, the last change first. It is applied as any other, with a receipt of its
// own, and refuses what is no longer as it was written. What cannot be taken back is refused in it, with the reason.
//
// The same receipt makes the same plan, so that an undo which was ended can be taken up.
func UndoPlan(r *Receipt) (*Plan, error) {
	if r.head.Purpose != ToFix {
		return nil, fmt.Errorf("the receipt is of an undo: to have the fixes again, make a new plan with: twilint fix plan")
	}
	p := &Plan{
		Schema: PlanSchema, Purpose: ToUndo, Version: r.head.Version, AsOf: r.head.At,
		Account: r.head.Account, Region: r.head.Region, MarkerKey: r.head.MarkerKey,
		Incomplete: []string{}, Changes: []Change{}, Refused: []Refusal{}, Manual: []Manual{},
	}
	for _, key := range slices.Backward(r.order) {
		e := r.entries[key]
		c := e.intent.Change
		if e.outcome != nil && !e.outcome.Outcome.written() && e.outcome.Outcome != Unknown {
			continue // Nothing was written.
		}
		inverse, reason := c.inverse(e)
		if reason != "" {
			p.Refused = append(p.Refused, Refusal{Account: c.Account, Kind: c.Kind, SID: c.SID, Name: c.Name, Reason: reason, Closes: c.Closes})
			continue
		}
		p.Changes = append(p.Changes, inverse)
	}
	return p, nil
}

// inverse is the change that takes another one back, and why there is none.
func (c *Change) inverse(e *entry) (Change, string) {
	switch {
	case e.open():
		return Change{}, "whether it was written is not known: apply the plan again first, which finds out"
	case c.Final != "":
		return Change{}, c.Final
	}
	inverse := Change{
		Account: c.Account, Kind: c.Kind, SID: c.SID, Parent: c.Parent, Name: c.Name, Call: c.Call, Closes: c.Closes,
		SHA256: e.outcome.SHA256, DefinitionSHA256: e.outcome.DefinitionSHA256,
		Final: "to have it again, make a new plan",
	}
	inverse.CommitMessage = commitMessage(c, ToUndo)
	for _, s := range c.Settings {
		want := s.Seen
		if !s.inMember() && unset(want) {
			want = `""`
			if strings.HasSuffix(s.Pointer, "_method") { // A method is GET or POST; none counts while the URL is unset.
				continue
			}
		}
		inverse.Settings = append(inverse.Settings, newSetting(s.Pointer, s.Want, want))
	}
	return inverse, ""
}
