package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// writeText writes each finding as compilers do: the place, the line of the file with the place marked, why, and what to do.
func writeText(w io.Writer, r *audit.Result, o Options) error {
	t := &table{pen: pen{color: o.Color, links: o.Links}, r: r, o: o}
	for _, f := range open(r) {
		t.out.WriteString(t.text(f))
	}
	if !o.Quiet {
		if o.Verbose {
			if err := t.everything(); err != nil {
				return fmt.Errorf("lay out the report: %w", err)
			}
		}
		t.readings()
		t.shortfalls()
	}
	t.closing()
	_, err := io.WriteString(w, tidy(t.out.String(), o.Width))
	return err
}

// text is one finding.
func (t *table) text(f *audit.Finding) string {
	var b strings.Builder
	start := f.Location.Span.Start
	fmt.Fprintf(&b, "%s: %s: %s %s\n",
		t.ink(fmt.Sprintf("%s:%d:%d", Clean(f.Location.Document), start.Line, start.Column), bold, f.ConsoleURI),
		t.ink(f.Severity.String(), severityStyle(f.Severity), ""),
		Clean(f.Message),
		t.ink("["+f.Rule.ID+"]", faint, f.Rule.HelpURI()))
	if f.Excerpt.Text != "" {
		number := strconv.Itoa(start.Line)
		blank := strings.Repeat(" ", len(number))
		line, column, length := visibleExcerpt(f.Excerpt)
		fmt.Fprintf(&b, "  %s %s %s\n", t.ink(number, faint, ""), t.ink("|", faint, ""), line)
		fmt.Fprintf(&b, "  %s %s %s%s\n", blank, t.ink("|", faint, ""), strings.Repeat(" ", column), t.ink(strings.Repeat("^", length), severityStyle(f.Severity), ""))
	}
	detail := func(name, text string) {
		for i, line := range t.lines(paragraph{text: Clean(text)}, max(t.o.Width-len("  path: "), 0)) {
			if i == 0 {
				fmt.Fprintf(&b, "  %s %s\n", t.ink(fmt.Sprintf("%-5s", name+":"), faint, ""), line)
			} else {
				fmt.Fprintf(&b, "        %s\n", line)
			}
		}
	}
	if f.Path != "" && !strings.Contains(f.Message, f.Path) {
		detail("path", f.Path)
	}
	if reach := f.Reach(); reach != "" {
		detail("from", reach)
	}
	for i, m := range f.Members {
		if i == namedMembers {
			detail("and", strconv.Itoa(len(f.Members)-i)+" more")
			break
		}
		detail("at", fmt.Sprintf("%s %s", nearby(f, m.Location), m.Location.Symbolic))
	}
	for _, related := range f.Related {
		detail("see", nearby(f, related.Location)+" "+related.Message)
	}
	detail("why", plainText(firstSentence(f.Rule.Doc.Why)))
	detail("do", f.Remediation)
	b.WriteByte('\n')
	return b.String()
}

// nearby is a place beside that of a finding: without the name of the document, if it is the same.
func nearby(f *audit.Finding, at inventory.Location) string {
	start := at.Span.Start
	if at.Document == f.Location.Document {
		return fmt.Sprintf("%d:%d", start.Line, start.Column)
	}
	return fmt.Sprintf("%s:%d:%d", at.Document, start.Line, start.Column)
}

// plainText is Markdown without its marks.
func plainText(markdown string) string {
	return strings.NewReplacer("*", "", "`", "").Replace(markdown)
}

// visibleExcerpt is an excerpt cleaned for a terminal, with the columns that its mark takes there.
func visibleExcerpt(e audit.Excerpt) (line string, column, length int) {
	runes := []rune(e.Text)
	before, marked, after := Clean(string(runes[:e.Start])), Clean(string(runes[e.Start:e.End])), Clean(string(runes[e.End:]))
	trimmed := strings.TrimLeft(before, " ")
	return trimmed + marked + strings.TrimRight(after, " "), twwidth.Width(trimmed), max(twwidth.Width(marked), 1)
}

// firstSentence is the beginning of a text, up to its first full stop.
func firstSentence(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}
