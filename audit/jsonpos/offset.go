package jsonpos

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// RawOffset turns an offset into a decoded string into the offset of the same place in the string as it is written: raw is the whole
// literal, quotes and escapes included. An offset inside a character that the literal writes as one piece (an escape, a surrogate
// pair, a multi-byte character) leads to the start of that piece; one behind the end of the string leads to its closing quote.
//
// Decoding is that of [jsontext.AppendUnquote], as everywhere in this package: a lone surrogate and a byte that is not UTF-8 each
// become U+FFFD, of three bytes.
//
// [jsontext.AppendUnquote]: https://pkg.go.dev/github.com/go-json-experiment/json/jsontext#AppendUnquote
func RawOffset(raw []byte, decoded int) int {
	return stringPlace{raw: min(1, len(raw))}.advance(raw, decoded).raw
}

// SpanWithin is where the bytes from start up to, not including, end of a decoded string stand in the document. For a value that is
// not a string it is the span of the value. It costs time in proportion to the literal: it is made for findings, not for loops.
func (v Value) SpanWithin(start, end int) Span {
	if v.Kind() != String {
		return v.Span()
	}
	raw := v.Raw()
	first := stringPlace{raw: 1}.advance(raw, start)
	last := first.advance(raw, end)
	if last.decoded < end { // The end stands inside a piece, which belongs to the span.
		last = last.step(raw)
	}
	return v.doc.SpanOf(v.Offset()+first.raw, v.Offset()+last.raw)
}

// stringPlace is one place in a string: its offset in the literal and in the decoded text.
type stringPlace struct{ raw, decoded int }

// advance goes on to the last piece that begins at or before a decoded offset.
func (p stringPlace) advance(raw []byte, decoded int) stringPlace {
	for p.decoded < decoded {
		next := p.step(raw)
		if next == p || next.decoded > decoded {
			break
		}
		p = next
	}
	return p
}

// step goes over one piece, and nowhere from the closing quote.
func (p stringPlace) step(raw []byte) stringPlace {
	if p.raw >= len(raw)-1 {
		return p
	}
	rest := raw[p.raw : len(raw)-1]
	switch {
	case rest[0] == '\\':
		written, decoded := escapeSize(rest)
		return stringPlace{p.raw + written, p.decoded + decoded}
	case rest[0] < utf8.RuneSelf:
		return stringPlace{p.raw + 1, p.decoded + 1}
	default:
		r, size := utf8.DecodeRune(rest)
		return stringPlace{p.raw + size, p.decoded + utf8.RuneLen(r)}
	}
}

// escapeSize is the number of bytes that the escape at the start of rest takes as it is written, and as it is decoded.
func escapeSize(rest []byte) (written, decoded int) {
	const short, long = len(`\n`), len(`\u0000`)
	if len(rest) < short || rest[1] != 'u' || len(rest) < long {
		return min(short, len(rest)), 1
	}
	r := escapedRune(rest)
	if !utf16.IsSurrogate(r) {
		return long, utf8.RuneLen(r)
	}
	if rest = rest[long:]; len(rest) >= long && rest[0] == '\\' && rest[1] == 'u' {
		if pair := utf16.DecodeRune(r, escapedRune(rest)); pair != utf8.RuneError {
			return 2 * long, utf8.RuneLen(pair)
		}
	}
	return long, utf8.RuneLen(utf8.RuneError)
}

// escapedRune reads the four digits of a \u escape.
func escapedRune(escape []byte) rune {
	n, err := strconv.ParseUint(string(escape[2:6]), 16, 16)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n)
}
