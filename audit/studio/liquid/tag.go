package liquid

import "strings"

// block is a kind of block: the text between a tag and its end tag.
type block uint8

const (
	noBlock block = iota
	ifBlock
	unlessBlock
	caseBlock
	forBlock
	tablerowBlock
	captureBlock
	ifchangedBlock
	commentBlock
	rawBlock
	blockKinds
)

func (b block) name() string {
	return [blockKinds]string{"", "if", "unless", "case", "for", "tablerow", "capture", "ifchanged", "comment", "raw"}[b]
}

// blockNamed is the kind of block that a tag begins, noBlock for a tag without one.
func blockNamed(tag string) block {
	switch tag {
	case "if":
		return ifBlock
	case "unless":
		return unlessBlock
	case "case":
		return caseBlock
	case "for":
		return forBlock
	case "tablerow":
		return tablerowBlock
	case "capture":
		return captureBlock
	case "ifchanged":
		return ifchangedBlock
	case "comment":
		return commentBlock
	case "raw":
		return rawBlock
	default:
		return noBlock
	}
}

// TagNames are the tags of Liquid, for a hint beside an unknown one. They are those of Twilio's page and of
// https://shopify.github.io/liquid/ together: what Studio does with the few that only the second has is not known.
func TagNames() []string {
	return []string{
		"assign", "break", "capture", "case", "comment", "continue", "cycle", "decrement", "echo", "else", "elsif",
		"endcapture", "endcase", "endcomment", "endfor", "endif", "endifchanged", "endraw", "endtablerow", "endunless",
		"for", "if", "ifchanged", "include", "increment", "liquid", "raw", "render", "tablerow", "unless", "when",
	}
}

// openBlock is a block whose end has not come yet.
type openBlock struct {
	kind  block
	span  Span   // of its tag
	name  string // the variable of a loop
	tests int    // how many tests there were before it
}

// tag reads the {% … %} that begins at i and returns the place behind it, or behind its block where that is not Liquid.
func (s *scanner) tag(i int) int {
	from := i + len("{%")
	end, next := s.markupEnd(from, tag)
	if end < 0 {
		s.fault(Fault{Kind: Unterminated, Span: Span{i, from}, Name: s.text[i:from]})
		return next
	}
	span := Span{i, next}
	inside := trimDashes(s.text, Span{from, end})
	inside.Start = s.skipBlanks(inside.Start, inside.End)
	nameEnd := inside.Start
	for nameEnd < inside.End && isWord(s.text[nameEnd]) {
		nameEnd++
	}
	name := Span{inside.Start, nameEnd}
	inside.Start = s.skipBlanks(nameEnd, inside.End)
	if s.unnamed(span, name, inside) {
		return next
	}
	s.Tags = append(s.Tags, Tag{Name: s.slice(name), Span: span})
	switch kind := blockNamed(s.slice(name)); kind {
	case commentBlock, rawBlock:
		return s.skipBlock(kind, span)
	default:
		s.dispatch(kind, span, name, inside)
		return next
	}
}

// unnamed deals with tags that have no name, or one that is not known before Terraform has filled it in.
func (s *scanner) unnamed(span, name, inside Span) bool {
	if nameEnd := name.End; nameEnd+1 < inside.End && isPlaceholder(s.text, nameEnd+1) {
		return true
	}
	if name.Start < name.End {
		return false
	}
	switch {
	case inside.Start == inside.End:
		s.fault(Fault{Kind: UnnamedTag, Span: span})
	case s.text[inside.Start] == '#': // An inline comment.
	default:
		inside = s.trimRight(inside)
		s.fault(Fault{Kind: UnknownTag, Span: inside, Name: s.slice(inside)})
	}
	return true
}

func (s *scanner) dispatch(kind block, span, name, inside Span) {
	switch text := s.slice(name); text {
	case "if", "unless", "case":
		s.open(kind, span, "")
		s.condition(inside)
	case "elsif", "when":
		s.branch(text, span)
		s.condition(inside)
	case "else":
		s.branch(text, span)
		if inside.Start < inside.End {
			s.elseMarkup(span, inside)
		}
	case "for", "tablerow":
		s.loop(kind, span, text, inside)
	case "capture":
		s.open(kind, span, "")
		s.assignment(text, inside)
	case "increment", "decrement":
		s.assignment(text, inside)
	case "assign":
		inside.Start = s.assignment(text, inside)
		s.expression(inside, false)
	case "cycle", "echo":
		s.expression(inside, false)
	case "ifchanged":
		s.open(kind, span, "")
	case "break", "continue", "include", "render", "liquid": // Known, and nothing in them concerns a flow.
	default:
		if end, ok := strings.CutPrefix(text, "end"); ok && blockNamed(end) != noBlock {
			s.close(blockNamed(end), span, text)
			return
		}
		s.fault(Fault{Kind: UnknownTag, Span: name, Name: text})
	}
}

// elseMarkup deals with text behind else. "else if" is a mistake that changes what the template says; anything else is noise that
// Liquid passes over.
func (s *scanner) elseMarkup(span, inside Span) {
	if s.text[inside.Start:min(inside.Start+2, inside.End)] == "if" && (inside.Start+2 == inside.End || !isWord(s.text[inside.Start+2])) {
		s.fault(Fault{Kind: ElseCondition, Span: span, Name: "else"})
		s.condition(Span{inside.Start + 2, inside.End})
	}
}

