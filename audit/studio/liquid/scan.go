package liquid

import "strings"

// Scan reads the Liquid in a text. It takes time in proportion to the text, whatever that is, and allocates nothing for a text
// without Liquid.
func Scan(text string) Template {
	var s Scanner
	return s.Scan(text)
}

// Scanner is for many texts: it keeps what it finds in all of them in few pieces of memory. The zero Scanner is ready for use.
type Scanner struct {
	references piece[Reference]
	outputs    piece[Output]
	segments   []Segment
}

// Scan is [Scan] of one of the texts.
func (m *Scanner) Scan(text string) Template {
	start := nextMarkup(text, 0)
	if start < 0 {
		return Template{}
	}
	s := scanner{text: text, segments: m.segments}
	s.References, s.Outputs = m.references.rest(), m.outputs.rest()
	s.run(start)
	m.segments = s.segments
	s.References, s.Outputs = m.references.cut(s.References), m.outputs.cut(s.Outputs)
	return s.Template
}

// piece is memory that lists are cut from, one after the other.
type piece[T any] struct {
	free []T // without elements yet
	size int // of the whole piece
}

// rest is an empty list that may grow by what is left.
func (p *piece[T]) rest() []T {
	if cap(p.free) == 0 {
		const first, most = 2, 256
		p.size = max(first, min(2*p.size, most))
		p.free = make([]T, 0, p.size)
	}
	return p.free
}

// cut keeps a list that began with rest.
func (p *piece[T]) cut(list []T) []T {
	if len(list) == 0 {
		return nil
	}
	p.free = list[len(list):]
	return list[:len(list):len(list)]
}

// scanner is one pass over a text. It never goes back behind a place that it has passed, but for the few looks ahead that are
// bounded where they are made.
type scanner struct {
	Template

	text string

	closings   [2]search // of }} and %}
	quotes     [2]search // of " and '
	brokenUpTo int       // up to here, tags are the inside of a broken one

	blocks      []openBlock
	openBlocks  [blockKinds]int // of each kind, to know without a search whether an end can have its block
	earlyClosed [blockKinds]int // closed by an outer end: their own ends, which may follow, are no further fault
	comments    int             // comments that were begun inside of a comment: some Liquids want an end for each

	now       expression
	segments  []Segment // what paths are cut from
	filters   []Filter
	arguments []Argument
	brackets  []int // the references that a computed key is being read for, the innermost last; -1 for brackets of nothing
	limits    literalLimits

	loopNames map[string]int      // names of the loops that are open
	names     map[string]struct{} // names that are given for the rest of the text
	tests     tests
}

// run reads the text from its first markup on.
func (s *scanner) run(from int) {
	for i := from; i >= 0; i = nextMarkup(s.text, i) {
		switch {
		case i+1 < len(s.text) && s.text[i+1] == '{':
			i = s.output(i)
		case i+1 < len(s.text) && s.text[i+1] == '%':
			if i < s.brokenUpTo {
				i += len("{%")
			} else {
				i = s.tag(i)
			}
		default:
			i = s.placeholder(i)
		}
	}
	for _, b := range s.blocks {
		s.fault(Fault{Kind: UnclosedBlock, Span: b.span, Name: b.kind.name()})
	}
	s.sortFaults()
	s.resolveNames()
}

// nextMarkup is where the next {{, {% or ${ has its first brace, -1 if there is none.
func nextMarkup(text string, from int) int {
	for {
		i := strings.IndexByte(text[from:], '{')
		if i < 0 {
			return -1
		}
		i += from
		if i+1 < len(text) && (text[i+1] == '{' || text[i+1] == '%') || isPlaceholder(text, i) {
			return i
		}
		from = i + 1
	}
}

// isPlaceholder tells whether a brace at i begins a ${…} placeholder. ${{ … }} is none: it is a dollar sign before an output.
func isPlaceholder(text string, i int) bool {
	return text[i] == '{' && i > 0 && text[i-1] == '$' && (i+1 == len(text) || text[i+1] != '{')
}

// placeholder steps over the placeholder whose brace is at i, or over the brace if it is none.
func (s *scanner) placeholder(i int) int {
	end := placeholderEnd(s.text, i)
	if end < 0 {
		return i + 1
	}
	s.Dynamic = true
	return end
}

// placeholderEnd is the place behind the placeholder whose brace is at i, -1 if it does not end. Another placeholder may only stand
// inside of its strings: this keeps a row of openings from being read again and again.
func placeholderEnd(text string, i int) int {
	depth := 0
	for j := i; j < len(text); j++ {
		switch text[j] {
		case '{':
			if j > i && text[j-1] == '$' {
				return -1
			}
			depth++
		case '}':
			if depth--; depth == 0 {
				return j + 1
			}
		case '"':
			if length := strings.IndexByte(text[j+1:], '"'); length >= 0 {
				j += 1 + length
			}
		}
	}
	return -1
}

