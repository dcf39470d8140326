// Package webhook holds the rules about the URLs that Twilio requests.
package webhook

import (
	"fmt"
	"net/url"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		connectionOverrideInvalid,
		credentialsInURL,
		developmentURL,
		insecureURL,
		urlInvalid,
	}
}

// Sources that several rules of this family share.
var (
	webhookSecurity = audit.Link{
		Title: "Webhooks security",
		URL:   "https://www.twilio.com/docs/usage/webhooks/webhooks-security",
	}
	invalidURL = audit.Link{
		Title: "Error 11100: invalid URL format",
		URL:   "https://www.twilio.com/docs/api/errors/11100",
	}
)

// needs are all the kinds that hold webhooks, numbers first, and those that decide whether a webhook is in force.
func needs() []audit.Need {
	needs := []audit.Need{{Kind: inventory.KindPhoneNumber, How: audit.Each}}
	for i := range inventory.Kinds {
		kind := &inventory.Kinds[i]
		if len(kind.Webhooks) > 0 && kind.Kind != inventory.KindPhoneNumber {
			needs = append(needs, audit.Need{Kind: kind.Kind, How: audit.Each})
		}
	}
	return append(needs, audit.Need{Kind: inventory.KindMessagingServiceNumber, How: audit.Each})
}

// loss says what is lost when a webhook cannot be reached.
func loss(w inventory.Webhook) string {
	if w.Role == inventory.RoleCallback {
		return "the reports are lost"
	}
	loss := "what Twilio asks there is not answered"
	switch w.Channel {
	case inventory.Voice:
		loss = "callers are not answered"
	case inventory.Message:
		loss = "messages are not answered"
	}
	if w.Role == inventory.RoleFallback {
		loss += " when the handler fails"
	}
	return loss
}

// where is host and path of a URL. Queries and passwords are left out of what is shown.
func where(u *url.URL) string { return u.Scheme + "://" + u.Host + u.EscapedPath() }

// idleOf says, after a message about several webhooks, how many of them are not in force, or may not be.
func idleOf(idle, all int) string {
	switch idle {
	case 0:
		return ""
	case all:
		return " (none of them is known to be in force now)"
	default:
		return fmt.Sprintf(" (%d of them not known to be in force now)", idle)
	}
}
