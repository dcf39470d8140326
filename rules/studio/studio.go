// Package studio holds the rules about what makes Studio executions stick, and callers suffer from it.
package studio

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		numberStatusCallbackMissing,
	}
}

// stuckExecutions is the article behind most of this family.
var stuckExecutions = audit.Link{
	Title: "Understanding and Avoiding Stuck Executions in Twilio Studio",
	URL:   "https://support.twilio.com/hc/en-us/articles/360019383714",
}

// flowName names the flow that a handler runs, with its friendly name if it was read.
func flowName(p *audit.Pass, target inventory.StudioTarget) string {
	if f, _ := p.Flow(target.Flow); f != nil {
		return f.Ref.String()
	}
	return inventory.Ref{Kind: inventory.KindFlow, SID: target.Flow}.String()
}

// flowWebhook is the URL that runs a flow, with https.
func flowWebhook(target inventory.StudioTarget) string {
	return fmt.Sprintf("https://webhooks.twilio.com/v1/Accounts/%s/Flows/%s", target.Account, target.Flow)
}

// ownFlow tells whether a handler runs a flow of the account that is judged. Flows of other accounts are the business of the rule
// number-handler-flow-missing.
func ownFlow(p *audit.Pass, h inventory.Handler) bool {
	return h.OnStudio && h.Studio.Account == p.Account.SID
}

// lockout says what a stuck execution does to later calls of the same caller, and how grave that makes it: an error where it is
// known that they are refused, a warning otherwise.
func lockout(f *inventory.Flow) (audit.Severity, string) {
	if f.LocksCallersOut() != inventory.Present {
		return audit.Warning, ""
	}
	text := "; Concurrent Calls is not enabled in that flow, so every later call of that caller is then refused"
	if f.IsOld() {
		text += fmt.Sprintf(" (the flow is from %s, before Twilio enabled Concurrent Calls in new flows)", f.Created.Format("2006-01-02"))
	}
	return audit.Error, text
}
