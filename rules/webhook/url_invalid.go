package webhook

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var urlInvalid = &audit.Rule{
	ID:    "webhook-url-invalid",
	Title: "Webhook is no URL that Twilio can request",
	Doc: audit.Doc{
		Why: "Twilio requests absolute URLs: `https://`, a host that the public internet knows, a path. Anything else fails each time, with error 11100, or " +
			"11321 for messages, and looks much like a URL to whoever reads the configuration: a path alone, a host without `https://`, `wss://`, or " +
			"`https://undefined/voice`, which is what a deployment leaves behind whose variable was empty.",
		Remediation: "Set the field to the whole URL: `https://`, the host with its domain, and the path.",
		FalseAlarms: "A URL that is not in force, since something else answers for the number or its resource is switched off, weighs one level less. URLs with " +
			"braces are left alone, since something fills them in.",
		References: []audit.Link{
			invalidURL,
			{Title: "Error 11321: misconfigured webhook", URL: "https://www.twilio.com/docs/api/errors/11321"},
			{Title: "Error 11300: invalid template URL", URL: "https://www.twilio.com/docs/api/errors/11300"},
			{Title: "Error 11210: HTTP bad host name", URL: "https://www.twilio.com/docs/api/errors/11210"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    needs(),
	Check:    checkURLInvalid,
}

func checkURLInvalid(p *audit.Pass) error {
	var groups audit.Groups
	faults, idle := map[*audit.Group]string{}, map[*audit.Group]int{}
	for _, w := range p.Webhooks() {
		fault := faultOf(w.Text)
		if fault == "" {
			continue
		}
		inForce, why := p.InForce(w)
		severity := audit.Warning
		if w.Role == inventory.RoleHandler {
			severity = audit.Error
		}
		if inForce != inventory.Present {
			severity = severity.Lower()
		}
		group := groups.Of(w.Text+" "+severity.String(), func() *audit.Group { return &audit.Group{Severity: severity} })
		faults[group] = fault
		if inForce != inventory.Present {
			idle[group]++
		}
		group.Add(audit.Report{
			Item:        w.Item,
			Location:    w.Location(),
			Message:     fmt.Sprintf("%s is no URL that Twilio can request: %s, so %s%s", p.NameOf(w), fault, loss(w), inventory.Caveat(inForce, why)),
			Remediation: fmt.Sprintf("set %s of %s to the whole URL, with https:// and a host that the public internet knows", w.Name, w.Item.Ref),
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d webhooks are no URL that Twilio can request: %s, so what should come by them is lost%s", g.Len(), faults[g], idleOf(idle[g], g.Len())),
			"set each of them to the whole URL, with https:// and a host that the public internet knows")
	}
	return nil
}

// faultOf says why Twilio cannot request a URL, "" if it can as far as its text tells. It shows no more of the text than the scheme and
// the host, since a text that does not parse may hold a password anywhere.
func faultOf(text string) string {
	if strings.ContainsAny(text, "{}") { // Something fills it in: https://www.twilio.com/docs/api/errors/11300
		return ""
	}
	u, err := url.Parse(text)
	if err != nil {
		return syntaxFault(err)
	}
	host := u.Hostname()
	switch _, notAddress := netip.ParseAddr(host); {
	case u.Scheme == "", strings.Contains(u.Scheme, "."), u.Scheme == "localhost": // A host and port read as a scheme and the rest.
		return "it does not begin with https://"
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Sprintf("its scheme is %q", u.Scheme)
	case host == "":
		return "it names no host"
	case notAddress != nil && !strings.Contains(host, ".") && inventory.DevelopmentHost(host) == "":
		return fmt.Sprintf("its host %q has no domain", host)
	}
	return ""
}

func syntaxFault(err error) string {
	var escape url.EscapeError
	var host url.InvalidHostError
	switch {
	case errors.As(err, &escape):
		return "it has a % that is followed by no hexadecimal number"
	case errors.As(err, &host):
		return "its host has characters that no host has"
	default:
		return "it does not have the form of a URL"
	}
}
