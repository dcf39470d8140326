package studio

import (
	"fmt"
	"slices"

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
			"configuration: without a probe, this rule cannot see it.\n\n" +
			"`twilint audit --probe` asks, after it has asked you: it sends one signed request to each such callback, as Twilio does when a call has " +
			"ended, about a call that never was. A callback that redirects to the flow with `CallSid` and `CallStatus` in the query is not reported; " +
			"for the others the finding says what was seen.",
		Remediation: "Give the callback to Studio: set `status_callback`, with `status_callback_method` POST, to the webhook URL of the flow, and let the " +
			"application hear of calls by Event Streams, which has events of Voice and of Studio executions.\n\n" +
			"Where the callback has to stay, answer it with a 302 to the webhook of the flow, with `CallSid`, `CallStatus` and all other parameters " +
			"of the callback in the query. Then test it: call, hang up before anything is said, and see that the execution ends.",
		FalseAlarms: "An application that does redirect, and with which an early hang-up was tested, is fine. One that looks the call up before it " +
			"redirects may answer a probe in another way than a real callback, since the call of a probe does not exist.",
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
	probes := map[*audit.Group][]string{}
	for _, c := range p.ForeignCallbacks() {
		answer, probed := p.Probe(c.Callback())
		seen := ""
		if probed {
			if p.PassesOn(answer, c.Studio) == inventory.Present {
				continue
			}
			seen = "; it " + p.DescribeProbe(answer, c.Studio)
		}
		k := key{c.Studio, c.Twilios}
		g := groups.Of(fmt.Sprintf("%s/%t", k.target.Flow, k.twilios), func() *audit.Group { return flowGroup(p, k.target) })
		keys[g] = k
		if told := c.Callback().URL + " " + p.DescribeProbe(answer, c.Studio); probed && !slices.Contains(probes[g], told) {
			probes[g] = append(probes[g], told)
		}
		g.Add(audit.Report{
			Item:     c.Holder,
			Location: c.StatusCallback.Location(),
			Message: fmt.Sprintf("calls to %s run %s, but its call status callback goes to %s, which is not a Studio flow%s: %s",
				c.Holder.Ref, flowName(p, k.target), c.StatusCallback.Text, seen, foreignConsequence(p, k.target, k.twilios)),
			Remediation: foreignRemedy(p, c.Holder.Ref.String(), k.target, k.twilios),
		})
	}
	for _, g := range groups.All() {
		k := keys[g]
		seen := ""
		if len(probes[g]) > 0 {
			seen = "; " + clauses(probes[g])
		}
		p.ReportGroup(g,
			fmt.Sprintf("%d numbers or applications run %s on calls, but their call status callbacks go to what is not a Studio flow%s: %s",
				g.Len(), flowName(p, k.target), seen, foreignConsequence(p, k.target, k.twilios)),
			foreignRemedy(p, "each", k.target, k.twilios))
	}
	return nil
}

func foreignConsequence(p *audit.Pass, target inventory.StudioTarget, twilios bool) string {
	_, consequence := lockout(flowOf(p, target))
	if twilios {
		return staysActive + consequence
	}
	return fmt.Sprintf(mustRedirect, staysActive, consequence)
}

func foreignRemedy(p *audit.Pass, holder string, target inventory.StudioTarget, twilios bool) string {
	remedy := fmt.Sprintf("set status_callback of %s to %s, method POST", holder, callbackURL(p, target))
	if twilios {
		return remedy
	}
	return remedy + ", and let the application hear of calls by Event Streams; where the callback has to stay, answer it with a 302 to that address " +
		"with all parameters of the callback in its query, and test a call that is hung up at once"
}
