package number

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var fallbackEqualsPrimary = &audit.Rule{
	ID:    "number-fallback-equals-primary",
	Title: "Fallback is the same URL as the handler",
	Doc: audit.Doc{
		Why: "Twilio asks the fallback URL when the handler cannot be reached, takes too long, or answers with what is no TwiML. A fallback that goes to the " +
			"same place is asked at the worst moment: the host that is down is asked a second time, the error is made a second time, and the caller " +
			"or the message is lost as without a fallback.",
		Remediation: "Point the fallback to something that does not fail together with the handler: a TwiML Bin that takes a message or forwards the call, a Function, " +
			"or another host.",
		FalseAlarms: "A second attempt helps against a short hiccup, though `#rc=2&rp=all` behind the handler's URL does that better. Where the place is Twilio's own, " +
			"such as a Studio flow, it is a note: Twilio once advised to set the same flow in both fields.",
		References: []audit.Link{
			availability,
			{Title: "Webhook connection overrides: retries", URL: "https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides"},
			{
				Title: "Understanding and Avoiding Stuck Executions in Twilio Studio",
				URL:   "https://help.twilio.com/hc/en-us/articles/360019383714",
			},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: append(each(append(handlerKinds(), inventory.KindMessagingServiceNumber)...),
		audit.Need{Kind: inventory.KindFlow, How: audit.Optional}),
	Check: checkFallbackEqualsPrimary,
}

func checkFallbackEqualsPrimary(p *audit.Pass) error {
	down := &audit.Group{Key: "elsewhere", Severity: audit.Warning}
	twilio := &audit.Group{Key: "twilio", Severity: audit.Note}
	for w := range handlersAmong(p, handlerKinds()) {
		fallback := fallbackOf(w)
		inForce, why := p.InForce(w)
		u, ok := inventory.ParseWebhookURL(w.Text)
		if !fallback.Set() || inForce == inventory.Absent || !ok || inventory.IsDemo(w.Text) || !sameDestination(p, w.Text, fallback.Text) {
			continue
		}
		r := route{Webhook: w, doubt: why}
		group, consequence := down, "when that host is down, both are"
		switch {
		case inventory.IsTwilioHost(u.Hostname()):
			group, consequence = twilio, "what made it fail the first time may well do so again"
		case inForce == inventory.Unknown:
			group = twilio
		}
		group.Add(audit.Report{
			Item:        w.Item,
			Location:    fallback.Location(),
			Message:     fmt.Sprintf("%s leads to %s, and so does its %s: %s%s", p.NameOf(w), destination(p, w.Text), fallback.Name, consequence, r.caveat()),
			Remediation: fmt.Sprintf("set %s of %s to a URL that does not fail together with %s, such as a TwiML Bin", fallback.Name, w.Item.Ref, w.Name),
		})
	}
	p.ReportGroup(down,
		fmt.Sprintf("%d handlers have a fallback that leads to the same place: when that host is down, both are", down.Len()),
		"set each fallback to a URL that does not fail together with its handler, such as a TwiML Bin")
	p.ReportGroup(twilio,
		fmt.Sprintf("%d handlers have a fallback that leads to the same place: what made the handler fail may well make the fallback fail", twilio.Len()),
		"set each fallback to a URL that does not fail together with its handler, such as a TwiML Bin")
	return nil
}

// fallbackOf is the field that Twilio asks when a handler fails.
func fallbackOf(handler inventory.Webhook) inventory.Field {
	for _, f := range inventory.Describe(handler.Item.Ref.Kind).Webhooks {
		if f.Role == inventory.RoleFallback && f.Channel == handler.Channel {
			return handler.Item.Field(f.Field)
		}
	}
	return inventory.Field{}
}
