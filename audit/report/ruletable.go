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
	p := pen{color: o.Color, links: o.Links}
	header := []string{"RULE", "SEVERITY", "FLOW FILES", "FIX", "WHAT IS WRONG"}
	width := 0
	if o.Width > 0 {
		longest := len(header[0])
		for _, r := range rules {
			longest = max(longest, len(r.ID))
		}
		taken := longest + len(header[1]) + len(header[2]) + len("certain") + 4*len(" │ ") + 2
		width = max(o.Width-taken, len(header[4]))
	}
	rows := [][]string{header}
	for _, r := range rules {
		offline := ""
		if manual.Offline(r) {
			offline = "yes"
		}
		rows = append(rows, []string{
			p.ink(r.ID, plain, r.HelpURI()),
			p.ink(r.Severity.String(), severityStyle(r.Severity), ""),
			offline,
			r.Fix.String(),
			join(p.lines(paragraph{text: r.Title}, width)),
		})
	}
	var b strings.Builder
	if err := p.grid(&b, rows); err != nil {
		return fmt.Errorf("lay out the table of rules: %w", err)
	}
	_, err := io.WriteString(w, tidy(b.String(), o.Width))
	return err
}
