package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes a text that other people wrote safe to print. It takes out what a terminal obeys instead of showing it (control and
// escape characters), what changes the order of the characters around it (bidirectional formatting), and what nobody sees
// (zero-width, filler, variation and private-use characters). Tabs, line ends and every other kind of white space become a space,
// so the text stays on its line. Invalid UTF-8 and characters that Unicode does not know become U+FFFD.
//
// The runner of GitHub Actions takes "##[" for a command wherever it stands in a line of a log
// (https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs, TryParse), so that is broken up too.
func Clean(text string) string {
	if printable(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case visible(r):
			b.WriteRune(r)
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		default:
			b.WriteRune(utf8.RuneError)
		}
	}
	return strings.ReplaceAll(b.String(), runnerCommand, "## [")
}

// CleanLines is Clean for a text of several lines, which stay lines.
func CleanLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = Clean(line)
	}
	return strings.Join(lines, "\n")
}

// runnerCommand begins a command to the runner of GitHub Actions, in its first syntax.
const runnerCommand = "##["

// printable tells whether a text is plain ASCII that Clean leaves as it is: nearly all texts are.
func printable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return !strings.Contains(text, runnerCommand)
}

// visible tells whether a character shows as what it is.
func visible(r rune) bool {
	return unicode.IsPrint(r) && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
