package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var liquidWrongTrigger = &audit.Rule{
	ID:    "flow-liquid-wrong-trigger",
	Title: "Liquid asks for what another trigger brings",
	Doc: audit.Doc{
		Why: "What the trigger saves depends on what came in: a call fills `trigger.call`, a message `trigger.message`, a conversation " +
			"`trigger.conversation`, and the REST API `flow.data`. A widget that only calls come to finds nothing in `trigger.message`, and nothing fails: " +
			"the text has a hole in it, the split takes the wrong branch. It happens when widgets are copied from a flow for messages into one for calls.\n\n" +
			"A widget that several triggers lead to may ask for what any of them brings. A subflow gets what the trigger of its parent has. `service` and " +
			"`channel` of the widgets for messages are not judged, since the editor fills them in by itself.",
		Remediation: "Ask for what the trigger brings that leads to the widget. `{{contact.channel.address}}` is the other side, whoever began.",
		References: []audit.Link{
			{Title: "Trigger (Start) widget: variables", URL: "https://www.twilio.com/docs/studio/widget-library/trigger-start"},
			subflows,
			liquidLanguage,
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
		p.EachRevision(checkTriggerData)
		return nil
	},
}

// bringers are the events that fill a part of the context.
func bringers(ref reference) (part string, event string) {
	switch {
	case ref.Under("trigger", "call"):
		return "trigger.call", studio.IncomingCall
	case ref.Under("trigger", "message"):
		return "trigger.message", studio.IncomingMessage
	case ref.Under("trigger", "conversation"):
		return "trigger.conversation", studio.IncomingConversationMessage
	case ref.Under("trigger", "request"):
		return "trigger.request", studio.IncomingRequest
	case ref.Under("flow", "data"):
		return "flow.data", studio.IncomingRequest
	case ref.Under("trigger", "parent"):
		return "trigger.parent", studio.IncomingParent
	default:
		return "", ""
	}
}

func checkTriggerData(r *audit.RevisionPass) {
	d := r.Definition
	if d.HasPlaceholderNames() || hasOtherEvents(d) {
		return
	}
	arrivals := map[*studio.Widget][]string{}
	var asked demands
	for ref := range references(d) {
		part, event := bringers(ref)
		if part == "" || ref.careful() || filledInByTheEditor(ref.Property) {
			continue
		}
		events, ok := arrivals[ref.Widget]
		if !ok {
			events = arriving(d, ref.Widget)
			arrivals[ref.Widget] = events
		}
		if len(events) > 0 && !slices.Contains(events, event) && !slices.Contains(events, studio.IncomingParent) {
			asked.add(part, ref)
		}
	}
	places := newTextReporter(r)
	for _, q := range asked.all {
		places.tell(q, complaint{
			one: func(ref reference) string {
				return fmt.Sprintf("widget %q asks for %s, which is empty there: %s is filled by another trigger than %s%s",
					ref.Widget.Name, ref.asks(), q.name(), strings.Join(arrivals[ref.Widget], " and "), wayTo(d, ref.Widget))
			},
			several: func(widgets string, count int) string {
				return fmt.Sprintf("%d texts ask for values of %s, which are empty there, since another trigger fills them: in %s",
					count, q.name(), widgets)
			},
			remedy: "ask for what the trigger brings that leads to the widget, or for contact.channel.address and flow.channel.address, which are always there",
		})
	}
}

// arriving are the events of the trigger that lead to a widget.
func arriving(d *studio.Definition, w *studio.Widget) []string {
	trigger, _ := studio.LookupWidgetType(studio.TriggerType)
	var events []string
	for _, event := range trigger.Events {
		if d.Traffic().By(event).Has(w) {
			events = append(events, event)
		}
	}
	return events
}

// hasOtherEvents tells whether the trigger has a branch for an event that is not known; nobody can tell what that brings.
func hasOtherEvents(d *studio.Definition) bool {
	known, _ := studio.LookupWidgetType(studio.TriggerType)
	for _, trigger := range d.Triggers() {
		for _, t := range trigger.Transitions {
			if t.Next != "" && !slices.Contains(known.Events, t.Event) {
				return true
			}
		}
	}
	return false
}

// filledInByTheEditor tells whether the editor puts {{trigger.message.…}} into the property of each new widget, for calls too.
func filledInByTheEditor(property string) bool {
	switch property {
	case "service", "channel", "chat_service", "chat_channel":
		return true
	}
	return false
}
