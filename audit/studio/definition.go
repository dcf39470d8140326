// Package studio reads a Twilio Studio flow definition as the program that it is: widgets, transitions, and what they lead to.
//
// Definitions come from exports, from the API, from Terraform and from people's hands, so everything that can be understood is,
// and what cannot is kept as a [Problem] beside it: one broken widget does not hide the others.
// The format: https://www.twilio.com/docs/studio/flow-definition
package studio

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit/jsonpos"
)

// Definition is a flow definition. Its values know their places in the document that it was read from.
type Definition struct {
	Value        jsonpos.Value
	InitialState string
	InitialValue jsonpos.Value // of initial_state; absent if the definition has none
	Widgets      []*Widget     // in the order of the text
	// Problems are the places where the text is no flow definition, in the order of the text.
	Problems []Problem

	byName map[string]*Widget
}

// Widget is one state of a flow.
type Widget struct {
	Name        string
	Type        string
	Index       int // in states
	Value       jsonpos.Value
	Properties  jsonpos.Value
	Transitions []Transition
}

// Transition leads from a widget to the next one when an event occurs.
type Transition struct {
	Event string
	Next  string // "" where the branch ends; Studio writes it as an absent, null or empty next
	Value jsonpos.Value
	// NextValue is the value of next, absent where there is none.
	NextValue jsonpos.Value
}

// Problem is a place where the text is not what a flow definition must be.
type Problem struct {
	Value   jsonpos.Value // where; its key is meant if OnKey
	OnKey   bool
	Message string
}

// Span is where the problem stands.
func (p Problem) Span() jsonpos.Span {
	if p.OnKey {
		return p.Value.KeySpan()
	}
	return p.Value.Span()
}

// TriggerType is the type of the widget with which every flow begins.
const TriggerType = "trigger"

// IsDefinition tells whether a JSON value looks like a flow definition: an object with states or initial_state.
func IsDefinition(v jsonpos.Value) bool {
	return v.Get("states").Exists() || v.Get("initial_state").Exists()
}

// Parse reads a definition. It never fails: what is wrong stands in Problems.
func Parse(v jsonpos.Value) *Definition {
	d := &Definition{Value: v, byName: map[string]*Widget{}}
	if v.Kind() != jsonpos.Object {
		d.problem(v, "a flow definition must be an object, this is %s", v.Kind())
		return d
	}
	d.InitialValue = v.Get("initial_state")
	switch d.InitialValue.Kind() {
	case jsonpos.String:
		d.InitialState = d.InitialValue.Text()
	case jsonpos.Absent:
		d.problem(v, "the flow definition has no initial_state")
	default:
		d.problem(d.InitialValue, "initial_state must be a string, this is %s", d.InitialValue.Kind())
	}
	if flags := v.Get("flags"); flags.Exists() && flags.Kind() != jsonpos.Object && flags.Kind() != jsonpos.Null {
		d.problem(flags, "flags must be an object, this is %s", flags.Kind())
	}
	states := v.Get("states")
	switch states.Kind() {
	case jsonpos.Array:
		for i, state := range states.Elements() {
			d.widget(i, state)
		}
		if len(d.Widgets) == 0 && len(d.Problems) == 0 {
			d.problem(states, "states is empty: a flow needs at least its trigger")
		}
	case jsonpos.Absent:
		d.problem(v, "the flow definition has no states")
	default:
		d.problem(states, "states must be an array, this is %s", states.Kind())
	}
	return d
}

func (d *Definition) problem(v jsonpos.Value, format string, args ...any) {
	d.Problems = append(d.Problems, Problem{Value: v, Message: fmt.Sprintf(format, args...)})
}

func (d *Definition) widget(index int, v jsonpos.Value) {
	if v.Kind() != jsonpos.Object {
		d.problem(v, "a widget must be an object, this is %s", v.Kind())
		return
	}
	w := &Widget{Index: index, Value: v, Properties: v.Get("properties")}
	w.Name = d.required(v, "name", fmt.Sprintf("widget %d", index))
	label := fmt.Sprintf("widget %q", w.Name)
	if w.Name == "" {
		label = fmt.Sprintf("widget %d", index)
	}
	w.Type = d.required(v, "type", label)
	if k := w.Properties.Kind(); k != jsonpos.Object && k != jsonpos.Absent && k != jsonpos.Null {
		d.problem(w.Properties, "properties of %s must be an object, this is %s", label, k)
	}
	transitions := v.Get("transitions")
	switch transitions.Kind() {
	case jsonpos.Array:
		for i, t := range transitions.Elements() {
			if t.Kind() != jsonpos.Object {
				d.problem(t, "transition %d of %s must be an object, this is %s", i, label, t.Kind())
				continue
			}
			d.transition(w, label, t)
		}
	case jsonpos.Absent, jsonpos.Null: // A widget that ends the flow may have none.
	default:
		d.problem(transitions, "transitions of %s must be an array, this is %s", label, transitions.Kind())
	}
	d.Widgets = append(d.Widgets, w)
	if _, taken := d.byName[w.Name]; w.Name != "" && !taken {
		d.byName[w.Name] = w
	}
}

// required is a member that every widget must have: a string that is not empty.
func (d *Definition) required(v jsonpos.Value, name, label string) string {
	member := v.Get(name)
	text, ok := member.AsString()
	switch {
	case !member.Exists():
		d.problem(v, "%s has no %s", label, name)
	case !ok:
		d.problem(member, "%s of %s must be a string, this is %s", name, label, member.Kind())
	case text == "":
		d.problem(member, "%s of %s is empty", name, label)
	}
	return text
}

