package report

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// shortfall is one reason for which rules could not judge everything, and the rules. One gap stops many rules: it is told once.
type shortfall struct {
	account string
	reason  string
	not     []string // rules that were not evaluated
	partly  []string // rules that were partly evaluated
}

// shortfalls are the reasons, in the order of the result.
func shortfalls(r *audit.Result) []*shortfall {
	var all []*shortfall
	known := map[[2]string]*shortfall{}
	for _, o := range r.Outcomes {
		if !o.Incomplete() {
			continue
		}
		key := [2]string{o.Account, o.Reason}
		s := known[key]
		if s == nil {
			s = &shortfall{account: o.Account, reason: o.Reason}
			known[key] = s
			all = append(all, s)
		}
		if o.Outcome == audit.NotEvaluated {
			s.not = append(s.not, o.Rule.ID)
		} else {
			s.partly = append(s.partly, o.Rule.ID)
		}
	}
	return all
}

// incompleteRules are the numbers of rules that were not, and that were only partly, evaluated on some account. A rule that was
// not evaluated on one account and partly on another counts as not evaluated.
func incompleteRules(r *audit.Result) (not, partly int) {
	worst := map[string]audit.Outcome{}
	for _, o := range r.Outcomes {
		if o.Incomplete() && worst[o.Rule.ID] != audit.NotEvaluated {
			worst[o.Rule.ID] = o.Outcome
		}
	}
	for _, outcome := range worst {
		if outcome == audit.NotEvaluated {
			not++
		} else {
			partly++
		}
	}
	return not, partly
}

// incompleteness says in a few words how many rules could not judge everything, "" if none.
func incompleteness(r *audit.Result) string {
	not, partly := incompleteRules(r)
	switch {
	case not > 0 && partly > 0:
		return fmt.Sprintf("%s not evaluated, %d only partly", were(not), partly)
	case not > 0:
		return were(not) + " not evaluated"
	case partly > 0:
		return were(partly) + " only partly evaluated"
	default:
		return ""
	}
}

func were(rules int) string {
	if rules == 1 {
		return "1 rule was"
	}
	return fmt.Sprintf("%d rules were", rules)
}

// counts is the numbers of open findings in words: "2 errors, 1 warning, 0 notes".
func counts(r *audit.Result) string {
	var parts []string
	for _, severity := range audit.Severities() {
		parts = append(parts, plural(r.Count(severity), severity.String(), severity.String()+"s"))
	}
	return strings.Join(parts, ", ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// readings says what was read of each kind, over all accounts: "3 phone numbers", "no SIP domains", "4 of the Studio flows".
func readings(r *audit.Result) []string {
	var parts []string
	for i := range inventory.Kinds {
		d := &inventory.Kinds[i]
		total, asked, partial := 0, false, false
		filter := ""
		for _, c := range r.Coverage {
			if c.Kind != d.Kind {
				continue
			}
			if c.Status == inventory.StatusDenied || c.Status == inventory.StatusFailed {
				partial = true
				continue
			}
			asked = true
			total += c.Read
			partial = partial || c.Status == inventory.StatusPartial
			filter = c.Filter
		}
		if !asked {
			continue
		}
		text := plural(total, d.Title, d.Plural)
		if total == 0 {
			text = "no " + d.Plural
		}
		switch {
		case filter != "" && partial:
			text += " (" + Clean(filter) + "; not all)"
		case filter != "":
			text += " (" + Clean(filter) + ")"
		case partial:
			text += " (not all)"
		}
		parts = append(parts, text)
	}
	return parts
}

// enumerate joins with commas and an "and".
func enumerate(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}
