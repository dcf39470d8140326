// Package jsonpos reads JSON in which every key and value knows where it stands: its byte offset, line, column and JSON Pointer.
//
// Findings are shown at positions, so a plain decoder into Go values is not enough. The tree is one flat slice of nodes without
// pointers, which keeps reading close to the cost of the tokens themselves; strings are decoded only when somebody asks.
package jsonpos

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxSize is the greatest text that Parse accepts, in bytes. Offsets are kept in 32 bits, and no Twilio document comes near it.
const MaxSize = 256 << 20

// MaxDepth is the greatest nesting that Parse accepts. Real definitions stay below twenty; the bound keeps recursion and the
// indentation of canonical texts harmless.
const MaxDepth = 1000

// Kind is the kind of a JSON value. The zero Kind belongs to a value that is not there.
type Kind uint8

// The kinds of JSON values.
const (
	Absent Kind = iota
	Null
	Bool
	Number
	String
	Object
	Array
)

// String names the kind with its article, ready for "is a number where … was expected".
func (k Kind) String() string {
	return [...]string{"absent", "null", "a boolean", "a number", "a string", "an object", "an array"}[k]
}

// Position is a place in a text. Line and Column count from 1; Column counts Unicode code points, as SARIF's
// columnKind "unicodeCodePoints" does. Offset counts bytes from 0, a leading byte-order mark included.
type Position struct {
	Offset, Line, Column int
}

// Span is a stretch of text from Start up to, not including, End.
type Span struct {
	Start, End Position
}

// node is one value. Offsets are into Document.text; links are indexes into Document.nodes, -1 for none.
type node struct {
	keyStart, keyEnd int32 // the quoted name, when the parent is an object; keyStart is -1 otherwise
	start, end       int32
	parent           int32
	next             int32 // next sibling
	child            int32 // first child
	index            int32 // in the parent, from 0
	keyDigest        uint16
	kind             Kind
	keyEscaped       bool // the name is written with escapes
}

// digest tells nearly all names apart that differ, at the cost of a glance: members are looked up by name all the time.
func digest(name string) uint16 {
	if name == "" {
		return 0
	}
	return uint16(len(name)&0x3f)<<10 ^ uint16(name[0])<<5 ^ uint16(name[len(name)-1])
}

// Document is a parsed JSON text. It is not safe for concurrent use: line starts are looked up when first asked for.
type Document struct {
	// URI names the text in findings: a path relative to the root of the scan, or the name of a resource's own document.
	URI string

	text       []byte // without a byte-order mark
	plain      string // the same: strings without escapes are cut from it, so that asking for one again and again costs nothing
	bom        int    // length of the byte-order mark that was cut off
	nodes      []node
	lines      []int32 // offset of each line's first byte
	marks      []mark  // places on long lines, to count characters from
	duplicates []Value
}

// SyntaxError says where a text stops being JSON.
type SyntaxError struct {
	Position Position
	Pointer  string // JSON Pointer of the value that was being read
	Reason   string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Position.Line, e.Position.Column, e.Reason)
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// Parse reads one JSON text. It accepts a leading byte-order mark and escaped lone surrogates, as encoding/json does, and keeps
// members with a repeated name (see [Document.Duplicates]); everything else outside RFC 8259 is a *[SyntaxError], with which the
// Document is still good for turning offsets into positions. The text must not be changed afterwards.
func Parse(uri string, text []byte) (*Document, error) {
	d := &Document{URI: uri, text: text}
	if bytes.HasPrefix(text, byteOrderMark) {
		d.bom = len(byteOrderMark)
		d.text = text[d.bom:]
	}
	if len(d.text) > MaxSize {
		d.text = nil
		return d, &SyntaxError{Position: Position{Line: 1, Column: 1}, Reason: fmt.Sprintf("the text is larger than %d MiB", MaxSize>>20)}
	}
	if i := invalidUTF8(d.text); i >= 0 {
		return d, d.syntaxError(i, "", "the text is not UTF-8")
	}
	d.plain = string(d.text)
	err := d.parse()
	if err == nil {
		return d, nil
	}
	d.nodes, d.plain = nil, ""
	if s, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		reason := "the text ends too early"
		if !errors.Is(s.Err, io.ErrUnexpectedEOF) && s.Err != nil {
			reason = s.Err.Error()
		}
		return d, d.syntaxError(int(s.ByteOffset), string(s.JSONPointer), reason)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		reason := "the text ends too early"
		if len(bytes.TrimSpace(d.text)) == 0 {
			reason = "the text is empty"
		}
		return d, d.syntaxError(len(d.text), "", reason)
	}
	return d, err
}

