package report

import (
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// paragraph is a stretch of text of a table, all in one style.
type paragraph struct {
	text  string
	style style
	link  string // address that the text leads to, where the terminal shows links
	// first and rest are put before the first and before every further line.
	first, rest string
}

// style is a terminal's colour or weight: the parameters of SGR.
// https://www.ecma-international.org/publications-and-standards/standards/ecma-48/
type style string

// Styles are taken from the eight colours that every terminal has, so that its owner's palette decides.
const (
	plain  style = ""
	bold   style = "1"
	faint  style = "2"
	red    style = "1;31"
	yellow style = "33"
	cyan   style = "36"
)

// maxText bounds a paragraph, in characters. Twilio's own names are short; a file can hold a name as long as a book.
const maxText = 2000

// pen turns paragraphs into lines for one terminal.
type pen struct{ color, links bool }

// lines wraps a paragraph to a width, 0 for none, and styles each line by itself, so that a style never reaches into the next
// column.
func (p pen) lines(para paragraph, width int) []string {
	text := shorten(para.text, maxText)
	if width > 0 {
		width = max(width-twwidth.Width(para.first), 1)
	}
	lines := wrap(text, width)
	for i := range lines {
		before := para.rest
		if i == 0 {
			before = para.first
		}
		lines[i] = before + p.ink(lines[i], para.style, para.link)
	}
	return lines
}

// ink styles and links one line of text.
func (p pen) ink(text string, s style, link string) string {
	if text == "" {
		return text
	}
	if p.links && linkable(link) {
		// https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda describes OSC 8.
		text = "\x1b]8;;" + link + "\x1b\\" + text + "\x1b]8;;\x1b\\"
	}
	if p.color && s != plain {
		text = "\x1b[" + string(s) + "m" + text + "\x1b[0m"
	}
	return text
}

// linkable tells whether an address can stand in an escape sequence: a web address of printable ASCII.
func linkable(address string) bool {
	if !strings.HasPrefix(address, "https://") {
		return false
	}
	for i := range len(address) {
		if address[i] <= ' ' || address[i] > '~' {
			return false
		}
	}
	return true
}

// cell is paragraphs one below the other.
type cell []paragraph

func (c cell) lines(p pen, width int) []string {
	lines := make([]string, 0, len(c))
	for _, para := range c {
		lines = append(lines, p.lines(para, width)...)
	}
	return lines
}

// width is how wide the cell is when it is wrapped to a width: wider than that if a word of it is, 0 to wrap nothing.
func (c cell) width(wrapped int) int {
	widest := 0
	for _, line := range c.lines(pen{}, wrapped) {
		widest = max(widest, twwidth.Width(line))
	}
	return widest
}

// shorten cuts a text to a number of characters. The JSON report has all of it.
func shorten(text string, characters int) string {
	if len(text) <= characters {
		return text
	}
	for i := range text {
		if characters == 0 {
			return text[:i] + "…"
		}
		characters--
	}
	return text
}

// wrap breaks a text into lines of at most width columns, at spaces only: half an address or half a SID cannot be copied, while a
// terminal that wraps an overlong line by itself still copies it whole. Width 0 does not break.
func wrap(text string, width int) []string {
	words := strings.Fields(text)
	if width <= 0 || len(words) == 0 {
		return []string{strings.Join(words, " ")}
	}
	lines := []string{words[0]}
	used := twwidth.Width(words[0])
	for _, word := range words[1:] {
		w := twwidth.Width(word)
		if used+1+w > width {
			lines = append(lines, word)
			used = w
			continue
		}
		lines[len(lines)-1] += " " + word
		used += 1 + w
	}
	return lines
}
