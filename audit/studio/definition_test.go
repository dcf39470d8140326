package studio_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

func parse(t *testing.T, text string) *studio.Definition {
	t.Helper()
	d, err := jsonpos.Parse("flow.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return studio.Parse(d.Root())
}

func TestProblems(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"sound": {`{"initial_state": "T", "states": [{"name": "T", "type": "trigger"}]}`, nil},
		"odd but sound": {
			`{"initial_state": "T", "flags": null, "states": [{"name": "T", "type": "trigger", "properties": null, "transitions": [{"event": "incomingCall", "next": null}, {"next": ""}]}]}`, nil,
		},
		"no object":      {`[]`, []string{"must be an object, this is an array"}},
		"nothing in it":  {`{}`, []string{"no initial_state", "no states"}},
		"empty states":   {`{"initial_state": "T", "states": []}`, []string{"states is empty"}},
		"wrong types":    {`{"initial_state": 1, "flags": [], "states": {}}`, []string{"initial_state must be a string, this is a number", "flags must be an object", "states must be an array"}},
		"wrong widgets":  {`{"initial_state": "T", "states": [7, {}, {"name": "", "type": 3}]}`, []string{"a widget must be an object", `widget "widget 1" has no name`, "has no type", "name of widget 2 is empty", "type of widget 2 must be a string"}},
		"wrong inside":   {`{"initial_state": "T", "states": [{"name": "T", "type": "trigger", "properties": [], "transitions": {}}]}`, []string{`properties of widget "T" must be an object`, `transitions of widget "T" must be an array`}},
		"wrong branches": {`{"initial_state": "T", "states": [{"name": "T", "type": "trigger", "transitions": [1, {"event": 2, "next": 3}]}]}`, []string{"transition 0 of", "event of a transition", "next of event"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := parse(t, test.text)
			if len(d.Problems) != len(test.want) {
				t.Fatalf("problems = %+v", d.Problems)
			}
			for i, want := range test.want {
				got := d.Problems[i].Message
				if !strings.Contains(strings.ReplaceAll(got, `widget 1 has`, `widget "widget 1" has`), want) {
					t.Errorf("problem %d = %q, want %q", i, got, want)
				}
				if d.Problems[i].Value.Span().Start.Line != 1 {
					t.Errorf("problem %d stands nowhere: %+v", i, d.Problems[i].Value.Span())
				}
			}
		})
	}
}

const definition = `{"initial_state": "Trigger", "flags": {"allow_concurrent_calls": false}, "states": [
	{"name": "say/1", "type": "say-play", "transitions": [{"event": "audioComplete"}]},
	{"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingCall", "next": "say/1"}, {"event": "incomingMessage", "next": "gone"}, {"event": "incomingRequest"}]},
	{"name": "say/1", "type": "say-play", "transitions": []}
]}`

func TestDefinition(t *testing.T) {
	d := parse(t, definition)
	trigger, ok := d.Trigger()
	if !ok || trigger.Name != "Trigger" || trigger.Index != 1 {
		t.Errorf("trigger = %+v", trigger)
	}
	if w, ok := d.Entry(studio.IncomingCall); !ok || w.Index != 0 {
		t.Errorf("entry of calls = %+v, %v", w, ok)
	}
	wired := map[string]bool{}
	for _, event := range []string{studio.IncomingCall, studio.IncomingMessage, studio.IncomingRequest, studio.IncomingParent} {
		wired[event] = d.Wired(event)
	}
	if diff := cmp.Diff(map[string]bool{studio.IncomingCall: true, studio.IncomingMessage: true, studio.IncomingRequest: false, studio.IncomingParent: false}, wired); diff != "" {
		t.Errorf("wired (-want +got):\n%s", diff)
	}
	if _, ok := d.Entry(studio.IncomingMessage); ok {
		t.Error("a transition to nowhere leads somewhere")
	}
	if flag, at := d.ConcurrentCalls(); flag != studio.FlagOff || at.Pointer() != "/flags/allow_concurrent_calls" {
		t.Errorf("concurrent calls = %v at %s", flag, at.Pointer())
	}
	if w, ok := d.WidgetAt(trigger.Transitions[0].NextValue); !ok || w != trigger {
		t.Errorf("the transition belongs to %+v", w)
	}
}

func TestSymbolicPointer(t *testing.T) {
	d := parse(t, definition)
	for pointer, want := range map[string]string{
		"/states/1/transitions/0/next": "/states/Trigger/transitions/0/next",
		"/states/0/type":               "/states/say~11/type",
		"/states/2/type":               "/states/#2/type", // The name is taken by the first widget of that name.
		"/initial_state":               "/initial_state",
	} {
		v, ok := d.Value.Document().Resolve(pointer)
		if !ok {
			t.Fatal(pointer)
		}
		if got := d.SymbolicPointer(v); got != want {
			t.Errorf("SymbolicPointer(%s) = %s, want %s", pointer, got, want)
		}
	}
}

func TestWidgetTypes(t *testing.T) {
	answers, _ := studio.LookupWidgetType("say-play")
	waits, _ := studio.LookupWidgetType("make-http-request")
	split, _ := studio.LookupWidgetType("split-based-on")
	if !answers.Answers || answers.Waits || !waits.Waits || waits.Answers || split.Answers || split.Waits {
		t.Errorf("say-play %+v, make-http-request %+v, split-based-on %+v", answers, waits, split)
	}
	if _, ok := studio.LookupWidgetType("text-to-speech"); ok {
		t.Error("an invented type is known")
	}
}
