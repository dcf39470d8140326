package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var unknownEvent = &audit.Rule{
	ID:    "flow-unknown-event",
	Title: "Transition on an event that the widget does not have",
	Doc: audit.Doc{
		Why: "Each type of widget leaves by events of its own. A transition on any other event never happens: `failed` of a Function, which has `fail`; `noInput` " +
			"of a prompt, which has `timeout`. What was to happen then does not, and Twilio's validation refuses the flow.\n\n" +
			"In a flow that runs on Twilio it is a note, since Twilio has accepted the event; so is one that leads nowhere.",
		Remediation: "Use the event that the widget has.",
		FalseAlarms: "An event that Twilio has added since this version of twilint was made.",
		References: []audit.Link{
			definitionFormat,
			{Title: "Widget library", URL: "https://www.twilio.com/docs/studio/widget-library"},
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
			var order []foreignEvent
			of := map[foreignEvent][]foreignTransition{}
			for _, w := range r.Definition.Widgets {
				known, ok := w.Known()
				if !ok || len(known.Events) == 0 {
					continue
				}
				for _, t := range w.Transitions {
					if known.HasEvent(t.Event) || studio.HasPlaceholder(t.Event) {
						continue
					}
					e := foreignEvent{w.Type, t.Event, t.Next != "" && !accepted(r)}
					if of[e] == nil {
						order = append(order, e)
					}
					of[e] = append(of[e], foreignTransition{w, t})
				}
			}
			for _, e := range order {
				reportForeignEvent(r, e, of[e])
			}
		})
		return nil
	},
}

// foreignEvent is an event that a type of widget does not have.
type foreignEvent struct {
	widgetType, event string
	grave             bool // something was to happen then, and does not
}

type foreignTransition struct {
	widget     *studio.Widget
	transition studio.Transition
}

func reportForeignEvent(r *audit.RevisionPass, e foreignEvent, places []foreignTransition) {
	known, _ := studio.LookupWidgetType(e.widgetType)
	what := fmt.Sprintf("event %q, which %s does not have", e.event, known.Title)
	if e.event == "" {
		what = "no event, so it never happens"
	}
	hint := eventHint(known, e.event)
	remediation := fmt.Sprintf("use one of the events of %s: %s", known.Title, strings.Join(known.Events, ", "))
	severity := audit.Note
	if e.grave {
		severity = audit.Warning
	}
	found := make([]audit.Report, 0, len(places))
	for _, place := range places {
		at := place.transition.Value.Get("event")
		if !at.Exists() {
			at = place.transition.Value
		}
		where := ""
		if place.transition.Next != "" {
			where = fmt.Sprintf(" to %q", place.transition.Next)
		}
		found = append(found, audit.Report{
			Location:    r.Place(at),
			Message:     fmt.Sprintf("a transition of widget %q%s names %s%s", place.widget.Name, where, what, hint),
			Remediation: remediation,
		})
	}
	r.ReportAll(e.widgetType+"/"+e.event+"/"+severity.String(), severity, found, func(left []int) (string, string) {
		names := make([]string, 0, len(left))
		for _, i := range left {
			names = append(names, places[i].widget.Name)
		}
		return fmt.Sprintf("transitions of %d widgets, %s, name %s%s", len(left), quoted(names), what, hint), remediation
	})
}

// eventHint says which event may be meant.
func eventHint(t studio.WidgetType, event string) string {
	if event == "" {
		return ""
	}
	if len(t.Events) == 1 {
		return fmt.Sprintf("; did you mean %q?", t.Events[0])
	}
	meant := ""
	switch squeeze(event) {
	case "noinput", "silence", "noanswer", "noresponse":
		meant = timeout
	case "digits", "dtmf", "keypressed", "keypresses", "digit":
		meant = "keypress"
	case "said", "voice", "speechinput":
		meant = "speech"
	case "error", "failure", "failed", "fail":
		if i := slices.IndexFunc(t.Failures, func(f string) bool { return strings.Contains(squeeze(f), "fail") }); i >= 0 {
			meant = t.Failures[i]
		}
	case "default", "else", "otherwise", "nomatches":
		meant = noMatch
	case "completed", "complete", "callcompleted", "done", "finished":
		meant = t.Events[0]
	case "reply", "message", "received":
		meant = studio.IncomingMessage
	}
	if t.HasEvent(meant) {
		return fmt.Sprintf("; did you mean %q?", meant)
	}
	return audit.DidYouMean(event, t.Events)
}
