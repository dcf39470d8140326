package number

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var handlerFlowMissing = &audit.Rule{
	ID:    "number-handler-flow-missing",
	Title: "Webhook runs a Studio flow that does not exist",
	Doc: audit.Doc{
		Why: "The webhook URL of a Studio flow holds the SIDs of an account and a flow. When the flow is deleted, or the URL was copied from " +
			"another account, the URL stays where it is set and looks right. Nothing answers it: calls end in an error, messages stay without an " +
			"answer, and as a fallback or a status callback it fails just when it is needed.\n\n" +
			"Every place that is in force is looked at: numbers, TwiML applications, SIP domains, SIP and BYOC trunks, messaging services and WhatsApp " +
			"senders, with their handlers, fallbacks and status callbacks, and the Studio flows of Flex flows.",
		Remediation: "Set the field to the webhook URL of a flow of this account, or clear it. If the flow was deleted by mistake, create it anew from its " +
			"definition: it gets another SID, so the fields have to be set again as well.",
		FalseAlarms: "A flow of another account is a warning instead of an error where the same audit covers that account. A TwiML application that no " +
			"number runs may still serve the Voice SDK or calls made by API; it is a warning.",
		References: []audit.Link{
			triggerWidget,
			numberResource,
			{Title: "Error 11200: HTTP retrieval failure", URL: "https://www.twilio.com/docs/api/errors/11200"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    each(append(routeKinds(), inventory.KindMessagingServiceNumber, inventory.KindFlow)...),
	Check:    checkHandlerFlowMissing,
}

func checkHandlerFlowMissing(p *audit.Pass) error {
	var groups audit.Groups
	faults := map[*audit.Group]string{}
	for _, r := range routes(p) {
		severity, fault, consequence := audit.Error, "which does not exist in this account", r.loss()
		if r.target.Account != p.Account.SID {
			fault = "which belongs to another account, " + r.target.Account
			consequence = fmt.Sprintf("what becomes of the %s is decided there, not in %s", r.traffic(), p.Account.SID)
			if p.IsAudited(r.target.Account) {
				severity = audit.Warning
			}
		} else if _, presence := p.Flow(r.target.Flow); presence != inventory.Absent {
			continue
		}
		severity = r.severity(severity)
		group := groups.Of(r.target.Account+"/"+r.target.Flow, func() *audit.Group { return &audit.Group{} })
		group.Severity = max(group.Severity, severity)
		faults[group] = fmt.Sprintf("%s, %s", flowName(p, r.target), fault)
		group.Add(audit.Report{
			Item:        r.Item,
			Location:    r.Location(),
			Severity:    severity,
			Message:     fmt.Sprintf("%s runs %s: %s%s", p.NameOf(r.Webhook), faults[group], consequence, r.caveat()),
			Remediation: fmt.Sprintf("set %s of %s to %s of a flow of account %s, or clear it", r.Name, r.Item.Ref, r.value(), p.Account.SID),
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d webhooks run %s: no flow of this account answers what comes by them", g.Len(), faults[g]),
			fmt.Sprintf("set each of them to a flow of account %s, or clear it", p.Account.SID))
	}
	return nil
}
