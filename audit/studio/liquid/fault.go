package liquid

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

// Fault is a place that no Liquid accepts.
type Fault struct {
	Kind  FaultKind
	Span  Span   // of the opening braces for Unterminated, of the whole tag otherwise; of the name for UnknownTag
	Name  string // the tag, or the opening braces that are not closed
	Other string // a second tag that takes part: see [FaultKind]
}

// FaultKind is what is wrong.
type FaultKind uint8

// The kinds of faults.
const (
	Unterminated    FaultKind = iota // {{ without }}, {% without %}
	UnclosedBlock                    // a block without its end; Other is the end of an outer block that comes first, if one does
	UnopenedEnd                      // an end without its block
	MismatchedEnd                    // an end of another kind than the block that is open, which Other names
	MisplacedBranch                  // else, elsif or when outside of a block that has such branches
	UnknownTag                       // a tag that no Liquid has
	UnnamedTag                       // {% %}
	ElseCondition                    // else with a condition, which is either ignored or an error
)

// Structural tells whether the fault is about opening and closing, so that the text as a whole cannot be rendered.
func (k FaultKind) Structural() bool { return k < UnknownTag }

// Message says in one line what is wrong.
func (f Fault) Message() string {
	name, other := shown(f.Name), shown(f.Other)
	switch f.Kind {
	case Unterminated:
		closing := "}}"
		if f.Name == "{%" {
			closing = "%}"
		}
		return "this " + f.Name + " is never closed by " + closing
	case UnclosedBlock:
		if f.Other != "" {
			return name + " is still open where " + other + " closes a block around it: " + endOf(f.Name) + " is missing before that"
		}
		return name + " is never closed: " + endOf(f.Name) + " is missing"
	case UnopenedEnd:
		return name + " closes nothing: no block is open here"
	case MismatchedEnd:
		return name + " cannot close " + other + ": " + endOf(f.Other) + " is expected"
	case MisplacedBranch:
		return name + " stands in no block that has such a branch"
	case UnknownTag:
		return "Liquid has no tag " + name
	case UnnamedTag:
		return "this tag has no name"
	case ElseCondition:
		return "else takes no condition; a further condition is written elsif"
	default:
		return "the Liquid is wrong here"
	}
}

func endOf(block string) string { return shown("end" + block) }

// shown is a name from the text, fit for one line of a message.
func shown(name string) string {
	const longest = 40
	if len(name) > longest {
		end := longest
		for end > 0 && !utf8.RuneStart(name[end]) {
			end--
		}
		name = name[:end] + "…"
	}
	quoted := strconv.Quote(name)
	return quoted[1 : len(quoted)-1]
}

func (s *scanner) fault(f Fault) {
	s.Unbalanced = s.Unbalanced || f.Kind.Structural()
	if len(s.Faults) == MaxFaults {
		s.MoreFaults++
		return
	}
	s.Faults = append(s.Faults, f)
}

// sortFaults puts the blocks that turned out to be unclosed late at the places where they begin.
func (s *scanner) sortFaults() {
	slices.SortStableFunc(s.Faults, func(a, b Fault) int { return a.Span.Start - b.Span.Start })
}
