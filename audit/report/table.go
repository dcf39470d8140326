package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

const (
	// namedMembers is how many members of a finding are named; the JSON report lists all.
	namedMembers = 10
	// longestName bounds names where a resource is only named, in characters.
	longestName = 80
)

// table is the report for people: what is wrong and what to do about it first, then how much of the account that speaks for. Its
// last line is what stays on the screen, so it says both.
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
	if o.Verbose && !o.Quiet {
		if err := t.everything(); err != nil {
			return fmt.Errorf("lay out the table: %w", err)
		}
	}
	if !o.Quiet {
		t.readings()
		t.shortfalls()
	}
	t.closing()
	_, err := io.WriteString(w, tidy(t.out.String(), o.Width))
	return err
}

// findings writes a grid for each account, in the order of the result, and one for flow files. The gravest findings stand first.
func (t *table) findings() error {
	var accounts []string
	byAccount := map[string][]*audit.Finding{}
	for _, f := range open(t.r) {
		accounts = with(accounts, f.Account)
	}
	for _, f := range bySeverity(t.r) {
		byAccount[f.Account] = append(byAccount[f.Account], f)
	}
	for _, account := range accounts {
		t.heading(accountTitle(t.r, account))
		g := beside(byAccount[account])
		if t.o.Width > 0 && !roomy(g, t.o.Width) {
			g = above(byAccount[account])
		}
		if err := t.draw(&t.out, g, t.o.Width); err != nil {
			return err
		}
		t.out.WriteByte('\n')
	}
	return nil
}

func (t *table) heading(text string) {
	t.sentence(paragraph{text: text, style: bold})
	t.out.WriteByte('\n')
}

// roomy tells whether a grid leaves its last column enough room to read well, and breaks no path or SID in the others.
func roomy(g grid, terminal int) bool {
	widths := g.widths(terminal)
	last := len(widths) - 1
	for _, row := range g.rows {
		for i := range last {
			if row[i].width(widths[i]) > widths[i] {
				return false
			}
		}
	}
	return widths[last] >= narrowText
}

// beside puts the place of a finding into a column of its own.
func beside(findings []*audit.Finding) grid {
	g := grid{header: []string{"SEVERITY", "WHERE", "WHAT IS WRONG AND WHAT TO DO"}, lined: true}
	for _, f := range findings {
		name, sid := placeNames(f.Subject, f.Location)
		place := cell{{text: name, style: bold, link: f.ConsoleURI}}
		if sid != "" {
			place = append(place, paragraph{text: sid})
		}
		g.rows = append(g.rows, []cell{severityCell(f.Severity), place, textCell(f)})
	}
	return g
}

// above puts the place of a finding above its text, for narrow terminals.
func above(findings []*audit.Finding) grid {
	g := grid{header: []string{"SEVERITY", "WHERE, WHAT IS WRONG AND WHAT TO DO"}, lined: true}
	for _, f := range findings {
		place := paragraph{text: fullName(f.Subject, f.Location), style: bold, link: f.ConsoleURI}
		g.rows = append(g.rows, []cell{severityCell(f.Severity), append(cell{place}, textCell(f)...)})
	}
	return g
}

func severityCell(s audit.Severity) cell { return cell{{text: s.String(), style: severityStyle(s)}} }

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

// textCell is what is wrong, what to do, and what belongs to it.
func textCell(f *audit.Finding) cell {
	// Messages stand alone in the other formats, so they name the subject with its SID, which is read here beside or above them.
	tell := func(text string) string {
		if f.Account != "" {
			text = strings.ReplaceAll(text, " ("+f.Subject.SID+")", "")
		}
		return Clean(text)
	}
	c := cell{{text: tell(f.Message)}, {text: tell(f.Remediation), first: "→ ", rest: "  "}}
	if reach := f.Reach(); reach != "" {
		c = append(c, paragraph{text: "reached from " + Clean(reach), first: "- ", rest: "  "})
	}
	for _, related := range f.Related {
		text := tell(related.Message)
		if f.Account == "" {
			text = filePlace(related.Location) + ": " + text
		}
		c = append(c, paragraph{text: text, first: "- ", rest: "  "})
	}
	for _, name := range memberNames(f) {
		c = append(c, paragraph{text: name, first: "- ", rest: "  "})
	}
	return append(c, paragraph{text: f.Rule.ID, style: faint, link: f.Rule.HelpURI()})
}

// placeNames name a subject: by its name and SID, or by file, line and column in the form that editors and terminals follow.
func placeNames(subject inventory.Ref, at inventory.Location) (name, sid string) {
	if subject.Account == "" {
		return filePlace(at), ""
	}
	title := inventory.Describe(subject.Kind).Title
	switch {
	case subject.Name == "":
		name = title
	case subject.Kind == inventory.KindPhoneNumber:
		name = shorten(Clean(subject.Name), longestName)
	default:
		name = title + " " + shorten(Clean(subject.Name), longestName)
	}
	return name, Clean(subject.SID)
}

// fullName is what placeNames gives, as one text.
func fullName(subject inventory.Ref, at inventory.Location) string {
	name, sid := placeNames(subject, at)
	if sid == "" {
		return name
	}
	return name + " (" + sid + ")"
}

func filePlace(at inventory.Location) string {
	return fmt.Sprintf("%s:%d:%d", Clean(at.Document), at.Span.Start.Line, at.Span.Start.Column)
}

// memberNames name the members of a finding, and count those beyond namedMembers.
func memberNames(f *audit.Finding) []string {
	var names []string
	for i, m := range f.Members {
		if i == namedMembers {
			return append(names, fmt.Sprintf("and %d more", len(f.Members)-i))
		}
		name := fullName(m.Subject, m.Location)
		if pointer := strings.TrimPrefix(m.Location.Symbolic, "/"); pointer != "" && m.Subject.Account != "" {
			name += " " + shorten(Clean(pointer), longestName)
		}
		names = append(names, name)
	}
	return names
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
		title := fmt.Sprintf("Account %s (%s)", shorten(Clean(a.Name), longestName), Clean(sid))
		if a.Status != "" && a.Status != "active" {
			title += ", " + shorten(Clean(a.Status), longestName)
		}
		return title
	}
	return "Account " + Clean(sid)
}
