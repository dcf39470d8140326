package sync

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var webhookMissing = &audit.Rule{
	ID:    "sync-webhook-missing",
	Title: "Sync webhooks are on and have no URL",
	Doc: audit.Doc{
		Why: "`webhooks_from_rest_enabled` and `reachability_webhooks_enabled` make a Sync service call its `webhook_url` when a server changes an " +
			"object, and when apps come and go. Without a URL there is nothing to call: what was to follow such a change never happens, and nothing says so.",
		Remediation: "Set `WebhookUrl` of the service, or switch both off if nothing is to be called.",
		References: []audit.Link{
			serviceResource,
			{Title: "Sync webhooks", URL: "https://www.twilio.com/docs/sync/webhooks"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindSyncService, How: audit.Each}},
	Check:    checkWebhookMissing,
}

func checkWebhookMissing(p *audit.Pass) error {
	for _, service := range p.Items(inventory.KindSyncService) {
		if service.Field("webhook_url").Set() {
			continue
		}
		for _, o := range [...]struct{ flag, occasion string }{
			{"webhooks_from_rest_enabled", "a server changes an object"},
			{"reachability_webhooks_enabled", "an app connects or disconnects"},
		} {
			if service.Flag(o.flag) {
				p.Report(audit.Report{
					Item:        service,
					Location:    service.At(o.flag),
					Message:     fmt.Sprintf("%s is to call a webhook when %s, and has no webhook_url: nothing is called", service.Ref, o.occasion),
					Remediation: fmt.Sprintf("set webhook_url of %s, or %s to false", service.Ref, o.flag),
				})
			}
		}
	}
	return nil
}
