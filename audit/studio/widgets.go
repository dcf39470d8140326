package studio

// WidgetType is what is known about one type of widget. Unknown types are tolerated: Twilio adds new ones.
type WidgetType struct {
	Type  string
	Title string // as the Studio editor names it
	// Answers tells that the widget makes TwiML, and so answers a ringing call.
	Answers bool
	// Waits tells that the widget waits for a server before it answers, so that a caller can hang up meanwhile.
	Waits bool
	// Events are those that the widget can leave by.
	Events []string
}

// widgetTypes is the one table of widget types. Types and events: https://www.twilio.com/docs/studio/rest-api/v2/schemas and
// https://www.twilio.com/docs/studio/widget-library; which widgets make TwiML follows from what they do with a call.
var widgetTypes = [...]WidgetType{
	{Type: TriggerType, Title: "Trigger", Events: []string{IncomingCall, IncomingMessage, IncomingConversationMessage, IncomingRequest, IncomingParent}},

	{Type: "say-play", Title: "Say/Play", Answers: true, Events: []string{"audioComplete"}},
	{Type: "gather-input-on-call", Title: "Gather Input On Call", Answers: true, Events: []string{"keypress", "speech", "timeout"}},
	{Type: "connect-call-to", Title: "Connect Call To", Answers: true, Events: []string{"callCompleted", "hangup"}},
	{Type: "record-voicemail", Title: "Record Voicemail", Answers: true, Events: []string{"recordingComplete", "noAudio", "hangup"}},
	{Type: "enqueue-call", Title: "Enqueue Call", Answers: true, Events: []string{"callComplete", "failedToEnqueue", "callFailure"}},
	{Type: "send-to-flex", Title: "Send To Flex", Answers: true, Events: []string{"callComplete", "failedToEnqueue", "callFailure", "composerStarted"}},
	{Type: "add-twiml-redirect", Title: "TwiML Redirect", Answers: true, Events: []string{"return", "timeout", "fail"}},
	{Type: "capture-payments", Title: "Capture Payments", Answers: true, Events: []string{"success", "maxFailedAttempts", "providerError", "payInterrupted", "hangup", "validationError"}},
	{Type: "fork-stream", Title: "Fork Stream", Answers: true, Events: []string{"next"}},
	{Type: "connect-virtual-agent", Title: "Connect Virtual Agent", Answers: true, Events: []string{"return", "hangup"}},
	{Type: "connect-virtual-agent-v2", Title: "Connect Virtual Agent v2", Answers: true, Events: []string{"completed", "live-agent-handoff", "hangup", "failed", "paused", "timeout"}},
	{Type: "run-conversation-relay", Title: "Conversation Relay", Answers: true, Events: []string{"success", "failed"}},
	{Type: "record-call", Title: "Call Recording", Events: []string{"success", "failed"}},
	{Type: "make-outgoing-call-v1", Title: "Make Outgoing Call (v1)", Events: []string{"answered", "busy", "noAnswer", "failed", "answeredByMachine", "hangup"}},
	{Type: "make-outgoing-call-v2", Title: "Make Outgoing Call", Events: []string{"answered", "busy", "noAnswer", "failed"}},

	{Type: "send-message", Title: "Send Message", Waits: true, Events: []string{"sent", "failed"}},
	{Type: "send-and-wait-for-reply", Title: "Send & Wait For Reply", Events: []string{"incomingMessage", "timeout", "deliveryFailure"}},
	{Type: "start-conversation", Title: "Start Conversation", Events: []string{"created", "failed"}},
	{Type: "resume-conversation", Title: "Resume Conversation", Events: []string{"resumed", "failed"}},

	{Type: "split-based-on", Title: "Split Based On…", Events: []string{"match", "noMatch"}},
	{Type: "set-variables", Title: "Set Variables", Events: []string{"next"}},
	{Type: "make-http-request", Title: "Make HTTP Request", Waits: true, Events: []string{"success", "failed"}},
	{Type: "run-function", Title: "Run Function", Waits: true, Events: []string{"success", "fail"}},
	{Type: "run-function-v2", Title: "Run Function", Waits: true, Events: []string{"success", "fail"}},
	{Type: "run-subflow", Title: "Run Subflow", Events: []string{"completed", "failed"}},

	{Type: "understand", Title: "Autopilot"},
	{Type: "send-to-auto-pilot", Title: "Autopilot"},
	{Type: "create-task", Title: "Create Task"},
	{Type: "update-sync-object", Title: "Update Sync Object", Waits: true},
	{Type: "create-chat-channel", Title: "Create Chat Channel"},
	{Type: "add-member-to-chat-channel", Title: "Add Member To Chat Channel"},
}

// LookupWidgetType is what is known about a type, and whether anything is.
func LookupWidgetType(name string) (WidgetType, bool) {
	for i := range widgetTypes { // Thirty short strings: a map made at start-up would cost more than it saves.
		if widgetTypes[i].Type == name {
			return widgetTypes[i], true
		}
	}
	return WidgetType{}, false
}
