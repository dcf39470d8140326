package rules_test

import "fmt"

// What widgets are used for in sound flows, with properties as the editor writes them.

func (b *builder) say(k known) step {
	return step{kind: "say-play", onward: []string{"audioComplete"}, properties: func() object {
		return object{"say": "Hello " + b.liquid(k) + ", it will take about four minutes.", "voice": "Polly.Joanna", "language": "en-US", "loop": 1}
	}}
}

func (b *builder) prompt(k known) step {
	return step{
		kind: "gather-input-on-call", onward: []string{"keypress"}, ignored: []string{"speech"}, failures: []string{"timeout"}, saves: []string{"Digits", "SpeechResult"},
		properties: func() object {
			say := "Press 1 for a new appointment of " + b.liquid(k) + ", or 2 for billing."
			if b.IntN(4) == 0 {
				say = "Please enter the last four digits of your membership card."
			}
			return object{
				"say": say, "voice": "Polly.Joanna", "language": "en-US", "loop": 1,
				"timeout": 5, "stop_gather": true, "number_of_digits": 1 + 4*b.IntN(2), "finish_on_key": "#", "gather_language": "en-US", "speech_timeout": "auto",
				"profanity_filter": "true", "hints": "appointment, billing",
			}
		},
	}
}

func (b *builder) message(k known) step {
	return step{kind: "send-message", onward: []string{"sent"}, failures: []string{"failed"}, properties: func() object { return b.messageProperties(k) }}
}

func (b *builder) messageProperties(k known) object {
	p := object{
		"from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "Thank you, " + b.liquid(k) + ". We open at eight.",
		"service": "{{trigger.message.InstanceSid}}", "channel": "{{trigger.message.ChannelSid}}",
	}
	if b.IntN(3) == 0 {
		p["media_url"] = "https://cdn.maplerowdental.com/map.png"
	}
	return p
}

func (b *builder) request(k known) step {
	return step{
		kind: "make-http-request", onward: []string{"success"}, failures: []string{"failed"}, saves: []string{"status_code", "body", "parsed.name"},
		properties: func() object {
			p := object{"method": "POST", "content_type": "application/json;charset=utf-8", "add_twilio_auth": false, "url": "https://api.maplerowdental.com/visits"}
			switch b.IntN(5) {
			case 0:
				p["method"], p["content_type"] = "GET", "application/x-www-form-urlencoded;charset=utf-8"
				p["url"] = "https://api.maplerowdental.com/visits/{{" + b.value(k) + " | url_encode}}"
				p["parameters"] = []object{{"key": "name", "value": b.liquid(k)}, {"key": "order", "value": "latest"}}
			case 1:
				p["body"] = `{"name": {{` + b.value(k) + ` | to_json}}, "visits": [1, 2]}`
			case 2:
				p["url"], p["add_twilio_auth"] = "https://lookups.twilio.com/v2/PhoneNumbers/{{contact.channel.address | url_encode}}", true
				p["body"] = ""
			case 3: // Terraform fills the host in.
				p["url"], p["body"] = "https://${api_host}/visits", `{"visit": ${visit}}`
			default:
				p["body"] = `{"from": "{{contact.channel.address}}", "name": "{{` + b.value(k) + `}}"}`
			}
			return p
		},
	}
}

func (b *builder) function(k known) step {
	return step{
		kind: [...]string{"run-function", "run-function-v2"}[b.IntN(2)], onward: []string{"success"}, failures: []string{"fail"}, saves: []string{"parsed.visit", "body"},
		properties: func() object {
			return object{
				"url": fmt.Sprintf("https://front-desk-%d.twil.io/visits", 1000+b.IntN(9000)), "service_sid": b.sid("ZS"), "environment_sid": b.sid("ZE"),
				"function_sid": b.sid("ZH"),
				"parameters":   []object{{"key": "caller", "value": b.liquid(k)}, {"key": "token", "value": "{{" + b.value(k) + "}}"}},
			}
		},
	}
}

func (b *builder) variables(k known) step {
	name := [...]string{"department", "language", "customer"}[b.IntN(3)]
	return step{kind: "set-variables", onward: []string{"next"}, properties: func() object {
		return object{"variables": []object{{"key": name, "value": b.liquid(k)}, {"key": name + "_known", "value": "yes"}}}
	}}
}

func (b *builder) toFlex(k known) step {
	return step{
		kind: "send-to-flex", onward: []string{"callComplete"}, failures: []string{"failedToEnqueue", "callFailure"},
		properties: func() object {
			return object{
				"workflow": b.sid("WW"), "channel": b.sid("TC"), "priority": "0", "timeout": "3600", "waitUrlMethod": "POST",
				"waitUrl": "https://twimlets.maplerowdental.com/hold", "attributes": `{"name": "` + b.liquid(known{values: always}) + `"}`,
			}
		},
	}
}

// anySteps are those that a flow takes whoever is there.
func (b *builder) anySteps(k known) []step {
	steps := []step{b.request(k), b.function(k), b.variables(k), b.message(k), b.toFlex(k)}
	if !b.isSubflow { // A subflow has none of its own.
		steps = append(steps, step{
			kind: "run-subflow", onward: []string{"completed"}, failures: []string{"failed"}, saves: []string{"outcome"},
			properties: func() object {
				revision := [...]any{"LatestPublished", "LatestDraft", 7, "12"}[b.IntN(4)]
				return object{"flow_sid": b.sid("FW"), "flow_revision": revision, "parameters": []object{{"key": "visit", "value": b.liquid(k)}}}
			},
		})
	}
	return steps
}

