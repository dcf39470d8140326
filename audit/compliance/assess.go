package compliance

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Assessment is what an audit showed about the controls of a framework.
type Assessment struct {
	Framework *Framework
	Result    *audit.Result
	Controls  []Reviewed
}

// Reviewed is a control with what an audit showed about it.
type Reviewed struct {
	*Control
	// Evidence are rules that judged everything they speak of and found nothing, by rule and account.
	Evidence []Evidence
	// Faults are the findings of rules that give evidence for the control. One that was accepted is a fault all the same.
	Faults []*audit.Finding
	// Unjudged are rules that could not judge everything, or nothing, by rule and account.
	Unjudged []Unjudged
	// NotRun are the ids of rules that would give evidence and were not part of the audit.
	NotRun []string
}

// Evidence is a rule that found nothing.
type Evidence struct {
	Rule    *audit.Rule
	Account string // "" for flow files
	// Looked says at what: "no finding among 300 phone numbers", or that there was nothing to look at.
	Looked string
}

// Unjudged is a rule that could not speak for an account, or not for all of it.
type Unjudged struct {
	Rule    *audit.Rule
	Account string
	Outcome audit.Outcome
	Reason  string
}

// Assess sorts the result of an audit by the controls of a framework.
func Assess(f *Framework, r *audit.Result) *Assessment {
	a := &Assessment{Framework: f, Result: r}
	for i := range f.Controls {
		a.Controls = append(a.Controls, review(f, &f.Controls[i], r))
	}
	return a
}

func review(f *Framework, c *Control, r *audit.Result) Reviewed {
	reviewed := Reviewed{Control: c, NotRun: f.rulesOf(c.ID)}
	speaks := map[string]bool{}
	for _, id := range reviewed.NotRun {
		speaks[id] = true
	}
	faulty := map[[2]string]bool{}
	for i := range r.Findings {
		finding := &r.Findings[i]
		if speaks[finding.Rule.ID] {
			reviewed.Faults = append(reviewed.Faults, finding)
			faulty[[2]string{finding.Rule.ID, finding.Account}] = true
		}
	}
	slices.SortStableFunc(reviewed.Faults, func(a, b *audit.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	for _, o := range r.Outcomes {
		if !speaks[o.Rule.ID] {
			continue
		}
		reviewed.NotRun = slices.DeleteFunc(reviewed.NotRun, func(id string) bool { return id == o.Rule.ID })
		about := coverage(r, o)
		switch {
		case o.Outcome != audit.Evaluated:
			reviewed.Unjudged = append(reviewed.Unjudged, Unjudged{Rule: o.Rule, Account: o.Account, Outcome: o.Outcome, Reason: o.Reason})
		case faulty[[2]string{o.Rule.ID, o.Account}]:
		case len(about.Gaps) > 0: // A rule may say that it can do without; who reads evidence cannot.
			reviewed.Unjudged = append(reviewed.Unjudged, Unjudged{Rule: o.Rule, Account: o.Account, Outcome: audit.PartlyEvaluated, Reason: about.Reason()})
		default:
			reviewed.Evidence = append(reviewed.Evidence, Evidence{Rule: o.Rule, Account: o.Account, Looked: looked(about)})
		}
	}
	return reviewed
}

// coverage is what was read of the kind that a rule is about, in the account of an outcome; the zero Coverage if that was not asked for.
func coverage(r *audit.Result, o audit.RuleOutcome) inventory.Coverage {
	for _, c := range r.Coverage {
		if c.Kind == o.Rule.Needs[0].Kind && c.Account == o.Account {
			return c
		}
	}
	return inventory.Coverage{}
}

// looked says what a rule looked at that found nothing. One that had nothing to look at found nothing either, which is no merit.
func looked(c inventory.Coverage) string {
	if c.Kind == "" {
		return "no finding"
	}
	d := inventory.Describe(c.Kind)
	limit := ""
	if c.Filter != "" {
		limit = " (" + c.Filter + ")"
	}
	switch c.Read {
	case 0:
		return fmt.Sprintf("there are no %s%s", d.Plural, limit)
	case 1:
		return fmt.Sprintf("no finding about 1 %s%s", d.Title, limit)
	default:
		return fmt.Sprintf("no finding among %d %s%s", c.Read, d.Plural, limit)
	}
}