func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func (d *Document) syntaxError(offset int, pointer, reason string) *SyntaxError {
	return &SyntaxError{Position: d.Position(offset), Pointer: pointer, Reason: reason}
}

func (d *Document) parse() error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(d.text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	d.nodes = make([]node, 0, len(d.text)/16+4)
	type open struct{ node, last, count int32 }
	var stack []open
	key := [2]int32{-1, -1}
	for {
		kind := dec.PeekKind()
		if kind == '}' || kind == ']' {
			if _, err := dec.ReadToken(); err != nil {
				return err
			}
			top := stack[len(stack)-1].node
			d.nodes[top].end = offset32(dec.InputOffset())
			if kind == '}' {
				d.noteDuplicates(top)
			}
			stack = stack[:len(stack)-1]
			if len(stack) == 0 {
				break
			}
			continue
		}
		inObject := len(stack) > 0 && d.nodes[stack[len(stack)-1].node].kind == Object
		if inObject && key[0] < 0 && kind == '"' {
			name, err := dec.ReadValue()
			if err != nil {
				return err
			}
			key[1] = offset32(dec.InputOffset())
			key[0] = key[1] - offset32(int64(len(name)))
			continue
		}
		var n node
		if kind == '{' || kind == '[' {
			if _, err := dec.ReadToken(); err != nil {
				return err
			}
			n.kind = Object
			if kind == '[' {
				n.kind = Array
			}
			n.start = offset32(dec.InputOffset()) - 1
		} else {
			value, err := dec.ReadValue()
			if err != nil {
				return err
			}
			n.end = offset32(dec.InputOffset())
			n.start = n.end - offset32(int64(len(value)))
			n.kind = scalarKind(kind)
		}
		n.keyStart, n.keyEnd = key[0], key[1]
		if key[0] >= 0 {
			n.keyEscaped = bytes.IndexByte(d.text[key[0]:key[1]], '\\') >= 0
			n.keyDigest = digest(d.key(&n))
		}
		n.parent, n.next, n.child = -1, -1, -1
		key = [2]int32{-1, -1}
		i := offset32(int64(len(d.nodes)))
		if len(stack) > 0 {
			top := &stack[len(stack)-1]
			n.parent, n.index = top.node, top.count
			top.count++
			if top.last < 0 {
				d.nodes[top.node].child = i
			} else {
				d.nodes[top.last].next = i
			}
			top.last = i
		}
		d.nodes = append(d.nodes, n)
		if n.kind == Object || n.kind == Array {
			if len(stack) == MaxDepth {
				return &jsontext.SyntacticError{ByteOffset: int64(n.start), Err: fmt.Errorf("objects and arrays are nested more than %d deep", MaxDepth)}
			}
			stack = append(stack, open{node: i, last: -1})
		} else if len(stack) == 0 {
			break
		}
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return &jsontext.SyntacticError{ByteOffset: dec.InputOffset(), Err: errors.New("there is more text after the JSON value")}
	}
	return nil
}

// offset32 narrows an offset; MaxSize bounds the text, so it always fits.
func offset32(offset int64) int32 {
	return int32(min(offset, math.MaxInt32)) //nolint:gosec // Bounded by the min.
}

func scalarKind(k jsontext.Kind) Kind {
	switch k {
	case '"':
		return String
	case '0':
		return Number
	case 't', 'f':
		return Bool
	default:
		return Null
	}
}

