package report

import "strings"

// MarkdownText is a line of text in which nothing is Markdown, nor what GitHub makes links of: addresses, @names and #numbers. Other
// people wrote it, or parts of it.
func MarkdownText(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == ':' && (i == len(text)-1 || text[i+1] == ' '): // That of a sentence: it begins no emoji and belongs to no address.
			b.WriteRune(r)
		case r == '<':
			b.WriteString("&lt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '@', r == '#':
			b.WriteRune(r)
			b.WriteString("<!-- -->")
		case strings.ContainsRune("\\`*_{}[]>+!|~:.$^=-", r):
			b.WriteString(`\` + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
