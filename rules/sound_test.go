package rules_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// object is a JSON object.
type object = map[string]any

// flow is a definition that tests make, and break.
type flow struct {
	*rand.Rand
	top     object // all but the states
	widgets []*widget
}

type widget struct {
	Name        string   `json:"name"`
	Type        string   `json:"type"`
	Transitions []object `json:"transitions"`
	Properties  object   `json:"properties"`
}

func (f *flow) text(tb testing.TB) []byte {
	tb.Helper()
	definition := object{"states": f.widgets}
	for name, value := range f.top {
		definition[name] = value
	}
	text, err := json.Marshal(definition)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// add puts a widget into the flow from which nothing leads on yet.
func (f *flow) add(kind string, properties object, events ...string) *widget {
	form := [...]string{"%s_%d", "%s-%d", "%s%d"}[f.IntN(3)]
	w := &widget{Name: fmt.Sprintf(form, strings.ReplaceAll(kind, "-", "_"), len(f.widgets)), Type: kind, Properties: properties}
	for _, event := range events {
		w.Transitions = append(w.Transitions, object{"event": event})
	}
	properties["offset"] = object{"x": f.IntN(4000) - 2000, "y": f.IntN(9000)}
	f.widgets = append(f.widgets, w)
	return w
}

// on is the first transition of a widget on an event.
func (w *widget) on(event string) object {
	return w.Transitions[slices.IndexFunc(w.Transitions, func(t object) bool { return t["event"] == event })]
}

func lead(transitions []object, to string) {
	for _, t := range transitions {
		t["next"] = to
	}
}

// known is what holds on every way to a place of a flow: whether a call is up, and the values that Liquid may ask for.
type known struct {
	call   bool
	values []string
	depth  int // of branches in branches
}

func (k known) with(values ...string) known {
	k.values = slices.Concat(k.values, values)
	return k
}

// always are the values that every flow has.
var always = []string{"contact.channel.address", "flow.channel.address"}

// stretch is a part of a flow with one way in.
type stretch struct {
	entry string
	open  []object // the transitions that lead out of it, not wired yet
	known known    // behind it
}

// then puts another stretch behind this one.
func (s *stretch) then(next stretch) {
	if s.entry == "" {
		s.entry = next.entry
	}
	lead(s.open, next.entry)
	s.open, s.known = next.open, next.known
}

// step is how one widget is used: by which events the flow goes on, which mean that something went wrong, and which may well lead
// nowhere; and what the widget has to read afterwards.
type step struct {
	kind                      string
	properties                func() object
	onward, failures, ignored []string
	saves                     []string
}

// builder makes a flow without faults, from the trigger on: what a text asks for is there on every way to it.
type builder struct {
	*flow
	isSubflow bool
}

// soundFlow is a flow of about 5 to 60 widgets, always the same for one seed.
func soundFlow(seed uint64) *flow {
	b := &builder{flow: &flow{Rand: rand.New(rand.NewPCG(seed, 20)), top: object{
		"description": "Front desk", "initial_state": "Trigger", "flags": object{"allow_concurrent_calls": true},
	}}}
	events := []string{"incomingMessage", "incomingCall", "incomingConversationMessage", "incomingRequest", "incomingParent"}
	trigger := b.add("trigger", object{}, events...)
	trigger.Name = "Trigger"

	size := 5 + b.IntN(6) + b.IntN(2)*b.IntN(42)
	parts := []string{"incomingCall", "incomingMessage", "incomingRequest"}
	b.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	parts = parts[:1+b.IntN(min(len(parts), size/5))]
	if b.isSubflow = b.IntN(6) == 0; b.isSubflow {
		parts = []string{"incomingParent"}
	}
	var open []object // to what the parts have in common
	for i, event := range parts {
		part := b.part(trigger, event, size*(i+1)/len(parts)-2)
		if len(part.open) > 0 && b.IntN(2) == 0 {
			part.then(b.ending(part.known))
			part.open = nil
		}
		open = append(open, part.open...)
	}
	if len(open) > 0 {
		lead(open, b.take(known{values: always}, b.request(known{values: always})).entry)
	}
	if b.IntN(2) == 0 { // Files have their widgets in any order.
		b.Shuffle(len(b.widgets), func(i, j int) { b.widgets[i], b.widgets[j] = b.widgets[j], b.widgets[i] })
	}
	return b.flow
}

// part is what one event of the trigger leads to, up to a number of widgets in the flow.
func (b *builder) part(trigger *widget, event string, size int) stretch {
	s := stretch{open: []object{trigger.on(event)}, known: known{values: always}}
	switch event {
	case "incomingCall":
		if b.IntN(6) == 0 { // Nobody answers: whoever calls gets a message.
			s.known = s.known.with("trigger.call.From")
			s.then(b.take(s.known, b.function(s.known)))
			s.then(b.take(s.known, b.message(s.known)))
			return stretch{entry: s.entry}
		}
		s.known = known{call: true}.with(always...).with("trigger.call.From", "trigger.call.ToCountry")
		if b.IntN(4) == 0 {
			s.then(b.take(s.known, b.variables(s.known)))
		}
		s.then(b.take(s.known, step{kind: "say-play", onward: []string{"audioComplete"}, properties: func() object {
			return object{"say": "Welcome to Maple Row Dental. Calls may be recorded.", "voice": "Polly.Joanna", "language": "en-US", "loop": 1}
		}}))
	case "incomingMessage":
		if b.IntN(3) == 0 { // Conversations are answered in the same way.
			s.open = append(s.open, trigger.on("incomingConversationMessage"))
		} else {
			s.known = s.known.with("trigger.message.From", "trigger.message.Body")
		}
	case "incomingRequest":
		s.known = s.known.with("flow.data.name", "trigger.request.parameters.visit")
		how := b.pickStep(b.outgoingSteps(s.known))
		s.then(b.take(s.known, how))
		s.known.call = how.kind == "make-outgoing-call-v2"
	case "incomingParent":
		s.known = known{call: b.IntN(2) == 0}.with(always...).with("trigger.parent.parameters.visit", "trigger.call.From")
	}
	for {
		s.then(b.some(s.known))
		if len(b.widgets) >= size {
			return s
		}
	}
}

// some is one thing that a flow does.
func (b *builder) some(k known) stretch {
	kind := b.IntN(12)
	switch {
	case kind < 2 && k.depth < 2:
		return b.branches(k)
	case kind == 2 && k.call:
		return b.insist(k, b.prompt(k))
	case kind == 2:
		return b.insist(k, b.question(k))
	case kind == 3:
		return b.poll(k)
	case k.call:
		return b.take(k, b.pickStep(b.callSteps(k)))
	default:
		return b.take(k, b.pickStep(b.messageSteps(k)))
	}
}

// ending is a last thing that a flow does. Nothing has to lead out of it.
func (b *builder) ending(k known) stretch {
	if k.call {
		return b.take(k, b.pickStep([]step{b.say(k), b.say(k), b.request(k), b.toFlex(k)}))
	}
	return b.take(k, b.pickStep([]step{b.message(k), b.message(k), b.request(k), b.toFlex(k)}))
}

func (b *builder) pickStep(steps []step) step { return steps[b.IntN(len(steps))] }

// take adds a step. What goes wrong leads on with all the rest, or to a word about it, behind which the flow goes on or ends.
func (b *builder) take(k known, how step) stretch {
	w := b.add(how.kind, how.properties(), slices.Concat(how.onward, how.ignored, how.failures)...)
	s := stretch{entry: w.Name, known: k}
	for _, name := range how.saves {
		s.known = s.known.with("widgets." + w.Name + "." + name)
	}
	for _, event := range how.onward {
		s.open = append(s.open, w.on(event))
	}
	for _, event := range how.ignored {
		if b.IntN(2) == 0 {
			s.open = append(s.open, w.on(event))
		}
	}
	var failed []object
	for _, event := range how.failures {
		failed = append(failed, w.on(event))
	}
	if len(failed) == 0 || b.IntN(2) == 0 {
		s.open = append(s.open, failed...)
		return s
	}
	sorry := b.message(s.known)
	if k.call {
		sorry = b.say(s.known)
	}
	apology := b.add(sorry.kind, sorry.properties(), slices.Concat(sorry.onward, sorry.failures)...)
	lead(failed, apology.Name)
	if b.IntN(2) == 0 {
		s.open = append(s.open, apology.Transitions...)
	}
	return s
}

// branches is a split, with something to do for some of its answers.
func (b *builder) branches(k known) stretch {
	tested := "{{" + b.value(k) + "}}"
	w := b.add("split-based-on", object{"input": tested}, "noMatch")
	s := stretch{entry: w.Name, known: k, open: []object{w.on("noMatch")}}
	inside := k
	inside.depth++
	answers := [][2]string{
		{"equal_to", "1"},
		{"equal_to", "2"},
		{"matches_any_of", "yes, yep, sure"},
		{"contains", "bill"},
		{"regex", "^[0-9]{5}$"},
		{"not_equal_to", "sales"},
		{"starts_with", "+1415"},
		{"is_blank", "is_blank"},
		{"greater_than", "17"},
	}
	b.Shuffle(len(answers), func(i, j int) { answers[i], answers[j] = answers[j], answers[i] })
	answers = answers[:1+b.IntN(3)]
	if b.IntN(4) == 0 { // These leave nothing over, so that there is no other way.
		answers = [][][2]string{
			{{"is_blank", "is_blank"}, {"is_not_blank", "is_not_blank"}},
			{{"equal_to", "true"}, {"equal_to", "False"}},
			{{"starts_with", "+1"}, {"does_not_start_with", "+1"}},
			{{"less_than", "5"}, {"greater_than", "5"}, {"equal_to", "5"}},
			{{"regex", ".*"}},
		}[b.IntN(5)]
		s.open = nil
	}
	for i, answer := range answers {
		match := object{"event": "match", "conditions": []object{{
			"friendly_name": "If value " + answer[0] + " " + answer[1], "arguments": []string{tested}, "type": answer[0], "value": answer[1],
		}}}
		w.Transitions = append(w.Transitions, match)
		branch := stretch{open: []object{match}, known: inside}
		for range b.IntN(3) {
			branch.then(b.some(branch.known))
		}
		if i > 0 && b.IntN(3) == 0 {
			branch.then(b.ending(branch.known))
			branch.open = nil
		}
		s.open = append(s.open, branch.open...)
	}
	return s
}

// insist asks somebody up to three times.
func (b *builder) insist(k known, how step) stretch {
	w := b.add(how.kind, how.properties(), slices.Concat(how.onward, how.failures)...)
	s := stretch{entry: w.Name, known: k.with("widgets." + w.Name + "." + how.saves[0]), open: []object{w.Transitions[0]}}
	again, enough := b.count(w.Name)
	lead(w.Transitions[1:], again)
	s.open = append(s.open, enough)
	return s
}

// poll asks a server until it has an answer, a few times at most.
func (b *builder) poll(k known) stretch {
	s := b.take(k, b.request(k))
	state := "{{widgets." + s.entry + ".parsed.state}}"
	w := b.add("split-based-on", object{"input": state}, "noMatch", "match")
	w.on("match")["conditions"] = []object{{
		"friendly_name": "ready", "arguments": []string{state}, "type": "equal_to", "value": "ready",
	}}
	asked := s.entry
	s.then(stretch{entry: w.Name, known: s.known, open: []object{w.on("match")}})
	again, enough := b.count(asked)
	lead([]object{w.on("noMatch")}, again)
	s.open = append(s.open, enough)
	return s
}

// count leads back to a widget a few times, and then by a transition that is open.
func (b *builder) count(back string) (entry string, enough object) {
	tries := fmt.Sprintf("tries_%d", len(b.widgets))
	set := b.add("set-variables", object{"variables": []object{{"key": tries, "value": "{{flow.variables." + tries + " | plus: 1}}"}}}, "next")
	tested := "{{flow.variables." + tries + "}}"
	check := b.add("split-based-on", object{"input": tested}, "noMatch", "match")
	lead([]object{set.on("next")}, check.Name)
	lead([]object{check.on("noMatch")}, back)
	enough = check.on("match")
	enough["conditions"] = []object{{"friendly_name": "enough", "arguments": []string{tested}, "type": "greater_than", "value": "2"}}
	return set.Name, enough
}

// value is something that Liquid may ask for.
func (b *builder) value(k known) string { return k.values[b.IntN(len(k.values))] }

// liquid is a value in one of the forms that people write.
func (b *builder) liquid(k known) string {
	value := b.value(k)
	switch b.IntN(14) {
	case 0:
		return "{{ " + value + " }}"
	case 1:
		return "{{" + value + ` | default: "friend"}}`
	case 2:
		return "{{- " + value + " | strip | upcase -}}"
	case 3:
		return "{% if " + value + " %}{{" + value + "}}{% else %}you{% endif %}"
	case 4:
		return "{% assign name = " + value + " %}{{name}}"
	case 5:
		return "{% for part in " + value + " %}{{part.name}}{{forloop.index}}{% endfor %}"
	case 6:
		return "{% case " + value + ` %}{% when "1" %}one{% else %}{% raw %}{{two}}{% endraw %}{% endcase %}`
	case 7:
		return "{% capture greeting %}Dear {{" + value + "}}{% endcapture %}{{ greeting | escape }}"
	case 8: // Whoever tests a value knows that it may be missing.
		return "{{" + b.anyWidget() + `.Digits | default: "nothing yet"}}`
	case 9:
		return "{% if flow.variables.vip and " + b.anyWidget() + ".Digits != blank %}again{% endif %}"
	default:
		return "{{" + value + "}}"
	}
}

// anyWidget asks for a widget that is in the flow, whether or not it has run.
func (b *builder) anyWidget() string {
	return `widgets["` + b.widgets[b.IntN(len(b.widgets))].Name + `"]`
}

// sid is an identifier of Twilio's form.
func (b *builder) sid(prefix string) string {
	return fmt.Sprintf("%s%016x%016x", prefix, b.Uint64(), b.Uint64())
}
