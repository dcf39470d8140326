package studio

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var appOrSIPStatusCallbackMissing = &audit.Rule{
	ID:    "studio-app-or-sip-status-callback-missing",
	Title: "SIP domain or application on Studio has no call status callback",
	Doc: audit.Doc{
		Why: "Calls come to a flow not only by numbers: SIP domains, BYOC trunks and TwiML applications of the Voice SDK run flows as well, and each has a status " +
			"callback of its own. Twilio advises to set that of a number to the webhook of its flow, since Studio learns from it that a call has ended; what " +
			"holds for the calls of a number should hold for these. Where the field is empty and a caller hangs up at the wrong moment, the execution may stay " +
			"active until somebody ends it.",
		Remediation: "Set the status callback (`voice_status_callback_url` of a SIP domain, `status_callback` of an application, `status_callback_url` of a BYOC trunk) to " +
			"the webhook URL of the flow, method POST.",
		FalseAlarms: "Twilio writes of numbers only; for these it is the same by analogy, so a program changes them only where somebody asks for it. It is a note for an application that no number runs and for a BYOC trunk that no " +
			"SIP domain leads to. Applications that answer for numbers are what `studio-number-status-callback-missing` tells of.",
		References: []audit.Link{
			stuckExecutionsArticle,
			{Title: "SIP Domain resource", URL: "https://www.twilio.com/docs/voice/sip/api/sip-domain-resource"},
			{Title: "ByocTrunk resource", URL: "https://www.twilio.com/docs/voice/bring-your-own-carrier-byoc/api/byoctrunk-resource"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixUnsafe,
	Needs: []audit.Need{
		{Kind: inventory.KindSIPDomain, How: audit.Each},
		{Kind: inventory.KindApplication, How: audit.Each},
		{Kind: inventory.KindBYOCTrunk, How: audit.Each},
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindFlow, How: audit.Optional},
		{Kind: inventory.KindFlowRevision, How: audit.Optional},
	},
	Check: checkAppOrSIPStatusCallbackMissing,
}

func checkAppOrSIPStatusCallbackMissing(p *audit.Pass) error {
	var groups audit.Groups
	targets := map[*audit.Group]inventory.StudioTarget{}
	for _, w := range p.Webhooks() {
		target, onStudio := p.StudioFlow(w.Text)
		callback := callbackOf(p, w)
		if w.Role != inventory.RoleHandler || w.Channel != inventory.Voice || !onStudio || target.Account != p.Account.SID || callback == "" ||
			w.Item.Field(callback).Set() {
			continue
		}
		inForce, why := p.InForce(w)
		severity := audit.Warning
		if inForce != inventory.Present {
			severity = audit.Note
		}
		fix := audit.SetStatusCallback(w.Item, callbackURL(p, target))
		if fix != nil {
			fix.Unsafe = true // Twilio says of numbers alone what Studio makes of such a report.
		}
		group := groups.Of(target.Flow+" "+severity.String(), func() *audit.Group {
			g := flowGroup(p, target)
			g.Severity = severity
			return g
		})
		targets[group] = target
		group.Add(audit.Report{
			Item:     w.Item,
			Location: w.Item.At(callback),
			Message: fmt.Sprintf("calls to %s run %s, but its %s is empty: %s%s",
				w.Item.Ref, flowName(p, target), callback, mayStayActive, inventory.Caveat(inForce, why)),
			Remediation: fmt.Sprintf("set %s of %s to %s, method POST", callback, w.Item.Ref, callbackURL(p, target)),
			Fix:         fix,
		})
	}
	for _, g := range groups.All() {
		target := targets[g]
		p.ReportGroup(g,
			fmt.Sprintf("%d SIP domains, BYOC trunks or applications run %s on calls and have no call status callback: %s",
				g.Len(), flowName(p, target), mayStayActive),
			fmt.Sprintf("set the status callback of each to %s, method POST", callbackURL(p, target)))
	}
	return nil
}

// mayStayActive is [staysActive] by analogy.
const mayStayActive = "an execution whose caller hangs up early may stay active"

// callbackOf is the member that holds the call status callback beside a webhook, "" where it is no business of this rule.
func callbackOf(p *audit.Pass, w inventory.Webhook) string {
	switch w.Item.Ref.Kind {
	case inventory.KindSIPDomain:
		return "voice_status_callback_url"
	case inventory.KindBYOCTrunk:
		return "status_callback_url"
	case inventory.KindApplication:
		if len(p.EntriesOf(w.Item, w.Channel)) == 0 {
			return "status_callback"
		}
	}
	return ""
}
