package remedy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/secret"
)

// serverSet are the members that Twilio sets by itself when a resource is updated. They are no part of what a plan has seen, and may
// change with a write without anybody having asked for it; no other member may.
var serverSet = [...]struct {
	member string
	kind   inventory.Kind // "" for every kind
}{
	{member: "date_updated"},
	// Each update of a flow is a revision, with its own message and with what Twilio's check says of it.
	// https://www.twilio.com/docs/studio/rest-api/v2/flow
	{member: "revision", kind: inventory.KindFlow},
	{member: "commit_message", kind: inventory.KindFlow},
	{member: "valid", kind: inventory.KindFlow},
	{member: "errors", kind: inventory.KindFlow},
	{member: "warnings", kind: inventory.KindFlow},
}

func setByServer(kind inventory.Kind, member string) bool {
	for _, s := range serverSet {
		if s.member == member && (s.kind == "" || s.kind == kind) {
			return true
		}
	}
	return false
}

// resource is one live resource as it was read: its canonical text, with markers in the place of secrets.
type resource struct {
	kind     inventory.Kind
	name     string // for people
	document *jsonpos.Document
}

// understand lets the text of a resource in by the same door as an audit does, so that it compares with what a plan has seen.
func understand(account string, kind inventory.Kind, parent, sid string, text []byte, redactor *secret.Redactor) (*resource, error) {
	inv := inventory.New(inventory.Account{SID: account}, time.Time{}, redactor)
	if err := inv.Add(kind, parent, text); err != nil {
		return nil, err
	}
	inv.Finish()
	item, presence := inv.Find(kind, sid)
	if presence != inventory.Present {
		return nil, fmt.Errorf("the answer is about another resource")
	}
	return &resource{kind: kind, name: item.Ref.Name, document: item.Document}, nil
}

func (r *resource) root() jsonpos.Value { return r.document.Root() }

// text is a member that holds a text, "" if it is unset.
func (r *resource) text(member string) string { return r.root().Get(member).Text() }

// beginning is when an execution began, the zero time if that is no date, and by what.
func (r *resource) beginning() (began time.Time, by string) {
	began, _ = time.Parse(time.RFC3339, r.text("date_created"))
	return began.UTC(), r.text("initiated_by")
}

// at is the JSON of a value in its canonical form, "" if it is not there.
func (r *resource) at(pointer string) string {
	v, ok := r.document.Resolve(pointer)
	if !ok {
		return ""
	}
	return canonical(v.Raw())
}

// digest is a SHA-256 over the members that Twilio does not set by itself. Secrets count by their kinds and lengths, so that a plan can
// be made with one credential and applied with another.
func (r *resource) digest() string {
	h := sha256.New()
	for name, v := range r.root().Members() {
		value := canonical(v.Raw())
		if setByServer(r.kind, name) || unset(value) { // An unset member may come as another sort of nothing the next time.
			continue
		}
		for _, part := range []string{name, value} {
			part = secret.Unkeyed(part)
			fmt.Fprintf(h, "%d:%s", len(part), part)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// definitionDigest is a SHA-256 of the canonical text of a flow's definition, "" for what is no flow.
func (r *resource) definitionDigest() string {
	if r.kind != inventory.KindFlow {
		return ""
	}
	sum := sha256.Sum256([]byte(secret.Unkeyed(r.at("/definition"))))
	return hex.EncodeToString(sum[:])
}

// with is the resource with values set, as it should be read after a write.
func (r *resource) with(settings []Setting) (*resource, error) {
	document := r.document
	for _, s := range settings {
		text, err := edit(document, s.Pointer, s.Want)
		if err != nil {
			return nil, err
		}
		if document, err = jsonpos.Parse(document.URI, text); err != nil {
			return nil, err
		}
	}
	return &resource{kind: r.kind, name: r.name, document: document}, nil
}

// differences are the members in which a resource differs from what it should be, apart from those that Twilio sets.
func (r *resource) differences(should *resource) []string {
	var names []string
	note := func(name string) {
		if !setByServer(r.kind, name) && !slices.Contains(names, name) && !same(r.at("/"+jsonpos.EscapeToken(name)), should.at("/"+jsonpos.EscapeToken(name))) {
			names = append(names, name)
		}
	}
	for name := range r.root().Members() {
		note(name)
	}
	for name := range should.root().Members() {
		note(name)
	}
	slices.Sort(names)
	return names
}

// canonical is JSON in its canonical form, on its own; what does not parse stays as it is.
func canonical(raw []byte) string {
	document, err := jsonpos.Parse("", raw)
	if err != nil {
		return string(raw)
	}
	return strings.TrimSuffix(string(jsonpos.Canonical(document, nil)), "\n")
}

// same tells whether two values in canonical form are one. Twilio writes an unset text as "", as null, or not at all.
func same(a, b string) bool { return a == b || unset(a) && unset(b) }

func unset(value string) bool { return value == "" || value == "null" || value == `""` }

// edit is the text of a document in which one value is another, and everything else is as it was, byte for byte. A value that is wanted
// to be "" goes away with its name. The object that the value stands in has to be there.
func edit(document *jsonpos.Document, pointer, want string) ([]byte, error) {
	end := strings.LastIndexByte(pointer, '/')
	if end < 0 {
		return nil, fmt.Errorf("%q names no value inside a resource", pointer)
	}
	parent, _ := document.Resolve(pointer[:end])
	if parent.Kind() != jsonpos.Object {
		return nil, fmt.Errorf("%q is %s where an object was expected", pointer[:end], parent.Kind())
	}
	value, there := document.Resolve(pointer)
	var change jsonpos.Change
	switch {
	case !there && want == "":
		return document.Text(), nil
	case want == "":
		change = cutMember(document, value)
	case there:
		change = value.Replace(want)
	default:
		quoted, err := jsontext.AppendQuote(nil, lastToken(pointer))
		if err != nil {
			return nil, fmt.Errorf("the name in %q is not UTF-8", pointer)
		}
		change, _ = parent.Insert(string(quoted), want)
	}
	text := document.Text()
	return slices.Concat(text[:change.Start], []byte(change.New), text[change.End:]), nil
}

// lastToken is the name that a JSON Pointer ends with.
func lastToken(pointer string) string {
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(pointer[strings.LastIndexByte(pointer, '/')+1:])
}

// cutMember takes a member out of its object, with one of the commas around it.
func cutMember(document *jsonpos.Document, value jsonpos.Value) jsonpos.Change {
	const blank = " \t\r\n"
	text := string(document.Text())
	start, end := document.OffsetOf(value.KeySpan().Start), value.Offset()+len(value.Raw())
	before, after := strings.TrimRight(text[:start], blank), strings.TrimLeft(text[end:], blank)
	switch {
	case strings.HasPrefix(after, ","):
		end = len(text) - len(strings.TrimLeft(after[1:], blank))
	case strings.HasSuffix(before, ","):
		start = len(before) - 1
	}
	return jsonpos.Change{Start: start, End: end}
}
