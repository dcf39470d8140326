package audit

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit/inventory"
)

// Run lets the rules judge one inventory. A rule that crashes is not evaluated, and the others go on.
func Run(inv *inventory.Inventory, rules []*Rule) *Result {
	result := &Result{AsOf: inv.AsOf, Coverage: inv.Coverages(), Rules: slices.Clone(rules), Outcomes: make([]RuleOutcome, 0, len(rules))}
	if !inv.File {
		result.Accounts = []inventory.Account{inv.Account}
	}
	tellsBroken := slices.ContainsFunc(rules, func(r *Rule) bool { return slices.ContainsFunc(r.Needs, func(n Need) bool { return n.How == Text }) })
	for _, rule := range rules {
		outcome := RuleOutcome{Rule: rule, Account: inv.Account.SID}
		outcome.Outcome, outcome.Reason = prospect(inv, rule, tellsBroken)
		if outcome.Outcome == Evaluated || outcome.Outcome == PartlyEvaluated {
			findings, err := check(inv, rule)
			result.Findings = append(result.Findings, findings...)
			if err != nil {
				outcome.Outcome, outcome.Reason = NotEvaluated, err.Error()
			}
		}
		result.Outcomes = append(result.Outcomes, outcome)
	}
	result.sortRules()
	result.Sort()
	return result
}

func (r *Result) sortRules() {
	slices.SortFunc(r.Rules, func(a, b *Rule) int { return cmp.Compare(a.ID, b.ID) })
}

// prospect tells what a rule can say of an inventory, before it runs.
func prospect(inv *inventory.Inventory, rule *Rule, tellsBroken bool) (Outcome, string) {
	if kind, missing := rule.MissingInFile(); missing && inv.File {
		return NotApplicable, "a flow file holds no " + inventory.Describe(kind).Plural
	}
	outcome, reason := Evaluated, ""
	for i, need := range rule.Needs {
		coverage, asked := inv.Coverage(need.Kind)
		if i == 0 && need.How == Optional && coverage.Status == inventory.StatusFailed { // It was not even refused: nothing is known of the account.
			return NotEvaluated, coverage.Reason()
		}
		if need.How == Optional || !inv.CanHold(need.Kind) {
			continue
		}
		if !asked {
			return NotEvaluated, fmt.Sprintf("the source holds no %s", inventory.Describe(need.Kind).Plural)
		}
		if need.How == Complete && coverage.Filter != "" && len(coverage.Gaps) == 0 {
			return beyond(need.Kind, coverage)
		}
		if need.Kind == inventory.KindFlow && need.How != Text && !tellsBroken {
			for _, f := range inv.Flows {
				if f.Fault != nil {
					outcome, reason = PartlyEvaluated, fmt.Sprintf("%s could not be read: %s", f.Ref.Path, f.Fault.Reason)
				}
			}
		}
		if len(coverage.Gaps) == 0 {
			continue
		}
		about := i == 0 && coverage.Status != inventory.StatusPartial
		if need.How == Complete || about {
			return NotEvaluated, coverage.Reason()
		}
		if outcome == Evaluated {
			outcome, reason = PartlyEvaluated, coverage.Reason()
		}
	}
	return outcome, reason
}

// beyond is what a claim of absence can be on a kind of which only a part was asked for. Where the person who runs the audit chose the
// part, that is as good as not choosing the rule: nothing that was asked for is missing. Where the kind is never read whole, nobody
// chose.
func beyond(kind inventory.Kind, coverage inventory.Coverage) (Outcome, string) {
	d := inventory.Describe(kind)
	reason := fmt.Sprintf("only some %s were asked for (%s)", d.Plural, coverage.Filter)
	if coverage.Filter == d.Filter || kind == inventory.KindExecution {
		return NotEvaluated, reason
	}
	return NotApplicable, reason
}

// check runs one rule. A panic is a bug of the rule: it becomes an error, so that the other rules still speak.
func check(inv *inventory.Inventory, rule *Rule) (findings []Finding, err error) {
	pass := &Pass{Inventory: inv, AsOf: inv.AsOf, rule: rule}
	defer func() {
		if cause := recover(); cause != nil {
			findings, err = pass.findings, fmt.Errorf("the rule crashed: %v; please report it", cause)
		}
	}()
	if err := rule.Check(pass); err != nil {
		return pass.findings, err
	}
	return pass.findings, pass.err
}

// Unread is the result of a source that stopped before its end: no rule could judge what would have come.
func Unread(rules []*Rule, reason error) *Result {
	result := &Result{Rules: slices.Clone(rules)}
	for _, rule := range rules {
		result.Outcomes = append(result.Outcomes, RuleOutcome{Rule: rule, Outcome: NotEvaluated, Reason: reason.Error()})
	}
	result.sortRules()
	return result
}

// Merge joins the results of several inventories into one. Rule outcomes of the same account become one: the least favourable.
func Merge(results ...*Result) *Result {
	if len(results) == 1 {
		return results[0]
	}
	merged := &Result{}
	type key struct {
		rule, account string
	}
	outcomes := map[key]int{}
	coverages := map[[2]string]int{}
	seen := map[string]bool{}
	for _, r := range results {
		if merged.AsOf.IsZero() || r.AsOf.Before(merged.AsOf) && !r.AsOf.IsZero() {
			merged.AsOf = r.AsOf
		}
		merged.Accounts = append(merged.Accounts, r.Accounts...)
		merged.Findings = append(merged.Findings, r.Findings...)
		for _, c := range r.Coverage {
			k := [2]string{c.Account, string(c.Kind)}
			i, ok := coverages[k]
			if !ok {
				coverages[k] = len(merged.Coverage)
				merged.Coverage = append(merged.Coverage, c)
				continue
			}
			merged.Coverage[i].Add(c)
		}
		for _, o := range r.Outcomes {
			k := key{o.Rule.ID, o.Account}
			i, ok := outcomes[k]
			if !ok {
				outcomes[k] = len(merged.Outcomes)
				merged.Outcomes = append(merged.Outcomes, o)
				continue
			}
			if worse(o.Outcome, merged.Outcomes[i].Outcome) {
				merged.Outcomes[i] = o
			}
		}
		for _, rule := range r.Rules {
			if !seen[rule.ID] {
				seen[rule.ID] = true
				merged.Rules = append(merged.Rules, rule)
			}
		}
	}
	merged.sortRules()
	merged.Sort()
	return merged
}

// worse orders outcomes for merging: some files judged and others not is partly evaluated at best.
func worse(a, b Outcome) bool {
	rank := []Outcome{NotApplicable, Evaluated, PartlyEvaluated, NotEvaluated}
	return slices.Index(rank, a) > slices.Index(rank, b)
}
