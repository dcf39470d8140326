// Package manual makes the page of a rule: what `twilint explain` prints and what stands in docs/rules. It is made of the rule's own
// data and of its tested examples, so it cannot say what the rule does not do.
package manual

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/compliance"
	"github.com/twilint/twilint/audit/fixture"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/lazy"
)

// Page is the page of a rule in Markdown.
func Page(rule *audit.Rule, examples *fixture.Fixture) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s.\n\n", rule.ID, rule.Title)
	b.WriteString("| severity | persona | fix | since | works on flow files |\n|---|---|---|---|---|\n")
	fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n\n", rule.Severity, rule.Persona, rule.Fix, rule.Since, yesNo(Offline(rule)))
	fmt.Fprintf(&b, "## Why\n\n%s\n\n## What to do\n\n%s\n\n", rule.Doc.Why, rule.Doc.Remediation)
	if rule.Doc.FalseAlarms != "" {
		fmt.Fprintf(&b, "## When it may be ignored\n\n%s\n\n", rule.Doc.FalseAlarms)
	}
	b.WriteString("## What it reads\n\n")
	for _, need := range rule.Needs {
		fmt.Fprintf(&b, "- %s: %s\n", inventory.Describe(need.Kind).Plural, needWords.Get()[need.How])
	}
	writeControls(&b, rule)
	b.WriteString("\n## Examples\n\n")
	b.WriteString(examples.Intro + "\n\nSIDs are written short: `PN1` stands for `PN` and the 32 digits of 1.\n")
	for _, c := range examples.Cases {
		writeCase(&b, c)
	}
	b.WriteString("\n## Sources\n\n")
	for _, link := range rule.Doc.References {
		fmt.Fprintf(&b, "- [%s](%s)\n", link.Title, link.URL)
	}
	return b.String()
}

// writeControls names the controls that the rule gives evidence for, if there are any.
func writeControls(b *strings.Builder, rule *audit.Rule) {
	begun := false
	for _, f := range compliance.Frameworks() {
		controls := f.ControlsOf(rule.ID)
		if len(controls) == 0 {
			continue
		}
		if !begun {
			b.WriteString("\n## Controls that it gives evidence for\n\n")
			begun = true
		}
		fmt.Fprintf(b, "- [%s](%s): %s\n", f.Title, f.URL, strings.Join(controls, ", "))
	}
}

var needWords = lazy.Value[map[audit.How]string]{Make: func() map[audit.How]string {
	return map[audit.How]string{
		audit.Each:     "each one that could be read is judged; what could not is named",
		audit.Complete: "all of them, or the rule is not evaluated",
		audit.Optional: "to refine the severity or the words, where they can be read",
		audit.Text:     "as they are written, also where the text cannot be read as a flow",
	}
}}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// Offline tells whether a rule can judge a flow file, without an account.
func Offline(rule *audit.Rule) bool {
	_, missing := rule.MissingInFile()
	return !missing
}

func writeCase(b *strings.Builder, c fixture.Case) {
	name := strings.ReplaceAll(c.Name, "-", " ")
	if c.Bad {
		fmt.Fprintf(b, "\n### Reported: %s\n\n", name)
	} else {
		fmt.Fprintf(b, "\n### Not reported: %s\n\n", name)
	}
	for _, file := range c.Files {
		fence := "```"
		for strings.Contains(string(file.Data), fence) {
			fence += "`"
		}
		fmt.Fprintf(b, "`%s`\n\n%sjson\n%s\n%s\n\n", file.Name, fence, strings.TrimRight(string(file.Data), "\n"), fence)
	}
	if want := strings.TrimSpace(c.Want); want != "" {
		fmt.Fprintf(b, "```text\n%s\n```\n", want)
	}
}