func (s *scanner) open(kind block, span Span, name string) {
	s.blocks = append(s.blocks, openBlock{kind: kind, span: span, name: name, tests: len(s.tests.open)})
	s.openBlocks[kind]++
}

// innermost is the kind of the block that was opened last.
func (s *scanner) innermost() block {
	if len(s.blocks) == 0 {
		return noBlock
	}
	return s.blocks[len(s.blocks)-1].kind
}

// branch sees to it that the innermost block can have the branch.
func (s *scanner) branch(name string, span Span) {
	switch kind := s.innermost(); {
	case name == "when" && kind == caseBlock,
		name == "elsif" && (kind == ifBlock || kind == unlessBlock),
		name == "else" && kind >= ifBlock && kind <= tablerowBlock:
		return
	}
	s.fault(Fault{Kind: MisplacedBranch, Span: span, Name: name})
}

// close closes the innermost block of a kind, and with it those that were opened inside of it and not closed.
func (s *scanner) close(kind block, span Span, name string) {
	if s.openBlocks[kind] == 0 {
		switch {
		case s.earlyClosed[kind] > 0:
			s.earlyClosed[kind]--
		case kind == commentBlock && s.comments > 0:
			s.comments--
		case len(s.blocks) == 0:
			s.fault(Fault{Kind: UnopenedEnd, Span: span, Name: name})
		default:
			s.fault(Fault{Kind: MismatchedEnd, Span: span, Name: name, Other: s.innermost().name()})
		}
		return
	}
	for s.innermost() != kind {
		inner := s.pop()
		s.earlyClosed[inner.kind]++
		s.fault(Fault{Kind: UnclosedBlock, Span: inner.span, Name: inner.kind.name(), Other: name})
	}
	s.pop()
}

func (s *scanner) pop() openBlock {
	last := len(s.blocks) - 1
	b := s.blocks[last]
	s.blocks = s.blocks[:last]
	s.openBlocks[b.kind]--
	s.tests.closeBack(b.tests)
	if b.name != "" {
		s.loopNames[b.name]--
	}
	return b
}

// skipBlock goes behind the end of a comment or of raw text, whose inside is no Liquid. The first end tag counts.
func (s *scanner) skipBlock(kind block, span Span) int {
	for i := span.End; ; {
		length := strings.Index(s.text[i:], "{%")
		if length < 0 {
			s.fault(Fault{Kind: UnclosedBlock, Span: span, Name: kind.name()})
			return len(s.text)
		}
		start := i + length
		i = start + len("{%")
		if i < len(s.text) && s.text[i] == '-' {
			i++
		}
		i = s.skipBlanks(i, len(s.text))
		from := i
		for i < len(s.text) && isWord(s.text[i]) {
			i++
		}
		word := s.text[from:i]
		if kind == commentBlock && word == "comment" {
			s.comments++
		}
		if end, ok := strings.CutPrefix(word, "end"); !ok || end != kind.name() {
			continue
		}
		end, next := s.markupEnd(i, tag)
		if end < 0 {
			s.fault(Fault{Kind: Unterminated, Span: Span{start, start + len("{%")}, Name: "{%"})
			return next
		}
		s.Tags = append(s.Tags, Tag{Name: word, Span: Span{start, next}})
		return next
	}
}

// assignment records the name that a tag gives at the start of its inside, and returns the place behind it.
func (s *scanner) assignment(tag string, inside Span) int {
	name := inside
	if name.Start < name.End && (s.text[name.Start] == '"' || s.text[name.Start] == '\'') { // capture takes a quoted name too.
		name.Start++
	}
	end := name.Start
	for end < name.End && (isWord(s.text[end]) || s.text[end] == '-') {
		end++
	}
	if name.End = end; name.Start < end {
		s.Assigned = append(s.Assigned, Assignment{Name: s.slice(name), Tag: tag, Span: name})
		if s.names == nil {
			s.names = make(map[string]struct{})
		}
		s.names[s.slice(name)] = struct{}{}
	}
	for end < inside.End && s.text[end] != '=' {
		end++
	}
	return min(end+1, inside.End)
}

// loop reads for and tablerow: "item in collection limit: 5 reversed".
func (s *scanner) loop(kind block, span Span, tag string, inside Span) {
	end := inside.Start
	for end < inside.End && (isWord(s.text[end]) || s.text[end] == '-') {
		end++
	}
	name := Span{inside.Start, end}
	s.limits = literalLimits{}
	s.expression(Span{end, inside.End}, false)
	s.Loops = append(s.Loops, Loop{Span: span, Most: s.limits.most()})
	s.open(kind, span, s.slice(name))
	if name.Start == name.End {
		return
	}
	s.Assigned = append(s.Assigned, Assignment{Name: s.slice(name), Tag: tag, Span: name})
	if s.loopNames == nil {
		s.loopNames = make(map[string]int)
	}
	s.loopNames[s.slice(name)]++
}

func (s *scanner) slice(span Span) string { return s.text[span.Start:span.End] }

func (s *scanner) skipBlanks(from, end int) int {
	for from < end && isBlank(s.text[from]) {
		from++
	}
	return from
}

func (s *scanner) trimRight(span Span) Span {
	for span.End > span.Start && isBlank(s.text[span.End-1]) {
		span.End--
	}
	return span
}
