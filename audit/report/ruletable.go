package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/manual"
)

// writeRuleTable writes a list of rules for people.
func writeRuleTable(w io.Writer, rules []*audit.Rule, o Options) error {
	g := grid{header: []string{"RULE", "SEVERITY", "FLOW FILES", "FIX", "WHAT IS WRONG"}}
	for _, r := range rules {
		offline := ""
		if manual.Offline(r) {
			offline = "yes"
		}
		g.rows = append(g.rows, []cell{
			{{text: r.ID, link: r.HelpURI()}}, severityCell(r.Severity), {{text: offline}}, {{text: r.Fix.String()}}, {{text: r.Title}},
		})
	}
	var b strings.Builder
	if err := (pen{color: o.Color, links: o.Links}).draw(&b, g, o.Width); err != nil {
		return fmt.Errorf("lay out the table of rules: %w", err)
	}
	_, err := io.WriteString(w, tidy(b.String(), o.Width))
	return err
}
