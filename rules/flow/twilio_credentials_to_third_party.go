package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var twilioCredentialsToThirdParty = &audit.Rule{
	ID:    "flow-twilio-credentials-to-third-party",
	Title: "The account's credentials are sent to a stranger",
	Doc: audit.Doc{
		Why: "*Authenticate with Twilio* in the HTTP widget (`add_twilio_auth` in the definition) adds the credentials of your account to the request. It is " +
			"meant for requests to Twilio's own API. Any other server that receives such a request can read them, and use them as you can: call, " +
			"send messages, read recordings.",
		Remediation: "Switch *Authenticate with Twilio* off for every host that is not Twilio's own API. If a request of that kind was ever made, take the " +
			"credentials for known: change the auth token of the account.",
		FalseAlarms: "A host that Liquid fills in is a warning: it may well always be Twilio's. A Function of your own on twil.io is a note: it has the credentials " +
			"in its environment already, and needs none from the flow.",
		References: []audit.Link{
			httpRequestWidget,
			{Title: "AuthToken API: promote the secondary auth token", URL: "https://www.twilio.com/docs/iam/api/authtoken"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			for _, a := range addresses(r.Definition) {
				property, flag := sendsCredentials(a.widget)
				if !flag.Exists() {
					continue
				}
				severity, to := stranger(a)
				if severity == 0 {
					continue
				}
				r.Report(audit.Report{
					Location:    r.Place(flag),
					Severity:    severity,
					Message:     fmt.Sprintf("widget %q sends the credentials of the account to %s", a.widget.Name, to),
					Remediation: fmt.Sprintf("set %s of widget %q to false; if such a request was made, change the auth token of the account", property, a.widget.Name),
					Related:     []audit.Related{{Location: r.Place(a.value), Message: "the request goes here"}},
				})
			}
		})
		return nil
	},
}

// sendsCredentials is the property that makes an HTTP request carry the credentials of the account, absent if none does. Exports
// spell it add_twilio_auth; send_twilio_credentials is the spelling of Twilio's own catalogue of widgets.
func sendsCredentials(w *studio.Widget) (property string, flag jsonpos.Value) {
	if w.Type != makeHTTPRequest {
		return "", jsonpos.Value{}
	}
	for _, property := range []string{"add_twilio_auth", "send_twilio_credentials"} {
		flag := w.Property(property)
		if on, _ := flag.AsBool(); on || strings.EqualFold(flag.Text(), "true") {
			return property, flag
		}
	}
	return "", jsonpos.Value{}
}

// stranger says who gets what is sent to a URL, and how grave that is; it is zero for Twilio itself and for what is not known.
func stranger(a address) (severity audit.Severity, who string) {
	host := a.text[a.authority.start:a.authority.end]
	filled := strings.LastIndex(host, "}}")
	switch {
	case studio.HasPlaceholder(host):
		return 0, ""
	case a.host != "":
		host = a.host
	case filled >= 0:
		host = strings.ToLower(host[filled+len("}}"):])
		if !strings.HasPrefix(host, ".") {
			return audit.Warning, "a host that Liquid fills in, whoever that may be"
		}
	default:
		return 0, ""
	}
	switch {
	case isBelow(host, "twilio.com"):
		return 0, ""
	case isBelow(host, "twil.io"):
		return audit.Note, "a Function (" + strings.TrimPrefix(host, ".") + "), which has them already"
	default:
		return audit.Error, strings.TrimPrefix(host, ".") + ", which is not Twilio's: whoever runs it can use the account"
	}
}

// isBelow tells whether a host is a domain, or one below it.
func isBelow(host, domain string) bool { return host == domain || strings.HasSuffix(host, "."+domain) }
