// Package number holds the rules about who answers a phone number.
package number

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		addressRequirementUnmet,
		callerNameLookup,
		demoHandler,
		fallbackEqualsPrimary,
		handlerFlowMissing,
		handlerFlowNeverPublished,
		handlerFlowTriggerUnwired,
		handlerShadowed,
		noMessageHandler,
		noVoiceHandler,
		referenceMissing,
		statusAbnormal,
		voiceFallbackMissing,
		voiceReceiveFax,
	}
}

// Sources that several rules of this family share.
var (
	numberResource = audit.Link{
		Title: "IncomingPhoneNumber resource",
		URL:   "https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource",
	}
	triggerWidget = audit.Link{
		Title: "Trigger (Start) widget, with the form of a flow's webhook URL",
		URL:   "https://www.twilio.com/docs/studio/widget-library/trigger-start",
	}
	flowRevisions = audit.Link{
		Title: "Flow Revision resource",
		URL:   "https://www.twilio.com/docs/studio/rest-api/v2/flow-revision",
	}
	availability = audit.Link{
		Title: "Availability and reliability: fallback URLs",
		URL:   "https://www.twilio.com/docs/usage/security/availability-reliability",
	}
)

// route is a webhook that runs a Studio flow, and is in force or may be.
type route struct {
	inventory.Webhook
	target inventory.StudioTarget
	// doubt is why it is not known to be in force, "" if it is.
	doubt string
}

// handlerKinds are the kinds that have a handler of their own for the calls or messages of people.
func handlerKinds() []inventory.Kind {
	return []inventory.Kind{
		inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindSIPDomain, inventory.KindBYOCTrunk, inventory.KindMessagingService,
		inventory.KindWhatsAppSender,
	}
}

// handlersAmong are the handlers of those kinds.
func handlersAmong(p *audit.Pass, kinds []inventory.Kind) iter.Seq[inventory.Webhook] {
	return func(yield func(inventory.Webhook) bool) {
		for _, w := range p.Webhooks() {
			if w.Role == inventory.RoleHandler && slices.Contains(kinds, w.Item.Ref.Kind) && !yield(w) {
				return
			}
		}
	}
}

// each needs every item of some kinds that was read.
func each(kinds ...inventory.Kind) []audit.Need {
	var needs []audit.Need
	for _, kind := range kinds {
		needs = append(needs, audit.Need{Kind: kind, How: audit.Each})
	}
	return needs
}

// routeKinds are the kinds that send calls, messages or reports into Studio flows, numbers first. Conversations addresses do so too, and
// have rules of their own.
func routeKinds() []inventory.Kind {
	return append(handlerKinds(), inventory.KindTrunk, inventory.KindFlexFlow)
}

// routes are all places that send calls, messages or reports into Studio flows. Those that are not in force are left out: what they
// name matters to nobody.
func routes(p *audit.Pass) []route {
	var all []route
	add := func(w inventory.Webhook, target inventory.StudioTarget) {
		if inForce, why := p.InForce(w); inForce != inventory.Absent {
			all = append(all, route{Webhook: w, target: target, doubt: why})
		}
	}
	kinds := routeKinds()
	for _, w := range p.Webhooks() {
		if target, ok := p.StudioFlow(w.Text); ok && slices.Contains(kinds, w.Item.Ref.Kind) {
			add(w, target)
		}
	}
	for _, it := range p.Items(inventory.KindFlexFlow) { // These name the flow itself, not its webhook.
		if flow := it.Field(flexFlowField); flow.Set() {
			role := inventory.WebhookField{Field: flexFlowField, Role: inventory.RoleHandler, Channel: inventory.Message}
			add(inventory.Webhook{Field: flow, WebhookField: role, Item: it}, inventory.StudioTarget{Account: p.Account.SID, Flow: flow.Text})
		}
	}
	return all
}

// flexFlowField is where a Flex flow names a Studio flow. https://www.twilio.com/docs/flex/developer/messaging/api/flow
const flexFlowField = "integration.flow_sid"

// flowRouteNeeds are what a rule about flows reads that asks for routes.
func flowRouteNeeds() []audit.Need {
	kinds := append([]inventory.Kind{inventory.KindFlow, inventory.KindFlowRevision}, routeKinds()...)
	return each(append(kinds, inventory.KindMessagingServiceNumber)...)
}

// value is what the field of the route has to hold.
func (r route) value() string {
	if r.Name == flexFlowField {
		return "the SID"
	}
	return "the webhook URL"
}

// severity is lower where it is not known that the route is in force.
func (r route) severity(s audit.Severity) audit.Severity {
	if r.doubt != "" {
		return s.Lower()
	}
	return s
}

// caveat says, after a message, why it is not known that the route is in force.
func (r route) caveat() string {
	if r.doubt == "" {
		return ""
	}
	return inventory.Caveat(inventory.Unknown, r.doubt)
}

// traffic is what comes by the route.
func (r route) traffic() string {
	switch {
	case r.Role == inventory.RoleCallback:
		return "reports"
	case r.Channel == inventory.Message:
		return "messages"
	default:
		return "calls"
	}
}

// loss says what it means that nothing answers the route.
func (r route) loss() string {
	if r.Role == inventory.RoleCallback {
		return "the reports are lost"
	}
	loss := "callers are not answered"
	if r.Channel == inventory.Message {
		loss = "messages are not answered"
	}
	switch {
	case r.Role == inventory.RoleHandler:
		return loss
	case r.Item.Ref.Kind == inventory.KindTrunk:
		return loss + " when the trunk fails"
	default:
		return loss + " when the handler fails"
	}
}

// flowName names a flow, with its friendly name if it was read.
func flowName(p *audit.Pass, target inventory.StudioTarget) string {
	if f, _ := p.Flow(target.Flow); f != nil && f.Ref.Account == target.Account {
		return f.Ref.String()
	}
	return inventory.Ref{Kind: inventory.KindFlow, SID: target.Flow}.String()
}

// destination says where a URL leads: to a flow, or to a host and path. Queries and passwords are left out.
func destination(p *audit.Pass, raw string) string {
	if target, ok := p.StudioFlow(raw); ok {
		return flowName(p, target)
	}
	u, ok := inventory.ParseWebhookURL(raw)
	if !ok {
		return fmt.Sprintf("%q", raw)
	}
	return u.Host + strings.TrimSuffix(u.EscapedPath(), "/")
}

// sameDestination tells whether two URLs lead to the same place. Scheme and connection overrides in the fragment do not count, nor
// does the query of a flow's webhook; elsewhere the query may be what tells two handlers apart.
func sameDestination(p *audit.Pass, a, b string) bool {
	targetA, studioA := p.StudioFlow(a)
	targetB, studioB := p.StudioFlow(b)
	if studioA || studioB {
		return studioA == studioB && targetA == targetB
	}
	urlA, okA := inventory.ParseWebhookURL(a)
	urlB, okB := inventory.ParseWebhookURL(b)
	if !okA || !okB {
		return a == b
	}
	return strings.EqualFold(urlA.Host, urlB.Host) && urlA.RawQuery == urlB.RawQuery &&
		strings.TrimSuffix(urlA.EscapedPath(), "/") == strings.TrimSuffix(urlB.EscapedPath(), "/")
}
