package flow

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var unknownWidgetType = &audit.Rule{
	ID:    "flow-unknown-widget-type",
	Title: "Widget of a type that Studio does not have",
	Doc: audit.Doc{
		Why: "Studio has some thirty types of widgets, and refuses a definition with any other. Definitions that were written by hand or by a language model " +
			"often have types that sound right and do not exist: `http-request`, `hangup`, `text-to-speech`.\n\n" +
			"In a flow that runs on Twilio an unknown type is a note: it must be one that Twilio has added since this version of twilint was made, and " +
			"what rules say about its surroundings is to be read with care.",
		Remediation: "Use the type that Studio has for it. There is none that hangs up: a call ends where the flow does, so let the branch lead nowhere.",
		FalseAlarms: "A type that Twilio has added since. Please report it, so that it becomes known.",
		References: []audit.Link{
			{Title: "Widget library", URL: "https://www.twilio.com/docs/studio/widget-library"},
			{Title: "JSON Schemas of flows and widgets", URL: "https://www.twilio.com/docs/studio/rest-api/v2/schemas"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			var types []string
			of := map[string][]*studio.Widget{}
			for _, w := range r.Definition.Widgets {
				if _, known := w.Known(); known || w.Type == "" || studio.HasPlaceholder(w.Type) {
					continue
				}
				if of[w.Type] == nil {
					types = append(types, w.Type)
				}
				of[w.Type] = append(of[w.Type], w)
			}
			for _, t := range types {
				reportUnknownType(r, t, of[t])
			}
		})
		return nil
	},
}

func reportUnknownType(r *audit.RevisionPass, widgetType string, widgets []*studio.Widget) {
	severity, hint, remediation := audit.Warning, typeHint(widgetType), "use a type that Studio has, or let the branch end before the widget"
	if accepted(r) {
		severity, hint = audit.Note, "; Twilio has accepted it, so it is newer than what twilint knows"
		remediation = "read what is said about the widgets around it with care, and report the type to twilint"
	}
	found := make([]audit.Report, 0, len(widgets))
	for _, w := range widgets {
		found = append(found, audit.Report{
			Location:    r.Place(w.Value.Get("type")),
			Message:     fmt.Sprintf("widget %q is of the unknown type %q%s", w.Name, widgetType, hint),
			Remediation: remediation,
		})
	}
	r.ReportAll(widgetType, severity, found, func(left []int) (string, string) {
		names := make([]string, 0, len(left))
		for _, i := range left {
			names = append(names, widgets[i].Name)
		}
		return fmt.Sprintf("%d widgets, %s, are of the unknown type %q%s", len(left), quoted(names), widgetType, hint), remediation
	})
}

// accepted tells whether Twilio has taken the definition: it comes from an account, not from a file.
func accepted(r *audit.RevisionPass) bool { return !r.File }

// typeHint says which type may be meant, or how Studio does without one.
func typeHint(widgetType string) string {
	spelt := kebab(widgetType)
	if _, known := studio.LookupWidgetType(spelt); known {
		return fmt.Sprintf("; did you mean %q?", spelt)
	}
	switch meant := meantType(spelt); meant {
	case "":
		return audit.DidYouMean(spelt, studio.WidgetTypeNames())
	case hangUp:
		return "; no widget hangs up: a call ends where the flow does"
	case pause:
		return "; no widget only waits: a Say/Play or a question takes time"
	default:
		return fmt.Sprintf("; did you mean %q?", meant)
	}
}

// Answers of meantType that are no types.
const (
	hangUp = "hang up"
	pause  = "pause"
)

// meantType is the type that an invented one stands for. The inventions are those of public definitions that no editor has made.
func meantType(invented string) string {
	switch invented {
	case "http", "http-request", "https-request", "webhook", "api-call", "api-request", "fetch", "rest-api", "make-http", "http-call":
		return "make-http-request"
	case "function", "functions", "twilio-function", "serverless-function", "invoke-function", "call-function":
		return "run-function"
	case "say", "play", "speak", "speech", "tts", "text-to-speech", "play-audio", "play-message", "announcement":
		return "say-play"
	case "gather", "gather-input", "listen", "get-input", "input", "ivr", "ivr-menu", "menu", "collect-input", "gather-digits", "speech-to-text":
		return gather
	case "connect", "connect-call", "dial", "dial-number", "forward", "forward-call", "transfer", "transfer-call", "call-forward", "make-outgoing-connection":
		return "connect-call-to"
	case "call", "outgoing-call", "make-call", "outbound-call", "make-outgoing-call":
		return "make-outgoing-call-v2"
	case "voicemail", "leave-message":
		return "record-voicemail"
	case "record", "recording", "call-recording", "start-recording", "start-call-recording", "stop-call-recording":
		return "record-call"
	case "split", "condition", "conditional", "branch", "if", "if-else", "switch", "decision", "router":
		return split
	case "set", "assign", "variables", "set-variable":
		return setVariables
	case "sms", "send-sms", "message", "send-whatsapp", "send-text", "reply":
		return sendMessage
	case "send-and-wait", "wait-for-reply", "ask", "ask-question", "send-wait-reply":
		return "send-and-wait-for-reply"
	case "enqueue", "queue", "add-to-queue":
		return "enqueue-call"
	case "flex", "agent", "handoff", "flex-handoff":
		return "send-to-flex"
	case "redirect", "twiml", "twiml-redirect":
		return "add-twiml-redirect"
	case "subflow", "sub-flow", "run-flow", "run-sub-flow":
		return runSubflow
	case "start", "incoming", "entry":
		return studio.TriggerType
	case "stream", "start-stream", "media-stream":
		return "fork-stream"
	case "pay", "payment", "payments":
		return "capture-payments"
	case "virtual-agent", "dialogflow":
		return "connect-virtual-agent-v2"
	case "conversation-relay", "connect-conversation-relay":
		return "run-conversation-relay"
	case "hangup", "hang-up", "hangup-call", "end", "end-call", "end-flow", "stop", "stop-call", "terminate", "exit", "finish", "disconnect", "reject":
		return hangUp
	case "pause", "wait", "delay", "sleep":
		return pause
	default:
		return ""
	}
}

// kebab spells a name as Studio spells types: endCall, End_Call and "end call" become end-call.
func kebab(name string) string {
	var b strings.Builder
	dash := true // nothing to part yet
	lower := false
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			if !dash {
				b.WriteByte('-')
			}
			dash, lower = true, false
			continue
		case unicode.IsUpper(r) && lower:
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
		dash, lower = false, unicode.IsLower(r)
	}
	return strings.TrimSuffix(b.String(), "-")
}
