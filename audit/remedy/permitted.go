package remedy

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
)

// A plan and a receipt are files, and somebody else may have had them in hand: in a pull request, in an artifact, on a shared disk. So
// what may be written is not left to them. The functions below are all that the fixes of rules ever set; a new fix of another sort has
// to be let in here.

// permitted refuses a setting that no fix makes: one of a plan that came from elsewhere cannot lead calls to somebody else's host. What
// an undo sets is free, but it takes back what a fix has set.
func (c *Change) permitted(s Setting, purpose Purpose) error {
	before, after := s.Seen, s.Want
	if purpose == ToUndo {
		before, after = after, before
	}
	if c.sets(s.Pointer, before, after) {
		return nil
	}
	return fmt.Errorf("it sets %s of a %s from %s to %s, which no fix does: make the plan again with: twilint fix plan",
		plain(s.name()), inventory.Describe(c.Kind).Title, s.value(before), s.value(after))
}

// sets tells whether a fix sets a value of the kind of resource from one to the other. Both are JSON in canonical form.
func (c *Change) sets(pointer, before, after string) bool {
	switch pointer {
	case "/status":
		return c.Kind == inventory.KindExecution && after == quoted(ended)
	case "/definition/flags/allow_concurrent_calls":
		return c.Kind == inventory.KindFlow && after == "true"
	case "/definition/flags": // It appears, or takes the place of what is no object: no other flag goes away.
		return c.Kind == inventory.KindFlow && after == canonical([]byte(`{"allow_concurrent_calls": true}`)) && !strings.HasPrefix(before, "{")
	case "/api_version":
		return c.isHandler() && after == `"2010-04-01"`
	case "/voice_receive_mode":
		return c.Kind == inventory.KindPhoneNumber && after == `"voice"`
	case "/status_callback_method", "/voice_status_callback_method":
		return c.isHandler() && after == `"POST"`
	case "/status_callback", "/voice_status_callback_url":
		return c.isHandler() && (isFlowWebhook(c.Account, text(after)) || encrypts(text(before), text(after)))
	}
	switch {
	case c.Kind == inventory.KindFlow:
		return strings.HasPrefix(pointer, "/definition/") && encrypts(text(before), text(after))
	case c.isHandler():
		return slices.ContainsFunc(inventory.Describe(c.Kind).Webhooks, func(w inventory.WebhookField) bool { return "/"+w.Field == pointer }) &&
			encrypts(text(before), text(after))
	default:
		return false
	}
}

// isHandler tells of the kinds whose webhooks take calls and messages.
func (c *Change) isHandler() bool {
	return c.Kind == inventory.KindPhoneNumber || c.Kind == inventory.KindApplication || c.Kind == inventory.KindSIPDomain
}

// isFlowWebhook tells whether a URL runs a flow of the account at Twilio, and says nothing more. twil.io does not count: its names
// belong to whoever takes them.
func isFlowWebhook(account, address string) bool {
	u, err := url.Parse(address)
	if err != nil || address != "https://"+u.Hostname()+u.Path ||
		!strings.HasPrefix(u.Hostname(), "webhooks.") || !strings.HasSuffix(u.Hostname(), ".twilio.com") {
		return false
	}
	_, flow, found := strings.Cut(u.Path, "/Accounts/"+account+"/Flows/")
	return found && inventory.IsSID(flow) && strings.HasPrefix(flow, inventory.Describe(inventory.KindFlow).Prefix)
}

// encrypts tells whether a URL of one of Twilio's own hosts becomes https and is the same in everything else.
func encrypts(before, after string) bool {
	const plainly, safely = "http", "https"
	before = strings.TrimSpace(before) // So do the rules.
	if len(before) < len(plainly) || !strings.EqualFold(before[:len(plainly)], plainly) || after != safely+before[len(plainly):] {
		return false
	}
	u, ok := inventory.ParseWebhookURL(after)
	return ok && u.Scheme == safely && u.Port() == "" && inventory.IsTwilioHost(u.Hostname())
}

// text is what a JSON string says, "" for anything else.
func text(value string) string {
	document, err := jsonpos.Parse("", []byte(value))
	if err != nil {
		return ""
	}
	return document.Root().Text()
}

func quoted(word string) string { return `"` + word + `"` }
