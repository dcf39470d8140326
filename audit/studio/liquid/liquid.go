// Package liquid reads the Liquid in one string of a Studio flow without running it: what the string refers to, what it assigns,
// and whether its tags are balanced, each with the bytes that say so.
//
// Twilio describes the language on https://www.twilio.com/docs/studio/user-guide/liquid-template-language and does not say which
// implementation renders it, so a fault is only what Liquid in general refuses: Shopify's (https://shopify.github.io/liquid/) and
// the one for the JVM (https://github.com/bkiers/Liqp) alike. What one of them renders as text or passes over in silence is no
// fault here. Nothing is evaluated.
//
// Flow files that are templates of Terraform hold placeholders such as ${var.name}, inside Liquid too. Their values are unknown:
// they are stepped over, and never a fault.
package liquid

// Span is a stretch of the scanned text in bytes, from Start up to, not including, End.
type Span struct{ Start, End int }

// Template is what one text says in Liquid. The zero Template is that of a text without Liquid. All lists but Filters follow the
// order of the text; their strings are parts of it, and as hostile as it is.
type Template struct {
	References []Reference
	Outputs    []Output
	Tags       []Tag
	Assigned   []Assignment
	Loops      []Loop
	Faults     []Fault // at most [MaxFaults]
	MoreFaults int     // how many faults there are beyond those

	Unbalanced bool // one of all the faults is about opening and closing
	Dynamic    bool // a ${…} placeholder was stepped over next to or inside of Liquid
}

// MaxFaults is the greatest number of faults that a Template lists. A text with more of them is no Liquid that somebody would mend
// one by one.
const MaxFaults = 100

// Reference is a value that the text asks for: flow.variables.name, widgets["the menu"].Digits.
type Reference struct {
	Path    []Segment // never empty: the first is the root
	Filters []Filter  // the chain behind it, where the reference is the whole expression before the first bar
	Span    Span

	// Tested says that it is an operand of if, unless, elsif, case or when: asking whether a value is there does no harm.
	Tested bool
	// Guarded says that it stands in a block whose condition tests it, or a value that it is a part of. Every branch of the block
	// counts, since whoever wrote the condition knew that the value may be missing.
	Guarded bool
	// Local says that the root is a name that the text itself gives: by assign, capture, increment or decrement anywhere in it, or
	// by a loop around the reference.
	Local bool
}

// Segment is one step of a path.
type Segment struct {
	Text    string // the name or number without dots, brackets and quotes; the source text of a dynamic step
	Span    Span   // of Text
	Dynamic bool   // the name is known at run time only: widgets[flow.variables.next], a ${…} placeholder
}

// Root is the name that the path begins with, "" if a placeholder stands there.
func (r Reference) Root() string {
	if len(r.Path) == 0 || r.Path[0].Dynamic {
		return ""
	}
	return r.Path[0].Text
}

// Under tells whether the path begins with these names.
func (r Reference) Under(names ...string) bool {
	if len(r.Path) < len(names) {
		return false
	}
	for i, name := range names {
		if r.Path[i].Dynamic || r.Path[i].Text != name {
			return false
		}
	}
	return true
}

// Filtered tells whether a filter of that name is in the chain behind the reference.
func (r Reference) Filtered(name string) bool { return filtered(r.Filters, name) }

func filtered(filters []Filter, name string) bool {
	for i := range filters {
		if filters[i].Name == name {
			return true
		}
	}
	return false
}

// Filter is one step of a filter chain: default: "none".
type Filter struct {
	Name      string
	Arguments []Argument
	Span      Span // from the name to the last argument
}

// Argument is one argument of a filter.
type Argument struct {
	Name string // of an argument that is given by name, else ""
	Text string // without quotes
	Kind OperandKind
	Span Span // of the value, quotes included
}

// OperandKind is what an argument is written as.
type OperandKind uint8

// The kinds of operands.
const (
	Quoted    OperandKind = iota // "text" or 'text'
	Number                       // 1, -1, 0.5
	Word                         // true, false, nil, null, blank, empty
	Variable                     // a reference, which is in Template.References as well
	Undefined                    // a ${…} placeholder
)

// Output is one {{ … }}.
type Output struct {
	Span    Span     // braces included
	Filters []Filter // the chain in it, whatever stands before the first bar
}

// Filtered tells whether a filter of that name is in the chain.
func (o Output) Filtered(name string) bool { return filtered(o.Filters, name) }

// Tag is one {% … %}, outside of comments and raw text.
type Tag struct {
	Name string
	Span Span // braces included
}

// Assignment is a name that the text gives to a value.
type Assignment struct {
	Name string
	Tag  string // assign, capture, increment, decrement, for or tablerow
	Span Span   // of the name
}

// Loop is a for or tablerow.
type Loop struct {
	Span Span // of the tag
	// Most is the greatest number of rounds that the numbers in the tag allow, and -1 where no number says: (1..20), limit: 20.
	// Studio stops a loop after 15 rounds: https://www.twilio.com/docs/studio/user-guide/studio-faq
	Most int
}

// Within lists the references that stand in a span, such as that of an [Output] or a [Tag].
func (t *Template) Within(span Span) []Reference {
	first, last := 0, len(t.References)
	for first < last { // The first reference that does not begin before the span.
		if middle := (first + last) / 2; t.References[middle].Span.Start < span.Start {
			first = middle + 1
		} else {
			last = middle
		}
	}
	end := first
	for end < len(t.References) && t.References[end].Span.Start < span.End {
		end++
	}
	return t.References[first:end]
}
