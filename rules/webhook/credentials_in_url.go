package webhook

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
)

var credentialsInURL = &audit.Rule{
	ID:    "webhook-credentials-in-url",
	Title: "Credential stands in a webhook URL",
	Doc: audit.Doc{
		Why: "Everybody who may look at the account, in the Console or with any API key, can read a webhook URL, and with it the credential that stands " +
			"in it. A secret in the query also ends up in the logs of every server and proxy on the way, and in Twilio's own request inspector.\n\n" +
			"`https://user:password@host` is Twilio's own way to authenticate by HTTP, so it is a note; the password is still for all to read. A Setting of the " +
			"Webhooks configuration API (public beta) keeps user name and password, or an OAuth client, apart from the URL.\n\n" +
			"No part of the credential is shown: it was dropped when the account was read.",
		Remediation: "Prove on the receiving side that Twilio asks by checking `X-Twilio-Signature`, and take the secret out of the URL; where the host insists on " +
			"HTTP authentication, give the credential to a Webhook Setting and name that in a Webhook Rule for the URL. Then change the secret: " +
			"it has been readable all the time.",
		FalseAlarms: "A parameter may be called `token` or `key` and be known to the public.",
		References: []audit.Link{
			webhookSecurity,
			{Title: "Webhooks configuration API", URL: "https://www.twilio.com/docs/usage/webhooks/webhook-configuration"},
			{Title: "Migrate to the Webhooks configuration API", URL: "https://www.twilio.com/docs/usage/webhooks/webhook-migration"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    needs(),
	Check:    checkCredentialsInURL,
}

func checkCredentialsInURL(p *audit.Pass) error {
	var groups audit.Groups
	held := map[*audit.Group]string{}
	for _, w := range p.Webhooks() {
		severity, what := worstOf(secret.Markers(w.Text))
		if what == "" {
			continue
		}
		host := "an unknown host"
		if u, ok := inventory.ParseWebhookURL(w.Text); ok {
			host = strings.ToLower(u.Host)
		}
		group := groups.Of(host+" "+what, func() *audit.Group { return &audit.Group{Severity: severity} })
		held[group] = fmt.Sprintf("%s for %s", what, host)
		group.Add(audit.Report{
			Item:     w.Item,
			Location: w.Location(),
			Message:  fmt.Sprintf("%s holds %s: whoever may look at the account can read it", p.NameOf(w), held[group]),
			Remediation: fmt.Sprintf("take it out of %s of %s (check X-Twilio-Signature, or give it to a Webhook Setting), then change it",
				w.Name, w.Item.Ref),
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d webhooks hold %s: whoever may look at the account can read it", g.Len(), held[g]),
			"take it out of each of them (check X-Twilio-Signature, or give it to a Webhook Setting), then change it")
	}
	return nil
}

// worstOf is the gravest of the secrets that stood in a URL, in words; "" if there was none. What only stood where a secret would is
// none, but for a user name or password: there, nothing else stands.
func worstOf(markers []secret.Marker) (worst audit.Severity, what string) {
	for _, m := range markers {
		severity, kind := exposure(m.Kind)
		if m.Doubtful && severity != audit.Note {
			continue
		}
		if severity > worst {
			worst, what = severity, kind
		}
	}
	return worst, what
}

func exposure(kind string) (audit.Severity, string) {
	switch kind {
	case "url_password":
		return audit.Note, "a user name and password"
	case "url_user":
		return audit.Note, "a user name without a password, which may be a token,"
	case "credential":
		return audit.Error, "the credential of this very account"
	case "query_value":
		return audit.Warning, "a secret in the query"
	default:
		return audit.Warning, "a secret"
	}
}
