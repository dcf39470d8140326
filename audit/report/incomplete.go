package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// shortfall is one reason for which rules could not judge everything. One gap stops many rules, and may be the same in many
// accounts: it is told once.
type shortfall struct {
	reason   string
	accounts []string // SIDs; "" for flow files
	not      []string // ids of rules that were not evaluated
	partly   []string // ids of rules that were partly evaluated
}

// shortfalls are the reasons, in the order of the result.
func shortfalls(r *audit.Result) []*shortfall {
	var all []*shortfall
	known := map[string]*shortfall{}
	for _, o := range r.Outcomes {
		if !o.Incomplete() {
			continue
		}
		s := known[o.Reason]
		if s == nil {
			s = &shortfall{reason: o.Reason}
			known[o.Reason] = s
			all = append(all, s)
		}
		s.accounts = with(s.accounts, o.Account)
		if o.Outcome == audit.NotEvaluated {
			s.not = with(s.not, o.Rule.ID)
		} else {
			s.partly = with(s.partly, o.Rule.ID)
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

// incompleteness says in a sentence how many rules could not judge everything, "" if none. A rule that was not evaluated on one
// account and partly on another counts as not evaluated.
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

// readings says what was read of each kind, over all accounts ("3 phone numbers", "no SIP domains", "4 Studio flows (not all)"),
// and of what nothing was seen because it, or part of it, could not be read.
func readings(r *audit.Result) (read, unread []string) {
	for i := range inventory.Kinds {
		d := &inventory.Kinds[i]
		total, filter := 0, ""
		some, none, partial := false, false, false
		for _, c := range r.Coverage {
			if c.Kind != d.Kind {
				continue
			}
			switch c.Status {
			case inventory.StatusDenied, inventory.StatusFailed:
				none = true
			default:
				some = true
				partial = partial || c.Status == inventory.StatusPartial
				total += c.Read
				filter = c.Filter
			}
		}
		if none && !some {
			unread = append(unread, d.Plural)
		}
		if !some {
			continue
		}
		if total == 0 && (partial || none) {
			unread = append(unread, "all "+d.Plural)
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
		if partial || none {
			limits = append(limits, "not all")
		}
		if len(limits) > 0 {
			text += " (" + strings.Join(limits, "; ") + ")"
		}
		read = append(read, text)
	}
	return read, unread
}

// enumerate joins with commas and an "and".
func enumerate(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}
