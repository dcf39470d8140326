package remedy

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/secret"
)

// maxShown bounds a value or a name that is shown, in characters; the plan file has all of it.
const maxShown = 500

// plain is a text that other people wrote, fit for one line: its secrets covered, nothing in it that a terminal obeys.
func plain(text string) string {
	text = report.Clean(secret.Mask(text))
	for i := range text {
		if i >= maxShown {
			return text[:i] + "…"
		}
	}
	return text
}

// name is what a setting sets, as people know it: the member, or the way into it.
func (s Setting) name() string { return strings.TrimPrefix(s.Pointer, "/") }

// value is one side of a setting, for people.
func (s Setting) value(json string) string {
	switch {
	case json == "":
		return "not there"
	case !s.inMember() && unset(json):
		return "unset"
	}
	masked := secret.MaskNamed(lastToken(s.Pointer), strings.Trim(json, `"`))
	if strings.HasPrefix(json, `"`) {
		return plain(masked)
	}
	return plain(strings.Join(strings.Fields(masked), " "))
}

// changes tells whether the setting is another than what was seen. One that is not is sent along, so that it cannot be otherwise.
func (s Setting) changes() bool { return s.Seen != s.Want && (s.inMember() || !same(s.Seen, s.Want)) }

// story is what a change does, a line for each setting, and what there is to know before it is approved.
func (c *Change) story() []string {
	var lines []string
	for _, s := range c.Settings {
		if s.changes() {
			lines = append(lines, fmt.Sprintf("%s: %s → %s", plain(s.name()), s.value(s.Seen), s.value(s.Want)))
		}
	}
	if run := c.Execution; run != nil {
		line := fmt.Sprintf("it runs flow %s, and was active since %s (%s)", plain(c.Parent), run.Began.UTC().Format("2006-01-02 15:04 MST"), plain(run.Age))
		switch {
		case run.CallStatus != "":
			line += fmt.Sprintf("; its call %s is %s", plain(run.InitiatedBy), plain(run.CallStatus))
		case run.InitiatedBy != "":
			line += "; begun by " + plain(run.InitiatedBy)
		}
		lines = append(lines, line)
	}
	if c.Kind == inventory.KindFlow {
		lines = append(lines, "the rest of the definition stays as it is; the flow is published")
	}
	if c.Final != "" {
		lines = append(lines, "cannot be undone: "+plain(c.Final))
	}
	return lines
}

// rules are the rules whose findings something closes, each once.
func rulesOf(closes []Closed) []string {
	var all []string
	for _, c := range closes {
		if len(all) == 0 || all[len(all)-1] != c.Rule {
			all = append(all, plain(c.Rule))
		}
	}
	return all
}

// Finals is how many of the changes cannot be undone.
func (p *Plan) Finals() int {
	count := 0
	for i := range p.Changes {
		if p.Changes[i].Final != "" {
			count++
		}
	}
	return count
}

// Summary says in one sentence what the plan comes to.
func (p *Plan) Summary() string {
	parts := []string{count(len(p.Changes), "change", "changes")}
	if finals := p.Finals(); finals > 0 && p.Purpose == ToFix {
		parts[0] += fmt.Sprintf(" (%d cannot be undone)", finals)
	}
	if len(p.Refused) > 0 {
		parts = append(parts, fmt.Sprintf("%d refused", len(p.Refused)))
	}
	if len(p.Manual) > 0 {
		parts = append(parts, count(len(p.Manual), "finding", "findings")+" left to people")
	}
	return strings.Join(parts, ", ")
}

func count(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}

// title says what the plan is.
func (p *Plan) title() string {
	verb := "Plan to fix"
	if p.Purpose == ToUndo {
		verb = "Plan to undo what was done in"
	}
	return fmt.Sprintf("%s account %s, as of %s", verb, plain(p.Account), p.AsOf.UTC().Format("2006-01-02 15:04 MST"))
}

// String says what became of one change, on one line.
func (r Result) String() string {
	text := fmt.Sprintf("%-9s %s", r.Outcome, plain(r.Change.Ref().String()))
	var names []string
	for _, s := range r.Change.Settings {
		if s.changes() {
			names = append(names, plain(s.name()))
		}
	}
	text += ": " + strings.Join(names, ", ")
	if r.Reason != "" {
		text += "; " + plain(r.Reason)
	}
	return text
}

// Sum says in one line what became of all changes: "3 done, 1 refused".
func Sum(results []Result) string {
	var parts []string
	for _, o := range []Outcome{Done, Already, Differs, Refused, Failed, Unknown, NotBegun} {
		n := 0
		for _, r := range results {
			if r.Outcome == o {
				n++
			}
		}
		switch {
		case n == 0:
		case o == Already:
			parts = append(parts, fmt.Sprintf("%d so already", n))
		case o == Differs:
			parts = append(parts, fmt.Sprintf("%d written and not as planned", n))
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, o))
		}
	}
	if len(parts) == 0 {
		return "nothing to do"
	}
	return strings.Join(parts, ", ")
}
