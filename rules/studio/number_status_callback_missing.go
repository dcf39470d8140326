package studio

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var numberStatusCallbackMissing = &audit.Rule{
	ID:    "studio-number-status-callback-missing",
	Title: "Studio number has no call status callback",
	Doc: audit.Doc{
		Why: "Studio learns that a call has ended from the status callback of the number, or of the TwiML application that answers for it. " +
			"Where that URL is empty and a caller hangs up at the wrong moment, the execution stays active until somebody ends it. " +
			"If the flow does not allow concurrent calls, each later call of that caller is refused meanwhile, with an out-of-service message.\n\n" +
			"The Console fills the field in shortly after a number is pointed at a flow. An empty one may mean that the number was set up by API or " +
			"Terraform, that it is old, or that the Console has not come to it yet; Twilio does not say whether it also does so for numbers that were " +
			"set up by API.",
		Remediation: "Set *Call Status Changes* of the number (`status_callback`, with `status_callback_method` POST) to the webhook URL of the flow. " +
			"Where a TwiML application answers for the number, set it there.",
		FalseAlarms: "A number that was changed less than 15 minutes before the audit is left alone, since the Console may still fill the field in.",
		References:  []audit.Link{stuckExecutionsArticle, expectedWidgetArticle},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixCertain,
	Needs: []audit.Need{
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindApplication, How: audit.Each},
		{Kind: inventory.KindFlow, How: audit.Optional},
		{Kind: inventory.KindFlowRevision, How: audit.Optional},
	},
	Check: checkNumberStatusCallbackMissing,
}

// settling is how long the Console is given to fill in the status callback of a number that was just pointed at a flow.
const settling = 15 * time.Minute

func checkNumberStatusCallbackMissing(p *audit.Pass) error {
	var groups audit.Groups
	for h := range numbersOnStudio(p) {
		if !ownFlow(p, h) || !callbackMissing(p, h) {
			continue
		}
		_, consequence := lockout(flowOf(p, h.Studio))
		groups.Of(h.Studio.Flow, func() *audit.Group { return flowGroup(p, h.Studio) }).Add(audit.Report{
			Item:     h.Holder,
			Location: h.StatusCallback.Location(),
			Message: fmt.Sprintf("calls to %s run %s, but its call status callback is empty: %s%s",
				h.Holder.Ref, flowName(p, h.Studio), staysActive, consequence),
			Remediation: fmt.Sprintf("set status_callback of %s to %s, method POST", h.Holder.Ref, callbackURL(p, h.Studio)),
			Fix:         audit.SetStatusCallback(h.Holder, callbackURL(p, h.Studio)),
		})
	}
	for _, g := range groups.All() {
		target := inventory.StudioTarget{Account: p.Account.SID, Flow: g.Key}
		_, consequence := lockout(flowOf(p, target))
		p.ReportGroup(g,
			fmt.Sprintf("%d numbers or applications run %s on calls and have no call status callback: %s%s",
				g.Len(), flowName(p, target), staysActive, consequence),
			fmt.Sprintf("set status_callback of each to %s, method POST", callbackURL(p, target)))
	}
	return nil
}

// callbackMissing tells whether nobody is told that a call ended, and the Console has had its time to see to that.
func callbackMissing(p *audit.Pass, h inventory.Handler) bool {
	return !h.StatusCallback.Set() && p.AsOf.Sub(h.Holder.Updated) >= settling
}