// output reads the {{ … }} that begins at i and returns the place behind it.
func (s *scanner) output(i int) int {
	from := i + len("{{")
	for from < len(s.text) && s.text[from] == '{' { // {{{ x }}}: a brace of the text around it.
		from++
	}
	end, next := s.markupEnd(from, output)
	if end < 0 {
		s.fault(Fault{Kind: Unterminated, Span: Span{i, i + len("{{")}, Name: s.text[i : i+len("{{")]})
		return next
	}
	n := len(s.Outputs)
	s.Outputs = append(s.Outputs, Output{Span: Span{i, next}})
	s.Outputs[n].Filters = s.expression(trimDashes(s.text, Span{from, end}), false)
	return next
}

// trimDashes cuts off the dashes that control white space: {{- x -}}.
func trimDashes(text string, inside Span) Span {
	if inside.Start < inside.End && text[inside.Start] == '-' {
		inside.Start++
	}
	if inside.Start < inside.End && text[inside.End-1] == '-' {
		inside.End--
	}
	return inside
}

// form is one of the two forms of markup.
type form uint8

const (
	output form = iota
	tag
)

func (f form) closing() string {
	if f == tag {
		return "%}"
	}
	return "}}"
}

// opens tells whether another opening at i, which is not the last byte, shows that markup of this form was never closed. An output
// inside of a tag does not: {% if {{x}} %} is wrong too, but some Liquids forgive it.
func (f form) opens(text string, i int) bool {
	return text[i] == '{' && (text[i+1] == '%' || f == output && text[i+1] == '{')
}

// markupEnd is where markup of a form ends whose inside begins at from: at its closing, and behind it. Without one, end is -1, and
// next is where reading goes on.
//
// Liquids differ about quotes: Shopify's takes the first closing, others let a string hold one. Here a string may hold one
// closing if that makes sense of the whole: {{ x | default: '{"a":{}}' }}. Otherwise the first closing counts.
func (s *scanner) markupEnd(from int, f form) (end, next int) {
	closing := f.closing()
	first := s.closings[f].next(s.text, closing, from)
	if first < 0 {
		return -1, from
	}
	limit, crossed := first, false
	for i := from; i < limit; {
		switch c := s.text[i]; {
		case f.opens(s.text, i):
			if crossed {
				return first, first + len(closing)
			}
			if f == tag {
				s.brokenUpTo = i // Outputs before it are still read, tags in strings before it are not.
				return -1, from
			}
			return -1, i
		case isPlaceholder(s.text, i):
			i = s.placeholder(i)
			if i <= limit {
				break
			}
			after := s.closings[f].next(s.text, closing, i) // The closing was a part of the placeholder.
			switch {
			case after >= 0 && !crossed:
				first, limit = after, after
			case after < 0 && !crossed:
				return -1, i
			default:
				return first, first + len(closing)
			}
		case (c == '"' || c == '\'') && !isApostrophe(s.text, i):
			partner := s.partner(i)
			switch {
			case partner < 0:
				i++
			case partner < limit:
				i = partner + 1
			case crossed:
				return first, first + len(closing)
			default:
				opening := nextMarkup(s.text, limit+len(closing))
				after := s.closings[f].next(s.text, closing, partner+1)
				if after < 0 || opening >= 0 && opening < partner {
					i++
					break
				}
				limit, crossed = after, true
			}
		default:
			i++
		}
	}
	return limit, limit + len(closing)
}

// isApostrophe tells whether the quotation mark at i stands directly behind a word, as no opening one does.
func isApostrophe(text string, i int) bool { return i > 0 && isWord(text[i-1]) }

// partner is the next quotation mark like the one at i, -1 if there is none.
func (s *scanner) partner(i int) int {
	if s.text[i] == '"' {
		return s.quotes[0].next(s.text, `"`, i+1)
	}
	return s.quotes[1].next(s.text, `'`, i+1)
}

// search remembers the last find, so that a thing that is far away or nowhere is looked for once and not from every place before.
type search struct {
	from, found int
	done        bool
}

func (f *search) next(text, what string, from int) int {
	if f.done && from >= f.from && (f.found < 0 || from <= f.found) {
		return f.found
	}
	f.done, f.from, f.found = true, from, strings.Index(text[from:], what)
	if f.found >= 0 {
		f.found += from
	}
	return f.found
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
}

func isBlank(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
