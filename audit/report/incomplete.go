package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// shortfall is one reason for which something could not be read, and the rules that could not judge everything for it. One gap
// stops many rules, and may be the same in many accounts: it is told once.
type shortfall struct {
	reason   string
	accounts []string // SIDs; "" for flow files
	not      []string // ids of rules that were not evaluated
	partly   []string // ids of rules that were partly evaluated
}

// shortfalls are the reasons, in the order of the result: those that stopped a rule, then the gaps that stopped none.
func shortfalls(r *audit.Result) []*shortfall {
	var all []*shortfall
	known := map[string]*shortfall{}
	of := func(reason, account string) *shortfall {
		s := known[reason]
		if s == nil {
			s = &shortfall{reason: reason}
			known[reason] = s
			all = append(all, s)
		}
		s.accounts = with(s.accounts, account)
		return s
	}
	for _, o := range r.Outcomes {
		if !o.Incomplete() {
			continue
		}
		s := of(o.Reason, o.Account)
		if o.Outcome == audit.NotEvaluated {
			s.not = with(s.not, o.Rule.ID)
		} else {
			s.partly = with(s.partly, o.Rule.ID)
		}
	}
	for _, c := range r.Coverage {
		if len(c.Gaps) > 0 {
			of(c.Reason(), c.Account)
		}
	}
	return all
}

// with is the list with an element, once.
func with(list []string, element string) []string {
	if slices.Contains(list, element) {
		return list
	}
	return append(list, element)
}

// incompleteness says in a sentence what an incomplete result lacks, "" if it is complete: how many rules could not judge everything,
// or that something else is missing. A rule that was not evaluated on one account and partly on another counts as not evaluated.
func incompleteness(r *audit.Result) string {
	worst := map[string]audit.Outcome{}
	for _, o := range r.Outcomes {
		if o.Incomplete() && worst[o.Rule.ID] != audit.NotEvaluated {
			worst[o.Rule.ID] = o.Outcome
		}
	}
	not, partly := 0, 0
	for _, outcome := range worst {
		if outcome == audit.NotEvaluated {
			not++
		} else {
			partly++
		}
	}
	switch {
	case not > 0 && partly > 0:
		return fmt.Sprintf("%s not evaluated, %d only partly", plural(not, "rule was", "rules were"), partly)
	case not > 0:
		return plural(not, "rule was", "rules were") + " not evaluated"
	case partly > 0:
		return plural(partly, "rule was", "rules were") + " only partly evaluated"
	case r.Incomplete():
		return "Not everything that was asked for could be read"
	default:
		return ""
	}
}

// judgedRules is the number of rules that judged something, on any account.
func judgedRules(r *audit.Result) int {
	rules := map[string]bool{}
	for _, o := range r.Outcomes {
		if o.Outcome == audit.Evaluated || o.Outcome == audit.PartlyEvaluated {
			rules[o.Rule.ID] = true
		}
	}
	return len(rules)
}

// counts is the numbers of open findings in words: "2 errors, 1 warning, 0 notes".
func counts(r *audit.Result) string {
	severities := audit.Severities()
	parts := make([]string, len(severities))
	for i, severity := range severities {
		parts[i] = plural(r.Count(severity), severity.String(), severity.String()+"s")
	}
	return strings.Join(parts, ", ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// readings says what was read of each kind, over all accounts: "3 phone numbers", "no SIP domains", "4 Studio flows (not all)". It
// leaves out what is only missing: the shortfalls tell that.
func readings(r *audit.Result) []string {
	var read []string
	kinds, others, resources := 0, 0, 0
	for i := range inventory.Kinds {
		d := &inventory.Kinds[i]
		total, filter, asked, missing := 0, "", false, false
		for _, c := range r.Coverage {
			if c.Kind == d.Kind {
				asked = true
				missing = missing || len(c.Gaps) > 0
				total += c.Read
				filter = c.Filter
			}
		}
		if !asked || total == 0 && missing {
			continue
		}
		if kinds++; kinds > namedKinds {
			others++
			resources += total
			continue
		}
		text := plural(total, d.Title, d.Plural)
		if total == 0 {
			text = "no " + d.Plural
		}
		var limits []string
		if filter != "" {
			limits = append(limits, Clean(filter))
		}
		if missing {
			limits = append(limits, "not all")
		}
		if len(limits) > 0 {
			text += " (" + strings.Join(limits, "; ") + ")"
		}
		read = append(read, text)
	}
	if others > 0 {
		read = append(read, plural(resources, "resource", "resources")+" of "+plural(others, "other kind", "other kinds"))
	}
	return read
}

// namedKinds is how many kinds the closing sentence names; the verbose report lists all of them.
const namedKinds = 9

// enumerate joins with commas and an "and".
func enumerate(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}
