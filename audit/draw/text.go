package draw

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/secret"
)

// The greatest lengths of texts, in characters. A graph is looked at as a whole; whoever wants a long value reads the definition.
const (
	maxName    = 48
	maxDetail  = 40
	maxMessage = 240
	maxTitle   = 120
)

// tidy makes a text that other people wrote fit to be shown on one line: without secrets, without characters that act instead of
// showing, without needless blanks, and not too long.
func tidy(text string, limit int) string {
	// Cleaned first: a character that nobody sees could hide a secret from the mask.
	return shorten(strings.Join(strings.Fields(secret.Mask(report.Clean(text))), " "), limit)
}

func shorten(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	kept := []rune(text)[:limit-1]
	return strings.TrimRight(string(kept), " ") + "…"
}

// times says how often, where that is more than once.
func times(n int) string {
	if n < 2 {
		return ""
	}
	return " ×" + strconv.Itoa(n)
}

// wrap breaks a text into lines of about width characters, at blanks. Mermaid wraps by itself, Graphviz does not.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

// wrapped is lines, the long ones broken.
func wrapped(lines []string) []string {
	var all []string
	for _, line := range lines {
		all = append(all, wrap(line, maxDetail)...)
	}
	return all
}
