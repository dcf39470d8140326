package webhook

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var insecureURL = &audit.Rule{
	ID:    "webhook-insecure-url",
	Title: "Webhook is requested without encryption",
	Doc: audit.Doc{
		Why: "What Twilio sends to an `http` URL can be read by everyone on the way: who calls whom, and what a message says. Where the answer controls the " +
			"call or the message, it can be changed on the way as well, and a changed answer forwards calls or sends messages at your expense. The " +
			"signature of the request does not help: it protects the request, not the answer.",
		Remediation: "Serve the URL over https, with a certificate that a public authority issued (Twilio refuses self-signed ones), and set the field to it.",
		FalseAlarms: "Hosts of Twilio itself are a note: they take https as well. A URL that is not in force, since something else answers for the number " +
			"or its resource is switched off, weighs one level less, and so does that of a TwiML application that no number runs. Development hosts are what `webhook-development-url` tells of, and hosts without " +
			"a domain what `webhook-url-invalid` does.",
		References: []audit.Link{
			webhookSecurity,
			{Title: "Security: encrypted communication", URL: "https://www.twilio.com/docs/usage/security"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixCertain,
	Needs:    needs(),
	Check:    checkInsecureURL,
}

// risk says what can happen to a webhook without encryption, and how grave that is.
func risk(host string, w inventory.Webhook) (audit.Severity, string) {
	switch {
	case inventory.IsTwilioHost(host):
		return audit.Note, "the host is Twilio's own and takes https as well"
	case w.Role == inventory.RoleCallback:
		return audit.Warning, "what it reports can be read on the way"
	case w.Channel == inventory.Message:
		return audit.Error, "messages can be read on the way, and the answers to them changed"
	case w.Channel == inventory.Voice:
		return audit.Error, "the answer, which controls the call, can be read and changed on the way"
	default:
		return audit.Error, "what Twilio asks there can be read on the way, and the answer changed"
	}
}

func checkInsecureURL(p *audit.Pass) error {
	var groups audit.Groups
	idle := map[*audit.Group]int{}
	for _, w := range p.Webhooks() {
		u, ok := inventory.ParseWebhookURL(w.Text)
		if !ok || u.Scheme != "http" || inventory.DevelopmentHost(u.Hostname()) != "" || faultOf(w.Text) != "" {
			continue
		}
		severity, danger := risk(u.Hostname(), w)
		inForce, why := p.InForce(w)
		if inForce != inventory.Present {
			severity = severity.Lower()
		}
		host := strings.ToLower(u.Host)
		group := groups.Of(host+" "+severity.String(), func() *audit.Group { return &audit.Group{Severity: severity} })
		if inForce != inventory.Present {
			idle[group]++
		}
		group.Add(audit.Report{
			Item:        w.Item,
			Location:    w.Location(),
			Message:     fmt.Sprintf("%s is %s: %s%s", p.NameOf(w), where(u), danger, inventory.Caveat(inForce, why)),
			Remediation: fmt.Sprintf("%schange http to https in %s of %s", serve(host), w.Name, w.Item.Ref),
			Fix:         encrypt(u, w),
		})
	}
	for _, g := range groups.All() {
		host, _, _ := strings.Cut(g.Key, " ")
		p.ReportGroup(g,
			fmt.Sprintf("%d webhooks are requested from %s over http: what is sent, and what is answered, can be read and changed on the way%s",
				g.Len(), host, idleOf(idle[g], g.Len())),
			serve(host)+"change http to https in each of them")
	}
	return nil
}

// encrypt is the change that gives a URL https, where it is certain that the host has it: on Twilio's own, at the usual port.
func encrypt(u *url.URL, w inventory.Webhook) *audit.Fix {
	switch w.Item.Ref.Kind {
	case inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindSIPDomain:
	default:
		return nil
	}
	if !inventory.IsTwilioHost(u.Hostname()) || u.Port() != "" {
		return nil
	}
	return audit.SetText(w.Item, w.Name, "https"+w.Text[len(u.Scheme):])
}

// serve is what has to be done before a URL can have https, "" where Twilio has done it.
func serve(host string) string {
	name, _, _ := strings.Cut(host, ":")
	if inventory.IsTwilioHost(name) {
		return ""
	}
	return fmt.Sprintf("serve %s over https, then ", host)
}
