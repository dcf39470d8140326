package rules_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit/studio"
)

// Ways to break a flow in one place. Each says at which places that has to be reported, and none where the flow has no room for it.

// at is the place of something in a widget, by its name: /states/menu/transitions/0/next.
func (w *widget) at(steps ...any) string {
	pointer := "/states/" + w.Name
	for _, step := range steps {
		pointer += fmt.Sprintf("/%v", step)
	}
	return pointer
}

// pick is one of the widgets that have what is wanted, nil if there is none.
func (f *flow) pick(wanted func(*widget) bool) *widget {
	fitting := slices.DeleteFunc(slices.Clone(f.widgets), func(w *widget) bool { return !wanted(w) })
	if len(fitting) == 0 {
		return nil
	}
	return fitting[f.IntN(len(fitting))]
}

// any is a widget of one of the types, nil if there is none.
func (f *flow) any(types ...string) *widget {
	return f.pick(func(w *widget) bool { return slices.Contains(types, w.Type) })
}

func (f *flow) trigger() *widget { return f.any("trigger") }

// ways are the places that a walk from a widget comes to, itself only if a loop leads back; it does not go on from the widget that it avoids.
func (f *flow) ways(from, avoid *widget) map[*widget]bool {
	byName := map[any]*widget{}
	for _, w := range f.widgets {
		byName[w.Name] = w
	}
	seen := map[*widget]bool{}
	for queue := []*widget{from}; len(queue) > 0; queue = queue[1:] {
		for _, t := range queue[0].Transitions {
			if next := byName[t["next"]]; next != nil && next != avoid && !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return seen
}

func (f *flow) reaches(from, to *widget) bool { return f.ways(from, nil)[to] }

// avoidable tells whether a way from the trigger comes to a widget without another one.
func (f *flow) avoidable(avoided, to *widget) bool { return f.ways(f.trigger(), avoided)[to] }

// looseEnd is a transition that leads nowhere, of a widget that says something last.
func (f *flow) looseEnd() (w *widget, index int) {
	w = f.pick(func(w *widget) bool { return w.Type == "say-play" && w.on("audioComplete")["next"] == nil })
	return w, 0
}

// insert puts a widget into a transition behind one that talks to somebody, so that a call is answered there. All of its events lead
// to where that transition led.
func (f *flow) insert(kind string, properties object, events ...string) *widget {
	before := f.pick(func(w *widget) bool {
		talks := w.Type == "say-play" || w.Type == "send-message" && !slices.Contains(f.arrivals(w), "incomingCall")
		return talks && w.Transitions[0]["next"] != nil
	})
	if before == nil {
		return nil
	}
	return f.insertBehind(before, kind, properties, events...)
}

// insertBehind puts a widget into the first transition of another one.
func (f *flow) insertBehind(before *widget, kind string, properties object, events ...string) *widget {
	w := f.add(kind, properties, events...)
	lead(w.Transitions, before.Transitions[0]["next"].(string))
	lead(before.Transitions[:1], w.Name)
	return w
}

func inserted(member, kind string, properties object, events ...string) func(*flow) []string {
	return func(f *flow) []string {
		w := f.insert(kind, maps.Clone(properties), events...)
		if w == nil {
			return nil
		}
		return []string{w.at(member)}
	}
}

func inProperty(kind, property string, value any) func(*flow) []string {
	return func(f *flow) []string {
		w := f.any(kind)
		if w == nil {
			return nil
		}
		w.Properties[property] = value
		return []string{w.at("properties", property)}
	}
}

func atTop(member string, value any, inside ...string) func(*flow) []string {
	return func(f *flow) []string {
		f.top[member] = value
		return []string{"/" + strings.Join(append([]string{member}, inside...), "/")}
	}
}

func atLooseEnd(member string, value any) func(*flow) []string {
	return func(f *flow) []string {
		w, index := f.looseEnd()
		if w == nil {
			return nil
		}
		w.Transitions[index][member] = value
		return []string{w.at("transitions", index, member)}
	}
}

// severed takes the next widget from an event, where everything is still come to without, and the flow goes on when all is well.
func severed(kind, event string) func(*flow) []string {
	return func(f *flow) []string {
		everything := len(f.ways(f.trigger(), nil))
		w := f.pick(func(w *widget) bool {
			if w.Type != kind || w.on(event)["next"] == nil {
				return false
			}
			known, _ := studio.LookupWidgetType(kind)
			goesOn := slices.ContainsFunc(w.Transitions, func(t object) bool {
				return t["next"] != nil && t["event"] != event && !known.HasFailure(t["event"].(string))
			})
			if input, _ := w.Properties["input"].(string); strings.Contains(input, "DialCallStatus") { // The call is over by then.
				return false
			}
			next := w.on(event)["next"]
			delete(w.on(event), "next")
			all := len(f.ways(f.trigger(), nil)) == everything
			w.on(event)["next"] = next
			return all && goesOn
		})
		if w == nil {
			return nil
		}
		delete(w.on(event), "next")
		return []string{w.at("name")}
	}
}

// textProperty is the property of a widget that people hear or read, "" if it has none.
func (w *widget) textProperty() string {
	for _, property := range []string{"say", "body"} {
		if _, ok := w.Properties[property].(string); ok && w.Type != "make-http-request" {
			return property
		}
	}
	return ""
}

// mention puts something behind a text of a widget.
func (w *widget) mention(more string) []string {
	property := w.textProperty()
	w.Properties[property] = w.Properties[property].(string) + " " + more
	return []string{w.at("properties", property)}
}

func inText(more string) func(*flow) []string {
	return func(f *flow) []string {
		w := f.pick(func(w *widget) bool { return w.textProperty() != "" })
		if w == nil {
			return nil
		}
		return w.mention(more)
	}
}

// asksFor lets a text ask for a value of another widget, of which something holds.
func asksFor(holds func(f *flow, w, asked *widget) bool, value string) func(*flow) []string {
	return func(f *flow) []string {
		w := f.pick(func(w *widget) bool { return w.textProperty() != "" })
		if w == nil {
			return nil
		}
		asked := f.pick(func(asked *widget) bool { return asked != w && asked.Type != "trigger" && holds(f, w, asked) })
		if asked == nil {
			return nil
		}
		return w.mention("{{widgets." + asked.Name + "." + value + "}}")
	}
}

// arrivals are the events of the trigger that lead to a widget.
func (f *flow) arrivals(w *widget) []string {
	var events []string
	for _, t := range f.trigger().Transitions {
		entry := f.pick(func(w *widget) bool { return w.Name == t["next"] })
		if entry != nil && (entry == w || f.reaches(entry, w)) {
			events = append(events, t["event"].(string))
		}
	}
	return events
}

// wrongTrigger lets a text to which one event leads ask for what another one brings.
func wrongTrigger(event, brings, value string) func(*flow) []string {
	return func(f *flow) []string {
		w := f.pick(func(w *widget) bool {
			arrivals := f.arrivals(w)
			return w.textProperty() != "" && slices.Contains(arrivals, event) && !slices.Contains(arrivals, brings)
		})
		if w == nil {
			return nil
		}
		return w.mention("{{" + value + "}}")
	}
}

func duplicateEvent(f *flow) []string {
	w := f.pick(func(w *widget) bool { return w.Type != "trigger" && w.Transitions[0]["next"] != nil })
	w.Transitions = append(w.Transitions, object{"event": w.Transitions[0]["event"]})
	return []string{w.at("transitions", len(w.Transitions)-1, "event")}
}

func sameName(f *flow) []string {
	named := f.pick(func(w *widget) bool { return w.Type != "trigger" })
	f.add("say-play", object{"say": "Goodbye."}, "audioComplete").Name = named.Name
	return []string{fmt.Sprintf("/states/#%d/name", len(f.widgets)-1)}
}

func nameInCapitals(f *flow) []string {
	named := f.any("say-play", "send-message", "make-http-request")
	w := f.insert("set-variables", object{"variables": []object{{"key": "greeted", "value": "yes"}}}, "next")
	if w == nil {
		return nil
	}
	before := w.Name
	w.Name = strings.ToUpper(named.Name)
	for _, other := range f.widgets {
		for _, t := range other.Transitions {
			if t["next"] == before {
				t["next"] = w.Name
			}
		}
	}
	return []string{w.at("name")}
}

// urlFrom puts a request to a URL that somebody says or writes behind the widget that asks for it.
func urlFrom(kind, format string) func(*flow) []string {
	return func(f *flow) []string {
		asked := f.pick(func(w *widget) bool { return w.Type == kind && w.Transitions[0]["next"] != nil })
		if asked == nil {
			return nil
		}
		w := f.insertBehind(asked, "make-http-request", object{"method": "GET", "url": fmt.Sprintf(format, asked.Name)}, "success", "failed")
		return []string{w.at("properties", "url")}
	}
}

func functionWithoutURL(f *flow) []string {
	w := f.any("run-function", "run-function-v2")
	if w == nil {
		return nil
	}
	delete(w.Properties, "url")
	return []string{w.at("name")}
}

// parameter adds a parameter to a request; the fault is in its key or its value.
func parameter(faulty, key, value string) func(*flow) []string {
	return func(f *flow) []string {
		w := f.any("make-http-request")
		if w == nil {
			return nil
		}
		others, _ := w.Properties["parameters"].([]object)
		w.Properties["parameters"] = append(others, object{"key": key, "value": value})
		return []string{w.at("properties", "parameters", len(others), faulty)}
	}
}

func jsonBody(body string) func(*flow) []string {
	return func(f *flow) []string {
		w := f.any("make-http-request")
		if w == nil {
			return nil
		}
		w.Properties["method"], w.Properties["content_type"], w.Properties["body"] = "POST", "application/json", body
		return []string{w.at("properties", "body")}
	}
}

func repeatedName(f *flow) []string {
	w := f.any("say-play", "send-message", "set-variables", "make-http-request")
	w.Properties["offset"] = json.RawMessage(`{"x": 0, "y": 0, "x": 10}`)
	return []string{w.at("properties", "offset", "x")}
}

func triesAgain(f *flow) []string {
	w := f.insert("make-http-request", object{"method": "GET", "url": "https://api.maplerowdental.com/"}, "success", "failed")
	if w == nil {
		return nil
	}
	lead(w.Transitions[1:], w.Name)
	return []string{w.at("transitions", 1, "next")}
}

func closedLoop(f *flow) []string {
	end, index := f.looseEnd()
	if end == nil {
		return nil
	}
	variables := object{"variables": []object{{"key": "round", "value": "and round"}}}
	first, second := f.add("set-variables", maps.Clone(variables), "next"), f.add("set-variables", maps.Clone(variables), "next")
	lead([]object{end.Transitions[index], second.Transitions[0]}, first.Name)
	lead(first.Transitions, second.Name)
	return []string{first.at("name")}
}

// forgetsToCount lets the widget that counts the rounds of a loop with a widget of some type set a constant.
func forgetsToCount(kind string, places func(loop []*widget) []string) func(*flow) []string {
	return func(f *flow) []string {
		counter := f.pick(func(w *widget) bool {
			return w.Type == "set-variables" && slices.ContainsFunc(f.loop(w), func(w *widget) bool { return w.Type == kind })
		})
		if counter == nil {
			return nil
		}
		counter.Properties["variables"].([]object)[0]["value"] = "1"
		return places(f.loop(counter))
	}
}

// loop are the widgets that a widget goes in a circle with, in the order of the definition.
func (f *flow) loop(w *widget) []*widget {
	behind := f.ways(w, nil)
	return slices.DeleteFunc(slices.Clone(f.widgets), func(other *widget) bool { return !behind[other] || !f.reaches(other, w) })
}

// prepend puts a widget first of all that a call comes to.
func (f *flow) prepend(kind string, properties object, events ...string) *widget {
	call := f.trigger().on("incomingCall")
	if call["next"] == nil {
		return nil
	}
	w := f.add(kind, properties, events...)
	lead(w.Transitions, call["next"].(string))
	call["next"] = w.Name
	return w
}

func recordsFirst(f *flow) []string {
	w := f.prepend("connect-call-to", object{"noun": "number", "to": "+14155550134", "record": true}, "callCompleted", "hangup")
	if w == nil {
		return nil
	}
	return []string{w.at("name")}
}

func slowBeforeAnswer(f *flow) []string {
	if f.pick(func(w *widget) bool { return w.Type == "say-play" && slices.Contains(f.arrivals(w), "incomingCall") }) == nil {
		return nil
	}
	w := f.prepend("make-http-request", object{"method": "GET", "url": "https://api.maplerowdental.com/"}, "success", "failed")
	if w == nil {
		return nil
	}
	return []string{w.at("name")}
}

func restOnly(f *flow) []string {
	w := f.insert("start-conversation", object{"conversation_service_sid": "{{flow.variables.customer | default: ''}}"}, "created", "failed")
	if w == nil {
		return nil
	}
	arrivals := f.arrivals(w)
	if !slices.Contains(arrivals, "incomingCall") && !slices.Contains(arrivals, "incomingMessage") {
		return nil
	}
	return []string{w.at("name")}
}

// split is a split that leads on when no condition matches, nil if there is none. The conditions of the others are there for a reason.
func (f *flow) split() *widget {
	return f.pick(func(w *widget) bool { return w.Type == "split-based-on" && w.on("noMatch")["next"] != nil })
}

// inCondition changes a member of a condition to what it is told; nil is for conditions that do not take the fault.
func inCondition(member string, change func(split *widget, condition object) any) func(*flow) []string {
	return func(f *flow) []string {
		w := f.split()
		if w == nil {
			return nil
		}
		for i, t := range w.Transitions {
			if t["event"] != "match" {
				continue
			}
			condition := t["conditions"].([]object)[0]
			changed := change(w, condition)
			if changed == nil {
				continue
			}
			condition[member] = changed
			place := w.at("transitions", i, "conditions", 0, member)
			if _, list := changed.([]string); list {
				place += "/0"
			}
			return []string{place}
		}
		return nil
	}
}

func sameCondition(f *flow) []string {
	w := f.split()
	if w == nil || len(w.Transitions) < 3 || w.Transitions[1]["next"] == w.Transitions[2]["next"] {
		return nil
	}
	w.Transitions[2]["conditions"] = w.Transitions[1]["conditions"]
	return []string{w.at("transitions", 2, "conditions", 0, "value")}
}

func twoRevisions(f *flow) []string {
	one := f.any("run-subflow")
	if one == nil {
		return nil
	}
	w := f.insert("run-subflow", object{"flow_sid": one.Properties["flow_sid"], "flow_revision": 99}, "completed", "failed")
	if w == nil {
		return nil
	}
	return []string{one.at("properties", "flow_revision"), w.at("properties", "flow_revision")}
}

func manyWidgets(f *flow) []string {
	w := f.insert("say-play", object{"say": "One moment."}, "audioComplete")
	if w == nil {
		return nil
	}
	const schema = 1000
	for len(f.widgets) <= schema {
		w = f.insertBehind(w, "say-play", object{"say": "Another one."}, "audioComplete")
	}
	return []string{"/states"}
}

// stranger is a request to a known host without the credentials of the account, nil if there is none.
func (f *flow) stranger() *widget {
	return f.pick(func(w *widget) bool {
		url, _ := w.Properties["url"].(string)
		return w.Type == "make-http-request" && w.Properties["add_twilio_auth"] == false && !strings.Contains(url, "${")
	})
}

func requestTo(url string) func(*flow) []string {
	return func(f *flow) []string {
		w := f.stranger()
		if w == nil {
			return nil
		}
		w.Properties["url"] = url
		return []string{w.at("properties", "url")}
	}
}

func credentialsToStranger(f *flow) []string {
	w := f.stranger()
	if w == nil {
		return nil
	}
	w.Properties["add_twilio_auth"] = true
	return []string{w.at("properties", "add_twilio_auth")}
}

// unknownEvent adds an event that the type does not have and that leads where another one does.
func unknownEvent(kind, event, invented string) func(*flow) []string {
	return func(f *flow) []string {
		w := f.pick(func(w *widget) bool { return w.Type == kind && w.on(event)["next"] != nil })
		if w == nil {
			return nil
		}
		w.Transitions = append(w.Transitions, object{"event": invented, "next": w.on(event)["next"]})
		return []string{w.at("transitions", len(w.Transitions)-1, "event")}
	}
}
