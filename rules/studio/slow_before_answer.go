package studio

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var slowBeforeAnswer = &audit.Rule{
	ID:    "studio-slow-before-answer",
	Title: "A widget keeps callers waiting before the call is answered",
	Doc: audit.Doc{
		Why: "A call rings until the flow comes to a widget that makes TwiML: Say/Play, Gather, Connect Call To and the like. An HTTP request, a " +
			"Function or a message that comes first lets the caller listen to the ringing for as long as the server takes, up to ten seconds each. " +
			"A caller who hangs up meanwhile leaves an execution that cannot go on, and that stays active if the number has no status callback.\n\n" +
			"*Set Variables* and *Split Based On…* take milliseconds and are not reported.",
		Remediation: "Answer first: put a short *Say/Play* between the trigger and the widgets that ask a server, or move them behind the greeting. " +
			"Keep what a Function or a server does before the answer quick, and see that the number has a status callback.",
		FalseAlarms: "A flow that leaves calls unanswered on purpose while it decides, so that callers who are sent away do not cost anything. A " +
			"widget of a type that is not known, and a subflow that was not read, are taken for ones that answer.",
		References: []audit.Link{
			stuckExecutionsArticle,
			expectedWidgetArticle,
			unexpectedEvent,
			{Title: "Studio FAQ: limits", URL: "https://www.twilio.com/docs/studio/user-guide/studio-faq"},
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
		{Kind: inventory.KindPhoneNumber, How: audit.Optional},
		{Kind: inventory.KindApplication, How: audit.Optional},
	},
	Check: checkSlowBeforeAnswer,
}

func checkSlowBeforeAnswer(p *audit.Pass) error {
	subflows := subflowReader{pass: p, read: map[string]conduct{}}
	p.EachRevision(func(r *audit.RevisionPass) {
		j := r.Judged
		entry, ok := j.Definition.Entry(studio.IncomingCall)
		if !ok {
			return
		}
		u := unansweredFrom(j.Definition, entry, subflows.conduct)
		slow := u.slow(j.Definition)
		severity, consequence := consequenceOfWaiting(p, j)
		consequence = "the caller hears ringing meanwhile, and hanging up then can leave the execution active" + consequence
		found := make([]audit.Report, 0, len(slow))
		for _, w := range slow {
			found = append(found, audit.Report{
				Location: r.Place(w.NameValue()),
				Message: fmt.Sprintf("in %s, widget %s runs before anything answers the call (%s): %s",
					thisFlow(j), subflows.label(w), u.reach.Way(studio.IncomingCall, w), consequence),
				Remediation: fmt.Sprintf("put a Say/Play that answers the call before widget %q, or move the widget behind the greeting", w.Name),
			})
		}
		r.ReportAll("", severity, found, func(left []int) (message, remediation string) {
			labels := make([]string, 0, len(left))
			for _, i := range left {
				labels = append(labels, subflows.label(slow[i]))
			}
			return fmt.Sprintf("in %s, %d widgets run before anything answers the call: %s (the first: %s): %s",
					thisFlow(j), len(left), audit.List(labels, maxListed), u.reach.Way(studio.IncomingCall, slow[left[0]]), consequence),
				"put a Say/Play that answers the call before them, or move them behind the greeting"
		})
	})
	return nil
}

// consequenceOfWaiting says how grave it is that callers hang up before the answer: an error where nothing ends their executions
// and every later call of theirs is refused, which takes a flow that is known for that and a number without a status callback.
func consequenceOfWaiting(p *audit.Pass, j inventory.Judged) (audit.Severity, string) {
	severity, lockedOut := lockoutOf(j)
	if severity == audit.Error {
		entries, _ := p.VoiceEntries(j.Flow.Ref.SID)
		for _, h := range entries {
			if h.Entry.Ref.Kind == inventory.KindPhoneNumber && callbackMissing(p, h) {
				return audit.Error, fmt.Sprintf("; %s has no status callback that would end it%s", h.Holder.Ref, lockedOut)
			}
		}
	}
	return audit.Warning, ""
}

// conduct is what a widget does with a call that nothing has answered yet.
type conduct struct {
	waits   bool // it keeps the caller waiting for a server
	answers bool // it answers the call, at least on some way through it
	goesOn  bool // it may lead on without an answer
}

// unanswered is the part of a flow in which a call has not been answered.
type unanswered struct {
	reach   *studio.Reach
	conduct map[*studio.Widget]conduct
}

func unansweredFrom(d *studio.Definition, entry *studio.Widget, of func(*studio.Widget) conduct) unanswered {
	u := unanswered{conduct: map[*studio.Widget]conduct{}}
	u.reach = d.ReachFrom(entry, func(w *studio.Widget) bool {
		u.conduct[w] = of(w)
		return u.conduct[w].goesOn
	})
	return u
}

// slow are the widgets that keep a caller waiting who will be answered behind them, the nearest first. Where nothing answers, nobody
// waits for the answer: a flow that takes missed calls and sends a message is as it should be.
func (u unanswered) slow(d *studio.Definition) []*studio.Widget {
	answered := d.LeadingTo(
		func(w *studio.Widget) bool { return u.conduct[w].answers },
		func(w *studio.Widget) bool { return u.conduct[w].goesOn })
	var slow []*studio.Widget
	for _, w := range u.reach.Widgets() {
		if u.conduct[w].waits && answered[w] {
			slow = append(slow, w)
		}
	}
	return slow
}

// subflowReader knows what widgets do with an unanswered call, those that run a subflow included.
type subflowReader struct {
	pass *audit.Pass
	read map[string]conduct // of subflows, by SID
}

func (s subflowReader) conduct(w *studio.Widget) conduct {
	if w.Type != runSubflow {
		return conductOf(w)
	}
	sid := w.Property("flow_sid").Text()
	c, ok := s.read[sid]
	if revision := w.Property("flow_revision").Text(); revision != "" && revision != "LatestPublished" {
		return mayAnswer // Revisions other than the published one are not read.
	}
	if !ok {
		c = s.subflow(sid)
		s.read[sid] = c
	}
	return c
}

// subflow sums up what a subflow does with an unanswered call.
func (s subflowReader) subflow(sid string) conduct {
	flow, _ := s.pass.Flow(sid)
	if flow == nil || flow.Published == nil {
		return mayAnswer
	}
	d := flow.Published.Definition
	entry, ok := d.Entry(studio.IncomingParent)
	if !ok {
		return conduct{goesOn: true}
	}
	var sum conduct
	u := unansweredFrom(d, entry, conductOf)
	for _, w := range u.reach.Widgets() {
		c := u.conduct[w]
		sum.waits = sum.waits || c.waits
		sum.answers = sum.answers || c.answers
		sum.goesOn = sum.goesOn || c.goesOn && w.MayEnd()
	}
	return sum
}

// label names a widget with what it does.
func (s subflowReader) label(w *studio.Widget) string {
	known, _ := w.Known()
	what := known.Title
	if w.Type == runSubflow {
		what += " of " + flowName(s.pass, inventory.StudioTarget{Account: s.pass.Account.SID, Flow: w.Property("flow_sid").Text()})
	}
	return fmt.Sprintf("%q (%s)", w.Name, what)
}

const runSubflow = "run-subflow"

// mayAnswer is the conduct of what is not known: what comes behind it is left alone.
var mayAnswer = conduct{answers: true}

// conductOf is what a widget does by its type alone. A subflow has no subflows of its own: https://www.twilio.com/docs/api/errors/81024.
func conductOf(w *studio.Widget) conduct {
	known, ok := w.Known()
	switch {
	case !ok, w.Type == runSubflow:
		return mayAnswer
	case known.Answers:
		return conduct{answers: true}
	default:
		return conduct{waits: known.Waits, goesOn: true}
	}
}
