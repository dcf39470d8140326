package studio

import "slices"

// WidgetType is what is known about one type of widget. Unknown types are tolerated: Twilio adds new ones.
type WidgetType struct {
	Type  string
	Title string // as the Studio editor names it
	// Answers tells that the widget makes TwiML, and so answers a ringing call.
	Answers bool
	// Waits tells that the widget waits for a server before it goes on, so that a caller can hang up meanwhile.
	Waits bool
	// Prompts tells that the widget waits for a person: what a caller says or presses, a reply, the other side of a call.
	Prompts bool
	// Events are those that the widget can leave by; Failures are those of them that mean it did not do its work.
	Events, Failures []string
	Properties       []Property
	// Outputs are the keys that Liquid can read of the widget, nil where they are not known or not closed.
	Outputs []string
	// Retired says what became of a type that is no longer to be used, with Twilio's page about it.
	Retired *Retirement
}

// Property is one property of a widget type.
type Property struct {
	Name string // as exports spell it
	Kind PropertyKind
}

// PropertyKind is what a property holds.
type PropertyKind uint8

// The kinds of properties.
const (
	Text       PropertyKind = iota
	Plain                   // a number, a flag or one of a few words: nothing to look into
	ControlURL              // its answer controls the call or the flow
	MediaURL                // something that is played or sent
	ReportURL               // it is told about something
	StreamURL               // a WebSocket
	SIDValue                // the SID of something that the account is not asked for
	List                    // of objects, such as parameters

	// What names another resource of the account.
	FlowSID
	WorkflowSID
	TaskChannelSID
	FunctionServiceSID
	FunctionEnvironmentSID
	MessagingServiceSID
	ConversationServiceSID
	ContentSID
	MessageSender // a number or a messaging service, among others
	CallerID      // a number, among others
)

// IsURL tells whether a property holds a URL.
func (k PropertyKind) IsURL() bool { return k >= ControlURL && k <= StreamURL }

// Retirement is the end of a widget type.
type Retirement struct {
	Gone    bool   // it does not work any more; otherwise it works and has a successor
	Message string // what became of it, and what to use instead
	URL     string
}

var (
	retiredAutopilot = &Retirement{true, "Autopilot has ended; use a Virtual Agent connector or Conversation Relay", "https://www.twilio.com/docs/studio/widget-library/connect-virtual-agent"}
	retiredChat      = &Retirement{true, "Programmable Chat has ended; use Conversations", "https://www.twilio.com/en-us/changelog/programmable-chat-end-of-life-notice"}
	oldVirtualAgent  = &Retirement{false, "the first version is deprecated; use connect-virtual-agent-v2", "https://www.twilio.com/docs/studio/widget-library/connect-virtual-agent"}
	oldOutgoingCall  = &Retirement{false, "make-outgoing-call-v2 has superseded it", "https://www.twilio.com/docs/studio/widget-library/make-outgoing-call"}
)

