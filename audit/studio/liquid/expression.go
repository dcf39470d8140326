package liquid

import "strings"

// expression reads an expression: operands with operators between them, then filters. It returns the filters. Of all references in
// it, those that are operands themselves, not part of a key in brackets, are marked as tested where the expression is a condition.
//
// It is one loop without recursion: brackets inside of brackets are kept in s.brackets.
func (s *scanner) expression(inside Span, tested bool) []Filter {
	s.now = expression{end: inside.End, tested: tested, head: -1, firstFilter: -1, firstArgument: len(s.arguments)}
	s.brackets = s.brackets[:0]
	first := len(s.References)
	for i := inside.Start; i < inside.End; {
		i = s.token(i)
	}
	for len(s.brackets) > 0 { // Brackets that are not closed reach to the end.
		s.closeBracket(s.trimRight(inside).End)
	}
	filters := s.chain()
	if s.now.head >= 0 && s.now.operands == 1 {
		s.References[s.now.head].Filters = filters
	}
	s.place(s.References[first:])
	return filters
}

// expression is the state in the middle of an expression.
type expression struct {
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
func (s *scanner) token(i int) int {
	switch c := s.text[i]; {
	case isBlank(c):
		return i + 1
	case c == '"' || c == '\'':
		return s.quoted(i)
	case isDigit(c) || c == '-' && i+1 < s.now.end && isDigit(s.text[i+1]):
		return s.number(i)
	case isWord(c), c == '$' && s.placeholderAt(i) > 0:
		return s.word(i)
	case c == '|' && len(s.brackets) == 0:
		if i+1 < s.now.end && s.text[i+1] == '|' { // Not Liquid, but meant as "or".
			s.now.after = false
			return i + 2
		}
		s.nextFilter()
		return i + 1
	case c == '[':
		s.brackets = append(s.brackets, -1)
		s.now.after = false
		return i + 1
	case c == ']' && len(s.brackets) > 0:
		return s.closeBracket(i)
	case c == ')', c == ']':
		s.now.after = true
		return i + 1
	case c == '.' && i+1 < s.now.end && s.text[i+1] == '.':
		s.now.after = false
		return i + len("..")
	case c == '.': // A property of a literal.
		return s.wordEnd(i + 1)
	default:
		s.now.after = false
		return i + 1
	}
}

func (s *scanner) quoted(i int) int {
	start, end := i+1, s.now.end
	length := strings.IndexByte(s.text[start:end], s.text[i])
	next := end
	if length >= 0 {
		end = start + length
		next = end + 1
	}
	s.Dynamic = s.Dynamic || strings.Contains(s.text[start:end], "${")
	s.operand(Argument{Text: s.text[start:end], Kind: Quoted, Span: Span{i, next}})
	return next
}

func (s *scanner) number(i int) int {
	end := i + 1
	for end < s.now.end && isDigit(s.text[end]) {
		end++
	}
	whole := Span{i, end}
	if end+1 < s.now.end && s.text[end] == '.' && isDigit(s.text[end+1]) {
		for end++; end < s.now.end && isDigit(s.text[end]); {
			end++
		}
	}
	if whole.End == end && len(s.brackets) == 0 {
		s.limit(whole)
	}
	s.operand(Argument{Text: s.text[i:end], Kind: Number, Span: Span{i, end}})
	return end
}

// limit notes a number that may bound a loop: (1..20), limit: 20, offset: 2.
func (s *scanner) limit(span Span) {
	value := number{wholeNumber(s.slice(span)), true}
	before, after := s.skipBlanksBack(span.Start), s.skipBlanks(span.End, s.now.end)
	switch {
	case s.now.key == "limit":
		s.limits.limit = value
	case s.now.key == "offset":
		s.limits.offset = value
	case strings.HasSuffix(s.text[:before], "..") && after < s.now.end && s.text[after] == ')':
		s.limits.last = value
	case before > 0 && s.text[before-1] == '(' && strings.HasPrefix(s.text[after:s.now.end], ".."):
		s.limits.first = value
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

func (s *scanner) skipBlanksBack(i int) int {
	for i > 0 && isBlank(s.text[i-1]) {
		i--
	}
	return i
}

// word reads a word: a filter, the key of a named argument, an operator, a literal or the root of a path.
func (s *scanner) word(i int) int {
	end, dynamic := s.name(i)
	word := s.text[i:end]
	if s.now.stage == beforeFilter && len(s.brackets) == 0 {
		s.filters = append(s.filters, Filter{Name: word, Span: Span{i, end}})
		s.now.stage = inArguments
		return end
	}
	if next := s.skipBlanks(end, s.now.end); next < s.now.end && s.text[next] == ':' && !dynamic {
		s.now.key = word
		s.now.after = false
		return next + 1
	}
	if isOperator(word) {
		s.now.after = false
		return end
	}
	if (isLiteral(word) || word == "continue" && s.now.key == "offset") && (end == s.now.end || s.text[end] != '.') {
		s.operand(Argument{Text: word, Kind: Word, Span: Span{i, end}})
		return end
	}
	if s.now.after { // {{ a b }}: Liquid drops or refuses b, and never looks it up.
		return end
	}
	return s.reference(Segment{Text: word, Span: Span{i, end}, Dynamic: dynamic})
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
func (s *scanner) reference(root Segment) int {
	index := len(s.References)
	s.References = append(s.References, Reference{
		Span:   root.Span,
		Tested: s.now.tested && s.now.stage == inOperands && len(s.brackets) == 0,
	})
	s.addSegment(index, root)
	depth := len(s.brackets)
	next := s.path(index, root.Span.End)
	open := len(s.brackets) > depth // A computed key comes first; the path goes on behind it.
	if depth == 0 {
		span, kind := s.References[index].Span, Variable
		if span == root.Span && root.Dynamic && s.placeholderAt(span.Start) == span.End {
			kind = Undefined
		}
		s.note(Argument{Text: s.slice(span), Kind: kind, Span: span}, index)
	}
	s.now.after = !open
	return next
}

// placeholderAt is the place behind the ${…} placeholder at i, or -1.
func (s *scanner) placeholderAt(i int) int {
	if i+1 >= s.now.end || !isPlaceholder(s.text, i+1) {
		return -1
	}
	if end := placeholderEnd(s.text, i+1); end <= s.now.end {
		return end
	}
	return -1
}

// name goes over a name from i on, and tells whether a placeholder is a part of it.
func (s *scanner) name(i int) (end int, dynamic bool) {
	for i < s.now.end {
		c := s.text[i]
		if isWord(c) || c == '-' || c == '?' {
			i++
			continue
		}
		if c != '$' {
			break
		}
		after := s.placeholderAt(i)
		if after < 0 {
			break
		}
		i, dynamic = after, true
		s.Dynamic = true
	}
	return i, dynamic
}

func (s *scanner) wordEnd(i int) int {
	for i < s.now.end && (isWord(s.text[i]) || s.text[i] == '-') {
		i++
	}
	return i
}

// path reads the steps of a path behind those that its reference has, up to its end or to the inside of brackets with a computed
// key, and returns the place where the next token begins.
func (s *scanner) path(index, i int) int {
	for i < s.now.end {
		switch s.text[i] {
		case '.':
			end, dynamic := s.name(i + 1)
			if end == i+1 {
				return i // Two dots of a range, or a dot at the end of a sentence.
			}
			s.addSegment(index, Segment{Text: s.text[i+1 : end], Span: Span{i + 1, end}, Dynamic: dynamic})
			i = end
		case '[':
			key, end := s.literalKey(i)
			if end < 0 {
				s.addSegment(index, Segment{Span: Span{i + 1, i + 1}, Dynamic: true})
				s.brackets = append(s.brackets, index)
				s.now.after = false
				return i + 1
			}
			s.addSegment(index, Segment{Text: s.slice(key), Span: key})
			i = end
		default:
			return i
		}
		s.References[index].Span.End = i
	}
	return i
}

// literalKey reads ["name"] or [0] from its opening bracket on: the key, and the place behind the closing bracket, which is -1 for
// any other key.
func (s *scanner) literalKey(i int) (key Span, end int) {
	i = s.skipBlanks(i+1, s.now.end)
	if i == s.now.end {
		return Span{}, -1
	}
	switch c := s.text[i]; {
	case c == '"' || c == '\'':
		length := strings.IndexByte(s.text[i+1:s.now.end], c)
		if length < 0 {
			return Span{}, -1
		}
		key = Span{i + 1, i + 1 + length}
		i = key.End + 1
		if strings.Contains(s.slice(key), "${") {
			return Span{}, -1
		}
	case isDigit(c) || c == '-':
		key.Start = i
		for i++; i < s.now.end && isDigit(s.text[i]); {
			i++
		}
		key.End = i
	default:
		return Span{}, -1
	}
	if i = s.skipBlanks(i, s.now.end); i == s.now.end || s.text[i] != ']' {
		return Span{}, -1
	}
	return key, i + 1
}

// closeBracket ends the computed key at its closing bracket, or at the end of the text, and goes on with the path that it is in.
func (s *scanner) closeBracket(i int) int {
	last := len(s.brackets) - 1
	index := s.brackets[last]
	s.brackets = s.brackets[:last]
	next := min(i+1, s.now.end)
	s.now.after = true
	if index < 0 {
		return next
	}
	r := &s.References[index]
	key := &r.Path[len(r.Path)-1]
	key.Span.End = max(key.Span.Start, i)
	key.Text = s.slice(key.Span)
	r.Span.End = next
	next = s.path(index, next)
	if len(s.brackets) == 0 && s.now.stage == inArguments && len(s.arguments) > s.now.firstArgument {
		argument := &s.arguments[len(s.arguments)-1]
		argument.Span.End = r.Span.End
		argument.Text = s.slice(argument.Span)
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
func (s *scanner) operand(value Argument) {
	if len(s.brackets) > 0 {
		s.now.after = true
		return
	}
	s.note(value, -1)
}

// note takes down an operand of the expression itself: the index of its reference, -1 for a literal.
func (s *scanner) note(value Argument, index int) {
	s.now.after = true
	switch s.now.stage {
	case inOperands:
		if s.now.operands++; s.now.operands == 1 {
			s.now.head = index
		}
	case inArguments:
		value.Name = s.now.key
		s.arguments = append(s.arguments, value)
	}
	s.now.key = ""
}

// nextFilter ends what stands before a bar.
func (s *scanner) nextFilter() {
	if s.now.stage == inOperands && s.now.firstFilter < 0 {
		s.now.firstFilter = len(s.filters)
	}
	s.finishFilter()
	s.now.stage, s.now.after, s.now.key = beforeFilter, false, ""
}

// finishFilter gives the last filter the arguments that were read behind it.
func (s *scanner) finishFilter() {
	if s.now.stage == inArguments {
		if arguments := s.arguments[s.now.firstArgument:len(s.arguments):len(s.arguments)]; len(arguments) > 0 {
			last := &s.filters[len(s.filters)-1]
			last.Arguments = arguments
			last.Span.End = arguments[len(arguments)-1].Span.End
		}
	}
	s.now.firstArgument = len(s.arguments)
}

// chain ends the expression and returns its filters.
func (s *scanner) chain() []Filter {
	s.finishFilter()
	if s.now.firstFilter < 0 || s.now.firstFilter == len(s.filters) {
		return nil
	}
	return s.filters[s.now.firstFilter:len(s.filters):len(s.filters)]
}
