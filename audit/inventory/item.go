package inventory

import (
	"fmt"
	"net/mail"
	"strconv"
	"strings"
	"time"

	"github.com/twilint/twilint/audit/jsonpos"
)

// Ref names a resource.
type Ref struct {
	Account string // SID of the account, "" for a flow file
	Kind    Kind
	SID     string
	Name    string // for people: a number in E.164, a friendly name; other people wrote it
	// Path and Index say where a flow file without a SID stands: its slash path from the root, and its index in an array.
	Path  string
	Index int
}

// Identity tells one resource of a kind and an account from the others, for ever: the SID, or for a flow file without one its
// path and its index in an array.
func (r Ref) Identity() string {
	if r.SID != "" {
		return r.SID
	}
	return r.Path + "#" + strconv.Itoa(r.Index)
}

// String names the resource for people: `Studio flow "Support" (FW…)`.
func (r Ref) String() string {
	title := Describe(r.Kind).Title
	switch {
	case r.Kind == KindPhoneNumber && r.Name != "":
		return fmt.Sprintf("%s (%s)", r.Name, r.SID)
	case r.Name != "" && r.SID != "":
		return fmt.Sprintf("%s %q (%s)", title, r.Name, r.SID)
	case r.SID != "":
		return fmt.Sprintf("%s %s", title, r.SID)
	case r.Name != "":
		return fmt.Sprintf("%s %q", title, r.Name)
	default:
		return fmt.Sprintf("%s %s", title, r.Path)
	}
}

// ConsoleURI is the page of the resource in Twilio's Console, "" if it has none.
func (r Ref) ConsoleURI(parent string) string {
	if r.SID == "" || r.Account == "" {
		return ""
	}
	return Expand(Describe(r.Kind).Console, r.Account, parent, r.SID)
}

// Location is a place in a document.
type Location struct {
	Document string // URI of the document
	Pointer  string // JSON Pointer (RFC 6901)
	// Symbolic is Pointer with Studio widgets named instead of counted; fingerprints are made of it.
	Symbolic string
	Span     jsonpos.Span
}

// Item is one resource as it was read.
type Item struct {
	Ref      Ref
	Parent   string    // SID of the resource it was listed below
	Updated  time.Time // zero where it was not read
	Document *jsonpos.Document
	value    jsonpos.Value // the resource in the document
}

// Value is the resource as JSON.
func (it *Item) Value() jsonpos.Value { return it.value }

// Locate is the place of a value of the resource. A value that is not there is looked for where it would stand: in the resource.
func (it *Item) Locate(v jsonpos.Value) Location {
	if !v.Exists() {
		v = it.value
	}
	pointer := v.Pointer()
	span := v.Span()
	if v == it.value && v.Kind() == jsonpos.Object {
		span = it.Document.SpanOf(v.Offset(), v.Offset()+1) // A whole resource is shown at its first character, not as a thousand lines.
	}
	return Location{Document: it.Document.URI, Pointer: pointer, Symbolic: pointer, Span: span}
}

// At is the place of a member of the resource, or of the resource if it has no such member.
func (it *Item) At(name string) Location { return it.Locate(it.get(name)) }

// get is a member; dots in its name lead into objects.
func (it *Item) get(name string) jsonpos.Value {
	v := it.value
	for part := range strings.SplitSeq(name, ".") {
		v = v.Get(part)
	}
	return v
}

// ConsoleURI is the page of the resource in Twilio's Console, "" if it has none.
func (it *Item) ConsoleURI() string { return it.Ref.ConsoleURI(it.Parent) }

// Field is a member of a resource that holds a text. Twilio writes an unset one as "", as null, or not at all.
type Field struct {
	Name string
	Text string
	item *Item
	at   jsonpos.Value
}

// Location is where the field stands.
func (f Field) Location() Location {
	if f.item == nil {
		return Location{}
	}
	return f.item.Locate(f.at)
}

// Owner is the resource that the field is a member of.
func (f Field) Owner() Ref {
	if f.item == nil {
		return Ref{}
	}
	return f.item.Ref
}

// Set tells whether the field has a value.
func (f Field) Set() bool { return f.Text != "" }

// Field is a member of the resource that holds a text.
func (it *Item) Field(name string) Field {
	v := it.get(name)
	return Field{Name: name, Text: strings.TrimSpace(v.Text()), item: it, at: v}
}

// Text is a member that holds a text, "" if it is unset.
func (it *Item) Text(name string) string { return it.declared(name, Text).Text() }

// Flag tells whether a member is true. An unset one is not.
func (it *Item) Flag(name string) bool {
	on, _ := it.declared(name, Flag).AsBool()
	return on
}

