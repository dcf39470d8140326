package flow

import (
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
	"github.com/twilint/twilint/audit/studio"
)

var hardcodedSecret = &audit.Rule{
	ID:    "flow-hardcoded-secret",
	Title: "A secret is written into the flow",
	Doc: audit.Doc{
		Why: "A definition is read by many: everybody with access to the Console, every API key of the account, the repository that it is exported to. " +
			"Twilio keeps each revision, so that a secret which was taken out again is still there, and the log of an execution shows what a widget sent. " +
			"Studio's HTTP widget has no place for secrets, so they end up in URLs, bodies and parameters.",
		Remediation: "Take the secret for known: revoke it where it was issued. Put the new one into an environment variable of a Function, where it is stored " +
			"encrypted, and let the flow run that Function, protected, instead of making the request itself. Credentials for Twilio's own API need " +
			"no secret in the flow at all: the HTTP widget has a switch that sends them to Twilio.",
		FalseAlarms: "Values that only look like a secret, such as an identifier under the name of a key. SIDs, Liquid, placeholders, words and short values are " +
			"not reported. A user name and password in a URL are a warning, since that is how the widget does basic authentication. What " +
			"`flow-sip-password-in-definition` tells of is left to it.",
		References: []audit.Link{
			httpRequestWidget,
			{Title: "Environment variables of Functions", URL: "https://www.twilio.com/docs/serverless/functions-assets/functions/variables"},
			{Title: "Function visibility", URL: "https://www.twilio.com/docs/serverless/functions-assets/visibility"},
			{Title: "CWE-798: use of hard-coded credentials", URL: "https://cwe.mitre.org/data/definitions/798.html"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Anywhere: true,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(checkHardcodedSecret)
		return nil
	},
}

func checkHardcodedSecret(r *audit.RevisionPass) {
	faults := widgetFaults{r: r}
	for _, s := range r.Definition.Strings() {
		if isSIPPassword(s.Widget, s.Property) {
			continue
		}
		name := secret.NameOf(s.Value)
		found := slices.DeleteFunc(secret.Find(name, s.Value.Text()), func(m secret.Marker) bool { return m.Doubtful || m.Kind == "personal" })
		if len(found) == 0 {
			continue
		}
		key, severity := "secret", audit.Error
		if !slices.ContainsFunc(found, func(m secret.Marker) bool { return !inURL(m) }) {
			key, severity = "url", audit.Warning
		}
		faults.add(key, severity, s.Widget, audit.Report{
			Location: r.Place(s.Value),
			Message: fmt.Sprintf("widget %q has %s written out%s: whoever may read the flow, one of its revisions or its execution log can use it",
				s.Widget.Name, describeSecrets(found), where(s)),
			Remediation: fmt.Sprintf("revoke it where it was issued, keep the new one in an environment variable of a protected Function, and run that in place of %q",
				s.Widget.Name),
			Severity: severity,
		})
	}
	faults.report(func(key string, count int, widgets string) (message, remediation string) {
		what := "secrets"
		if key == "url" {
			what = "passwords in URLs"
		}
		return fmt.Sprintf("%s are written out in %d places of the flow (%s): whoever may read the flow, one of its revisions or its execution log can use them",
				what, count, widgets),
			"revoke each where it was issued, and keep the new ones in environment variables of protected Functions"
	})
}

func inURL(m secret.Marker) bool { return m.Kind == "url_password" || m.Kind == "url_user" }

// whatItIs names a secret: by its form where that has a name, else by the name that it stands under.
func whatItIs(kind string) string {
	switch kind {
	case "api_key_secret":
		return "the secret of a Twilio API key"
	case "auth_token":
		return "an auth token"
	case "aws_key":
		return "an access key of AWS"
	case "basic_auth":
		return "the user name and password of basic authentication"
	case "bearer_token":
		return "a bearer token"
	case "credential":
		return "the credential that this audit runs with"
	case "github_token":
		return "a token of GitHub"
	case "google_key":
		return "an API key of Google"
	case "jwt":
		return "a JSON Web Token"
	case "private_key":
		return "a private key"
	case "query_value":
		return "a secret in the query of a URL"
	case "sendgrid_key":
		return "an API key of SendGrid"
	case "slack_token":
		return "a token of Slack"
	case "stripe_key":
		return "a live key of Stripe"
	case "url_password":
		return "a password in a URL"
	case "url_user":
		return "a credential in a URL"
	default:
		return fmt.Sprintf("a secret under the name %q", kind)
	}
}

// describeSecrets says what was found without showing any of it: kind and length.
func describeSecrets(found []secret.Marker) string {
	var all []string
	for _, m := range found {
		title := fmt.Sprintf("%s (%d characters)", whatItIs(m.Kind), m.Length)
		if !slices.Contains(all, title) {
			all = append(all, title)
		}
	}
	return audit.List(all, 3)
}

// isSIPPassword tells the properties that the rule flow-sip-password-in-definition is about.
func isSIPPassword(w *studio.Widget, property string) bool {
	return w.Type == "connect-call-to" && property == "sip_password" ||
		(w.Type == "make-outgoing-call-v1" || w.Type == "make-outgoing-call-v2") && property == "sip_auth_password"
}
