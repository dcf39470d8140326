package studio

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var stuckExecutions = &audit.Rule{
	ID:    "studio-stuck-executions",
	Title: "Executions have been active for too long",
	Doc: audit.Doc{
		Why: "An execution ends when its call ends or its conversation is over. One that is still active after hours is stuck: Studio waits for an " +
			"event that will not come. Twilio ends it by itself only after 30 days.\n\n" +
			"Of a call: where the flow does not enable Concurrent Calls, each further call of that caller is refused meanwhile, with an " +
			"out-of-service message. Where it does, a stuck execution harms nobody, but tells that Studio is not informed of the end of calls. " +
			"Besides a missing status callback, a program can be the cause that updates live calls and sends `StatusCallbackMethod` with them, " +
			"which resets their callback.\n\n" +
			"Of a message: a person has one execution at a time, whatever the setting, so new messages of that person go to the old execution. Waiting " +
			"for a reply is normal, and is only mentioned, unless it has gone on for longer than any *Send & Wait For Reply* of the flow waits.",
		Remediation: "End executions that are obviously over, in the log of the flow in the Console or by `POST " +
			"/v2/Flows/{FlowSid}/Executions/{Sid}` with `Status=ended`. This also ends a conversation that is still going on. Then remove the cause: " +
			"the other rules of this family look for it.",
		FalseAlarms: "Calls of more than four hours, such as long conferences. A conversation with several questions may rightly last for longer than " +
			"its longest wait for a reply.",
		References: []audit.Link{
			stuckExecutionsArticle,
			{
				Title: "New customer chats or SMS being blocked by stuck executions",
				URL:   "https://support.twilio.com/hc/en-us/articles/51865532406939",
			},
			{Title: "Execution resource", URL: "https://www.twilio.com/docs/studio/rest-api/v2/execution"},
			{Title: "Send & Wait For Reply widget", URL: "https://www.twilio.com/docs/studio/widget-library/send-wait-reply"},
			{Title: "Update of a call that resets its status callback", URL: "https://github.com/twilio/twilio-ruby/issues/699"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixCertain,
	Needs: []audit.Need{
		{Kind: inventory.KindExecution, How: audit.Each},
		{Kind: inventory.KindFlow, How: audit.Each}, // Executions are listed by flow: of a flow that was not read, they were not either.
		{Kind: inventory.KindFlowRevision, How: audit.Optional},
	},
	Check: checkStuckExecutions,
}

// stuckAfter is the age from which Twilio's article takes an active execution for stuck.
const stuckAfter = 4 * time.Hour

// beginning is what began an execution, as far as that matters.
type beginning string

// The beginnings. Executions of one flow with the same one are told in one finding; the words stand in its fingerprint.
const (
	byCall           beginning = "call"
	byMessage        beginning = "message"         // may still wait for a reply
	byMessageOverdue beginning = "message-overdue" // longer than any widget of the flow waits
	byUnknown        beginning = "unknown"
)

// runsOf is what the executions of one flow are judged by, worked out once for all of them.
type runsOf struct {
	item      *inventory.Item // nil if the flow was not read
	sid, name string          // of the flow
	onlyCalls bool            // nothing but a call can begin an execution
	wait      time.Duration   // the longest time for which a widget waits for a reply
	waitKnown bool
	severity  audit.Severity // of a stuck call
	lockedOut string         // what a stuck call does to later ones
}

func newRunsOf(p *audit.Pass, sid string) *runsOf {
	flow, _ := p.Flow(sid)
	r := &runsOf{sid: sid, name: flowName(p, inventory.StudioTarget{Account: p.Account.SID, Flow: sid})}
	r.severity, r.lockedOut = lockout(flow)
	if flow == nil {
		return r
	}
	r.item = &flow.Item
	if flow.Published != nil { // What callers get now; what ran when the execution began may have been another revision.
		r.onlyCalls = takesOnlyCalls(flow.Published.Definition)
		r.wait, r.waitKnown = longestWait(flow.Published.Definition)
	}
	return r
}

func checkStuckExecutions(p *audit.Pass) error {
	flows := map[string]*runsOf{}
	var groups audit.Groups
	type kind struct {
		runs   *runsOf
		began  beginning
		oldest time.Duration
	}
	kinds := map[*audit.Group]*kind{}
	for _, e := range p.Executions {
		age := p.AsOf.Sub(e.Created)
		if !e.Active || age <= stuckAfter { // Servers may ignore the filter on the status.
			continue
		}
		runs, ok := flows[e.FlowSID]
		if !ok {
			runs = newRunsOf(p, e.FlowSID)
			flows[e.FlowSID] = runs
		}
		began := runs.beginningOf(e, age)
		g := groups.Of(e.FlowSID+"/"+string(began), func() *audit.Group {
			return &audit.Group{Item: runs.item, Severity: runs.severityOf(began)}
		})
		if kinds[g] == nil {
			kinds[g] = &kind{runs: runs, began: began}
		}
		kinds[g].oldest = max(kinds[g].oldest, age)
		g.Add(audit.Report{
			Item:     &e.Item,
			Location: e.At("date_created"),
			Message: fmt.Sprintf("%s of %s, which %s began, has been active for %s%s",
				e.Ref, runs.name, began.one(), duration(age), runs.consequence(began)),
			Remediation: fmt.Sprintf("unless somebody is still in that conversation, end it: POST /v2/Flows/%s/Executions/%s with Status=ended",
				e.FlowSID, e.Ref.SID),
			Fix: end(e, began),
		})
	}
	for _, g := range groups.All() {
		k := kinds[g]
		p.ReportGroup(g,
			fmt.Sprintf("%d executions of %s, which %s began, have been active for more than %s, the oldest for %s%s",
				g.Len(), k.runs.name, k.began.several(), duration(stuckAfter), duration(k.oldest), k.runs.consequence(k.began)),
			fmt.Sprintf("end those in which nobody is any more: POST /v2/Flows/%s/Executions/{Sid} with Status=ended", k.runs.sid))
	}
	return nil
}

// end is the change that ends an execution. Of one that a call began, the call itself tells whether it is over, and is asked before
// anything is changed; of any other, nobody can tell whether a person is still in that conversation.
func end(e *inventory.Execution, began beginning) *audit.Fix {
	fix := audit.SetText(&e.Item, "status", "ended")
	fix.Unsafe = began != byCall || !strings.HasPrefix(e.InitiatedBy, "CA")
	return fix
}

// beginningOf reads what began an execution off its SID, which needs no look into anybody's conversation.
// https://www.twilio.com/docs/studio/rest-api/v2/execution
func (r *runsOf) beginningOf(e *inventory.Execution, age time.Duration) beginning {
	switch prefix := e.InitiatedBy[:min(len(e.InitiatedBy), 2)]; prefix {
	case "CA":
		return byCall
	case "SM", "MM", "IM":
		if r.waitKnown && age > r.wait+stuckAfter {
			return byMessageOverdue
		}
		return byMessage
	default:
		if r.onlyCalls {
			return byCall
		}
		return byUnknown
	}
}

func (b beginning) one() string {
	switch b {
	case byCall:
		return "a call"
	case byMessage, byMessageOverdue:
		return "a message"
	default:
		return "no known call or message"
	}
}

func (b beginning) several() string {
	switch b {
	case byCall:
		return "calls"
	case byMessage, byMessageOverdue:
		return "messages"
	default:
		return "no known calls or messages"
	}
}

func (r *runsOf) severityOf(began beginning) audit.Severity {
	switch began {
	case byCall:
		return r.severity
	case byMessageOverdue:
		return audit.Warning
	default:
		return audit.Note
	}
}

// consequence says what the execution does to the person, and how sure it is that it is stuck.
func (r *runsOf) consequence(began beginning) string {
	switch {
	case began == byCall:
		return ": most likely Studio was not told that the caller hung up" + r.lockedOut
	case began == byMessageOverdue && r.wait == 0:
		return ", though the flow waits for no reply: a new message of that person goes to the old execution and gets no answer"
	case began == byMessageOverdue:
		return fmt.Sprintf(", though the flow waits for a reply for %s at most: a new message of that person goes to the old execution",
			duration(r.wait))
	case began == byMessage && r.waitKnown:
		return fmt.Sprintf("; that may be waiting for a reply, for which the flow gives up to %s", duration(r.wait))
	case began == byMessage:
		return "; that may be waiting for a reply or for an agent"
	default:
		return "; whether something is waited for cannot be told"
	}
}

// takesOnlyCalls tells whether nothing but a call can begin an execution. A subflow runs in the execution of its parent.
func takesOnlyCalls(d *studio.Definition) bool {
	return d.Wired(studio.IncomingCall) && !d.Wired(studio.IncomingMessage) && !d.Wired(studio.IncomingConversationMessage) &&
		!d.Wired(studio.IncomingRequest)
}

// maxExecution is the age at which Twilio ends an execution. https://www.twilio.com/docs/studio/user-guide/studio-faq
const maxExecution = 30 * 24 * time.Hour

// longestWait is the longest time for which a widget waits for a reply, and whether that can be told.
func longestWait(d *studio.Definition) (longest time.Duration, known bool) {
	for _, w := range d.Widgets {
		switch _, ok := w.Known(); {
		case !ok, w.Type == "send-to-flex", w.Type == "send-to-auto-pilot", w.Type == runSubflow:
			return 0, false // An agent, a bot, another flow: how long they take stands elsewhere.
		case w.Type != "send-and-wait-for-reply":
			continue
		}
		timeout := w.Property("timeout")
		text := timeout.Text()
		if text == "" {
			text = string(timeout.Raw())
		}
		seconds, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if err != nil || seconds < 0 { // Liquid, as a rule.
			return 0, false
		}
		longest = max(longest, time.Duration(min(seconds, int64(maxExecution/time.Second)))*time.Second)
	}
	return longest, true
}

// duration is a length of time in the unit that people would use, rounded down.
func duration(d time.Duration) string {
	unit, size := "minute", time.Minute
	switch {
	case d >= 48*time.Hour:
		unit, size = "day", 24*time.Hour
	case d >= time.Hour:
		unit, size = "hour", time.Hour
	case d < time.Minute:
		unit, size = "second", time.Second
	}
	count := int64(d / size)
	if count != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", count, unit)
}