// widgetTypes is the one table of widget types. Types and events: https://www.twilio.com/docs/studio/rest-api/v2/schemas and
// https://www.twilio.com/docs/studio/widget-library; the spelling of properties is that of exported flows, which differs in places
// from the labels of the editor. Which widgets make TwiML follows from what they do with a call.
var widgetTypes = [...]WidgetType{
	{
		Type: TriggerType, Title: "Trigger",
		Events: triggerEvents,
	},
	{
		Type: "say-play", Title: "Say/Play", Answers: true, Events: []string{"audioComplete"},
		Properties: []Property{{"say", Text}, {"play", MediaURL}, {"digits", Text}, {"voice", Plain}, {"language", Plain}, {"loop", Plain}},
	},
	{
		Type: "gather-input-on-call", Title: "Gather Input On Call", Answers: true, Prompts: true, Events: []string{"keypress", "speech", "timeout"},
		Properties: []Property{
			{"say", Text},
			{"play", MediaURL},
			{"voice", Plain},
			{"language", Plain},
			{"loop", Plain},
			{"timeout", Plain},
			{"finish_on_key", Plain},
			{"stop_gather", Plain},
			{"number_of_digits", Plain},
			{"gather_language", Plain},
			{"speech_timeout", Plain},
			{"speech_model", Plain},
			{"hints", Text},
			{"profanity_filter", Plain},
		},
	},
	{
		Type: "connect-call-to", Title: "Connect Call To", Answers: true, Prompts: true, Events: []string{"callCompleted", "hangup"},
		Properties: []Property{
			{"noun", Plain},
			{"caller_id", CallerID},
			{"to", Text},
			{"sip_endpoint", Text},
			{"sip_username", Text},
			{"sip_password", Text},
			{"record", Plain},
			{"timeout", Plain},
			{"time_limit", Plain},
		},
	},
	{
		Type: "record-voicemail", Title: "Record Voicemail", Answers: true, Prompts: true, Events: []string{"recordingComplete", "noAudio", "hangup"},
		Properties: []Property{
			{"max_length", Plain},
			{"timeout", Plain},
			{"finish_on_key", Plain},
			{"play_beep", Plain},
			{"trim", Plain},
			{"transcribe", Plain},
			{"transcription_callback_url", ReportURL},
			{"recording_status_callback_url", ReportURL},
		},
	},
	{
		Type: "enqueue-call", Title: "Enqueue Call", Answers: true, Prompts: true,
		Events: []string{"callComplete", "failedToEnqueue", "callFailure"}, Failures: []string{"failedToEnqueue", "callFailure"},
		Properties: []Property{
			{"workflow_sid", WorkflowSID},
			{"queue_name", Text},
			{"task_attributes", Text},
			{"priority", Plain},
			{"timeout", Plain},
			{"wait_url", ControlURL},
			{"wait_url_method", Plain},
		},
	},
	{
		Type: "send-to-flex", Title: "Send To Flex", Answers: true, Prompts: true,
		Events: []string{"callComplete", "failedToEnqueue", "callFailure", "composerStarted"}, Failures: []string{"failedToEnqueue", "callFailure"},
		Properties: []Property{
			{"workflow", WorkflowSID},
			{"channel", TaskChannelSID},
			{"attributes", Text},
			{"priority", Plain},
			{"timeout", Plain},
			{"waitUrl", ControlURL},
			{"waitUrlMethod", Plain},
		},
	},
	{
		Type: "add-twiml-redirect", Title: "TwiML Redirect", Answers: true, Prompts: true,
		Events: []string{"return", "timeout", "fail"}, Failures: []string{"fail"},
		Properties: []Property{{"url", ControlURL}, {"method", Plain}, {"timeout", Plain}},
	},
	{
		Type: "capture-payments", Title: "Capture Payments", Answers: true, Prompts: true,
		Events:   []string{"success", "maxFailedAttempts", "providerError", "payInterrupted", "hangup", "validationError"},
		Failures: []string{"maxFailedAttempts", "providerError", "payInterrupted", "validationError"},
		Properties: []Property{
			{"payment_connector", Plain},
			{"payment_amount", Text},
			{"currency", Plain},
			{"payment_method", Plain},
			{"payment_token_type", Plain},
			{"security_code", Plain},
			{"postal_code", Plain},
			{"min_postal_code_length", Plain},
			{"max_attempts", Plain},
			{"timeout", Plain},
			{"valid_card_types", Plain},
			{"parameters", List},
			{"description", Text},
			{"language", Plain},
		},
	},
	{
		Type: "fork-stream", Title: "Fork Stream", Answers: true, Events: []string{"next"},
		Properties: []Property{
			{"stream_action", Plain},
			{"stream_name", Text},
			{"stream_transport_type", Plain},
			{"stream_url", StreamURL},
			{"stream_connector", Text},
			{"stream_track", Plain},
			{"stream_parameters", List},
		},
	},
	{
		Type: "connect-virtual-agent", Title: "Connect Virtual Agent", Answers: true, Prompts: true, Events: []string{"return", "hangup"},
		Properties: []Property{{"connector", Text}, {"language", Plain}, {"sentiment_analysis", Plain}, {"status_callback", ReportURL}},
		Retired:    oldVirtualAgent,
	},
	{
		Type: "connect-virtual-agent-v2", Title: "Connect Virtual Agent v2", Answers: true, Prompts: true,
		Events:   []string{"completed", "live-agent-handoff", "hangup", "failed", "paused", "timeout"},
		Failures: []string{"failed"},
		Properties: []Property{
			{"connector_name", Text},
			{"channel", Plain},
			{"status_callback", ReportURL},
			{"status_callback_method", Plain},
			{"configurations", List},
			{"parameters", List},
		},
	},
	{
		Type: "run-conversation-relay", Title: "Conversation Relay", Answers: true, Prompts: true,
		Events: []string{"success", "failed"}, Failures: []string{"failed"},
		Properties: []Property{{"url", StreamURL}, {"welcome_greeting", Text}, {"voice", Plain}, {"language", Plain}, {"parameters", List}},
	},
	{
		Type: "record-call", Title: "Call Recording", Events: []string{"success", "failed"}, Failures: []string{"failed"},
		Properties: []Property{
			{"record_call", Plain},
			{"recording_channels", Plain},
			{"recording_status_callback", ReportURL},
			{"recording_status_callback_method", Plain},
			{"recording_status_callback_events", Plain},
			{"trim", Plain},
		},
	},
	{
		Type: "make-outgoing-call-v1", Title: "Make Outgoing Call (v1)", Prompts: true,
		Events: []string{"answered", "busy", "noAnswer", "failed", "answeredByMachine", "hangup"}, Failures: []string{"busy", "noAnswer", "failed"},
		Properties: outgoingCall, Retired: oldOutgoingCall,
	},
	{
		Type: "make-outgoing-call-v2", Title: "Make Outgoing Call", Prompts: true,
		Events: []string{"answered", "busy", "noAnswer", "failed"}, Failures: []string{"busy", "noAnswer", "failed"},
		Properties: outgoingCall,
	},
	{
		Type: "send-message", Title: "Send Message", Waits: true, Events: []string{"sent", "failed"}, Failures: []string{"failed"},
		Properties: message,
	},
	{
		Type: "send-and-wait-for-reply", Title: "Send & Wait For Reply", Prompts: true,
		Events: []string{"incomingMessage", "timeout", "deliveryFailure"}, Failures: []string{"timeout", "deliveryFailure"},
		Properties: question,
	},
	{
		Type: "start-conversation", Title: "Start Conversation", Events: []string{"created", "failed"}, Failures: []string{"failed"},
		Properties: conversation,
	},
	{
		Type: "resume-conversation", Title: "Resume Conversation", Events: []string{"resumed", "failed"}, Failures: []string{"failed"},
		Properties: conversation,
	},
	{
		Type: "split-based-on", Title: "Split Based On…", Events: []string{"match", "noMatch"},
		Properties: []Property{{"input", Text}},
	},
	{
		Type: "set-variables", Title: "Set Variables", Events: []string{"next"},
		Properties: []Property{{"variables", List}},
	},
	{
		Type: "make-http-request", Title: "Make HTTP Request", Waits: true, Events: []string{"success", "failed"}, Failures: []string{"failed"},
		Properties: []Property{
			{"method", Plain}, {"url", ControlURL}, {"content_type", Plain}, {"body", Text}, {"parameters", List}, {"add_twilio_auth", Plain},
		},
		Outputs: []string{"status_code", "content_type", "body", "parsed"},
	},
	{Type: "run-function", Title: "Run Function", Waits: true, Events: []string{"success", "fail"}, Failures: []string{"fail"}, Properties: function},
	{Type: "run-function-v2", Title: "Run Function", Waits: true, Events: []string{"success", "fail"}, Failures: []string{"fail"}, Properties: function},
	{
		Type: "run-subflow", Title: "Run Subflow", Events: []string{"completed", "failed"}, Failures: []string{"failed"},
		Properties: []Property{{"flow_sid", FlowSID}, {"flow_revision", Plain}, {"parameters", List}},
	},

	{Type: "understand", Title: "Autopilot", Prompts: true, Retired: retiredAutopilot},
	{Type: "send-to-auto-pilot", Title: "Autopilot", Prompts: true, Retired: retiredAutopilot},
	{Type: "create-task", Title: "Create Task"},
	{Type: "update-sync-object", Title: "Update Sync Object", Waits: true},
	{Type: "create-chat-channel", Title: "Create Chat Channel", Retired: retiredChat},
	{Type: "add-member-to-chat-channel", Title: "Add Member To Chat Channel", Retired: retiredChat},
}

