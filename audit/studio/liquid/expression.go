package liquid

import "strings"

// expression reads an expression: operands with operators between them, then filters. It returns the filters. Of all references in
// it, those that are operands themselves, not part of a key in brackets, are marked as tested where the expression is a condition.
//
// It is one loop without recursion: brackets inside of brackets are kept in s.brackets.
func (s *scanner) expression(inside Span, tested bool) []Filter {
	e := expression{scanner: s, end: inside.End, tested: tested, head: -1, firstFilter: -1}
	firstReference := len(s.References)
	s.brackets = s.brackets[:0]
	for i := inside.Start; i < inside.End; {
		i = e.token(i)
	}
	for len(s.brackets) > 0 { // Brackets that are not closed reach to the end.
		e.closeBracket(s.trimRight(inside).End)
	}
	filters := e.finish()
	if e.head >= 0 && e.operands == 1 {
		s.References[e.head].Filters = filters
	}
	s.place(s.References[firstReference:])
	return filters
}

// expression is the state in the middle of an expression.
type expression struct {
	*scanner

	end    int
	tested bool

	stage    stage
	after    bool // an operand has just been read: without an operator, no second one can follow
	operands int  // before the first filter
	head     int  // the index of the first operand if it is a reference, else -1

	firstFilter   int // where the chain begins in scanner.filters, -1 if there is none
	firstArgument int // where the arguments of the last filter begin in scanner.arguments
	key           string
}

// stage is how far an expression has come.
type stage uint8

const (
	inOperands stage = iota
	beforeFilter
	inArguments
)

// token reads one token and returns the place behind it.
func (e *expression) token(i int) int {
	switch c := e.text[i]; {
	case isBlank(c):
		return i + 1
	case c == '"' || c == '\'':
		return e.quoted(i)
	case isDigit(c) || c == '-' && i+1 < e.end && isDigit(e.text[i+1]):
		return e.number(i)
	case isWord(c), c == '$' && e.placeholderAt(i) > 0:
		return e.word(i)
	case c == '|' && len(e.brackets) == 0:
		if i+1 < e.end && e.text[i+1] == '|' { // Not Liquid, but meant as "or".
			e.after = false
			return i + 2
		}
		e.nextFilter()
		return i + 1
	case c == '[':
		e.brackets = append(e.brackets, -1)
		e.after = false
		return i + 1
	case c == ']' && len(e.brackets) > 0:
		return e.closeBracket(i)
	case c == ')', c == ']':
		e.after = true
		return i + 1
	case c == '.' && i+1 < e.end && e.text[i+1] == '.':
		e.after = false
		return i + len("..")
	case c == '.': // A property of a literal.
		return e.wordEnd(i + 1)
	default:
		if c == ',' {
			e.key = ""
		}
		e.after = false
		return i + 1
	}
}

func (e *expression) quoted(i int) int {
	start, end := i+1, e.end
	length := strings.IndexByte(e.text[start:end], e.text[i])
	next := end
	if length >= 0 {
		end = start + length
		next = end + 1
	}
	e.Dynamic = e.Dynamic || strings.Contains(e.text[start:end], "${")
	e.operand(Argument{Text: e.text[start:end], Kind: Quoted, Span: Span{i, next}})
	return next
}

func (e *expression) number(i int) int {
	end := i + 1
	for end < e.end && isDigit(e.text[end]) {
		end++
	}
	whole := Span{i, end}
	if end+1 < e.end && e.text[end] == '.' && isDigit(e.text[end+1]) {
		for end++; end < e.end && isDigit(e.text[end]); {
			end++
		}
	}
	if whole.End == end && len(e.brackets) == 0 {
		e.limit(whole)
	}
	e.operand(Argument{Text: e.text[i:end], Kind: Number, Span: Span{i, end}})
	return end
}

// limit notes a number that may bound a loop: (1..20), limit: 20, offset: 2.
func (e *expression) limit(span Span) {
	value := number{wholeNumber(e.slice(span)), true}
	before, after := e.skipBlanksBack(span.Start), e.skipBlanks(span.End, e.end)
	switch {
	case e.key == "limit":
		e.limits.limit = value
	case e.key == "offset":
		e.limits.offset = value
	case strings.HasSuffix(e.text[:before], "..") && after < e.end && e.text[after] == ')':
		e.limits.last = value
	case before > 0 && e.text[before-1] == '(' && strings.HasPrefix(e.text[after:e.end], ".."):
		e.limits.first = value
	}
}

