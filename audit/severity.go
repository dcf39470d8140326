package audit

import (
	"encoding"
	"fmt"
)

// Severity is how much a finding matters. The zero value is invalid: it means that nobody decided.
type Severity uint8

// The severities.
const (
	// Note is hygiene.
	Note Severity = iota + 1
	// Warning will bite under a plausible condition.
	Warning
	// Error loses calls or messages, or exposes money or data, now.
	Error
)

var severityNames = [...]string{Note: "note", Warning: "warning", Error: "error"}

// Severities are all severities, the gravest first.
func Severities() []Severity { return []Severity{Error, Warning, Note} }

// Valid tells whether somebody decided.
func (s Severity) Valid() bool { return s >= Note && s <= Error }

// Lower is the next lower severity; a note stays a note.
func (s Severity) Lower() Severity { return max(s-1, Note) }

func (s Severity) String() string {
	if !s.Valid() {
		return fmt.Sprintf("severity(%d)", uint8(s))
	}
	return severityNames[s]
}

// ParseSeverity reads the name of a severity.
func ParseSeverity(name string) (Severity, error) {
	for _, s := range Severities() {
		if s.String() == name {
			return s, nil
		}
	}
	return 0, fmt.Errorf("no severity is called %q: error, warning or note", name)
}

var _ encoding.TextMarshaler = Severity(0)

// MarshalText writes the name.
func (s Severity) MarshalText() ([]byte, error) {
	if !s.Valid() {
		return nil, fmt.Errorf("a finding has no severity")
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads the name.
func (s *Severity) UnmarshalText(text []byte) error {
	parsed, err := ParseSeverity(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}

// Persona is who a rule speaks to. A run for one persona includes the ones before it.
type Persona uint8

// The personas.
const (
	// Regular is what a team keeps switched on.
	Regular Persona = iota + 1
	// Pedantic is for those who want to hear of everything that could be better.
	Pedantic
	// Strict is for reviews that must see what is only sometimes wrong.
	Strict
)

var personaNames = [...]string{Regular: "regular", Pedantic: "pedantic", Strict: "strict"}

func (p Persona) String() string {
	if p < Regular || p > Strict {
		return fmt.Sprintf("persona(%d)", uint8(p))
	}
	return personaNames[p]
}

// ParsePersona reads the name of a persona.
func ParsePersona(name string) (Persona, error) {
	for p := Regular; p <= Strict; p++ {
		if p.String() == name {
			return p, nil
		}
	}
	return 0, fmt.Errorf("it must be regular, pedantic or strict")
}

// FixKind is what can be done about a rule's findings by program.
type FixKind uint8

// The kinds of fixes.
const (
	// FixManual: a person has to decide.
	FixManual FixKind = iota + 1
	// FixCertain: one idempotent change does it, and nothing has to be guessed.
	FixCertain
	// FixUnsafe: one change does it, and changes behaviour.
	FixUnsafe
)

var fixNames = [...]string{FixManual: "manual", FixCertain: "certain", FixUnsafe: "unsafe"}

func (f FixKind) String() string {
	if f < FixManual || f > FixUnsafe {
		return fmt.Sprintf("fix(%d)", uint8(f))
	}
	return fixNames[f]
}
