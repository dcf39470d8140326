package rules_test

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/rules"
)

var moreFlows = flag.Int("flows", 1, "how many times as many random flows to build")

// flowRules are the rules that can judge a flow file, of every persona.
func flowRules() []*audit.Rule {
	return slices.DeleteFunc(rules.All(), func(rule *audit.Rule) bool {
		_, missing := rule.MissingInFile()
		return missing
	})
}

// told is what rules report of a flow: rule and place of each finding, and of each member of one that has several.
func told(tb testing.TB, f *flow, judges []*audit.Rule) []string {
	tb.Helper()
	var all []string
	for _, found := range lint(tb, f.text(tb), judges) {
		if len(found.Members) == 0 {
			all = append(all, found.Rule.ID+" "+found.Location.Symbolic)
		}
		for _, m := range found.Members {
			all = append(all, found.Rule.ID+" "+m.Location.Symbolic)
		}
	}
	slices.Sort(all)
	return all
}

func TestSoundFlowsHaveNoFindings(t *testing.T) {
	judges := flowRules()
	types := map[string]bool{}
	for seed := range uint64(400 * *moreFlows) {
		f := soundFlow(seed)
		if found := told(t, f, judges); len(found) > 0 {
			t.Fatalf("seed %d: %q in the sound flow\n%s", seed, found, f.text(t))
		}
		for _, w := range f.widgets {
			types[w.Type] = true
		}
	}
	const common = 23 // the types that the editor offers; the others have ended or are not documented
	if len(types) < common {
		t.Errorf("the flows have widgets of %d types, want %d: %q", len(types), common, slices.Sorted(maps.Keys(types)))
	}
}

// TestPlantedFaultsAreFound makes one fault in a sound flow, and wants the rule to report it, at its place, and no rule anything else.
func TestPlantedFaultsAreFound(t *testing.T) {
	judges := flowRules()
	planted := map[string]bool{}
	for number, fault := range faults() {
		planted[fault.rule] = true
		t.Run(fault.rule+"/"+fault.what, func(t *testing.T) {
			const enough, most = 15, 400
			flows := enough * *moreFlows
			if fault.costly {
				flows = 2
			}
			done := 0
			for seed := uint64(number) << 32; done < flows; seed++ {
				if seed == uint64(number)<<32+uint64(most**moreFlows) {
					t.Fatalf("only %d of %d flows have room for the fault", done, most**moreFlows)
				}
				f := soundFlow(seed)
				places := fault.plant(f)
				if len(places) == 0 {
					continue
				}
				done++
				want := make([]string, 0, len(places))
				for _, place := range places {
					want = append(want, fault.rule+" "+place)
				}
				slices.Sort(want)
				if diff := cmp.Diff(want, told(t, f, judges)); diff != "" {
					t.Fatalf("seed %d (-planted +found):\n%s\n%s", seed, diff, f.text(t))
				}
			}
		})
	}
	for _, rule := range judges {
		if !planted[rule.ID] {
			t.Errorf("no fault is planted for rule %s", rule.ID)
		}
	}
}

// fault is one way to break a flow.
type fault struct {
	rule, what string
	// plant makes the fault and says at which places the rule has to report it, and none where the flow has no room for it.
	plant  func(*flow) []string
	costly bool // it makes the flow so large that a few have to do
}

