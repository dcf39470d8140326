package flow

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var splitDeadBranch = &audit.Rule{
	ID:    "flow-split-dead-branch",
	Title: "Branch of a split that is never taken",
	Doc: audit.Doc{
		Why: "Two branches of a *Split Based On…* have the same condition and lead to different widgets: one of them is never taken. Conditions are compared as " +
			"Studio does, without regard to capitals and to blanks around a value.\n\n" +
			"A branch whose regular expression has a bracket that is not closed, or a `+`, `*` or `?` with nothing before it, is never taken either. `+1415` " +
			"is such an expression; a plus sign that is meant is written `\\+1415`.",
		Remediation: "Correct the condition of the one branch, or remove it.",
		References: []audit.Link{
			splitWidget,
			definitionFormat,
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			for _, w := range r.Definition.Widgets {
				checkEqualBranches(r, w)
				for _, t := range w.Transitions {
					for _, c := range t.Value.Get("conditions").Elements() {
						checkExpression(r, w, c)
					}
				}
			}
		})
		return nil
	},
}

// checkEqualBranches reports the branches of a widget that have the conditions of an earlier one and lead elsewhere.
func checkEqualBranches(r *audit.RevisionPass, w *studio.Widget) {
	branches := 0
	for _, t := range w.Transitions {
		if t.Event == "match" {
			branches++
		}
	}
	if branches < 2 {
		return
	}
	first := map[string]studio.Transition{}
	for _, t := range w.Transitions {
		condition, ok := sameness(t)
		if !ok {
			continue
		}
		earlier, taken := first[condition]
		if !taken {
			first[condition] = t
			continue
		}
		if earlier.Next == t.Next {
			continue
		}
		at := t.Value.Get("conditions").Index(0).Get("value")
		if !at.Exists() {
			at = t.Value.Get("conditions")
		}
		r.Report(audit.Report{
			Location: r.Place(at),
			Message: fmt.Sprintf("two branches of widget %q have the same condition, %s, so one of them is never taken: the one to %s and the one to %s",
				w.Name, inWords(t.Value.Get("conditions").Index(0)), destination(earlier), destination(t)),
			Remediation: fmt.Sprintf("correct the condition of the one branch of widget %q, or remove the branch", w.Name),
			Related:     []audit.Related{{Location: r.Place(earlier.Value.Get("conditions")), Message: "the other branch"}},
		})
	}
}

func destination(t studio.Transition) string {
	if t.Next == "" {
		return "nowhere"
	}
	return fmt.Sprintf("%q", t.Next)
}

// sameness is equal for branches that are taken in the same cases; it is false for what is no branch with whole conditions.
func sameness(t studio.Transition) (string, bool) {
	conditions := t.Value.Get("conditions")
	if t.Event != "match" || conditions.Len() == 0 {
		return "", false
	}
	var same []byte
	for _, c := range conditions.Elements() {
		kind, ok := c.Get("type").AsString()
		if !ok || c.Get("arguments").Kind() != jsonpos.Array || studio.HasPlaceholder(c.Written()) {
			return "", false
		}
		kind, value := plain(kind), plain(scalar(c.Get("value")))
		if kind == "equal_to" { // A list of one says the same.
			kind = "matches_any_of"
		}
		if kind == "matches_any_of" || kind == "does_not_match_any_of" {
			values := strings.Split(value, ",")
			for i := range values {
				values[i] = plain(values[i])
			}
			slices.Sort(values)
			value = strings.Join(slices.Compact(values), ",")
		}
		for _, a := range c.Get("arguments").Elements() {
			same = strconv.AppendQuote(same, plain(scalar(a)))
		}
		same = append(strconv.AppendQuote(append(same, ' '), kind), ' ')
		same = append(strconv.AppendQuote(same, value), '\n')
	}
	return string(same), true
}

// plain is a text as conditions compare it.
func plain(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// scalar is a string, or a number or a flag as it is written.
func scalar(v jsonpos.Value) string {
	if text, ok := v.AsString(); ok {
		return text
	}
	return v.Written()
}

func inWords(condition jsonpos.Value) string {
	words := strings.ReplaceAll(condition.Get("type").Text(), "_", " ")
	if value := scalar(condition.Get("value")); value != "" {
		words += " " + shorten(value)
	}
	return words
}

// checkExpression reports a regular expression that no engine reads.
func checkExpression(r *audit.RevisionPass, w *studio.Widget, condition jsonpos.Value) {
	value := condition.Get("value")
	if condition.Get("type").Text() != "regex" || dynamic(value.Text()) {
		return
	}
	fault := expressionFault(value.Text())
	if fault == "" {
		return
	}
	r.Report(audit.Report{
		Location:    r.Place(value),
		Message:     fmt.Sprintf("a condition of widget %q has a regular expression that cannot be read (%s), so its branch is never taken", w.Name, fault),
		Remediation: fmt.Sprintf("correct the regular expression in the condition of widget %q", w.Name),
	})
}

// expressionFault says what makes a regular expression unreadable for every engine, "" if nothing does. Studio's expressions are
// Java's, and this reads Go's: only faults that both have are told of.
func expressionFault(expression string) string {
	_, err := syntax.Parse(expression, syntax.Perl)
	var fault *syntax.Error
	if !errors.As(err, &fault) || hasNestedClass(expression) {
		return ""
	}
	switch fault.Code {
	case syntax.ErrMissingParen:
		return "a ( is not closed"
	case syntax.ErrUnexpectedParen:
		return "a ) closes nothing"
	case syntax.ErrMissingBracket:
		return "a [ is not closed"
	case syntax.ErrTrailingBackslash:
		return `a \ stands at its end`
	case syntax.ErrMissingRepeatArgument:
		return fmt.Sprintf("%s has nothing before it to repeat", fault.Expr)
	default:
		return ""
	}
}

// hasNestedClass tells whether a [ stands between brackets. To Java it begins a class inside of the class, to others it is a character.
func hasNestedClass(expression string) bool {
	inside := false
	for i := 0; i < len(expression); i++ {
		switch expression[i] {
		case '\\':
			i++
		case '[':
			if inside {
				return true
			}
			inside = true
		case ']':
			inside = false
		}
	}
	return false
}
