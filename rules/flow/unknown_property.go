package flow

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agext/levenshtein"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var unknownProperty = &audit.Rule{
	ID:    "flow-unknown-property",
	Title: "Misspelt property of a widget",
	Doc: audit.Doc{
		Why: "A property that a widget does not have does nothing: a prompt with `num_digits` instead of `number_of_digits` waits for as many digits as " +
			"come. Such names come from TwiML (`numDigits`), from the labels of the Console (`send_twilio_credentials` for `add_twilio_auth`), and " +
			"from slips of the finger.\n\n" +
			"Only names that resemble a property of the widget are reported, since Twilio adds new ones.",
		Remediation: "Spell the property as flows have it that the Console exports.",
		FalseAlarms: "A property that Twilio has added since this version of twilint was made, and that resembles an older one.",
		References: []audit.Link{
			{Title: "JSON Schemas of flows and widgets", URL: "https://www.twilio.com/docs/studio/rest-api/v2/schemas"},
			{Title: "Widget library", URL: "https://www.twilio.com/docs/studio/widget-library"},
		},
	},
	Severity: audit.Note,
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
			var order []misspelling
			of := map[misspelling][]misspelt{}
			for _, w := range r.Definition.Widgets {
				known, ok := w.Known()
				if !ok || len(known.Properties) == 0 {
					continue
				}
				for name, value := range w.Properties.Members() {
					m := misspelling{known.Title, name, meantProperty(known, name)}
					if m.meant == "" {
						continue
					}
					if of[m] == nil {
						order = append(order, m)
					}
					of[m] = append(of[m], misspelt{w, value})
				}
			}
			for _, m := range order {
				reportMisspelling(r, m, of[m])
			}
		})
		return nil
	},
}

// misspelling is a name that a type of widget does not have, and the one that is meant.
type misspelling struct{ title, name, meant string }

// misspelt is a place where it stands.
type misspelt struct {
	widget *studio.Widget
	value  jsonpos.Value
}

func reportMisspelling(r *audit.RevisionPass, m misspelling, places []misspelt) {
	found := make([]audit.Report, 0, len(places))
	for _, place := range places {
		location := r.Place(place.value)
		location.Span = place.value.KeySpan()
		found = append(found, audit.Report{
			Location:    location,
			Message:     fmt.Sprintf("widget %q has the property %q, which %s does not have; did you mean %q?", place.widget.Name, m.name, m.title, m.meant),
			Remediation: fmt.Sprintf("rename property %q of widget %q to %q", m.name, place.widget.Name, m.meant),
		})
	}
	r.ReportAll(m.title+"/"+m.name, 0, found, func(left []int) (string, string) {
		names := make([]string, 0, len(left))
		for _, i := range left {
			names = append(names, places[i].widget.Name)
		}
		return fmt.Sprintf("%d widgets, %s, have the property %q, which %s does not have; did you mean %q?", len(left), quoted(names), m.name, m.title, m.meant),
			fmt.Sprintf("rename property %q to %q in each", m.name, m.meant)
	})
}

// maxProperty is how long a name may be to be looked at as a misspelt one. The longest of Studio has 39 characters.
const maxProperty = 60

// meantProperty is the property of a type that a name is meant for, "" if it is a property itself, or resembles none.
func meantProperty(t studio.WidgetType, name string) string {
	if _, known := t.Property(name); known || name == editorPlace || len(name) > maxProperty {
		return ""
	}
	if meant := consoleLabel(t.Type, name); meant != "" {
		return meant
	}
	squeezed := squeeze(name)
	for _, p := range t.Properties {
		if squeeze(p.Name) == squeezed {
			return p.Name
		}
	}
	for _, p := range t.Properties {
		if slip(p.Name, name) {
			return p.Name
		}
	}
	return ""
}

// editorPlace is where the editor keeps the place of a widget, for every type.
const editorPlace = "offset"

// squeeze takes out what different ways of joining words differ in.
func squeeze(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// slip tells whether a name is another one with a letter or two wrong.
func slip(name, typed string) bool {
	most := 2
	switch n := utf8.RuneCountInString(name); {
	case n < 5:
		return false
	case n < 9:
		most = 1
	}
	return levenshtein.Distance(name, typed, nil) <= most
}

// consoleLabel is the property that the Console, TwiML or Twilio's own catalogue of widgets calls by another name.
// https://github.com/twilio/ai has the catalogue; exported flows have the names that are given here.
func consoleLabel(widgetType, name string) string {
	switch widgetType {
	case gather:
		switch name {
		case "num_digits", "numDigits", "digits":
			return "number_of_digits"
		case "speech_recognition_language":
			return "gather_language"
		}
	case "make-http-request":
		switch name {
		case "send_twilio_credentials", "sendTwilioCredentials":
			return "add_twilio_auth"
		}
	case "record-voicemail":
		switch name {
		case "silence_timeout":
			return timeout
		case "transcribeCallbackUrl", "transcribe_callback_url", "transcribeCallback", "transcribe_callback":
			return "transcription_callback_url"
		}
	case "send-to-flex":
		switch name {
		case "hold_music_url":
			return "waitUrl"
		case "hold_music_url_method":
			return "waitUrlMethod"
		}
	case "enqueue-call":
		switch name {
		case "task_router_workflow":
			return "workflow_sid"
		case "hold_music_url":
			return "wait_url"
		case "hold_music_url_method":
			return "wait_url_method"
		}
	case "capture-payments":
		if name == "charge_amount" {
			return "payment_amount"
		}
	case sendMessage, "send-and-wait-for-reply":
		switch name {
		case "chat_service_instance_sid":
			return "service"
		case "chat_channel_sid":
			return "channel"
		}
	}
	return ""
}
