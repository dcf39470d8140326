package audit

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/secret"
)

// Excerpt is a line of a document, without its secrets, cut to what can be shown.
type Excerpt struct {
	Text string
	// Start and End are where in Text the place of the finding stands, in code points, End not included.
	Start, End int
}

// How much of a long line is shown before and after the place, in bytes: exports are often one line.
const (
	excerptBefore = 60
	excerptAfter  = 100
)

// excerptOf is the line on which a place begins.
func excerptOf(d *jsonpos.Document, at inventory.Location) Excerpt {
	if d == nil || at.Document != d.URI || at.Span.Start.Line == 0 {
		return Excerpt{}
	}
	line := d.Line(at.Span.Start.Line)
	begin := d.LineStart(at.Span.Start.Line)
	start := max(0, min(d.OffsetOf(at.Span.Start)-begin, len(line)))
	end := max(start, min(d.OffsetOf(at.Span.End)-begin, len(line)))
	from := backTo(line, max(0, start-excerptBefore))
	to := backTo(line, min(len(line), start+excerptAfter))

	// The text is put together anew with the secrets covered, and the two places are counted along.
	var b strings.Builder
	e := Excerpt{Start: -1, End: -1}
	position := from
	copyTo := func(offset int) {
		for _, mark := range []struct {
			at  int
			out *int
		}{{start, &e.Start}, {end, &e.End}} {
			if *mark.out < 0 && mark.at <= offset {
				before := max(position, min(mark.at, offset))
				*mark.out = utf8.RuneCountInString(b.String()) + utf8.RuneCountInString(line[position:before])
			}
		}
		if offset > position {
			b.WriteString(line[position:offset])
			position = offset
		}
	}
	if from > 0 {
		b.WriteString("…")
	}
	for v := range d.StringsBetween(begin+from, begin+to) {
		text := v.Text()
		masked := secret.MaskNamed(secret.NameOf(v), text)
		if masked == text {
			continue
		}
		if len(masked) > excerptBefore+excerptAfter { // Where in it the place stands is not known any more.
			masked = secret.Covered
		}
		opens, closes := v.Offset()-begin, v.Offset()-begin+len(v.Raw())
		copyTo(max(opens, from))
		b.WriteString(`"` + oneLine(masked) + `"`)
		position = max(position, min(closes, len(line)))
	}
	copyTo(max(to, position))
	if to < len(line) {
		b.WriteString("…")
	}
	e.Text = b.String()
	if !d.Root().Exists() {
		e.Text = maskBroken(e.Text)
	}
	length := utf8.RuneCountInString(e.Text)
	if e.Start < 0 {
		e.Start = length
	}
	if e.End < 0 {
		e.End = length
	}
	e.Start = min(e.Start, length)
	e.End = min(max(e.End, e.Start), length)
	return e
}

// backTo moves an offset back to the beginning of a character.
func backTo(text string, offset int) int {
	for offset > 0 && offset < len(text) && !utf8.RuneStart(text[offset]) {
		offset--
	}
	return offset
}

func oneLine(text string) string {
	return strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`, `"`, `\"`).Replace(text)
}

// maskBroken covers what may be a secret in a line of a text that does not parse, where no structure tells names from values.
func maskBroken(line string) string {
	member := regexp.MustCompile(`"([^"\\]*)"(\s*:\s*)"((?:[^"\\]|\\.)*)"?`)
	line = member.ReplaceAllStringFunc(line, func(text string) string {
		m := member.FindStringSubmatch(text)
		if m[1] == "value" || secret.IsSecretName(m[1]) {
			return `"` + m[1] + `"` + m[2] + `"` + secret.Covered + `"`
		}
		return text
	})
	return secret.Mask(line)
}