// Off tells whether a member is false, and not merely unset.
func (it *Item) Off(name string) bool {
	on, ok := it.declared(name, Flag).AsBool()
	return ok && !on
}

// Number is a member that holds a whole number, and whether it is set.
func (it *Item) Number(name string) (int64, bool) { return it.declared(name, Number).AsInt() }

// Date is a member that holds a point in time, zero if it is unset.
func (it *Item) Date(name string) time.Time {
	t, _ := parseDate(it.declared(name, Date).Text())
	return t
}

// List are the elements of a member, none if it is unset.
func (it *Item) List(name string) []jsonpos.Value {
	var elements []jsonpos.Value
	for _, v := range it.declared(name, List).Elements() {
		elements = append(elements, v)
	}
	return elements
}

// declared is a member that the kinds table has with that type. Another one was not checked when the resource was read, so that
// something of another type would pass as unset; to ask for it is a mistake in the caller's source.
func (it *Item) declared(name string, t Type) jsonpos.Value {
	if !Describe(it.Ref.Kind).declares(name, t) {
		panic(fmt.Sprintf("inventory: the kinds table has no member %s of that type for a %s", name, it.Ref.Kind))
	}
	return it.get(name)
}

func (d *Description) declares(name string, t Type) bool {
	for _, m := range d.Members {
		if m.Name == name {
			return m.Type == t
		}
	}
	if t != Text {
		return false
	}
	for _, w := range d.Webhooks {
		if w.Field == name {
			return true
		}
	}
	for _, r := range d.References {
		if r.Field == name {
			return true
		}
	}
	return false
}

// check tells what is wrong with the types of the members that the kinds table names.
func (it *Item) check(d *Description) error {
	c := decoder{item: it}
	if !d.Single {
		c.field(d.nameMember())
	}
	for _, w := range d.Webhooks {
		c.field(w.Field)
	}
	for _, r := range d.References {
		c.field(r.Field)
	}
	for _, m := range d.Members {
		switch m.Type {
		case Text:
			c.field(m.Name)
		case Flag:
			c.flag(m.Name)
		case Number:
			c.number(m.Name)
		case Date:
			c.date(m.Name)
		case List:
			c.kind(m.Name, jsonpos.Array, "an array")
		case Object:
			c.kind(m.Name, jsonpos.Object, "an object")
		}
	}
	return c.err
}

// decoder reads the members of a resource. A member of the wrong type makes the resource unreadable, which is a gap: to guess
// would be to pass what was not read.
type decoder struct {
	item *Item
	err  error
}

func (d *decoder) fail(v jsonpos.Value, name, expected string) {
	if d.err == nil {
		d.err = fmt.Errorf("%s is %s where %s was expected", name, v.Kind(), expected)
	}
}

func (d *decoder) kind(name string, kind jsonpos.Kind, expected string) {
	v := d.item.get(name)
	if k := v.Kind(); k != kind && k != jsonpos.Null && k != jsonpos.Absent {
		d.fail(v, name, expected)
	}
}

func (d *decoder) field(name string) Field {
	v := d.item.get(name)
	if k := v.Kind(); k != jsonpos.String && k != jsonpos.Null && k != jsonpos.Absent {
		d.fail(v, name, "a string")
	}
	return d.item.Field(name)
}

func (d *decoder) text(name string) string { return d.field(name).Text }

// required is a text that must be there.
func (d *decoder) required(name string) string {
	text := d.text(name)
	if text == "" && d.err == nil {
		d.err = fmt.Errorf("%s is missing", name)
	}
	return text
}

func (d *decoder) flag(name string) bool {
	v := d.item.get(name)
	on, ok := v.AsBool()
	if k := v.Kind(); !ok && k != jsonpos.Null && k != jsonpos.Absent {
		d.fail(v, name, "a boolean")
	}
	return on
}

func (d *decoder) number(name string) int64 {
	v := d.item.get(name)
	n, ok := v.AsInt()
	if k := v.Kind(); !ok && k != jsonpos.Null && k != jsonpos.Absent {
		d.fail(v, name, "a whole number")
	}
	return n
}

// date reads a point in time: RFC 2822 in the 2010-04-01 API, ISO 8601 in all others. An unset one is the zero time.
func (d *decoder) date(name string) time.Time {
	text := d.text(name)
	if text == "" {
		return time.Time{}
	}
	t, err := parseDate(text)
	if err != nil && d.err == nil {
		d.err = fmt.Errorf("%s is not a date", name)
	}
	return t
}

func parseDate(text string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC(), nil
	}
	t, err := mail.ParseDate(text)
	if err != nil {
		return time.Time{}, err
	}
	return t.UTC(), nil
}
