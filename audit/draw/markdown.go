package draw

import "strings"

// Markdown is drawings as Markdown, each below its name: for a README, the text of a pull request or a job summary. GitHub and
// GitLab draw the Mermaid in it.
func Markdown(drawings ...*Drawing) string {
	var b strings.Builder
	for i, d := range drawings {
		if i > 0 {
			b.WriteByte('\n')
		}
		// In a code span nothing but a backtick means anything, neither a link nor the mention of a person.
		b.WriteString("### `" + strings.ReplaceAll(d.title, "`", "'") + "`\n\n```mermaid\n" + d.Mermaid() + "```\n")
	}
	return b.String()
}
