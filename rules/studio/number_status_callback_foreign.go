package studio

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var numberStatusCallbackForeign = &audit.Rule{
	ID:    "studio-number-status-callback-foreign",
	Title: "Call status callback of a Studio number goes elsewhere",
	Doc: audit.Doc{
		Why: "Studio learns that a call has ended from the status callback of the number, or of the TwiML application that answers for it. " +
			"A number has only one. Where it goes to an application of your own, Studio hears of the end of a call only if that application passes " +
			"it on; if it does not and a caller hangs up at the wrong moment, the execution stays active until somebody ends it.\n\n" +
			"To pass it on, the application must answer each callback with a 302 to the webhook of the flow. Twilio follows a redirect with GET, and " +
			"the parameters of the body are lost, so they have to be repeated in the query of the address. What an application answers stands in no " +
			"configuration: this rule cannot see it.",
		Remediation: "Give the callback to Studio: set `status_callback`, with `status_callback_method` POST, to the webhook URL of the flow, and let the " +
			"application hear of calls by Event Streams, which has events of Voice and of Studio executions.\n\n" +
			"Where the callback has to stay, answer it with a 302 to the webhook of the flow, with `CallSid`, `CallStatus` and all other parameters " +
			"of the callback in the query. Then test it: call, hang up before anything is said, and see that the execution ends.",
		FalseAlarms: "An application that does redirect, and with which an early hang-up was tested, is fine.",
		References: []audit.Link{
			stuckExecutionsArticle,
			{Title: "Error 11216: which redirects Twilio follows", URL: "https://www.twilio.com/docs/api/errors/11216"},
			{Title: "Event Streams: event types", URL: "https://www.twilio.com/docs/events/event-types"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindApplication, How: audit.Each},
		{Kind: inventory.KindFlow, How: audit.Optional},
		{Kind: inventory.KindFlowRevision, How: audit.Optional},
	},
	Check: checkNumberStatusCallbackForeign,
}

// mustRedirect is what an application has to do with the callbacks of a number that runs a flow, and the better way.
const mustRedirect = "the application there must answer each callback with a 302 to the webhook of the flow that carries the callback's parameters " +
	"in its query (Twilio follows a redirect with GET and drops the body), else %s%s; Event Streams is the better way to hear of calls"

func checkNumberStatusCallbackForeign(p *audit.Pass) error {
	type key struct {
		target  inventory.StudioTarget
		twilios bool
	}
	var groups audit.Groups
	keys := map[*audit.Group]key{}
	for h := range numbersOnStudio(p) {
		if _, onStudio := p.StudioFlow(h.StatusCallback.Text); onStudio || !h.StatusCallback.Set() || !ownFlow(p, h) {
			continue
		}
		k := key{h.Studio, twiliosOwn(h.StatusCallback.Text)}
		g := groups.Of(fmt.Sprintf("%s/%t", k.target.Flow, k.twilios), func() *audit.Group { return flowGroup(p, k.target) })
		keys[g] = k
		g.Add(audit.Report{
			Item:     h.Holder,
			Location: h.StatusCallback.Location(),
			Message: fmt.Sprintf("calls to %s run %s, but its call status callback goes to %s, which is not a Studio flow: %s",
				h.Holder.Ref, flowName(p, k.target), h.StatusCallback.Text, foreignConsequence(p, k.target, k.twilios)),
			Remediation: foreignRemedy(h.Holder.Ref.String(), k.target, k.twilios),
		})
	}
	for _, g := range groups.All() {
		k := keys[g]
		p.ReportGroup(g,
			fmt.Sprintf("%d numbers or applications run %s on calls, but their call status callbacks go to what is not a Studio flow: %s",
				g.Len(), flowName(p, k.target), foreignConsequence(p, k.target, k.twilios)),
			foreignRemedy("each", k.target, k.twilios))
	}
	return nil
}

// twiliosOwn tells whether a callback goes to an address of Twilio itself, where nobody can make it redirect. Studio's host has other
// services too, Proxy for one. Functions (twil.io) are the customer's own code.
func twiliosOwn(callback string) bool {
	u, ok := inventory.ParseWebhookURL(callback)
	return ok && strings.HasSuffix(strings.ToLower(u.Hostname()), ".twilio.com")
}

func foreignConsequence(p *audit.Pass, target inventory.StudioTarget, twilios bool) string {
	_, consequence := lockout(flowOf(p, target))
	if twilios {
		return staysActive + consequence
	}
	return fmt.Sprintf(mustRedirect, staysActive, consequence)
}

func foreignRemedy(holder string, target inventory.StudioTarget, twilios bool) string {
	remedy := fmt.Sprintf("set status_callback of %s to %s, method POST", holder, flowWebhook(target))
	if twilios {
		return remedy
	}
	return remedy + ", and let the application hear of calls by Event Streams; where the callback has to stay, answer it with a 302 to that address " +
		"with all parameters of the callback in its query, and test a call that is hung up at once"
}