// Properties that several types share.
var (
	function = []Property{
		{"url", ControlURL},
		{"service_sid", FunctionServiceSID},
		{"environment_sid", FunctionEnvironmentSID},
		{"function_sid", SIDValue},
		{"parameters", List},
	}
	message = []Property{
		{"to", Text},
		{"from", MessageSender},
		{"body", Text},
		{"service", Text},
		{"channel", Text},
		{"attributes", Text},
		{"media_url", MediaURL},
		{"message_type", Plain},
		{"content_sid", ContentSID},
		{"content_variables", List},
		{"messaging_service_sid", MessagingServiceSID},
		{"shorten_urls", Plain},
	}
	question = []Property{ // A message that waits for an answer. The list is written out, since code would run for it at every start.
		{"to", Text},
		{"timeout", Plain},
		{"from", MessageSender},
		{"body", Text},
		{"service", Text},
		{"channel", Text},
		{"attributes", Text},
		{"media_url", MediaURL},
		{"message_type", Plain},
		{"content_sid", ContentSID},
		{"content_variables", List},
		{"messaging_service_sid", MessagingServiceSID},
		{"shorten_urls", Plain},
	}
	outgoingCall = []Property{
		{"to", Text},
		{"from", CallerID},
		{"record", Plain},
		{"recording_channels", Plain},
		{"recording_status_callback", ReportURL},
		{"detect_answering_machine", Plain},
		{"machine_detection", Plain},
		{"machine_detection_timeout", Plain},
		{"machine_detection_speech_threshold", Plain},
		{"machine_detection_speech_end_threshold", Plain},
		{"machine_detection_silence_timeout", Plain},
		{"send_digits", Text},
		{"sip_auth_username", Text},
		{"sip_auth_password", Text},
		{"timeout", Plain},
		{"trim", Plain},
	}
	conversation = []Property{
		{"conversation_service_sid", ConversationServiceSID},
		{"conversation_sid", SIDValue},
		{"messaging_service_sid", MessagingServiceSID},
		{"participants", List},
		{"timers_inactive", Plain},
		{"timers_closed", Plain},
		{"close_conversation_on_execution_end", Plain},
	}
)

