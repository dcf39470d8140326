package flow

import (
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var loopWithoutExit = &audit.Rule{
	ID:    "flow-loop-without-exit",
	Title: "Loop that nothing ends",
	Doc: audit.Doc{
		Why: "Studio stops an execution after 1,000 steps, and after ten runs of one widget in a row. A loop out of which no branch leads runs into that " +
			"each time; one that never waits gets there in a minute or two, with a caller who hears nothing meanwhile and is then hung up on, and " +
			"with every request and every message in it sent over and over.\n\n" +
			"What is reported:\n\n" +
			"* an error: widgets that lead only to each other, none of which waits for anybody;\n" +
			"* a warning: a widget that leads back to itself without waiting for a person, such as a request that is tried again when it fails;\n" +
			"* a warning: a loop that never waits for a person and sets no variable, so that it goes round until a server changes its answer, or, " +
			"without a server, for ever;\n" +
			"* a note: such a loop that sets variables, but does not count; and a loop with prompts that can be left by hanging up only.",
		Remediation: "Count the rounds with *Set Variables* (`{{flow.variables.tries | plus: 1}}`) and leave the loop by a *Split Based On…* when there were " +
			"enough. Put a *Say/Play* into a loop that asks a server again, so that the caller hears why and the server gets time.",
		FalseAlarms: "A loop that asks a server on purpose until it has an answer, if the server is sure to answer soon. An announcement that is repeated " +
			"until the caller hangs up. A prompt that is repeated when the caller stays silent is the rule flow-retry-without-limit.",
		References: []audit.Link{
			studioLimits,
			{Title: "Error 81000: too many steps", URL: "https://www.twilio.com/docs/api/errors/81000"},
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
			l := loops{RevisionPass: r, told: map[*studio.Widget]bool{}}
			for _, c := range r.Definition.Cycles() {
				l.closed(c)
			}
			l.itself()
			for _, c := range r.Definition.CyclesAmong(instant) {
				l.restless(c)
			}
		})
		return nil
	},
}

// loops tells of the loops of one revision.
type loops struct {
	*audit.RevisionPass
	told map[*studio.Widget]bool // what is part of a loop that was told of
}

// closed judges a loop that no branch leads out of.
func (l *loops) closed(c *studio.Cycle) {
	if !l.Definition.Traffic().Reaches(c.Widgets[0]) {
		return
	}
	waits := false
	for _, w := range c.Widgets {
		if leaves(l.Definition, c, w) {
			return
		}
		waits = waits || !instant(w)
	}
	for _, w := range c.Widgets {
		l.told[w] = true
	}
	severity, limit := audit.Error, "and nothing in it waits: it runs into the limit of 1,000 steps"
	remediation := "lead a branch out of the loop, for example by a split on a variable that counts the rounds"
	switch {
	case !waits && len(c.Widgets) == 1:
		limit = "and it does not wait: Studio stops the execution after ten runs in a row"
	case waits && len(c.Widgets) == 1 && !prompts(c.Widgets[0]):
		severity, limit = audit.Warning, "and Studio stops the execution after ten runs in a row"
	case waits:
		severity, limit = audit.Note, "so that only hanging up or the limit of 1,000 steps ends it"
	}
	l.tell(c, severity, fmt.Sprintf("no branch leads out of %s, %s", around(c), limit), remediation)
}

// itself judges the widgets that lead back to themselves without waiting for a person.
func (l *loops) itself() {
	var found []audit.Report
	var names []string
	for _, w := range l.Definition.Widgets {
		i := slices.IndexFunc(w.Transitions, func(t studio.Transition) bool { return t.Next == w.Name && t.Next != "" })
		if i < 0 || l.told[w] || prompts(w) || !l.Definition.Traffic().Reaches(w) {
			continue
		}
		t := w.Transitions[i]
		names = append(names, w.Name)
		found = append(found, audit.Report{
			Location: l.Place(t.NextValue),
			Message: fmt.Sprintf("widget %q leads back to itself on event %s without waiting for anybody: Studio stops the execution after ten runs in a row (%s)",
				w.Name, event(t), l.way(w)),
			Remediation: fmt.Sprintf("lead event %s of widget %q elsewhere, or back by way of a count and a pause", event(t), w.Name),
		})
	}
	l.ReportAll("itself", audit.Warning, found, func(left []int) (string, string) {
		told := make([]string, 0, len(left))
		for _, i := range left {
			told = append(told, names[i])
		}
		return fmt.Sprintf("%d widgets lead back to themselves without waiting for anybody, %s: Studio stops the execution after ten runs in a row",
			len(left), quoted(told)), "lead the events that come back elsewhere, or back by way of a count and a pause"
	})
}

