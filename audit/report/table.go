package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

const (
	// namedMembers is how many members of a finding are listed; the JSON report lists all.
	namedMembers = 10
	// narrowText is the fewest columns in which a sentence still reads well. Where less is left, the place stands above the text
	// instead of beside it.
	narrowText = 48
	// widestPlace bounds the column of places: a SID and a long rule id fit, a long name is wrapped.
	widestPlace = 44
)

// table writes the report for people: what is wrong and what to do about it first, then how much of the account that speaks for.
type table struct {
	pen
	r   *audit.Result
	o   Options
	out strings.Builder
}

func writeTable(w io.Writer, r *audit.Result, o Options) error {
	t := &table{pen: pen{color: o.Color, links: o.Links}, r: r, o: o}
	if err := t.findings(); err != nil {
		return fmt.Errorf("lay out the table: %w", err)
	}
	if !o.Quiet {
		if o.Verbose {
			if err := t.everything(); err != nil {
				return fmt.Errorf("lay out the table: %w", err)
			}
		}
		t.readings()
		t.shortfalls()
	}
	t.closing()
	_, err := io.WriteString(w, tidy(t.out.String(), o.Width))
	return err
}

// group is the findings of one account, or those on flow files.
type group struct {
	account  string
	findings []*audit.Finding
}

// groups are the groups in the order of the result, the gravest findings of each first.
func (t *table) groups() []*group {
	var all []*group
	byAccount := map[string]*group{}
	for _, f := range open(t.r) {
		if byAccount[f.Account] == nil {
			byAccount[f.Account] = &group{account: f.Account}
			all = append(all, byAccount[f.Account])
		}
	}
	for _, f := range bySeverity(t.r) {
		g := byAccount[f.Account]
		g.findings = append(g.findings, f)
	}
	return all
}

func (t *table) findings() error {
	for _, g := range t.groups() {
		t.heading(accountTitle(t.r, g.account))
		if err := t.group(g); err != nil {
			return err
		}
		t.out.WriteByte('\n')
	}
	return nil
}

func (t *table) heading(text string) {
	t.out.WriteString(t.ink(text, bold, "") + "\n\n")
}

// group writes the findings of a group: the place beside the text where there is room for both, else above it.
func (t *table) group(g *group) error {
	const severityWidth, borders = len("SEVERITY") + 2, 1 // Cells have a space on each side.
	place := len("WHERE")
	for _, f := range g.findings {
		place = max(place, min(placeCell(f).width(), widestPlace))
	}
	beside := t.o.Width - severityWidth - borders - (place + 2) - borders - 1
	if t.o.Width > 0 && beside < narrowText {
		text := max(t.o.Width-severityWidth-borders-1, 1)
		rows := [][]string{{"SEVERITY", "WHERE, WHAT IS WRONG AND WHAT TO DO"}}
		for _, f := range g.findings {
			rows = append(rows, []string{t.severity(f.Severity), join(append(headCell(f), t.textCell(f)...).lines(t.pen, text))})
		}
		return t.grid(&t.out, rows)
	}
	text := 0
	if t.o.Width > 0 {
		text = beside
	}
	rows := [][]string{{"SEVERITY", "WHERE", "WHAT IS WRONG AND WHAT TO DO"}}
	for _, f := range g.findings {
		rows = append(rows, []string{t.severity(f.Severity), join(placeCell(f).lines(t.pen, place)), join(t.textCell(f).lines(t.pen, text))})
	}
	return t.grid(&t.out, rows)
}

func join(lines []string) string { return strings.Join(lines, "\n") }

func (t *table) severity(s audit.Severity) string { return t.ink(s.String(), severityStyle(s), "") }

func severityStyle(s audit.Severity) style {
	switch s {
	case audit.Error:
		return red
	case audit.Warning:
		return yellow
	default:
		return cyan
	}
}

// placeCell is where a finding is, for a column of its own.
func placeCell(f *audit.Finding) cell {
	name, sid := placeNames(f.Subject, f.Location)
	c := cell{{text: name, style: bold, link: f.ConsoleURI}}
	if sid != "" {
		c = append(c, paragraph{text: sid})
	}
	return c
}