// LookupWidgetType is what is known about a type, and whether anything is.
func LookupWidgetType(name string) (WidgetType, bool) {
	if known := lookupWidgetType(name); known != nil {
		return *known, true
	}
	return WidgetType{}, false
}

func lookupWidgetType(name string) *WidgetType {
	for i := range widgetTypes { // Thirty short strings: a map made at start-up would cost more than it saves.
		if widgetTypes[i].Type == name {
			return &widgetTypes[i]
		}
	}
	return nil
}

// WidgetTypeNames are the names of all known types.
func WidgetTypeNames() []string {
	names := make([]string, 0, len(widgetTypes))
	for i := range widgetTypes {
		names = append(names, widgetTypes[i].Type)
	}
	return names
}

// Property is what is known about a property of the type.
func (t WidgetType) Property(name string) (Property, bool) {
	i := slices.IndexFunc(t.Properties, func(p Property) bool { return p.Name == name })
	if i < 0 {
		return Property{}, false
	}
	return t.Properties[i], true
}

// HasEvent tells whether the widget can leave by an event.
func (t WidgetType) HasEvent(event string) bool { return slices.Contains(t.Events, event) }

// HasFailure tells whether an event means that the widget did not do its work.
func (t WidgetType) HasFailure(event string) bool { return slices.Contains(t.Failures, event) }
