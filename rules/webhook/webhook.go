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
		developmentURL,
		insecureURL,
	}
}

var webhookSecurity = audit.Link{
	Title: "Webhooks security",
	URL:   "https://www.twilio.com/docs/usage/webhooks/webhooks-security",
}

// needs are the kinds that hold webhooks, and those that decide whether a webhook is in force.
func needs() []audit.Need {
	return []audit.Need{
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindApplication, How: audit.Each},
		{Kind: inventory.KindSIPDomain, How: audit.Each},
		{Kind: inventory.KindTrunk, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Each},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Each},
	}
}

// where is host and path of a URL. Queries and passwords are left out of what is shown.
func where(u *url.URL) string { return u.Scheme + "://" + u.Host + u.EscapedPath() }

// caveat says, after a message, that a webhook is not in force, or may not be.
func caveat(inForce inventory.Presence, why string) string {
	switch inForce {
	case inventory.Present:
		return ""
	case inventory.Absent:
		return " (it is not in force now: " + why + ")"
	default:
		return " (not known to be in force: " + why + ")"
	}
}

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
