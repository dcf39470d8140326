package source

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

func newFileInventory(asOf time.Time) *inventory.Inventory {
	inv := inventory.New(inventory.Account{}, asOf, nil)
	inv.File = true
	inv.Audited = nil
	inv.Cover(inventory.KindFlow, "")
	return inv
}

// readFlows makes an inventory of the flows that a text holds: JSON with states, bare or under definition, or an array of such.
// A text that must hold a flow and does not is a broken flow file; another one is passed over, with a nil inventory.
func readFlows(uri string, text []byte, must bool, asOf time.Time) (*inventory.Inventory, []PassedOver) {
	if !must && !mayHoldFlow(text) {
		return nil, []PassedOver{{uri, errNoFlow.Error()}}
	}
	document, err := jsonpos.Parse(uri, text)
	if err != nil {
		if !must && !namesFlowKey(text) {
			return nil, []PassedOver{{uri, errNoFlow.Error()}}
		}
		return brokenFile(document, syntaxSpan(document, err), syntaxReason(text, err), asOf), nil
	}
	root := document.Root()
	inv := newFileInventory(asOf)
	var passed []PassedOver
	missing := "it has neither states nor initial_state"
	if root.Kind() == jsonpos.Array {
		missing = "none of its elements has states or initial_state"
		for i, element := range root.Elements() {
			if holdsFlow(element, must) {
				inv.AddFile(document, element, i)
				continue
			}
			passed = append(passed, PassedOver{fmt.Sprintf("%s#%d", uri, i), "this element of the array has neither states nor initial_state"})
		}
	} else if holdsFlow(root, must) {
		inv.AddFile(document, root, 0)
	}
	switch {
	case len(inv.Flows) > 0:
		inv.Finish()
		return inv, passed
	case must:
		span := document.SpanOf(root.Offset(), root.Offset()+1)
		return brokenFile(document, span, "this is JSON, but not a flow definition: "+missing, asOf), nil
	default:
		if namesFlowKey(text) {
			missing = "it has states, but nothing in them looks like a widget of a flow"
		}
		return nil, []PassedOver{{uri, missing}}
	}
}

func brokenFile(document *jsonpos.Document, span jsonpos.Span, reason string, asOf time.Time) *inventory.Inventory {
	inv := newFileInventory(asOf)
	inv.AddBrokenFile(document, span, reason)
	inv.Finish()
	return inv
}

// holdsFlow tells whether a value is a flow definition, bare or in the envelope of an API response. Where nobody said that it must be
// one, states alone is not enough: state machines of other programs and lists of countries have a member of that name too.
func holdsFlow(v jsonpos.Value, must bool) bool {
	for _, candidate := range []jsonpos.Value{v, v.Get("definition")} {
		if studio.IsDefinition(candidate) && (must || candidate.Get("initial_state").Exists() || holdsWidgets(candidate.Get("states"))) {
			return true
		}
	}
	return false
}

// holdsWidgets tells whether states looks like that of a flow: an array, and if it is not empty, one with something like a widget.
func holdsWidgets(states jsonpos.Value) bool {
	if states.Kind() != jsonpos.Array {
		return false
	}
	for _, state := range states.Elements() {
		if state.Get("type").Exists() || state.Get("transitions").Exists() {
			return true
		}
	}
	return states.Len() == 0
}

// syntaxSpan is where a text stops being JSON.
func syntaxSpan(document *jsonpos.Document, err error) jsonpos.Span {
	if syntax, ok := errors.AsType[*jsonpos.SyntaxError](err); ok {
		return jsonpos.Span{Start: syntax.Position, End: syntax.Position}
	}
	return document.SpanOf(0, 0)
}

func syntaxReason(text []byte, err error) string {
	if isUTF16(text) {
		return "the text is UTF-16 where JSON must be UTF-8: save it as UTF-8"
	}
	if syntax, ok := errors.AsType[*jsonpos.SyntaxError](err); ok {
		return syntax.Reason
	}
	return err.Error()
}

var errNoFlow = errors.New("it has neither states nor initial_state")

// longestFlowKey is the greatest length of what spellsFlowKey looks for.
const longestFlowKey = len(`"initial_state"`)

func spellsFlowKey(text []byte) bool {
	return bytes.Contains(text, []byte(`"states"`)) || bytes.Contains(text, []byte(`"initial_state"`))
}

// mayHoldFlow tells cheaply, before any parsing, of most texts that they hold no flow. A name may also be written with escapes,
// which only parsing resolves.
func mayHoldFlow(text []byte) bool {
	return spellsFlowKey(text) || bytes.Contains(text, []byte(`\u00`)) || isUTF16(text)
}

// namesFlowKey tells whether a text, be it JSON or not, has states or initial_state as the name of a member.
func namesFlowKey(text []byte) bool {
	if isUTF16(text) { // As Windows PowerShell writes files: the letters of the names with a zero byte each.
		text = bytes.ReplaceAll(text, []byte{0}, nil)
	}
	for _, key := range []string{`"states"`, `"initial_state"`} {
		for rest := text; ; {
			_, after, found := bytes.Cut(rest, []byte(key))
			if !found {
				break
			}
			rest = bytes.TrimLeft(after, " \t\r\n")
			if len(rest) == 0 || rest[0] == ':' {
				return true
			}
		}
	}
	return false
}

func isUTF16(text []byte) bool {
	return bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff"))
}