// faults are at least one for each rule that can judge a flow file. None of them is two faults: where the obvious way to plant one
// would break something else as well, such as leave a widget that nothing leads to, another way is taken.
func faults() []fault {
	return []fault{
		{rule: "flow-collects-card-data", what: "by phone", plant: inProperty("gather-input-on-call", "say", "Please enter your credit card number.")},
		{rule: "flow-collects-card-data", what: "by message", plant: inProperty("send-and-wait-for-reply", "body", "Reply with the CVV of your card.")},
		{rule: "flow-dangling-transition", what: "to nothing", plant: atLooseEnd("next", "a_widget_that_was_deleted")},
		{rule: "flow-delivery-failure-unhandled", what: "message", plant: severed("send-message", "failed")},
		{rule: "flow-delivery-failure-unhandled", what: "question", plant: severed("send-and-wait-for-reply", "timeout")},
		{rule: "flow-delivery-failure-unhandled", what: "call", plant: severed("make-outgoing-call-v2", "busy")},
		{rule: "flow-deprecated-widget", what: "gone", plant: inserted("name", "understand", object{}, "next")},
		{rule: "flow-deprecated-widget", what: "first version", plant: inserted("name", "connect-virtual-agent", object{"connector": "desk"}, "return")},
		{rule: "flow-development-url", what: "tunnel", plant: requestTo("https://4f2a.ngrok-free.app/visits")},
		{rule: "flow-development-url", what: "private address", plant: inProperty("add-twiml-redirect", "url", "http://192.168.1.4/twiml")},
		{rule: "flow-duplicate-event", what: "to nowhere", plant: duplicateEvent},
		{rule: "flow-duplicate-widget-name", what: "same", plant: sameName},
		{rule: "flow-duplicate-widget-name", what: "capitals", plant: nameInCapitals},
		{rule: "flow-dynamic-url-from-user-input", what: "host from a message", plant: urlFrom("send-and-wait-for-reply", "https://{{widgets.%s.inbound.Body}}/visits")},
		{rule: "flow-dynamic-url-from-user-input", what: "path from speech", plant: urlFrom("gather-input-on-call", "https://api.maplerowdental.com/{{widgets.%s.SpeechResult}}")},
		{rule: "flow-empty-widget", what: "says nothing", plant: inserted("name", "say-play", object{"say": " ", "play": nil}, "audioComplete")},
		{rule: "flow-empty-widget", what: "sets nothing", plant: inserted("name", "set-variables", object{"variables": []object{}}, "next")},
		{rule: "flow-failure-unhandled", what: "request", plant: severed("make-http-request", "failed")},
		{rule: "flow-failure-unhandled", what: "Function", plant: severed("run-function", "fail")},
		{rule: "flow-failure-unhandled", what: "subflow", plant: severed("run-subflow", "failed")},
		{rule: "flow-failure-unhandled", what: "queue", plant: severed("enqueue-call", "failedToEnqueue")},
		{rule: "flow-failure-unhandled", what: "after the queue", plant: severed("send-to-flex", "callFailure")},
		{rule: "flow-function-development-host", what: "dev", plant: inProperty("run-function", "url", "https://front-desk-4321-dev.twil.io/visits")},
		{rule: "flow-function-url-missing", what: "empty", plant: inProperty("run-function-v2", "url", "")},
		{rule: "flow-function-url-missing", what: "absent", plant: functionWithoutURL},
		{rule: "flow-gather-timeout-unhandled", what: "timeout", plant: severed("gather-input-on-call", "timeout")},
		{rule: "flow-hardcoded-secret", what: "parameter", plant: parameter("value", "api_key", "q7Vz2mK9xW4tR8bN3cY6")},
		{rule: "flow-hardcoded-secret", what: "password in a URL", plant: requestTo("https://desk:q7Vz2mK9xW4t@api.maplerowdental.com/")},
		{rule: "flow-http-json-body", what: "comma", plant: jsonBody(`{"visits": [1, 2,]}`)},
		{rule: "flow-http-json-body", what: "bare text", plant: jsonBody(`{"caller": {{contact.channel.address}}}`)},
		{rule: "flow-http-reserved-parameter", what: "method", plant: parameter("key", "method", "post")},
		{rule: "flow-initial-state-invalid", what: "no such widget", plant: atTop("initial_state", "Start")},
		{rule: "flow-initial-state-invalid", what: "second trigger", plant: func(f *flow) []string { return []string{f.add("trigger", object{}).at("name")} }},
		{rule: "flow-insecure-url", what: "request", plant: requestTo("http://api.maplerowdental.com/visits")},
		{rule: "flow-insecure-url", what: "stream", plant: inProperty("fork-stream", "stream_url", "ws://media.maplerowdental.com/calls")},
		{rule: "flow-insecure-url", what: "music", plant: inProperty("say-play", "play", "http://cdn.maplerowdental.com/hold.mp3")},
		{rule: "flow-json-invalid", what: "no initial state", plant: func(f *flow) []string { delete(f.top, "initial_state"); return []string{""} }},
		{rule: "flow-json-invalid", what: "next is no string", plant: atLooseEnd("next", 7)},
		{rule: "flow-json-invalid", what: "repeated name", plant: repeatedName},
		{rule: "flow-liquid-syntax", what: "braces", plant: inText("{{contact.channel.address")},
		{rule: "flow-liquid-syntax", what: "block", plant: inText("{% if contact.channel.address %} hello")},
		{rule: "flow-liquid-syntax", what: "unknown tag", plant: inText("{% speak %}")},
		{rule: "flow-liquid-unknown-root", what: "Twilio parameter", plant: inText("{{From}}")},
		{rule: "flow-liquid-unknown-root", what: "contact", plant: inText("{{contact.name}}")},
		{rule: "flow-liquid-unknown-widget", what: "deleted", plant: inText("{{widgets.a_widget_that_was_deleted.Digits}}")},
		{rule: "flow-liquid-unset-variable", what: "never set", plant: inText("{{flow.variables.never_set}}")},
		{rule: "flow-liquid-widget-maybe-skipped", what: "some ways", plant: asksFor(func(f *flow, w, asked *widget) bool {
			return asked.Type != "make-http-request" && f.reaches(asked, w) && f.avoidable(asked, w)
		}, "outcome")},
		{rule: "flow-liquid-widget-not-upstream", what: "no way", plant: asksFor(func(f *flow, w, asked *widget) bool {
			return asked.Type != "make-http-request" && !f.reaches(asked, w)
		}, "outcome")},
		{rule: "flow-liquid-wrong-output-key", what: "header", plant: asksFor(func(f *flow, w, asked *widget) bool {
			return asked.Type == "make-http-request" && f.reaches(asked, w) && !f.avoidable(asked, w)
		}, "headers")},
		{rule: "flow-liquid-wrong-trigger", what: "message in a call", plant: wrongTrigger("incomingCall", "incomingMessage", "trigger.message.Body")},
		{rule: "flow-liquid-wrong-trigger", what: "call in a message", plant: wrongTrigger("incomingMessage", "incomingCall", "trigger.call.From")},
		{rule: "flow-loop-without-exit", what: "tries again at once", plant: triesAgain},
		{rule: "flow-loop-without-exit", what: "closed", plant: closedLoop},
		{rule: "flow-loop-without-exit", what: "does not count", plant: forgetsToCount("make-http-request", func(loop []*widget) []string {
			first := slices.IndexFunc(loop, func(w *widget) bool { return w.Type != "say-play" })
			return []string{loop[first].at("name")}
		})},
		{rule: "flow-records-without-notice", what: "first of all", plant: recordsFirst},
		{rule: "flow-rest-only-widget", what: "begun by others", plant: restOnly},
		{rule: "flow-retry-without-limit", what: "does not count", plant: forgetsToCount("gather-input-on-call", func(loop []*widget) []string {
			var places []string
			for _, w := range loop {
				for i, t := range w.Transitions {
					if w.Type == "gather-input-on-call" && t["event"] == "timeout" || w.Type == "split-based-on" && t["event"] == "noMatch" {
						places = append(places, w.at("transitions", i, "next"))
					}
				}
			}
			return places
		})},
		{rule: "flow-sip-password-in-definition", what: "call", plant: inProperty("connect-call-to", "sip_password", "q7Vz2mK9xW4t")},
		{rule: "flow-split-argument-differs", what: "argument", plant: inCondition("arguments", func(*widget, object) any { return []string{"{{flow.flow_sid}}"} })},
		{rule: "flow-split-contains-short", what: "no", plant: inCondition("value", func(w *widget, condition object) any {
			oneKey := strings.Contains(w.Properties["input"].(string), ".Digits") // It cannot hold more than what is looked for.
			if condition["type"] != "contains" || oneKey {
				return nil
			}
			return "no"
		})},
		{rule: "flow-split-dead-branch", what: "regular expression", plant: inCondition("value", func(_ *widget, condition object) any {
			if condition["type"] != "regex" {
				return nil
			}
			return "+1415.*"
		})},
		{rule: "flow-split-dead-branch", what: "same condition", plant: sameCondition},
		{rule: "flow-split-value-blank", what: "blanks", plant: inCondition("value", func(_ *widget, condition object) any {
			if condition["type"] == "regex" || condition["type"] == "is_blank" {
				return nil
			}
			return fmt.Sprintf(" %s ", condition["value"])
		})},
		{rule: "flow-split-without-no-match", what: "noMatch", plant: severed("split-based-on", "noMatch")},
		{rule: "flow-subflow-revision", what: "Liquid", plant: inProperty("run-subflow", "flow_revision", "{{contact.channel.address}}")},
		{rule: "flow-subflow-revision", what: "no such word", plant: inProperty("run-subflow", "flow_revision", "newest")},
		{rule: "flow-subflow-revision", what: "two", plant: twoRevisions},
		{rule: "flow-too-many-widgets", what: "schema", plant: manyWidgets, costly: true},
		{rule: "flow-transition-key-unknown", what: "target", plant: func(f *flow) []string { return atLooseEnd("target", f.widgets[0].Name)(f) }},
		{rule: "flow-twilio-credentials-to-third-party", what: "stranger", plant: credentialsToStranger},
		{rule: "flow-unknown-event", what: "wired", plant: unknownEvent("gather-input-on-call", "timeout", "noInput")},
		{rule: "flow-unknown-event", what: "of a Function", plant: unknownEvent("run-function", "fail", "failed")},
		{rule: "flow-unknown-property", what: "TwiML", plant: inProperty("gather-input-on-call", "numDigits", 1)},
		{rule: "flow-unknown-property", what: "slip", plant: inProperty("make-http-request", "conten_type", "text/plain")},
		{rule: "flow-unknown-widget-type", what: "invented", plant: inserted("type", "http-request", object{}, "success")},
		{rule: "flow-unreachable-widget", what: "alone", plant: func(f *flow) []string {
			return []string{f.add("say-play", object{"say": "Goodbye."}, "audioComplete").at("name")}
		}},
		{rule: "flow-unreachable-widget", what: "leads into the flow", plant: func(f *flow) []string {
			into := f.pick(func(w *widget) bool { return w.Type != "trigger" })
			w := f.add("set-variables", object{"variables": []object{{"key": "parked", "value": "yes"}}}, "next")
			lead(w.Transitions, into.Name)
			return []string{w.at("name")}
		}},
		{rule: "studio-flow-concurrent-calls-disabled", what: "off", plant: func(f *flow) []string {
			if f.trigger().on("incomingCall")["next"] == nil {
				return nil
			}
			return atTop("flags", object{"allow_concurrent_calls": false}, "allow_concurrent_calls")(f)
		}},
		{rule: "studio-slow-before-answer", what: "request", plant: slowBeforeAnswer},
	}
}