// noteDuplicates records the members of an object whose name occurred before in it.
func (d *Document) noteDuplicates(object int32) {
	first := d.nodes[object].child
	count := 0
	for i := first; i >= 0; i = d.nodes[i].next {
		count++
	}
	if count < 2 {
		return
	}
	const few = 16 // Below this, comparing pairs is cheaper than a map.
	if count <= few {
		for i := first; i >= 0; i = d.nodes[i].next {
			for j := first; j != i; j = d.nodes[j].next {
				if d.sameName(i, j) {
					d.duplicates = append(d.duplicates, Value{d, i})
					break
				}
			}
		}
		return
	}
	seen := make(map[string]struct{}, count)
	for i := first; i >= 0; i = d.nodes[i].next {
		name := Value{d, i}.Key()
		if _, ok := seen[name]; ok {
			d.duplicates = append(d.duplicates, Value{d, i})
		}
		seen[name] = struct{}{}
	}
}

func (d *Document) sameName(i, j int32) bool {
	a, b := &d.nodes[i], &d.nodes[j]
	return a.keyDigest == b.keyDigest && d.key(a) == d.key(b)
}

// Root is the outermost value; it is absent when the text did not parse.
func (d *Document) Root() Value {
	if d == nil || len(d.nodes) == 0 {
		return Value{}
	}
	return Value{d, 0}
}

// Duplicates lists the members that repeat a name of their object, in the order of the text.
func (d *Document) Duplicates() []Value {
	sorted := append([]Value(nil), d.duplicates...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].i < sorted[j].i })
	return sorted
}

// Text is the text as it was given, without a byte-order mark. It must not be changed.
func (d *Document) Text() []byte { return d.text }

// Position turns an offset into Text into a line and a column. Offsets outside the text are moved to its nearest end.
func (d *Document) Position(offset int) Position {
	offset = max(0, min(offset, len(d.text)))
	if d.lines == nil {
		d.indexLines()
	}
	line := sort.Search(len(d.lines), func(i int) bool { return int(d.lines[i]) > offset }) // the first line that begins after offset
	start := int(d.lines[line-1])
	return Position{
		Offset: offset + d.bom,
		Line:   line,
		Column: d.runes(start, offset) + 1,
	}
}

func (d *Document) indexLines() {
	lines := make([]int32, 1, bytes.Count(d.text, []byte{'\n'})+1)
	for at := 0; ; {
		length := bytes.IndexByte(d.text[at:], '\n')
		if length < 0 {
			break
		}
		at += length + 1
		lines = append(lines, offset32(int64(at)))
	}
	d.lines = lines
}

// Line is the text of a line, counted from 1, without its line end.
func (d *Document) Line(line int) string {
	if d.lines == nil {
		d.indexLines()
	}
	if line < 1 || line > len(d.lines) {
		return ""
	}
	start, end := int(d.lines[line-1]), len(d.text)
	if line < len(d.lines) {
		end = int(d.lines[line]) - 1
	}
	if d.plain == "" { // The text did not parse.
		return strings.TrimSuffix(string(d.text[start:end]), "\r")
	}
	return strings.TrimSuffix(d.plain[start:end], "\r")
}

// SpanOf is the span between two offsets into Text.
func (d *Document) SpanOf(start, end int) Span {
	return Span{Start: d.Position(start), End: d.Position(end)}
}

// Value is a handle on one value of a document. The zero Value is absent: every question may be asked of it, and answers with
// nothing, so a chain of lookups needs no checks between its links.
type Value struct {
	doc *Document
	i   int32
}

// Document is the document that the value stands in, nil for an absent value.
func (v Value) Document() *Document { return v.doc }

// Exists tells whether the value is there.
func (v Value) Exists() bool { return v.doc != nil }

// Kind is the kind of the value, [Absent] if it is not there.
func (v Value) Kind() Kind {
	if v.doc == nil {
		return Absent
	}
	return v.doc.nodes[v.i].kind
}

