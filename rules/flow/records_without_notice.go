package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/lazy"
	"github.com/twilint/twilint/audit/studio"
)

var recordsWithoutNotice = &audit.Rule{
	ID:    "flow-records-without-notice",
	Title: "Calls are recorded and nobody says so",
	Doc: audit.Doc{
		Why: "In many places a call may be recorded only if everybody on it knows, and in some only if everybody agrees. The flow comes from the incoming call to a " +
			"widget that records without a prompt on the way that speaks of it.",
		Remediation: "Say it before: a *Say/Play* such as \"This call is recorded\" on every way to the widget.",
		FalseAlarms: "Whether a notice is needed depends on where you and your callers are, hence a note for strict reviews. A notice that comes right behind *Call " +
			"Recording* counts. What is played, what Liquid fills in, subflows and widgets of unknown types may hold a notice, and are taken for one. " +
			"A voicemail is no secret: its beep is the notice.",
		References: []audit.Link{
			{Title: "Call Recording widget", URL: "https://www.twilio.com/docs/studio/widget-library/call-recording"},
			{Title: "Legal considerations with recording", URL: "https://help.twilio.com/articles/360011522553"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Strict,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			entry, ok := r.Definition.Entry(studio.IncomingCall)
			if !ok || !recordsAnywhere(r.Definition) {
				return
			}
			checkNotice(r, entry)
		})
		return nil
	},
}

func checkNotice(r *audit.RevisionPass, entry *studio.Widget) {
	d := r.Definition
	speech := make(map[*studio.Widget]speaking, len(d.Widgets))
	for _, w := range d.Widgets {
		speech[w] = speechOf(w)
	}
	silent := func(w *studio.Widget) bool { return speech[w] == saysNothing }
	untold := d.ReachFrom(entry, func(w *studio.Widget) bool { return speech[w] != maySayNotice })
	leadsToNotice := d.LeadingTo(func(w *studio.Widget) bool { return speech[w] == maySayNotice }, silent)
	leadsToOther := d.LeadingTo(func(w *studio.Widget) bool { return speech[w] == saysOther }, silent)
	// toldNext: what the caller hears next is the notice, whatever way the flow takes.
	toldNext := func(w *studio.Widget) bool {
		told := false
		for _, t := range w.Transitions {
			next, _ := d.Widget(t.Next)
			told = told || leadsToNotice[next]
			if leadsToOther[next] {
				return false
			}
		}
		return told
	}
	faults := widgetFaults{r: r}
	for _, w := range untold.Widgets() {
		if !records(w) || w.Type == callRecording && toldNext(w) {
			continue
		}
		faults.add("", 0, w, audit.Report{
			Location:    r.Place(w.NameValue()),
			Message:     fmt.Sprintf("widget %q records the call, and no prompt on the way to it says so (%s)", w.Name, untold.Way(studio.IncomingCall, w)),
			Remediation: fmt.Sprintf("say before widget %q that the call is recorded", w.Name),
		})
	}
	faults.report(func(_ string, count int, widgets string) (message, remediation string) {
		return fmt.Sprintf("%d widgets record the call, and no prompt on the way to them says so: %s", count, widgets),
			"say before them that the call is recorded"
	})
}

// callRecording is the type of the widget that starts and stops the recording of the whole call.
const callRecording = "record-call"

func recordsAnywhere(d *studio.Definition) bool {
	for _, w := range d.Widgets {
		if records(w) {
			return true
		}
	}
	return false
}

// records tells whether a widget records the caller of an incoming call.
func records(w *studio.Widget) bool {
	var property string
	switch w.Type {
	case callRecording:
		property = "record_call"
	case "connect-call-to":
		property = "record"
	default:
		return false
	}
	v := w.Property(property)
	on, _ := v.AsBool()
	return on || strings.EqualFold(v.Text(), "true")
}

// speaking is what a widget says to a caller.
type speaking uint8

const (
	saysNothing speaking = iota
	saysOther            // something that is no notice
	maySayNotice
)

// noticeWords are the words for recording in English, Spanish, French, German, Italian and Portuguese, compiled when a flow records.
var noticeWords = lazy.Regexp{Text: `(?i)\b(?:record|monitor|graba|enregistr|aufgezeichnet|aufzeichn|mitgeschnitten|registra|grava)`}

func speechOf(w *studio.Widget) speaking {
	known, ok := w.Known()
	switch {
	case !ok, w.Type == "run-subflow", w.Type == "add-twiml-redirect":
		return maySayNotice
	case w.Type == "say-play", w.Type == "gather-input-on-call":
		say := w.Property("say").Text()
		if !isBlank(w.Property("play")) || dynamic(say) || noticeWords.Get().MatchString(say) {
			return maySayNotice
		}
		return saysOther
	case known.Answers && known.Prompts && w.Type != "connect-call-to" && w.Type != "record-voicemail":
		return maySayNotice // An agent, a queue, a payment: who knows what is said there.
	case known.Answers && w.Type != "fork-stream":
		return saysOther
	default:
		return saysNothing
	}
}