// headCell is where a finding is, above its text.
func headCell(f *audit.Finding) cell {
	name, sid := placeNames(f.Subject, f.Location)
	if sid != "" {
		name += " (" + sid + ")"
	}
	return cell{{text: name, style: bold, link: f.ConsoleURI}}
}

// placeNames name a subject: by its name and SID, or by file, line and column in the form that editors and terminals follow.
func placeNames(subject inventory.Ref, at inventory.Location) (name, sid string) {
	if subject.Account == "" {
		return Clean(at.Document) + position(at), ""
	}
	title := inventory.Describe(subject.Kind).Title
	switch {
	case subject.Name == "":
		name = title
	case subject.Kind == inventory.KindPhoneNumber:
		name = Clean(subject.Name)
	default:
		name = title + " " + Clean(subject.Name)
	}
	return name, Clean(subject.SID)
}

func position(at inventory.Location) string {
	if at.Span.Start.Line == 0 {
		return ""
	}
	return fmt.Sprintf(":%d:%d", at.Span.Start.Line, at.Span.Start.Column)
}

// textCell is what is wrong, what to do, and what belongs to it.
func (t *table) textCell(f *audit.Finding) cell {
	c := cell{{text: Clean(f.Message)}, {text: Clean(f.Remediation), first: "→ ", rest: "  "}}
	for _, related := range f.Related {
		text := Clean(related.Message)
		if f.Account == "" {
			text = Clean(related.Location.Document) + position(related.Location) + ": " + text
		}
		c = append(c, paragraph{text: text, first: "- ", rest: "  "})
	}
	for _, name := range memberNames(f, namedMembers) {
		c = append(c, paragraph{text: name, first: "- ", rest: "  "})
	}
	return append(c, paragraph{text: f.Rule.ID, style: faint, link: f.Rule.HelpURI()})
}

// memberNames name the members of a finding, at most limit of them and a word about the others.
func memberNames(f *audit.Finding, limit int) []string {
	var names []string
	for i, m := range f.Members {
		if i == limit {
			return append(names, fmt.Sprintf("and %d more", len(f.Members)-limit))
		}
		name, sid := placeNames(m.Subject, m.Location)
		if sid != "" {
			name += " (" + sid + ")"
			if pointer := strings.TrimPrefix(m.Location.Symbolic, "/"); pointer != "" {
				name += " " + Clean(pointer)
			}
		}
		names = append(names, name)
	}
	return names
}

// everything writes what was read of each kind and what became of each rule.
func (t *table) everything() error {
	if len(t.r.Coverage) > 0 {
		rows := [][]string{{"ACCOUNT", "KIND", "STATUS", "READ", "ASKED FOR", "NOT READ"}}
		for _, c := range t.r.Coverage {
			var gaps cell
			for _, gap := range c.Gaps {
				gaps = append(gaps, paragraph{text: Clean(gap.Ref) + ": " + Clean(gap.Reason)})
			}
			filter := Clean(c.Filter)
			if filter == "" {
				filter = "all"
			}
			rows = append(rows, []string{accountSID(c.Account), string(c.Kind), string(c.Status), fmt.Sprint(c.Read), filter, join(gaps.lines(t.pen, 0))})
		}
		t.heading("What was read")
		if err := t.grid(&t.out, rows); err != nil {
			return err
		}
		t.out.WriteByte('\n')
	}
	if len(t.r.Outcomes) == 0 {
		return nil
	}
	rows := [][]string{{"ACCOUNT", "RULE", "OUTCOME", "REASON"}}
	for _, o := range t.r.Outcomes {
		rows = append(rows, []string{accountSID(o.Account), o.Rule.ID, string(o.Outcome), Clean(o.Reason)})
	}
	t.heading("What became of the rules")
	if err := t.grid(&t.out, rows); err != nil {
		return err
	}
	t.out.WriteByte('\n')
	return nil
}

