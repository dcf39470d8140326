package studio

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var numberStatusCallbackOtherFlow = &audit.Rule{
	ID:    "studio-number-status-callback-other-flow",
	Title: "Call status callback of a Studio number goes to another flow",
	Doc: audit.Doc{
		Why: "The same URL belongs into *A Call Comes In* and *Call Status Changes* of a number: the webhook of the flow that takes the call. Where " +
			"the second one names another flow, or the same flow of another account, the news that a call has ended goes to a flow that does not " +
			"have the call. Executions of the right flow stay active when a caller hangs up at the wrong moment. It usually comes from a copied " +
			"configuration, or from a number that was moved to another flow by API.",
		Remediation: "Set `status_callback` of the number, or of the TwiML application that answers for it, to the webhook URL of the flow that takes " +
			"the calls, with `status_callback_method` POST.",
		References: []audit.Link{stuckExecutionsArticle, expectedWidgetArticle},
	},
	Severity: audit.Error,
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
	Check: checkNumberStatusCallbackOtherFlow,
}

func checkNumberStatusCallbackOtherFlow(p *audit.Pass) error {
	type mismatch struct{ calls, callback inventory.StudioTarget }
	var groups audit.Groups
	mismatches := map[*audit.Group]mismatch{}
	for h := range numbersOnStudio(p) {
		callback, onStudio := p.StudioFlow(h.StatusCallback.Text)
		if !onStudio || callback == h.Studio {
			continue
		}
		m := mismatch{h.Studio, callback}
		g := groups.Of(fmt.Sprint(m), func() *audit.Group {
			g := flowGroup(p, h.Studio)
			g.Severity = audit.Error // Even where callers are not locked out: there is no reason to have it so.
			return g
		})
		mismatches[g] = m
		_, consequence := lockout(flowOf(p, h.Studio))
		var fix *audit.Fix
		if ownFlow(p, h) { // Whether the calls should go to another account at all is for a person to say first.
			fix = audit.SetStatusCallback(h.Holder, callbackURL(p, h.Studio))
		}
		g.Add(audit.Report{
			Item:     h.Holder,
			Location: h.StatusCallback.Location(),
			Message: fmt.Sprintf("calls to %s run %s, but its call status callback goes to %s: %s%s",
				h.Holder.Ref, flowName(p, h.Studio), flowName(p, callback), staysActive, consequence),
			Remediation: fmt.Sprintf("set status_callback of %s to the flow that takes its calls, %s, method POST", h.Holder.Ref, callbackURL(p, h.Studio)),
			Fix:         fix,
		})
	}
	for _, g := range groups.All() {
		m := mismatches[g]
		_, consequence := lockout(flowOf(p, m.calls))
		p.ReportGroup(g,
			fmt.Sprintf("%d numbers or applications run %s on calls, but their call status callbacks go to %s: %s%s",
				g.Len(), flowName(p, m.calls), flowName(p, m.callback), staysActive, consequence),
			fmt.Sprintf("set status_callback of each to the flow that takes its calls, %s, method POST", callbackURL(p, m.calls)))
	}
	return nil
}