// Get is the member of that name; of several, the last one, as decoders into maps have it.
func (v Value) Get(name string) Value {
	if v.Kind() != Object {
		return Value{}
	}
	found, wanted := Value{}, digest(name)
	for i := v.doc.nodes[v.i].child; i >= 0; i = v.doc.nodes[i].next {
		if n := &v.doc.nodes[i]; n.keyDigest == wanted && v.doc.key(n) == name {
			found = Value{v.doc, i}
			if len(v.doc.duplicates) == 0 {
				break
			}
		}
	}
	return found
}

// At follows names from member to member.
func (v Value) At(names ...string) Value {
	for _, name := range names {
		v = v.Get(name)
	}
	return v
}

// Index is the element with that index, counted from 0.
func (v Value) Index(index int) Value {
	if v.Kind() != Array {
		return Value{}
	}
	for i := v.doc.nodes[v.i].child; i >= 0; i = v.doc.nodes[i].next {
		if index == 0 {
			return Value{v.doc, i}
		}
		index--
	}
	return Value{}
}

// Len is the number of members or elements.
func (v Value) Len() int {
	count := 0
	for range v.children() {
		count++
	}
	return count
}

func (v Value) children() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.doc == nil {
			return
		}
		for i := v.doc.nodes[v.i].child; i >= 0; i = v.doc.nodes[i].next {
			if !yield(Value{v.doc, i}) {
				return
			}
		}
	}
}

// Members are the names and values of an object, in the order of the text.
func (v Value) Members() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		if v.Kind() != Object {
			return
		}
		for child := range v.children() {
			if !yield(child.Key(), child) {
				return
			}
		}
	}
}

// Elements are the indexes and values of an array.
func (v Value) Elements() iter.Seq2[int, Value] {
	return func(yield func(int, Value) bool) {
		if v.Kind() != Array {
			return
		}
		index := 0
		for child := range v.children() {
			if !yield(index, child) {
				return
			}
			index++
		}
	}
}

// Strings are all strings at or below the value, in the order of the text.
func (v Value) Strings() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.doc == nil {
			return
		}
		end := v.doc.nodes[v.i].end
		for i := v.i; int(i) < len(v.doc.nodes) && v.doc.nodes[i].start < end; i++ { // Nodes stand in the order of the text.
			if v.doc.nodes[i].kind == String && !yield(Value{v.doc, i}) {
				return
			}
		}
	}
}

// StringsBetween are the strings that stand between two offsets into Text, at least with a part of them, in the order of the text.
func (d *Document) StringsBetween(start, end int) iter.Seq[Value] {
	return func(yield func(Value) bool) {
		first := sort.Search(len(d.nodes), func(i int) bool { return int(d.nodes[i].start) >= start })
		if first > 0 && d.nodes[first-1].kind == String && int(d.nodes[first-1].end) > start {
			first-- // Nothing but a string that begins before start can reach into it, and is not followed by what is inside of it.
		}
		for i := first; i < len(d.nodes) && int(d.nodes[i].start) < end; i++ {
			if d.nodes[i].kind == String && !yield(Value{d, offset32(int64(i))}) {
				return
			}
		}
	}
}

// OffsetOf is the offset into Text at which a position stands.
func (d *Document) OffsetOf(p Position) int { return max(0, min(p.Offset-d.bom, len(d.text))) }

// LineStart is the offset into Text at which a line begins, counted from 1.
func (d *Document) LineStart(line int) int {
	if d.lines == nil {
		d.indexLines()
	}
	return int(d.lines[max(1, min(line, len(d.lines)))-1])
}

// Parent is the object or array that holds the value.
func (v Value) Parent() Value {
	if v.doc == nil || v.doc.nodes[v.i].parent < 0 {
		return Value{}
	}
	return Value{v.doc, v.doc.nodes[v.i].parent}
}

// Key is the name of the value in its object, "" elsewhere.
func (v Value) Key() string {
	if v.doc == nil {
		return ""
	}
	return v.doc.key(&v.doc.nodes[v.i])
}

func (d *Document) key(n *node) string {
	switch {
	case n.keyStart < 0:
		return ""
	case n.keyEscaped:
		return unquote(d.plain[n.keyStart:n.keyEnd])
	default:
		return d.plain[n.keyStart+1 : n.keyEnd-1]
	}
}

