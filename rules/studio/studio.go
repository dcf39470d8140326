// Package studio holds the rules about what makes Studio executions stick, and callers suffer from it.
package studio

import (
	"fmt"
	"iter"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		appOrSIPStatusCallbackMissing,
		flowConcurrentCallsDisabled,
		flowInvalid,
		flowUnpublishedChanges,
		flowUnused,
		numberAPIVersion,
		numberStatusCallbackForeign,
		numberStatusCallbackMissing,
		numberStatusCallbackOtherFlow,
		slowBeforeAnswer,
		stuckExecutions,
	}
}

// The sources that several rules name.
var (
	// stuckExecutionsArticle is the article behind most of this family.
	stuckExecutionsArticle = audit.Link{
		Title: "Understanding and Avoiding Stuck Executions in Twilio Studio",
		URL:   "https://help.twilio.com/hc/en-us/articles/360019383714",
	}
	expectedWidgetArticle = audit.Link{
		Title: "Some calls do not reach the expected widget",
		URL:   "https://support.twilio.com/hc/en-us/articles/48142856113179",
	}
	unexpectedEvent = audit.Link{
		Title: "Error 81002: unexpected event while processing a widget",
		URL:   "https://www.twilio.com/docs/api/errors/81002",
	}
)

// staysActive is what a missing last event does to an execution.
const staysActive = "an execution whose caller hangs up early stays active"

// numbersOnStudio are the handlers of the numbers whose calls run a flow, one for each resource that holds the URLs: of several
// numbers that one TwiML application answers for, the first.
func numbersOnStudio(p *audit.Pass) iter.Seq[inventory.Handler] {
	return func(yield func(inventory.Handler) bool) {
		seen := map[*inventory.Item]bool{}
		for _, h := range p.VoiceHandlers() {
			if h.Entry.Ref.Kind != inventory.KindPhoneNumber || !h.OnStudio || seen[h.Holder] {
				continue
			}
			seen[h.Holder] = true
			if !yield(h) {
				return
			}
		}
	}
}

// flowGroup is a group about the flow that a webhook runs, if the flow was read, with the severity and the consequence that a stuck
// execution of that flow has.
func flowGroup(p *audit.Pass, target inventory.StudioTarget) *audit.Group {
	g := &audit.Group{}
	flow := flowOf(p, target)
	if flow != nil {
		g.Item = &flow.Item
	}
	g.Severity, _ = lockout(flow)
	return g
}

// flowOf is the flow that a webhook runs; nil if it was not read.
func flowOf(p *audit.Pass, target inventory.StudioTarget) *inventory.Flow {
	if target.Account != p.Account.SID {
		return nil
	}
	flow, _ := p.Flow(target.Flow)
	return flow
}

// flowName names the flow that a webhook runs, with its friendly name if it was read, and its account if that is another one.
func flowName(p *audit.Pass, target inventory.StudioTarget) string {
	if f := flowOf(p, target); f != nil {
		return f.Ref.String()
	}
	name := inventory.Ref{Kind: inventory.KindFlow, SID: target.Flow}.String()
	if target.Account != p.Account.SID {
		name += " of account " + target.Account
	}
	return name
}

// thisFlow names the flow of a revision. The place of a finding names the file already, if it is one.
func thisFlow(j inventory.Judged) string {
	if j.Flow.Ref.Path != "" {
		return "this flow"
	}
	return j.Flow.Ref.String()
}

// flowWebhook is the URL that runs a flow, with https.
func flowWebhook(target inventory.StudioTarget) string {
	return fmt.Sprintf("https://webhooks.twilio.com/v1/Accounts/%s/Flows/%s", target.Account, target.Flow)
}

// callbackURL is the URL that the end of a call has to be told to, so that the flow which took the call hears of it. Twilio says for each
// flow where that is, since it differs between regions.
func callbackURL(p *audit.Pass, target inventory.StudioTarget) string {
	if f := flowOf(p, target); f != nil {
		if u, ok := inventory.ParseWebhookURL(f.WebhookURL.Text); ok && inventory.IsTwilioHost(u.Hostname()) {
			return "https://" + u.Hostname() + u.EscapedPath()
		}
	}
	return flowWebhook(target)
}

// ownFlow tells whether a handler runs a flow of the account that is judged. Flows of other accounts are the business of the rule
// number-handler-flow-missing.
func ownFlow(p *audit.Pass, h inventory.Handler) bool {
	return h.OnStudio && h.Studio.Account == p.Account.SID
}

// lockout says what a stuck execution does to later calls of the same caller, and how grave that makes it: an error where it is
// known that they are refused, a warning otherwise.
func lockout(f *inventory.Flow) (audit.Severity, string) {
	if f == nil {
		return audit.Warning, ""
	}
	return lockoutOf(inventory.Judged{Flow: f, Revision: f.Published})
}

// lockoutOf is lockout for one revision of a flow.
func lockoutOf(j inventory.Judged) (audit.Severity, string) {
	if j.LocksCallersOut() != inventory.Present {
		return audit.Warning, ""
	}
	text := "; Concurrent Calls is not enabled in that flow, so every later call of that caller is then refused"
	if j.Flow.IsOld() {
		text += fmt.Sprintf(" (the flow is from %s, before Twilio enabled Concurrent Calls in new flows)", created(j.Flow))
	}
	return audit.Error, text
}

// created is the day on which a flow was made.
func created(f *inventory.Flow) string { return f.Created.Format("2006-01-02") }

// maxListed is how many things a message lists; a finding has all of them as members.
const maxListed = 5

// clauses writes whole clauses one after the other, and counts those that would make a message too long.
func clauses(things []string) string {
	if more := len(things) - maxListed; more > 0 {
		return strings.Join(things[:maxListed], "; ") + fmt.Sprintf("; and %d more", more)
	}
	return strings.Join(things, "; ")
}
