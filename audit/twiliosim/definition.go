package twiliosim

import (
	"strconv"
	"strings"
)

// definition is a Studio flow definition in the shape in which Studio exports it.
// https://www.twilio.com/docs/studio/rest-api/v2/flow-definition
type definition struct {
	Description  string   `json:"description"`
	States       []widget `json:"states"`
	InitialState string   `json:"initial_state"`
	Flags        *flags   `json:"flags,omitempty"`
}

type flags struct {
	AllowConcurrentCalls bool `json:"allow_concurrent_calls"`
}

type widget struct {
	Name        string         `json:"name"`
	Type        string         `json:"type"`
	Transitions []transition   `json:"transitions"`
	Properties  map[string]any `json:"properties"`
}

type transition struct {
	Event      string      `json:"event"`
	Next       string      `json:"next,omitempty"`
	Conditions []condition `json:"conditions,omitempty"`
}

type condition struct {
	FriendlyName string   `json:"friendly_name"`
	Arguments    []string `json:"arguments"`
	Type         string   `json:"type"`
	Value        string   `json:"value"`
}

// parameter is how Studio writes parameters and variables.
type parameter struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// concurrency is the Concurrent Calls setting of a flow. Some definitions do not mention it.
type concurrency uint8

const (
	unmentioned concurrency = iota
	oneCallPerCaller
	concurrentCalls
)

// flow makes a definition of widgets, the trigger first, laid out as somebody who builds downwards does.
func flow(description string, setting concurrency, widgets ...widget) definition {
	for i := range widgets {
		widgets[i].Properties["offset"] = map[string]int{"x": 40 + 330*(i%3), "y": 230 * i}
	}
	d := definition{Description: description, States: widgets, InitialState: widgets[0].Name}
	if setting != unmentioned {
		d.Flags = &flags{AllowConcurrentCalls: setting == concurrentCalls}
	}
	return d
}

func newWidget(name, typ string, properties map[string]any, transitions ...transition) widget {
	return widget{Name: name, Type: typ, Transitions: transitions, Properties: properties}
}

func on(event, next string) transition { return transition{Event: event, Next: next} }

// trigger is where calls and messages come in; "" where there is no branch for them.
func trigger(call, message string) widget {
	return newWidget("Trigger", "trigger", map[string]any{},
		on("incomingMessage", message), on("incomingCall", call), on("incomingConversationMessage", ""), on("incomingRequest", ""), on("incomingParent", ""))
}

func say(name, text, next string) widget {
	return newWidget(name, "say-play", map[string]any{"say": text, "voice": "Polly.Joanna-Neural", "language": "en-US", "loop": 1}, on("audioComplete", next))
}

// gather asks for digits.
func gather(name, prompt string, digits int, keypress, timeout string) widget {
	return newWidget(name, "gather-input-on-call", map[string]any{
		"say": prompt, "voice": "Polly.Joanna-Neural", "language": "en-US", "gather_language": "en", "speech_timeout": "auto", "timeout": 5,
		"stop_gather": true, "number_of_digits": digits, "finish_on_key": "#", "loop": 1, "profanity_filter": "true",
	}, on("keypress", keypress), on("speech", ""), on("timeout", timeout))
}

// split goes where the input says, and to noMatch otherwise. The cases are pairs of a value and the next widget.
func split(name, input, noMatch string, cases ...string) widget {
	transitions := []transition{on("noMatch", noMatch)}
	for i := 0; i+1 < len(cases); i += 2 {
		transitions = append(transitions, transition{Event: "match", Next: cases[i+1], Conditions: []condition{{
			FriendlyName: "If value equal_to " + cases[i], Arguments: []string{input}, Type: "equal_to", Value: cases[i],
		}}})
	}
	return newWidget(name, "split-based-on", map[string]any{"input": input}, transitions...)
}

// runFunction calls a Twilio Function: host/path without the scheme.
func runFunction(name, address, success, fail string, parameters ...parameter) widget {
	host, _, _ := strings.Cut(address, "/")
	return newWidget(name, "run-function", map[string]any{
		"service_sid": SID("ZS", host), "environment_sid": SID("ZE", host), "function_sid": SID("ZH", address),
		"url": "https://" + address, "parameters": parameters,
	}, on("success", success), on("fail", fail))
}

func httpRequest(name, url, success, failed string, parameters ...parameter) widget {
	return newWidget(name, "make-http-request", map[string]any{
		"method": "POST", "url": url, "content_type": "application/x-www-form-urlencoded;charset=utf-8", "add_twilio_auth": false,
		"parameters": parameters,
	}, on("success", success), on("failed", failed))
}

func connectTo(name, number, next string) widget {
	return newWidget(name, "connect-call-to", map[string]any{
		"noun": "number", "to": number, "caller_id": "{{contact.channel.address}}", "timeout": 25, "record": false,
	}, on("callCompleted", next), on("hangup", ""))
}

func voicemail(name, next string) widget {
	return newWidget(name, "record-voicemail", map[string]any{
		"max_length": 180, "timeout": 5, "finish_on_key": "#", "play_beep": "true", "trim": "trim-silence", "transcribe": false,
	}, on("recordingComplete", next), on("noAudio", ""), on("hangup", ""))
}

func sendMessage(name, body, sent string) widget {
	return newWidget(name, "send-message", map[string]any{
		"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": body, "message_type": "custom",
	}, on("sent", sent), on("failed", ""))
}

// ask sends a message and waits for the reply.
func ask(name, body string, seconds int, reply, timeout string) widget {
	return newWidget(name, "send-and-wait-for-reply", map[string]any{
		"from": "{{flow.channel.address}}", "body": body, "timeout": strconv.Itoa(seconds), "message_type": "custom",
		"service": "{{trigger.message.InstanceSid}}", "channel": "{{trigger.message.ChannelSid}}",
	}, on("incomingMessage", reply), on("timeout", timeout), on("deliveryFailure", ""))
}

func setVariables(name, next string, variables ...parameter) widget {
	return newWidget(name, "set-variables", map[string]any{"variables": variables}, on("next", next))
}

// digitsOf is the Liquid expression for what a caller pressed.
func digitsOf(gather string) string { return "{{widgets." + gather + ".Digits}}" }

// replyTo is the Liquid expression for what somebody answered to a message.
func replyTo(ask string) string { return "{{widgets." + ask + ".inbound.Body}}" }
