package inventory

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/twilint/twilint/audit/lazy"
)

// Webhook is a URL that Twilio requests, with the resource and the member that hold it.
type Webhook struct {
	Field
	WebhookField
	Item *Item
}

// Webhooks are all the webhooks that are set in the account, in a fixed order.
func (inv *Inventory) Webhooks() []Webhook {
	var all []Webhook
	for _, item := range inv.items() {
		for _, field := range Describe(item.Ref.Kind).Webhooks {
			if f := item.Field(field.Field); f.Set() {
				all = append(all, Webhook{Field: f, WebhookField: field, Item: item})
			}
		}
	}
	return all
}

// StudioTarget is the flow that a Studio webhook runs.
type StudioTarget struct {
	Account, Flow string
}

var (
	studioHost = lazy.Regexp{Text: `^webhooks(\.[a-z0-9-]+){0,2}\.twilio\.com$`}
	studioPath = lazy.Regexp{Text: `^/v1/Accounts/(AC[0-9a-f]{32})/Flows/(FW[0-9a-f]{32})/?$`}
)

// StudioFlow tells which flow a URL runs, and whether it runs one. Scheme, query and fragment do not count: the API gives
// webhook_url with http, queries such as ?FlowEvent=return occur, and connection overrides stand in the fragment. Other Twilio
// services share the host, and a lookalike host is not Studio.
// The form: https://www.twilio.com/docs/studio/widget-library/trigger-start
func (inv *Inventory) StudioFlow(raw string) (StudioTarget, bool) {
	address, ok := hostAndPath(raw)
	if !ok {
		return StudioTarget{}, false
	}
	if f, ok := inv.flowByURL[address]; ok { // Whatever form of webhook_url the region has.
		return StudioTarget{Account: f.Ref.Account, Flow: f.Ref.SID}, true
	}
	host, path, _ := strings.Cut(address, "/")
	m := studioPath.Get().FindStringSubmatch(normalSIDs("/" + path))
	if m == nil || !studioHost.Get().MatchString(host) {
		return StudioTarget{}, false
	}
	return StudioTarget{Account: m[1], Flow: m[2]}, true
}

var anySID = lazy.Regexp{Text: `(?i)\b(AC|FW)([0-9a-f]{32})\b`}

// normalSIDs writes SIDs with capital letters in front and small digits, since some people's tools change the case of URLs.
func normalSIDs(path string) string {
	return anySID.Get().ReplaceAllStringFunc(path, func(sid string) string {
		return strings.ToUpper(sid[:2]) + strings.ToLower(sid[2:])
	})
}

// hostAndPath is what two URLs of the same webhook have in common.
func hostAndPath(raw string) (string, bool) {
	u, ok := ParseWebhookURL(raw)
	if !ok || u.Port() != "" && u.Port() != "443" && u.Port() != "80" {
		return "", false
	}
	return strings.ToLower(u.Hostname()) + strings.TrimSuffix(u.EscapedPath(), "/"), true
}

// ParseWebhookURL reads an absolute http or https URL.
func ParseWebhookURL(raw string) (*url.URL, bool) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, false
	}
	return u, true
}

// IsDemo tells of a URL that Twilio sets in new numbers. It stands for "nobody has set this up yet".
func IsDemo(raw string) bool {
	u, ok := ParseWebhookURL(raw)
	return ok && strings.EqualFold(u.Hostname(), "demo.twilio.com")
}

// IsTwilioHost tells whether Twilio itself serves a host, so that https is certain to work.
func IsTwilioHost(host string) bool {
	host = strings.ToLower(host)
	for _, own := range []string{"twilio.com", "twil.io"} {
		if host == own || strings.HasSuffix(host, "."+own) {
			return true
		}
	}
	return false
}

// developmentHosts are the hosts that belong to somebody's desk, by what they are. Tunnels: the domains that their makers
// publish. Reserved names: RFC 2606 and RFC 6762.
var developmentHosts = []struct{ what, domains string }{
	{"a tunnel to somebody's machine", "ngrok.io ngrok.app ngrok.dev ngrok-free.app ngrok-free.dev loca.lt localtunnel.me trycloudflare.com serveo.net " +
		"localhost.run lhr.life lhr.rocks devtunnels.ms pagekite.me telebit.io bore.pub tunnelmole.net pinggy.io pinggy.link zrok.io"},
	{"a name that is reserved for examples and tests", "example.com example.net example.org example test invalid"},
	{"a name that only a local network knows", "local"},
	{"the machine itself, which Twilio cannot reach", "localhost"},
}

// DevelopmentHost tells what kind of development host a host is, in words; "" if it is none.
func DevelopmentHost(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if address, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		address = address.Unmap()
		switch {
		case address.IsLoopback(), address.IsUnspecified():
			return "the machine itself, which Twilio cannot reach"
		case address.IsPrivate(), address.IsLinkLocalUnicast():
			return "a private address, which Twilio cannot reach"
		default:
			return ""
		}
	}
	for _, group := range developmentHosts {
		for domain := range strings.FieldsSeq(group.domains) {
			if host == domain || strings.HasSuffix(host, "."+domain) {
				return group.what
			}
		}
	}
	return ""
}