// restless judges a loop of widgets none of which waits for a person.
func (l *loops) restless(c *studio.Cycle) {
	if len(c.Widgets) == 1 || l.told[c.Widgets[0]] || !l.Definition.Traffic().Reaches(c.Widgets[0]) {
		return
	}
	asks, sets := "", false
	for _, w := range c.Widgets {
		if l.Definition.Counts(w) {
			return
		}
		if known, _ := w.Known(); known.Waits && asks == "" && w.Type != sendMessage {
			asks = w.Name
		}
		sets = sets || w.Type == setVariables
	}
	switch {
	case sets:
		l.tell(c, audit.Note, around(c)+" neither waits for anybody nor counts its rounds",
			"count the rounds in a variable, and leave the loop when there were enough")
	case asks != "":
		l.tell(c, audit.Warning, fmt.Sprintf("%s neither waits for anybody nor counts its rounds: while %q gives the same answer, it goes round "+
			"without a pause until the limit of 1,000 steps", around(c), asks),
			"count the rounds in a variable, leave the loop when there were enough, and let the caller hear something meanwhile")
	default:
		l.tell(c, audit.Warning, around(c)+" changes nothing that its splits compare: what goes round once goes round until the limit of 1,000 steps",
			"set a variable in the loop that a split leaves it by")
	}
}

// tell reports a loop at its first widget.
func (l *loops) tell(c *studio.Cycle, severity audit.Severity, message, remediation string) {
	first := c.Widgets[0]
	l.Report(audit.Report{
		Location:    l.Place(first.NameValue()),
		Severity:    severity,
		Message:     fmt.Sprintf("%s (%s)", message, l.way(first)),
		Remediation: remediation,
	})
}

func (l *loops) way(w *studio.Widget) string {
	by, _ := l.Definition.Traffic().Event(w, studio.IncomingCall, studio.IncomingMessage, studio.IncomingConversationMessage,
		studio.IncomingRequest, studio.IncomingParent)
	return l.Definition.Traffic().Way(by, w)
}

// around names a loop.
func around(c *studio.Cycle) string {
	names := make([]string, 0, len(c.Widgets))
	for _, w := range c.Widgets {
		names = append(names, w.Name)
	}
	if len(names) == 1 {
		return fmt.Sprintf("widget %q", names[0])
	}
	return fmt.Sprintf("the loop of %s", quoted(names))
}

// leaves tells whether a loop may be left by one of its widgets. A widget whose events are not all known may have one that leaves it.
func leaves(d *studio.Definition, c *studio.Cycle, w *studio.Widget) bool {
	if known, _ := w.Known(); len(known.Events) == 0 || w.MayEnd() {
		return true
	}
	for _, t := range w.Transitions {
		if next, ok := d.Widget(t.Next); !ok || !c.Has(next) {
			return true
		}
	}
	return false
}

const sendMessage = "send-message"

// instant tells whether a widget takes no longer than a server: it neither waits for a person nor plays something to one. Of a type
// that is not known, and of a subflow, that cannot be said.
func instant(w *studio.Widget) bool {
	known, ok := w.Known()
	return ok && !known.Answers && !prompts(w)
}

// prompts tells whether a widget may wait for a person.
func prompts(w *studio.Widget) bool {
	known, ok := w.Known()
	return !ok || known.Prompts || w.Type == runSubflow
}
