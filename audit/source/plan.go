package source

import (
	"slices"
	"strings"
	"time"

	"github.com/twilint/twilint/audit/inventory"
)

// stuckAfter is the age from which an execution that is still active is asked for. Calls are over by then: it is the age from
// which Twilio itself calls one obviously too old.
// Support article 360019383714, "Understanding and Avoiding Stuck Executions in Twilio Studio".
const stuckAfter = 4 * time.Hour

// plan is what is asked of an account.
type plan struct {
	// kinds are those that are asked for, in the order of the kinds table: the ones needed, and those that they stand below.
	kinds []inventory.Kind
	only  Selection
	// apart are kinds that rules judge beside the selected numbers. Nothing of them is asked for.
	apart []inventory.Kind
	// stuckBefore is when an active execution must have begun to be asked for.
	stuckBefore time.Time
	// byNumber: only the selected numbers are read, and of other resources what they lead to.
	byNumber bool
	// fewFlows: only the selected flows are read, and those that the selected numbers lead to.
	fewFlows bool
}

func newPlan(o LiveOptions, asOf time.Time) plan {
	p := plan{only: o.Only, stuckBefore: asOf.Add(-stuckAfter), byNumber: o.Only.onlyNumbers()}
	p.fewFlows = o.Only.resources()
	for kind := range o.Only.SIDs {
		p.fewFlows = p.fewFlows && (kind == inventory.KindPhoneNumber || kind == inventory.KindFlow)
	}
	kinds := o.Kinds
	if p.byNumber {
		kinds, p.apart = apartFromNumbers(o.Kinds)
	}
	wanted := wantedKinds(kinds)
	if p.byNumber {
		wanted[inventory.KindPhoneNumber] = true
	}
	delete(wanted, inventory.KindSubaccount) // It is asked for by LiveOptions.Subaccounts, once for all accounts.
	for i := range inventory.Kinds {
		if kind := inventory.Kinds[i].Kind; wanted[kind] {
			p.kinds = append(p.kinds, kind)
		}
	}
	return p
}

// wantedKinds are the account and some kinds, with what has to be read to come to them.
func wantedKinds(kinds []inventory.Kind) map[inventory.Kind]bool {
	wanted := map[inventory.Kind]bool{inventory.KindAccount: true}
	for _, kind := range kinds {
		want(wanted, kind)
	}
	return wanted
}

// want adds a kind, and what has to be read to come to it.
func want(wanted map[inventory.Kind]bool, kind inventory.Kind) {
	if kind == "" || wanted[kind] {
		return
	}
	wanted[kind] = true
	d := inventory.Describe(kind)
	want(wanted, d.Parent)
	want(wanted, d.Unless)
	if d.Via != nil {
		want(wanted, d.Via.Kind)
	}
}

func (p *plan) asks(kind inventory.Kind) bool { return slices.Contains(p.kinds, kind) }

// children are the kinds asked for that stand directly below a kind.
func (p *plan) children(kind inventory.Kind) []*inventory.Description {
	var children []*inventory.Description
	for _, k := range p.kinds {
		if d := inventory.Describe(k); d.Parent == kind {
			children = append(children, d)
		}
	}
	return children
}

// via are the kinds asked for that are fetched because a resource of this kind names them.
func (p *plan) via(kind inventory.Kind) []*inventory.Description {
	var kinds []*inventory.Description
	for _, k := range p.kinds {
		if d := inventory.Describe(k); d.Via != nil && d.Via.Kind == kind {
			kinds = append(kinds, d)
		}
	}
	return kinds
}

// byReference tells the kinds of which only what the selected numbers name is read.
func (p *plan) byReference(kind inventory.Kind) bool {
	return p.byNumber && slices.ContainsFunc(inventory.Describe(inventory.KindPhoneNumber).References, func(r inventory.Reference) bool { return r.Kind == kind })
}

// apartFromNumbers takes out of some kinds those whose resources have webhooks of their own and say nothing of a number: the same rules
// judge them, and somebody who asks about one number does not.
func apartFromNumbers(kinds []inventory.Kind) (kept, apart []inventory.Kind) {
	number := inventory.Describe(inventory.KindPhoneNumber)
	for _, kind := range kinds {
		switch d := inventory.Describe(kind); {
		case len(d.Webhooks) == 0, kind == number.Kind, kind == inventory.KindMessagingService, kind == inventory.KindConversationsAddress,
			slices.ContainsFunc(number.References, func(r inventory.Reference) bool { return r.Kind == kind }):
			kept = append(kept, kind)
		default:
			apart = append(apart, kind)
		}
	}
	return kept, apart
}

// filter says in words which resources of a kind are asked for, "" for all.
func (p *plan) filter(kind inventory.Kind) string {
	switch {
	case slices.Contains(p.apart, kind):
		return "none, only " + p.numbers()
	case p.byReference(kind):
		return "only those that " + p.numbers() + " uses"
	case kind == inventory.KindPhoneNumber && p.byNumber:
		return "only " + p.numbers()
	case kind == inventory.KindFlow || kind == inventory.KindFlowRevision:
		return p.flows()
	case kind == inventory.KindExecution:
		text := "active, begun before " + p.stuckBefore.Format(time.RFC3339)
		if flows := p.flows(); flows != "" {
			text += ", " + flows
		}
		return text
	default:
		return inventory.Describe(kind).Filter
	}
}

func (p *plan) numbers() string {
	return strings.Join(append(slices.Clone(p.only.Numbers), p.only.SIDs[inventory.KindPhoneNumber]...), ", ")
}

// flows says in words which flows are asked for, "" for all.
func (p *plan) flows() string {
	if !p.fewFlows {
		return ""
	}
	var parts []string
	if flows := p.only.SIDs[inventory.KindFlow]; len(flows) > 0 {
		parts = append(parts, strings.Join(flows, ", "))
	}
	if numbers := p.numbers(); numbers != "" {
		parts = append(parts, "those that "+numbers+" leads to")
	}
	return "only flows: " + strings.Join(parts, " and ")
}
