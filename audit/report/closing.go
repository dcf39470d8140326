package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/twilint/twilint/audit"
)

const (
	// namedRules is how many rules are named per reason, unless the report is verbose.
	namedRules = 6
	// namedAccounts is how many accounts are named per reason.
	namedAccounts = 3
)

// everything writes what was read of each kind and what became of each rule, account by account.
func (t *table) everything() error {
	var accounts []string
	for _, c := range t.r.Coverage {
		accounts = with(accounts, c.Account)
	}
	for _, o := range t.r.Outcomes {
		accounts = with(accounts, o.Account)
	}
	for _, account := range accounts {
		coverage := grid{header: []string{"KIND", "STATUS", "READ", "NOT READ"}}
		for _, c := range t.r.Coverage {
			if c.Account != account {
				continue
			}
			var details cell
			if c.Filter != "" {
				details = append(details, paragraph{text: "asked for: " + Clean(c.Filter)})
			}
			for _, gap := range c.Gaps {
				details = append(details, paragraph{text: Clean(gap.Ref) + ": " + Clean(gap.Reason), first: "- ", rest: "  "})
			}
			coverage.rows = append(coverage.rows, []cell{{{text: string(c.Kind)}}, {{text: string(c.Status)}}, {{text: strconv.Itoa(c.Read)}}, details})
		}
		rules := grid{header: []string{"OUTCOME", "RULE"}}
		for _, o := range t.r.Outcomes {
			if o.Account != account {
				continue
			}
			details := cell{{text: o.Rule.ID, link: o.Rule.HelpURI()}}
			if o.Reason != "" {
				details = append(details, paragraph{text: Clean(o.Reason), first: "- ", rest: "  "})
			}
			rules.rows = append(rules.rows, []cell{{{text: string(o.Outcome)}}, details})
		}
		t.heading("What was read and judged: " + accountTitle(t.r, account))
		for _, g := range []grid{coverage, rules} {
			if len(g.rows) == 0 {
				continue
			}
			if err := t.draw(&t.out, g, t.o.Width); err != nil {
				return err
			}
			t.out.WriteByte('\n')
		}
	}
	return nil
}

// readings says what was read, which accounts nothing was found in, and where to read on.
func (t *table) readings() {
	read := readings(t.r)
	var sentences []string
	if len(read) > 0 {
		text := "Read " + enumerate(read)
		switch {
		case len(t.r.Accounts) == 0:
			text += ", from files"
		case !t.r.AsOf.IsZero():
			text += ", as of " + t.r.AsOf.UTC().Format("2006-01-02 15:04 MST")
		}
		sentences = append(sentences, text+".")
	}
	if silent := t.silentAccounts(); len(silent) > 0 {
		sentences = append(sentences, "No findings in "+t.accountNames(silent)+".")
	}
	if len(sentences) > 0 {
		t.sentence(paragraph{text: strings.Join(sentences, " ")})
	}
	if len(open(t.r)) > 0 {
		t.sentence(paragraph{text: fmt.Sprintf("%s explain RULE says why a rule matters and shows examples.", t.o.Tool.Name), style: faint})
	}
}

// silentAccounts are the accounts without findings, when others have some.
func (t *table) silentAccounts() []string {
	loud := map[string]bool{}
	for _, f := range open(t.r) {
		loud[f.Account] = true
	}
	if len(loud) == 0 {
		return nil
	}
	var silent []string
	for _, a := range t.r.Accounts {
		if !loud[a.SID] {
			silent = append(silent, a.SID)
		}
	}
	return silent
}

// accountNames names some accounts.
func (t *table) accountNames(sids []string) string {
	var names []string
	for i, sid := range sids {
		if i == namedAccounts {
			names = append(names, plural(len(sids)-i, "more account", "more accounts"))
			break
		}
		names = append(names, strings.TrimPrefix(accountTitle(t.r, sid), "Account "))
	}
	return enumerate(names)
}

// shortfalls says what could not be read and judged, each reason once.
func (t *table) shortfalls() {
	all := shortfalls(t.r)
	if len(all) == 0 {
		return
	}
	heading := "Not everything could be judged:"
	if !t.r.Incomplete() {
		heading = "Not everything could be read, but every rule was evaluated:"
	}
	t.blank()
	t.sentence(paragraph{text: heading, style: yellow})
	for _, s := range all {
		reason := Clean(s.reason)
		if len(s.accounts) < len(t.r.Accounts) {
			reason = t.accountNames(s.accounts) + ": " + reason
		}
		t.sentence(paragraph{text: reason, first: "- ", rest: "  "})
		t.ruleNames("not evaluated: ", s.not)
		t.ruleNames("partly evaluated: ", s.partly)
	}
}

func (t *table) ruleNames(what string, ids []string) {
	if len(ids) == 0 {
		return
	}
	if more := len(ids) - namedRules; more > 1 && !t.o.Verbose {
		ids = append(ids[:namedRules:namedRules], fmt.Sprintf("%d more", more))
	}
	t.sentence(paragraph{text: what + strings.Join(ids, ", "), style: faint, first: "  ", rest: "    "})
}

// closing is the last line: how much is wrong, and whether that is all there is to know.
func (t *table) closing() {
	if !t.o.Quiet {
		t.blank()
	}
	judged := judgedRules(t.r)
	incomplete := incompleteness(t.r)
	p := paragraph{text: counts(t.r) + "."}
	switch {
	case t.r.Count(audit.Error) > 0:
		p.style = red
	case t.r.Count(audit.Warning) > 0:
		p.style = yellow
	case len(open(t.r)) > 0:
	case judged == 0:
		p.text, p.style = "Nothing could be judged.", red
	case incomplete != "":
		p.text, p.style = "No findings in what could be judged: "+p.text, yellow
	default:
		p.text = fmt.Sprintf("No findings: %s %s and found nothing wrong.", p.text, plural(judged, "rule was evaluated", "rules were evaluated"))
	}
	if incomplete != "" {
		p.text += " " + incomplete + "."
	}
	t.sentence(p)
}

// blank leaves a line free below what was written.
func (t *table) blank() {
	if t.out.Len() > 0 {
		t.out.WriteByte('\n')
	}
}

// sentence writes a paragraph outside a grid.
func (t *table) sentence(p paragraph) {
	for _, line := range t.lines(p, t.o.Width) {
		t.out.WriteString(line + "\n")
	}
}