// Text is the decoded string, "" if the value is not a string.
func (v Value) Text() string {
	text, _ := v.AsString()
	return text
}

// AsString is the decoded string, and whether the value is one.
func (v Value) AsString() (string, bool) {
	if v.Kind() != String {
		return "", false
	}
	n := &v.doc.nodes[v.i]
	return unquote(v.doc.plain[n.start:n.end]), true
}

// AsBool is the boolean, and whether the value is one.
func (v Value) AsBool() (value, ok bool) {
	if v.Kind() != Bool {
		return false, false
	}
	return v.Raw()[0] == 't', true
}

// AsInt is the number, and whether the value is a whole one that fits.
func (v Value) AsInt() (int64, bool) {
	if v.Kind() != Number {
		return 0, false
	}
	n, err := strconv.ParseInt(string(v.Raw()), 10, 64)
	return n, err == nil
}

// Raw is the value as it is written. It must not be changed.
func (v Value) Raw() []byte {
	if v.doc == nil {
		return nil
	}
	n := v.doc.nodes[v.i]
	return v.doc.text[n.start:n.end]
}

// Written is Raw as a string.
func (v Value) Written() string {
	if v.doc == nil {
		return ""
	}
	n := &v.doc.nodes[v.i]
	return v.doc.plain[n.start:n.end]
}

// Offset is where the value begins in [Document.Text].
func (v Value) Offset() int {
	if v.doc == nil {
		return 0
	}
	return int(v.doc.nodes[v.i].start)
}

// Span is where the value stands.
func (v Value) Span() Span {
	if v.doc == nil {
		return Span{}
	}
	n := v.doc.nodes[v.i]
	return v.doc.SpanOf(int(n.start), int(n.end))
}

// KeySpan is where the value's name stands; for a value without one, the value's own first character.
func (v Value) KeySpan() Span {
	if v.doc == nil {
		return Span{}
	}
	n := v.doc.nodes[v.i]
	if n.keyStart < 0 {
		return v.doc.SpanOf(int(n.start), int(n.start)+1)
	}
	return v.doc.SpanOf(int(n.keyStart), int(n.keyEnd))
}

// Pointer is the JSON Pointer (RFC 6901) of the value.
func (v Value) Pointer() string {
	return v.PointerFunc(func(Value, int) (string, bool) { return "", false })
}

// PointerFunc is the JSON Pointer of the value, in which name may give an element of an array a token of its own instead of its
// index. It is how a pointer can name a thing that keeps its name when it is moved.
func (v Value) PointerFunc(name func(element Value, index int) (string, bool)) string {
	if v.doc == nil {
		return ""
	}
	var tokens []string
	for v.Parent().Exists() {
		parent := v.Parent()
		if parent.Kind() == Object {
			tokens = append(tokens, v.Key())
		} else {
			index := int(v.doc.nodes[v.i].index)
			token, ok := name(v, index)
			if !ok {
				token = strconv.Itoa(index)
			}
			tokens = append(tokens, token)
		}
		v = parent
	}
	var b strings.Builder
	for i := len(tokens) - 1; i >= 0; i-- {
		b.WriteByte('/')
		b.WriteString(EscapeToken(tokens[i]))
	}
	return b.String()
}

// EscapeToken writes a name as a token of a JSON Pointer.
func EscapeToken(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

// Resolve is the value at a JSON Pointer.
func (d *Document) Resolve(pointer string) (Value, bool) {
	v := d.Root()
	if pointer == "" {
		return v, v.Exists()
	}
	if pointer[0] != '/' {
		return Value{}, false
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		if v.Kind() == Array {
			index, err := strconv.Atoi(token)
			if err != nil || index < 0 {
				return Value{}, false
			}
			v = v.Index(index)
		} else {
			v = v.Get(token)
		}
	}
	return v, v.Exists()
}

func unquote(raw string) string {
	if strings.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1]
	}
	text, _ := jsontext.AppendUnquote(make([]byte, 0, len(raw)), raw) // The text has parsed: what can still go wrong is a lone surrogate, which becomes U+FFFD.
	return string(text)
}
