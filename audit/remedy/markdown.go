package remedy

import (
	"fmt"
	"io"
	"strings"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/report"
)

// WriteMarkdown writes the plan for a pull request. What other people wrote stands in code spans or is escaped: it makes no link, no
// mention, no HTML and no end of a table or block.
func (p *Plan) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s.\n\n", report.MarkdownText(p.title()), report.MarkdownText(p.Summary()))
	if len(p.Changes) > 0 {
		b.WriteString("| Where | Why | What is changed |\n|---|---|---|\n")
		for i := range p.Changes {
			c := &p.Changes[i]
			var story []string
			for _, line := range c.story() {
				story = append(story, codeInTable(line))
			}
			where := place(c.Ref())
			if elsewhere := p.elsewhere(c); elsewhere != "" {
				where += "<br>" + codeInTable(elsewhere)
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", where, codes(rulesOf(c.Closes)), strings.Join(story, "<br>"))
		}
		// Each line of a diff begins with a sign and a name, so none of them ends the block.
		fmt.Fprintf(&b, "\n```diff\n%s```\n\n", p.Diff())
	}
	if len(p.Refused) > 0 {
		b.WriteString("### Refused, and left as it is\n\n")
		for i := range p.Refused {
			r := &p.Refused[i]
			fmt.Fprintf(&b, "- %s: %s (%s)\n", place(r.Ref()), report.MarkdownText(plain(r.Reason)), codes(rulesOf(r.Closes)))
		}
		b.WriteString("\n")
	}
	if len(p.Manual) > 0 {
		fmt.Fprintf(&b, "<details><summary>For people to see to: %d</summary>\n\n", len(p.Manual))
		for i := range p.Manual {
			m := &p.Manual[i]
			fmt.Fprintf(&b, "- %s (%s)<br>→ %s%s\n", report.MarkdownText(plain(m.Message)), code(plain(m.Rule)), report.MarkdownText(plain(m.Steps)), report.MarkdownText(m.hint()))
		}
		b.WriteString("\n</details>\n\n")
	}
	if len(p.Incomplete) > 0 {
		b.WriteString("### Not everything could be judged, so there may be more\n\n")
		for _, reason := range p.Incomplete {
			fmt.Fprintf(&b, "- %s\n", report.MarkdownText(plain(reason)))
		}
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func place(ref inventory.Ref) string { return codeInTable(plain(ref.String())) }

func codes(texts []string) string {
	var all []string
	for _, text := range texts {
		all = append(all, codeInTable(text))
	}
	return strings.Join(all, ", ")
}

// code is a code span. https://spec.commonmark.org/0.31.2/#code-spans
func code(text string) string {
	if text == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(text)+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// codeInTable is a code span in a cell, where a bar would end the cell even so. https://github.github.com/gfm/#tables-extension-
func codeInTable(text string) string { return strings.ReplaceAll(code(text), "|", `\|`) }

// longestRun is how many backticks stand next to each other at most.
func longestRun(text string) int {
	longest, run := 0, 0
	for _, r := range text {
		run++
		if r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
