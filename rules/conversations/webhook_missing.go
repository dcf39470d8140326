package conversations

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
)

var webhookMissing = &audit.Rule{
	ID:    "conversations-webhook-missing",
	Title: "Conversations webhook that no event is sent to",
	Doc: audit.Doc{
		Why: "Conversations sends an event to a webhook only if the event is in the list of filters. A URL with an empty list gets nothing, and neither does a " +
			"`pre_webhook_url` beside a list that only has events of the kind that is told afterwards, such as `onMessageAdded`: what the URL was to " +
			"check or refuse goes through unseen. The other way round it is the same.",
		Remediation: "Add the events to the filters, in the Console under *Conversations > Manage > Global webhooks*, or of the service; or take the URL out.",
		FalseAlarms: "A webhook that was switched off for a while by emptying the list. Webhooks of single conversations are set elsewhere, and not looked at.",
		References: []audit.Link{
			{Title: "Conversations webhooks", URL: "https://www.twilio.com/docs/conversations-classic/conversations-webhooks"},
			{
				Title: "Conversations API: webhook configuration",
				URL:   "https://www.twilio.com/docs/conversations-classic/api/webhook-configuration-resource",
			},
			{
				Title: "Conversations API: webhooks of a service",
				URL:   "https://www.twilio.com/docs/conversations-classic/api/per-service-webhook-resource",
			},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindConversationsWebhooks, How: audit.Each},
		{Kind: inventory.KindConversationsServiceHook, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		for _, kind := range []inventory.Kind{inventory.KindConversationsWebhooks, inventory.KindConversationsServiceHook} {
			for _, hooks := range p.Items(kind) {
				if hooks.Value().Get("filters").Kind() != jsonpos.Array {
					continue
				}
				checkFilters(p, hooks, "pre_webhook_url", func(event string) bool { return !isAfter(event) })
				checkFilters(p, hooks, "post_webhook_url", func(event string) bool { return !isBefore(event) })
			}
		}
		return nil
	},
}

// checkFilters judges one URL: whether the filters have an event of those that are sent to it.
func checkFilters(p *audit.Pass, hooks *inventory.Item, member string, sent func(event string) bool) {
	filters := hooks.List("filters")
	if hooks.Text(member) == "" || slices.ContainsFunc(filters, func(v jsonpos.Value) bool { return sent(v.Text()) }) {
		return
	}
	why := "has no event that is sent to it"
	if len(filters) == 0 {
		why = "is empty"
	}
	p.Report(audit.Report{
		Item:        hooks,
		Location:    hooks.At(member),
		Message:     fmt.Sprintf("%s of the %s is set, but the list of filters %s: it is never requested", member, hooks.Ref, why),
		Remediation: fmt.Sprintf("add the events to the filters that %s is to get, or clear it", member),
	})
}

// isBefore tells an event that is sent before the thing is done, so that the answer can refuse it: onMessageAdd, where onMessageAdded
// is sent after it. Send and Destroy are of Programmable Chat, whose services Conversations has taken over with their filters. An
// event that is neither before nor after by its name may be either.
// https://www.twilio.com/docs/conversations-classic/conversations-webhooks
func isBefore(event string) bool {
	return hasAnySuffix(event, "Add", "Update", "Remove", "Send", "Destroy")
}

func isAfter(event string) bool {
	return hasAnySuffix(event, "Added", "Updated", "Removed", "Sent", "Destroyed")
}

func hasAnySuffix(text string, suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(text, suffix) })
}
