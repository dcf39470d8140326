// Package studio reads a Twilio Studio flow definition as the program that it is: widgets, transitions, and what they lead to.
//
// Definitions come from exports, from the API, from Terraform and from people's hands, so everything that can be understood is,
// and what cannot is kept as a [Problem] beside it: one broken widget does not hide the others.
// The format: https://www.twilio.com/docs/studio/rest-api/v2/flow-definition
package studio

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

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

	byName       map[string]*Widget
	stringsOnce  sync.Once
	strings      []String
	templates    []String // those of strings that are rendered
	references   []Reference
	networkOnce  sync.Once
	network      *network
	trafficOnce  sync.Once
	traffic      *Traffic
	countersOnce sync.Once
	counters     map[*Widget]bool
	shared       sync.Map // what rules worked out, by its type
	placeholders bool     // see HasPlaceholderNames
}

// Widget is one state of a flow.
type Widget struct {
	Name        string
	Type        string
	Index       int // in states
	Value       jsonpos.Value
	Properties  jsonpos.Value
	Transitions []Transition

	known    *WidgetType
	position int // in Definition.Widgets, which differs from Index where states holds what is no widget
}

// Transition leads from a widget to the next one when an event occurs.
type Transition struct {
	Event string
	Next  string // "" where the branch ends; Studio writes it as an absent, null or empty next
	Value jsonpos.Value
	// NextValue is the value of next, absent where there is none.
	NextValue jsonpos.Value

	to *Widget // the widget of the name Next, nil if there is none
}

// Problem is a place where the text is not what a flow definition must be.
type Problem struct {
	Value   jsonpos.Value // where
	Message string
	Missing string       // the member that Value lacks, "" if that is not the problem
	Want    jsonpos.Kind // what Value must be, Absent if that is not the problem
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
		d.wrong(v, jsonpos.Object, "a flow definition")
		return d
	}
	d.InitialValue = v.Get("initial_state")
	switch d.InitialValue.Kind() {
	case jsonpos.String:
		d.InitialState = d.InitialValue.Text()
	case jsonpos.Absent:
		d.missing(v, "initial_state", "the flow definition")
	default:
		d.wrong(d.InitialValue, jsonpos.String, "initial_state")
	}
	if flags := v.Get("flags"); flags.Exists() && flags.Kind() != jsonpos.Object && flags.Kind() != jsonpos.Null {
		d.wrong(flags, jsonpos.Object, "flags")
	}
	states := v.Get("states")
	switch states.Kind() {
	case jsonpos.Array:
		for i, state := range states.Elements() {
			d.widget(i, state)
		}
		if states.Len() == 0 {
			d.problem(Problem{Value: states}, "states is empty: a flow needs at least its trigger")
		}
	case jsonpos.Absent:
		d.missing(v, "states", "the flow definition")
	default:
		d.wrong(states, jsonpos.Array, "states")
	}
	for _, w := range d.Widgets {
		for i := range w.Transitions {
			w.Transitions[i].to = d.byName[w.Transitions[i].Next]
		}
	}
	return d
}

func (d *Definition) problem(p Problem, format string, args ...any) {
	p.Message = fmt.Sprintf(format, args...)
	d.Problems = append(d.Problems, p)
}

// missing notes that owner, which v is, lacks a member.
func (d *Definition) missing(v jsonpos.Value, name, owner string) {
	d.problem(Problem{Value: v, Missing: name}, "%s has no %s", owner, name)
}

// wrong notes that v, which format names, is of another kind than it must be.
func (d *Definition) wrong(v jsonpos.Value, want jsonpos.Kind, format string, args ...any) {
	d.problem(Problem{Value: v, Want: want}, format+" must be %s, this is %s", append(args, want, v.Kind())...)
}

func (d *Definition) widget(index int, v jsonpos.Value) {
	if v.Kind() != jsonpos.Object {
		d.wrong(v, jsonpos.Object, "a widget")
		return
	}
	w := &Widget{Index: index, Value: v, Properties: v.Get("properties")}
	w.Name = d.required(v, "name", w)
	w.Type = d.required(v, "type", w)
	w.known = lookupWidgetType(w.Type)
	d.placeholders = d.placeholders || HasPlaceholder(w.Name)
	if k := w.Properties.Kind(); k != jsonpos.Object && k != jsonpos.Absent && k != jsonpos.Null {
		d.wrong(w.Properties, jsonpos.Object, "properties of %s", w.label())
	}
	transitions := v.Get("transitions")
	switch transitions.Kind() {
	case jsonpos.Array:
		w.Transitions = make([]Transition, 0, transitions.Len())
		for i, t := range transitions.Elements() {
			if t.Kind() != jsonpos.Object {
				d.wrong(t, jsonpos.Object, "transition %d of %s", i, w.label())
				continue
			}
			d.transition(w, t)
		}
	case jsonpos.Absent, jsonpos.Null: // A widget that ends the flow may have none.
	default:
		d.wrong(transitions, jsonpos.Array, "transitions of %s", w.label())
	}
	w.position = len(d.Widgets)
	d.Widgets = append(d.Widgets, w)
	if _, taken := d.byName[w.Name]; w.Name != "" && !taken {
		d.byName[w.Name] = w
	}
}

// required is a member that every widget must have: a string that is not empty.
func (d *Definition) required(v jsonpos.Value, name string, w *Widget) string {
	member := v.Get(name)
	text, ok := member.AsString()
	switch {
	case !member.Exists():
		d.missing(v, name, w.label())
	case !ok:
		d.wrong(member, jsonpos.String, "%s of %s", name, w.label())
	case text == "":
		d.problem(Problem{Value: member}, "%s of %s is empty", name, w.label())
	}
	return text
}

// label names the widget in a problem.
func (w *Widget) label() string {
	if w.Name == "" {
		return fmt.Sprintf("widget %d", w.Index)
	}
	return fmt.Sprintf("widget %q", w.Name)
}

func (d *Definition) transition(w *Widget, v jsonpos.Value) {
	t := Transition{Value: v, NextValue: v.Get("next")}
	event := v.Get("event")
	if event.Exists() && event.Kind() != jsonpos.String {
		d.wrong(event, jsonpos.String, "event of a transition of %s", w.label())
	}
	t.Event = event.Text()
	switch t.NextValue.Kind() {
	case jsonpos.String:
		t.Next = t.NextValue.Text()
	case jsonpos.Absent, jsonpos.Null:
	default:
		d.wrong(t.NextValue, jsonpos.String, "next of event %q of %s", t.Event, w.label())
	}
	d.placeholders = d.placeholders || HasPlaceholder(t.Next)
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

var triggerEvents = []string{IncomingCall, IncomingMessage, IncomingConversationMessage, IncomingRequest, IncomingParent}

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
// moving a widget changes nothing. Widgets without a name of their own go by # and their index.
func (d *Definition) SymbolicPointer(v jsonpos.Value) string {
	states := d.Value.Get("states")
	return v.PointerFunc(func(element jsonpos.Value, index int) (string, bool) {
		if element.Parent() != states {
			return "", false
		}
		name := element.Get("name").Text()
		w, ok := d.byName[name]
		if !ok || w.Index != index {
			return "#" + strconv.Itoa(index), true // No index alone: a widget may be named "3".
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

// Known is what is known about the type of the widget, and whether anything is.
func (w *Widget) Known() (WidgetType, bool) {
	if w.known == nil {
		return WidgetType{}, false
	}
	return *w.known, true
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
