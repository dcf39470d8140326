package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/studio"
)

// looseEnds are the widgets of one revision that end the flow where it should go on, because an event leads nowhere. Callers are cut
// off by that, which is a finding of its own; for everybody else it is a note.
type looseEnds struct {
	r *audit.RevisionPass
	// ending says what happens to whoever came by an event of the trigger; nil says that the flow ends.
	ending        func(event string) string
	calls, others []looseEnd
}

type looseEnd struct {
	widget      *studio.Widget
	by          string // the event of the trigger by which the flow comes here
	fault       string // `split "x" has no branch for …`
	remediation string
}

// add takes a loose end in. What nothing comes to is left to the rule flow-unreachable-widget.
func (e *looseEnds) add(w *studio.Widget, fault, remediation string) {
	if by, ok := e.r.Definition.Traffic().Event(w, studio.IncomingCall); ok {
		e.calls = append(e.calls, looseEnd{widget: w, by: by, fault: fault, remediation: remediation})
		return
	}
	e.addNote(w, fault, remediation)
}

// addNote takes in a loose end that is no more than a note for callers, too.
func (e *looseEnds) addNote(w *studio.Widget, fault, remediation string) {
	by, ok := e.r.Definition.Traffic().Event(w, studio.IncomingCall, studio.IncomingMessage, studio.IncomingConversationMessage,
		studio.IncomingRequest, studio.IncomingParent)
	if ok {
		e.others = append(e.others, looseEnd{widget: w, by: by, fault: fault, remediation: remediation})
	}
}

// report tells of all of them; several says the fault of more than one widget: "splits have no branch for …".
func (e *looseEnds) report(several, remediation string) {
	e.reportOf("calls", audit.Warning, e.calls, several, remediation)
	e.reportOf("others", audit.Note, e.others, several, remediation)
}

func (e *looseEnds) reportOf(key string, severity audit.Severity, ends []looseEnd, several, remediation string) {
	found := make([]audit.Report, 0, len(ends))
	for _, end := range ends {
		found = append(found, audit.Report{
			Location:    e.r.Place(end.widget.NameValue()),
			Message:     fmt.Sprintf("%s: %s (%s)", end.fault, e.end(end), e.way(end)),
			Remediation: end.remediation,
		})
	}
	e.r.ReportAll(key, severity, found, func(left []int) (string, string) {
		names := make([]string, 0, len(left))
		for _, i := range left {
			names = append(names, ends[i].widget.Name)
		}
		first := ends[left[0]]
		what := e.end(first)
		for _, i := range left {
			if e.end(ends[i]) != what {
				what = flowEnds
			}
		}
		return fmt.Sprintf("%d %s: %s: %s (the first: %s)", len(left), several, what, quoted(names), e.way(first)), remediation
	})
}

func (e *looseEnds) way(end looseEnd) string { return e.r.Definition.Traffic().Way(end.by, end.widget) }

func (e *looseEnds) end(end looseEnd) string {
	if e.ending == nil {
		return flowEnds
	}
	return e.ending(end.by)
}

const flowEnds = "the flow ends there"

// ending says what the end of the flow means to whoever came by an event of the trigger.
func ending(event string) string {
	switch event {
	case studio.IncomingCall:
		return "the call ends there"
	case studio.IncomingMessage, studio.IncomingConversationMessage:
		return "the sender gets no answer"
	case studio.IncomingParent:
		return "the subflow ends there"
	default:
		return "the execution ends there"
	}
}

// missing are those of some events that lead nowhere from a widget. There are none if another event that its type does not have leads
// somewhere: that one may be meant, and the rule flow-unknown-event tells of it.
func missing(w *studio.Widget, events ...string) []string {
	known, _ := w.Known()
	for _, t := range w.Transitions {
		if t.Next != "" && !known.HasEvent(t.Event) {
			return nil
		}
	}
	var left []string
	for _, event := range events {
		if w.Next(event) == "" {
			left = append(left, event)
		}
	}
	return left
}

// goesOn tells whether the flow goes on from a widget when it has done its work.
func goesOn(w *studio.Widget) bool {
	known, _ := w.Known()
	for _, t := range w.Transitions {
		if t.Next != "" && !known.HasFailure(t.Event) {
			return true
		}
	}
	return false
}

// leadsElsewhere tells whether the flow goes on from a widget to another one.
func leadsElsewhere(w *studio.Widget) bool {
	for _, t := range w.Transitions {
		if t.Next != "" && t.Next != w.Name {
			return true
		}
	}
	return false
}

// maxQuoted is how many names a message lists; a finding has all of them as members.
const maxQuoted = 5

// quoted lists names: "a", "b" and 3 more.
func quoted(names []string) string {
	all := make([]string, 0, len(names))
	for _, name := range names {
		all = append(all, fmt.Sprintf("%q", name))
	}
	return audit.List(all, maxQuoted)
}