func (d *Definition) transition(w *Widget, label string, v jsonpos.Value) {
	t := Transition{Value: v, NextValue: v.Get("next")}
	event := v.Get("event")
	if event.Exists() && event.Kind() != jsonpos.String {
		d.problem(event, "event of a transition of %s must be a string, this is %s", label, event.Kind())
	}
	t.Event = event.Text()
	switch t.NextValue.Kind() {
	case jsonpos.String:
		t.Next = t.NextValue.Text()
	case jsonpos.Absent, jsonpos.Null:
	default:
		d.problem(t.NextValue, "next of event %q of %s must be a string, this is %s", t.Event, label, t.NextValue.Kind())
	}
	w.Transitions = append(w.Transitions, t)
}

// Widget is the widget of that name; of several, the first.
func (d *Definition) Widget(name string) (*Widget, bool) {
	w, ok := d.byName[name]
	return w, ok
}

// Triggers are the widgets of the trigger type. A sound flow has exactly one.
func (d *Definition) Triggers() []*Widget {
	var triggers []*Widget
	for _, w := range d.Widgets {
		if w.Type == TriggerType {
			triggers = append(triggers, w)
		}
	}
	return triggers
}

// Trigger is the widget that traffic enters by: initial_state if that is a trigger, else the first trigger there is.
func (d *Definition) Trigger() (*Widget, bool) {
	if w, ok := d.byName[d.InitialState]; ok && w.Type == TriggerType {
		return w, true
	}
	if triggers := d.Triggers(); len(triggers) > 0 {
		return triggers[0], true
	}
	return nil, false
}

// Entry is the widget that a trigger event leads to, and false where the trigger has no branch for the event.
func (d *Definition) Entry(event string) (*Widget, bool) {
	trigger, ok := d.Trigger()
	if !ok {
		return nil, false
	}
	for _, t := range trigger.Transitions {
		if t.Event == event && t.Next != "" {
			w, ok := d.byName[t.Next]
			return w, ok
		}
	}
	return nil, false
}

// Wired tells whether the trigger has a branch for the event, whether or not it leads to a widget that exists.
func (d *Definition) Wired(event string) bool {
	trigger, ok := d.Trigger()
	if !ok {
		return false
	}
	for _, t := range trigger.Transitions {
		if t.Event == event && t.Next != "" {
			return true
		}
	}
	return false
}

// The events of a trigger. https://www.twilio.com/docs/studio/widget-library/trigger-start
const (
	IncomingCall                = "incomingCall"
	IncomingMessage             = "incomingMessage"
	IncomingConversationMessage = "incomingConversationMessage"
	IncomingRequest             = "incomingRequest"
	IncomingParent              = "incomingParent"
)

// Flag is a setting that may be missing. Twilio does not say what a missing one means, so it is a value of its own.
type Flag uint8

// The values of a flag.
const (
	FlagAbsent Flag = iota
	FlagOff
	FlagOn
)

// ConcurrentCalls is flags.allow_concurrent_calls, with the value that it was read from (absent where there is none).
// https://www.twilio.com/docs/studio/rest-api/v2/schemas lists it without a default.
func (d *Definition) ConcurrentCalls() (Flag, jsonpos.Value) {
	v := d.Value.At("flags", "allow_concurrent_calls")
	on, ok := v.AsBool()
	switch {
	case !ok:
		return FlagAbsent, v
	case on:
		return FlagOn, v
	default:
		return FlagOff, v
	}
}

// SymbolicPointer is the JSON Pointer of a value inside the definition, in which a widget goes by its name instead of its index:
// moving a widget changes nothing. Widgets without a name of their own keep their index.
func (d *Definition) SymbolicPointer(v jsonpos.Value) string {
	states := d.Value.Get("states")
	return v.PointerFunc(func(element jsonpos.Value, index int) (string, bool) {
		if element.Parent() != states {
			return "", false
		}
		name := element.Get("name").Text()
		w, ok := d.byName[name]
		if !ok || w.Index != index {
			return "", false
		}
		return name, true
	})
}

// WidgetAt is the widget that a value belongs to.
func (d *Definition) WidgetAt(v jsonpos.Value) (*Widget, bool) {
	states := d.Value.Get("states")
	for ; v.Exists(); v = v.Parent() {
		if v.Parent() != states || !states.Exists() {
			continue
		}
		for _, w := range d.Widgets {
			if w.Value == v {
				return w, true
			}
		}
	}
	return nil, false
}

// Property is a member of the widget's properties, absent if there is none.
func (w *Widget) Property(name string) jsonpos.Value { return w.Properties.Get(name) }

// Next is the name of the widget that an event leads to, "" if it leads nowhere.
func (w *Widget) Next(event string) string {
	for _, t := range w.Transitions {
		if t.Event == event && t.Next != "" {
			return t.Next
		}
	}
	return ""
}

// NameValue is the place of the widget's name, or the widget itself where it has none.
func (w *Widget) NameValue() jsonpos.Value {
	if v := w.Value.Get("name"); v.Exists() {
		return v
	}
	return w.Value
}

// Path is a way through a flow, for people: "incomingCall → split_1 (noMatch) → lookup".
func Path(steps ...string) string { return strings.Join(steps, " → ") }
