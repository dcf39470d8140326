package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/manual"
)

// RuleFormats are the formats that lists of rules can be written in.
func RuleFormats() []string { return []string{"table", "json", "markdown"} }

// jsonRule is a rule in the list of rules as JSON.
type jsonRule struct {
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	Severity audit.Severity `json:"severity"`
	Persona  string         `json:"persona"`
	Fix      string         `json:"fix"`
	Since    string         `json:"since"`
	Version  int            `json:"version"`
	Offline  bool           `json:"offline"` // whether it judges flow files
	HelpURI  string         `json:"help_uri"`
}

// WriteRules writes a list of rules.
func WriteRules(w io.Writer, format string, rules []*audit.Rule, o Options) error {
	switch format {
	case "table":
		return writeRuleTable(w, rules, o)
	case "json":
		list := make([]jsonRule, 0, len(rules))
		for _, r := range rules {
			list = append(list, jsonRule{
				ID: r.ID, Title: r.Title, Severity: r.Severity, Persona: r.Persona.String(), Fix: r.Fix.String(),
				Since: r.Since, Version: r.Version, Offline: manual.Offline(r), HelpURI: r.HelpURI(),
			})
		}
		text, err := json.MarshalIndent(list, "", "  ")
		if err != nil {
			return fmt.Errorf("write the rules as JSON: %w", err)
		}
		_, err = fmt.Fprintf(w, "%s\n", text)
		return err
	case "markdown":
		var b strings.Builder
		b.WriteString("| rule | severity | what is wrong | flow files | fix |\n|---|---|---|---|---|\n")
		for _, r := range rules {
			offline := ""
			if manual.Offline(r) {
				offline = "yes"
			}
			fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s | %s |\n", r.ID, r.ID, r.Severity, strings.ReplaceAll(r.Title, "|", `\|`), offline, r.Fix)
		}
		_, err := io.WriteString(w, b.String())
		return err
	default:
		return fmt.Errorf("no format of a list of rules is called %q: %s", format, strings.Join(RuleFormats(), ", "))
	}
}