// wholeNumber reads digits, perhaps behind a minus; a number that is too great becomes the greatest.
func wholeNumber(text string) int {
	const greatest = 1 << 30
	digits, negative := strings.CutPrefix(text, "-")
	value := 0
	for i := 0; i < len(digits) && value < greatest; i++ {
		value = value*10 + int(digits[i]-'0')
	}
	value = min(value, greatest)
	if negative {
		return -value
	}
	return value
}

func (e *expression) skipBlanksBack(i int) int {
	for i > 0 && isBlank(e.text[i-1]) {
		i--
	}
	return i
}

// word reads a word: a filter, the key of a named argument, an operator, a literal or the root of a path.
func (e *expression) word(i int) int {
	end, dynamic := e.name(i)
	word := e.text[i:end]
	if e.stage == beforeFilter && len(e.brackets) == 0 {
		e.filters = append(e.filters, Filter{Name: word, Span: Span{i, end}})
		e.stage = inArguments
		return end
	}
	if next := e.skipBlanks(end, e.end); next < e.end && e.text[next] == ':' && !dynamic {
		e.key = word
		e.after = false
		return next + 1
	}
	if isOperator(word) {
		e.after = false
		return end
	}
	if (isLiteral(word) || word == "continue" && e.key == "offset") && (end == e.end || e.text[end] != '.') {
		e.operand(Argument{Text: word, Kind: Word, Span: Span{i, end}})
		return end
	}
	if e.after { // {{ a b }}: Liquid drops or refuses b, and never looks it up.
		return end
	}
	return e.reference(Segment{Text: word, Span: Span{i, end}, Dynamic: dynamic})
}

func isOperator(word string) bool {
	switch word {
	case "and", "or", "contains", "in", "not":
		return true
	}
	return false
}

func isLiteral(word string) bool {
	switch word {
	case "true", "false", "nil", "null", "blank", "empty":
		return true
	}
	return false
}

// reference reads a path, whose root has been read, and returns the place where the next token begins.
func (e *expression) reference(root Segment) int {
	index := len(e.References)
	e.References = append(e.References, Reference{
		Span:   root.Span,
		Tested: e.tested && e.stage == inOperands && len(e.brackets) == 0,
	})
	e.addSegment(index, root)
	depth := len(e.brackets)
	next := e.path(index, root.Span.End)
	open := len(e.brackets) > depth // A computed key comes first; the path goes on behind it.
	if depth == 0 {
		span, kind := e.References[index].Span, Variable
		if span == root.Span && root.Dynamic && e.placeholderAt(span.Start) == span.End {
			kind = Undefined
		}
		e.note(Argument{Text: e.slice(span), Kind: kind, Span: span}, index)
	}
	e.after = !open
	return next
}

// placeholderAt is the place behind the ${…} placeholder at i, or -1.
func (e *expression) placeholderAt(i int) int {
	if i+1 >= e.end || !isPlaceholder(e.text, i+1) {
		return -1
	}
	if end := placeholderEnd(e.text, i+1); end <= e.end {
		return end
	}
	return -1
}

// name goes over a name from i on, and tells whether a placeholder is a part of it.
func (e *expression) name(i int) (end int, dynamic bool) {
	for i < e.end {
		c := e.text[i]
		if isWord(c) || c == '-' || c == '?' {
			i++
			continue
		}
		if c != '$' {
			break
		}
		after := e.placeholderAt(i)
		if after < 0 {
			break
		}
		i, dynamic = after, true
		e.Dynamic = true
	}
	return i, dynamic
}

func (e *expression) wordEnd(i int) int {
	for i < e.end && (isWord(e.text[i]) || e.text[i] == '-') {
		i++
	}
	return i
}

// path reads the steps of a path behind those that its reference has, up to its end or to the inside of brackets with a computed
// key, and returns the place where the next token begins.
func (e *expression) path(index, i int) int {
	for i < e.end {
		switch e.text[i] {
		case '.':
			end, dynamic := e.name(i + 1)
			if end == i+1 {
				return i // Two dots of a range, or a dot at the end of a sentence.
			}
			e.addSegment(index, Segment{Text: e.text[i+1 : end], Span: Span{i + 1, end}, Dynamic: dynamic})
			i = end
		case '[':
			key, end := e.literalKey(i)
			if end < 0 {
				e.addSegment(index, Segment{Span: Span{i + 1, i + 1}, Dynamic: true})
				e.References[index].Span.End = i + 1
				e.brackets = append(e.brackets, index)
				e.after = false
				return i + 1
			}
			e.addSegment(index, Segment{Text: e.slice(key), Span: key})
			i = end
		default:
			return i
		}
		e.References[index].Span.End = i
	}
	return i
}

