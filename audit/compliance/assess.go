package compliance

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Assessment is what an audit showed about the controls of a framework.
type Assessment struct {
	Framework *Framework
	Result    *audit.Result
	Controls  []Reviewed
	// Accounts are those of which something was read; Unread says in words of which nothing is said.
	Accounts []inventory.Account
	Unread   []string
	// NotRun is how many rules would say something and were not part of the audit.
	NotRun int
}

// Reviewed is a control with what an audit showed about it.
type Reviewed struct {
	*Control
	// Evidence are rules that judged everything they speak of, which is something, and found nothing; by rule and account.
	Evidence []Silence
	// Nothing are rules that found nothing because there was nothing to find it in. That is no merit.
	Nothing []Silence
	// Faults are the findings of rules that give evidence for the control. One that was accepted is a fault all the same.
	Faults []*audit.Finding
	// Unjudged are rules that could not judge everything, or nothing, by rule and account.
	Unjudged []Unjudged
	// NotRun are the ids of rules that would give evidence and were not part of the audit.
	NotRun []string
}

// Silence is a rule that found nothing.
type Silence struct {
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
	a := &Assessment{Framework: f, Result: r, Unread: unreadSubaccounts(r)}
	for _, account := range r.Accounts {
		if reason, unread := unreadAccount(r, account.SID); unread {
			a.Unread = append(a.Unread, "account "+account.SID+" could not be read: "+reason)
		} else {
			a.Accounts = append(a.Accounts, account)
		}
	}
	notRun := map[string]bool{}
	for i := range f.Controls {
		reviewed := review(f, &f.Controls[i], r)
		a.Controls = append(a.Controls, reviewed)
		for _, id := range reviewed.NotRun {
			notRun[id] = true
		}
	}
	a.NotRun = len(notRun)
	return a
}

// unreadAccount tells whether nothing of an account could be read, and why.
func unreadAccount(r *audit.Result, sid string) (reason string, unread bool) {
	for _, c := range r.Coverage {
		switch {
		case c.Account != sid || c.Kind == inventory.KindSubaccount:
		case c.Read > 0 || len(c.Gaps) == 0:
			return "", false
		default:
			reason = c.Gaps[0].Reason
		}
	}
	return reason, reason != ""
}

// unreadSubaccounts says in words which subaccounts are not among the accounts.
func unreadSubaccounts(r *audit.Result) []string {
	var unread []string
	asked := false
	for _, c := range r.Coverage {
		if c.Kind != inventory.KindSubaccount {
			continue
		}
		asked = true
		if len(c.Gaps) > 0 {
			unread = append(unread, c.Reason())
		}
		if c.Filter != "" {
			unread = append(unread, unfiltered(c))
		}
	}
	if !asked {
		unread = append(unread, "subaccounts, if there are any, were not asked for")
	}
	return unread
}

func unfiltered(c inventory.Coverage) string {
	return fmt.Sprintf("not all %s were asked for (%s)", inventory.Describe(c.Kind).Plural, c.Filter)
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
		if o.Outcome != audit.Evaluated {
			reviewed.Unjudged = append(reviewed.Unjudged, Unjudged{Rule: o.Rule, Account: o.Account, Outcome: o.Outcome, Reason: o.Reason})
		} else if !faulty[[2]string{o.Rule.ID, o.Account}] {
			reviewed.hear(r, o)
		}
	}
	return reviewed
}

// hear takes in that a rule was evaluated and found nothing.
func (c *Reviewed) hear(r *audit.Result, o audit.RuleOutcome) {
	row := mappingOf(o.Rule.ID)
	about := row.kinds(o.Rule)
	if about[0] == inventory.KindSubaccount && !speaksForSubaccounts(r, o.Account) {
		return
	}
	var read []inventory.Coverage
	for _, kind := range about {
		coverage, asked := coverageOf(r, o.Account, kind)
		outcome, reason := audit.Evaluated, ""
		switch {
		case !asked:
			outcome, reason = audit.NotApplicable, inventory.Describe(kind).Plural+" were not asked for"
		case len(coverage.Gaps) > 0: // A rule may say that it can do without; who reads evidence cannot.
			outcome, reason = audit.PartlyEvaluated, coverage.Reason()
		case coverage.Filter != inventory.Describe(kind).Filter:
			outcome, reason = audit.PartlyEvaluated, unfiltered(coverage)
		}
		if outcome != audit.Evaluated {
			c.Unjudged = append(c.Unjudged, Unjudged{Rule: o.Rule, Account: o.Account, Outcome: outcome, Reason: reason})
			return
		}
		read = append(read, coverage)
	}
	silence := Silence{Rule: o.Rule, Account: o.Account, Looked: looked(read)}
	some := slices.ContainsFunc(read, func(c inventory.Coverage) bool { return c.Read > 0 })
	switch {
	case row.silence != "":
		silence.Looked = row.silence
		c.Nothing = append(c.Nothing, silence)
	case some || row.absence:
		c.Evidence = append(c.Evidence, silence)
	default:
		c.Nothing = append(c.Nothing, silence)
	}
}

// speaksForSubaccounts tells whether it is in this account that subaccounts are judged: the main one, which alone lists them. Where none
// was asked for, each says so.
func speaksForSubaccounts(r *audit.Result, account string) bool {
	asked := false
	for _, c := range r.Coverage {
		if c.Kind == inventory.KindSubaccount {
			asked = true
			if c.Account == account {
				return true
			}
		}
	}
	return !asked
}

// coverageOf is what was read of a kind in an account, and whether it was asked for.
func coverageOf(r *audit.Result, account string, kind inventory.Kind) (inventory.Coverage, bool) {
	for _, c := range r.Coverage {
		if c.Kind == kind && c.Account == account {
			return c, true
		}
	}
	return inventory.Coverage{}, false
}

// looked says at what a rule looked that found nothing.
func looked(read []inventory.Coverage) string {
	var some, none []string
	total := 0
	for _, c := range read {
		d := inventory.Describe(c.Kind)
		noun := d.Plural
		if c.Read == 1 {
			noun = d.Title
		}
		if c.Filter != "" {
			noun += " (" + c.Filter + ")"
		}
		if c.Read == 0 {
			none = append(none, noun)
			continue
		}
		some = append(some, fmt.Sprintf("%d %s", c.Read, noun))
		total += c.Read
	}
	switch {
	case total == 1:
		return "no finding about " + some[0]
	case total > 0:
		return "no finding among " + enumerate(some, "and")
	default:
		return "there are no " + enumerate(none, "or")
	}
}

// enumerate writes a list as people do: "a, b and c".
func enumerate(words []string, last string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}