// accountTitle names an account by its name and SID.
func accountTitle(r *audit.Result, sid string) string {
	if sid == "" {
		return "Flow files"
	}
	for _, a := range r.Accounts {
		if a.SID != sid || a.Name == "" {
			continue
		}
		title := fmt.Sprintf("Account %s (%s)", Clean(a.Name), Clean(sid))
		if a.Status != "" && a.Status != "active" {
			title += ", " + Clean(a.Status)
		}
		return title
	}
	return "Account " + Clean(sid)
}

func accountSID(sid string) string {
	if sid == "" {
		return "(files)"
	}
	return Clean(sid)
}

// readings says what was read, and which accounts nothing was found in.
func (t *table) readings() {
	read, unread := readings(t.r)
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
	if len(unread) > 0 {
		sentences = append(sentences, "Could not read "+enumerate(unread)+".")
	}
	if len(sentences) > 0 {
		t.sentence(strings.Join(sentences, " "), plain, "", "")
	}
	if silent := t.silentAccounts(); len(silent) > 0 {
		t.sentence("No findings in "+t.accountNames(silent)+".", plain, "", "")
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

// namedRules is how many rules are named per reason, unless the report is verbose.
const namedRules = 6

// shortfalls says what could not be judged, each reason once.
func (t *table) shortfalls() {
	all := shortfalls(t.r)
	if len(all) == 0 {
		return
	}
	t.out.WriteByte('\n')
	t.sentence("Not everything could be judged:", yellow, "", "")
	for _, s := range all {
		reason := Clean(s.reason)
		if len(s.accounts) < len(t.r.Accounts) {
			reason += " (" + t.accountNames(s.accounts) + ")"
		}
		t.sentence(reason, plain, "- ", "  ")
		t.rules("not evaluated: ", s.not)
		t.rules("partly evaluated: ", s.partly)
	}
}

// namedAccounts is how many accounts are named per reason.
const namedAccounts = 3

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

func (t *table) rules(what string, ids []string) {
	if len(ids) == 0 {
		return
	}
	if more := len(ids) - namedRules; more > 1 && !t.o.Verbose {
		ids = append(ids[:namedRules:namedRules], fmt.Sprintf("%d more", more))
	}
	t.sentence(what+strings.Join(ids, ", "), faint, "  ", "    ")
}

// closing is the last line: how much is wrong, and whether that is all there is to know.
func (t *table) closing() {
	if !t.o.Quiet {
		t.out.WriteByte('\n')
	}
	incomplete := incompleteness(t.r)
	text, s := counts(t.r)+".", plain
	switch {
	case t.r.Count(audit.Error) > 0:
		s = red
	case t.r.Count(audit.Warning) > 0:
		s = yellow
	case len(open(t.r)) == 0 && incomplete != "":
		text, s = "No findings in what could be judged.", yellow
	case len(open(t.r)) == 0:
		text = fmt.Sprintf("No findings: %s and found nothing to report.", evaluated(t.r))
	}
	if incomplete != "" {
		text += " " + upper(incomplete) + "."
	}
	t.sentence(text, s, "", "")
}

// evaluated says how many rules were evaluated.
func evaluated(r *audit.Result) string {
	rules := map[string]bool{}
	for _, o := range r.Outcomes {
		if o.Outcome == audit.Evaluated {
			rules[o.Rule.ID] = true
		}
	}
	return plural(len(rules), "rule was evaluated", "rules were evaluated")
}

func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// sentence writes a paragraph outside the table.
func (t *table) sentence(text string, s style, first, rest string) {
	for _, line := range t.lines(paragraph{text: text, style: s, first: first, rest: rest}, t.o.Width) {
		t.out.WriteString(line + "\n")
	}
}

// tidy takes the padding off the ends of lines and cuts the rules of the table to the terminal: a long address may make the last
// column wider than that, which is harmless in a line of text and ugly in a rule. It also breaks up a "::" with which a line
// begins: the runner of GitHub Actions takes such a line of a log for a command, and part of it may be somebody's name.
func tidy(text string, width int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \n")
		if bare := strings.TrimLeft(line, " "); strings.HasPrefix(bare, "::") {
			line = line[:len(line)-len(bare)] + ": " + bare[1:]
		}
		if width > 0 && strings.Trim(line, "─┼") == "" && twwidth.Width(line) > width {
			line = string([]rune(line)[:width])
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}