func (b *builder) question(k known) step {
	return step{
		kind: "send-and-wait-for-reply", onward: []string{"incomingMessage"}, failures: []string{"timeout", "deliveryFailure"}, saves: []string{"inbound.Body"},
		properties: func() object {
			p := b.messageProperties(k)
			p["timeout"], p["body"] = "3600", "Which day suits you, "+b.liquid(k)+"?"
			return p
		},
	}
}

func (b *builder) messageSteps(k known) []step {
	return append(b.anySteps(k), b.message(k), b.question(k), b.question(k))
}

func (b *builder) callSteps(k known) []step {
	return append(
		b.anySteps(k), b.say(k), b.prompt(k), b.prompt(k),
		step{kind: "say-play", onward: []string{"audioComplete"}, properties: func() object {
			return object{"play": "https://cdn.maplerowdental.com/hold.mp3", "loop": 2}
		}},
		step{
			kind: "connect-call-to", onward: []string{"callCompleted"}, ignored: []string{"hangup"}, saves: []string{"DialCallStatus"},
			properties: func() object {
				p := object{"noun": "number", "to": "+14155550134", "caller_id": "{{contact.channel.address}}", "record": b.IntN(2) == 0, "timeout": 30}
				if b.IntN(2) == 0 {
					p["noun"], p["sip_endpoint"], p["sip_username"] = "sip", "sip:desk@pbx.maplerowdental.com", "desk"
					p["sip_password"] = "{{" + b.value(k) + "}}"
					delete(p, "to")
				}
				return p
			},
		},
		step{
			kind: "record-voicemail", onward: []string{"recordingComplete"}, ignored: []string{"hangup"}, failures: []string{"noAudio"}, saves: []string{"RecordingUrl"},
			properties: func() object {
				return object{
					"max_length": 120, "timeout": 5, "play_beep": "true", "trim": "trim-silence", "finish_on_key": "#", "transcribe": true,
					"transcription_callback_url": "https://api.maplerowdental.com/transcripts",
				}
			},
		},
		step{
			kind: "enqueue-call", onward: []string{"callComplete"}, failures: []string{"failedToEnqueue", "callFailure"},
			properties: func() object {
				return object{"workflow_sid": b.sid("WW"), "task_attributes": `{"caller": "{{contact.channel.address}}"}`, "priority": 1, "timeout": 600}
			},
		},
		step{
			kind: "add-twiml-redirect", onward: []string{"return"}, failures: []string{"timeout", "fail"},
			properties: func() object {
				return object{"url": "https://pbx.maplerowdental.com/twiml?FlowEvent=return", "method": "POST", "timeout": "14400"}
			},
		},
		step{
			kind: "capture-payments", onward: []string{"success"}, ignored: []string{"hangup"},
			failures: []string{"maxFailedAttempts", "providerError", "payInterrupted", "validationError"},
			properties: func() object {
				return object{"payment_connector": "Default", "payment_amount": "25.00", "currency": "usd", "payment_method": "CREDIT_CARD", "max_attempts": 2}
			},
		},
		step{kind: "fork-stream", onward: []string{"next"}, properties: func() object {
			return object{"stream_action": "start", "stream_name": "desk", "stream_url": "wss://media.maplerowdental.com/calls", "stream_track": "inbound_track"}
		}},
		step{
			kind: "connect-virtual-agent-v2", onward: []string{"completed", "live-agent-handoff"}, ignored: []string{"hangup", "paused", "timeout"}, failures: []string{"failed"},
			properties: func() object {
				return object{"connector_name": "front-desk", "channel": "voice", "status_callback": "https://api.maplerowdental.com/agent"}
			},
		},
		step{kind: "run-conversation-relay", onward: []string{"success"}, failures: []string{"failed"}, properties: func() object {
			return object{"url": "wss://relay.maplerowdental.com/", "welcome_greeting": "Hello " + b.liquid(k), "language": "en-US"}
		}},
		step{kind: "record-call", onward: []string{"success"}, failures: []string{"failed"}, properties: func() object {
			return object{"record_call": true, "recording_channels": "dual", "recording_status_callback": "https://api.maplerowdental.com/recordings"}
		}},
	)
}

// outgoingSteps are those by which a flow that the REST API begins reaches somebody.
func (b *builder) outgoingSteps(k known) []step {
	return []step{
		b.message(k),
		{
			kind: "make-outgoing-call-v2", onward: []string{"answered"}, failures: []string{"busy", "noAnswer", "failed"},
			properties: func() object {
				return object{
					"to": "{{contact.channel.address}}", "from": "{{flow.channel.address}}", "timeout": 60, "record": false, "trim": "true",
					"detect_answering_machine": false, "recording_status_callback": "https://api.maplerowdental.com/recordings",
				}
			},
		},
		{kind: "start-conversation", onward: []string{"created"}, failures: []string{"failed"}, properties: func() object {
			return object{"conversation_service_sid": b.sid("IS"), "close_conversation_on_execution_end": "true"}
		}},
		{kind: "resume-conversation", onward: []string{"resumed"}, failures: []string{"failed"}, properties: func() object {
			return object{"conversation_service_sid": b.sid("IS"), "conversation_sid": "{{flow.data.name}}"}
		}},
	}
}
