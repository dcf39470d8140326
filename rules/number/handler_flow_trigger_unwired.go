package number

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var handlerFlowTriggerUnwired = &audit.Rule{
	ID:    "number-handler-flow-trigger-unwired",
	Title: "Studio flow has no branch for the calls or messages that it gets",
	Doc: audit.Doc{
		Why: "The trigger of a flow has one branch for each kind of traffic: *Incoming Call*, *Incoming Message*, *REST API* and others. Where a number " +
			"sends calls to a flow whose *Incoming Call* branch leads nowhere, no widget ever answers the caller. With messages it is the same, but " +
			"a flow may mean to swallow them. What counts is the published revision, since callers do not get a draft.",
		Remediation: "Connect the branch of the trigger to the widget that should answer, and publish the flow; or point the number to the flow that was meant.",
		FalseAlarms: "Twilio advises to point a number also to a flow that is started through the REST API, so that replies reach it. Where the trigger " +
			"has a branch for such requests, unanswered messages are a note.",
		References: []audit.Link{
			triggerWidget,
			{Title: "Execution resource: point the number to the flow as well", URL: "https://www.twilio.com/docs/studio/rest-api/execution"},
			flowRevisions,
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    flowRouteNeeds(),
	Check:    checkHandlerFlowTriggerUnwired,
}

func checkHandlerFlowTriggerUnwired(p *audit.Pass) error {
	var groups audit.Groups
	faults := map[*audit.Group]string{}
	for _, r := range routes(p) {
		f, _ := p.Flow(r.target.Flow)
		if r.Role != inventory.RoleHandler || f == nil || f.Published == nil || r.target.Account != p.Account.SID {
			continue
		}
		if r.Name == flexFlowField { // Which branch the messages of a Flex flow take depends on the kind of Flex, and is not in the account.
			continue
		}
		definition := f.Published.Definition
		trigger, ok := definition.Trigger()
		event, severity, unless := studio.IncomingCall, audit.Error, ""
		if r.Channel == inventory.Message {
			event, severity = studio.IncomingMessage, audit.Warning
			if definition.Wired(studio.IncomingRequest) {
				severity, unless = audit.Note, ", unless an execution that was started through the REST API waits for them"
			}
		}
		if !ok || definition.Wired(event) { // A flow without a trigger is what flow-initial-state-invalid tells of.
			continue
		}
		severity = r.severity(severity)
		remedy := fmt.Sprintf("connect %s in the trigger of %s to the widget that should answer, and publish it", event, f.Ref)
		if f.Latest.Draft && f.Latest.Definition.Wired(event) {
			remedy = fmt.Sprintf("publish draft revision %d of %s, in which %s is connected", f.Latest.Number, f.Ref, event)
		}
		group := groups.Of(f.Ref.SID+"/"+event, func() *audit.Group { return &audit.Group{Item: &f.Item} })
		group.Severity = max(group.Severity, severity)
		faults[group] = fmt.Sprintf("%s, but %s leads nowhere in the trigger of its published revision %d: no widget answers the %s%s",
			f.Ref, event, f.Published.Number, r.traffic(), unless)
		group.Add(audit.Report{
			Item:        r.Item,
			Location:    r.Location(),
			Severity:    severity,
			Message:     fmt.Sprintf("%s runs %s%s", p.NameOf(r.Webhook), faults[group], r.caveat()),
			Remediation: remedy,
			Related:     []audit.Related{{Location: f.Published.Locate(triggerBranch(trigger, event)), Message: event + " leads nowhere"}},
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g, fmt.Sprintf("%d webhooks run %s", g.Len(), faults[g]), g.Members()[0].Remediation)
	}
	return nil
}

// triggerBranch is the place of the branch for an event: its transition, or the trigger where there is none.
func triggerBranch(trigger *studio.Widget, event string) jsonpos.Value {
	for _, t := range trigger.Transitions {
		if t.Event == event {
			return t.Value
		}
	}
	return trigger.NameValue()
}