// literalKey reads ["name"] or [0] from its opening bracket on: the key, and the place behind the closing bracket, which is -1 for
// any other key.
func (e *expression) literalKey(i int) (key Span, end int) {
	i = e.skipBlanks(i+1, e.end)
	if i == e.end {
		return Span{}, -1
	}
	switch c := e.text[i]; {
	case c == '"' || c == '\'':
		length := strings.IndexByte(e.text[i+1:e.end], c)
		if length < 0 {
			return Span{}, -1
		}
		key = Span{i + 1, i + 1 + length}
		i = key.End + 1
		if strings.Contains(e.slice(key), "${") {
			return Span{}, -1
		}
	case isDigit(c) || c == '-':
		key.Start = i
		for i++; i < e.end && isDigit(e.text[i]); {
			i++
		}
		key.End = i
	default:
		return Span{}, -1
	}
	if i = e.skipBlanks(i, e.end); i == e.end || e.text[i] != ']' {
		return Span{}, -1
	}
	return key, i + 1
}

// closeBracket ends the computed key at its closing bracket, or at the end of the text, and goes on with the path that it is in.
func (e *expression) closeBracket(i int) int {
	last := len(e.brackets) - 1
	index := e.brackets[last]
	e.brackets = e.brackets[:last]
	next := min(i+1, e.end)
	e.after = true
	if index < 0 {
		return next
	}
	r := &e.References[index]
	key := &r.Path[len(r.Path)-1]
	key.Span.End = max(key.Span.Start, i)
	key.Text = e.slice(key.Span)
	r.Span.End = next
	next = e.path(index, next)
	if len(e.brackets) == 0 && e.stage == inArguments && len(e.arguments) > e.firstArgument {
		argument := &e.arguments[len(e.arguments)-1]
		argument.Span.End = r.Span.End
		argument.Text = e.slice(argument.Span)
	}
	return next
}

// addSegment puts a step at the end of a path. Paths are cut from shared pieces of memory, as long as nothing else was put behind
// them.
func (s *scanner) addSegment(index int, segment Segment) {
	r := &s.References[index]
	n := len(r.Path)
	if n > 0 && &r.Path[n-1] != &s.segments[len(s.segments)-1] {
		r.Path = append(r.Path, segment)
		return
	}
	if len(s.segments) == cap(s.segments) {
		const fewest, most = 4, 1024
		piece := make([]Segment, n, max(fewest, min(2*cap(s.segments), most), 2*n+2))
		copy(piece, r.Path)
		s.segments = piece
	}
	s.segments = append(s.segments, segment)
	end := len(s.segments)
	r.Path = s.segments[end-n-1 : end : end]
}

// operand notes a literal.
func (e *expression) operand(value Argument) {
	if len(e.brackets) > 0 {
		e.after = true
		return
	}
	e.note(value, -1)
}

// note takes down an operand of the expression itself: the index of its reference, -1 for a literal.
func (e *expression) note(value Argument, index int) {
	e.after = true
	switch e.stage {
	case inOperands:
		if e.operands++; e.operands == 1 {
			e.head = index
		}
	case inArguments:
		value.Name = e.key
		e.arguments = append(e.arguments, value)
	}
	e.key = ""
}

// nextFilter ends what stands before a bar.
func (e *expression) nextFilter() {
	if e.stage == inOperands && e.firstFilter < 0 {
		e.firstFilter = len(e.filters)
	}
	e.finishFilter()
	e.stage, e.after, e.key = beforeFilter, false, ""
}

// finishFilter gives the last filter the arguments that were read behind it.
func (e *expression) finishFilter() {
	if e.stage == inArguments {
		if arguments := e.arguments[e.firstArgument:len(e.arguments):len(e.arguments)]; len(arguments) > 0 {
			last := &e.filters[len(e.filters)-1]
			last.Arguments = arguments
			last.Span.End = arguments[len(arguments)-1].Span.End
		}
	}
	e.firstArgument = len(e.arguments)
}

// finish ends the expression and returns its filters.
func (e *expression) finish() []Filter {
	e.finishFilter()
	if e.firstFilter < 0 || e.firstFilter == len(e.filters) {
		return nil
	}
	return e.filters[e.firstFilter:len(e.filters):len(e.filters)]
}
