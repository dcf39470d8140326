package number

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var referenceMissing = &audit.Rule{
	ID:    "number-reference-missing",
	Title: "Number names an application or trunk that does not exist",
	Doc: audit.Doc{
		Why: "A TwiML application or a SIP trunk that a number names takes its calls or messages, and the URLs of the number itself are ignored. When the " +
			"application or trunk is gone and the name stays, nothing answers, however sound those URLs look.",
		Remediation: "Set the field to an application or trunk that exists, or clear it so that the number's own URLs are used again.",
		FalseAlarms: "It is a warning where a messaging service takes the messages of the number, or where that could not be read: the missing application " +
			"matters once the number leaves the pool.",
		References: []audit.Link{
			numberResource,
			{Title: "Applications resource", URL: "https://www.twilio.com/docs/usage/api/applications"},
			{Title: "Trunks resource", URL: "https://www.twilio.com/docs/sip-trunking/api/trunk-resource"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindApplication, How: audit.Each},
		{Kind: inventory.KindTrunk, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Optional},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Optional},
	},
	Check: checkReferenceMissing,
}

func checkReferenceMissing(p *audit.Pass) error {
	var groups audit.Groups
	report := func(n *inventory.PhoneNumber, field inventory.Field, kind inventory.Kind, presence inventory.Presence, severity audit.Severity, consequence string) {
		if !field.Set() || presence != inventory.Absent {
			return
		}
		missing := inventory.Ref{Kind: kind, SID: field.Text}
		group := groups.Of(missing.String(), func() *audit.Group { return &audit.Group{} })
		group.Severity = max(group.Severity, severity)
		group.Add(audit.Report{
			Item:        &n.Item,
			Location:    field.Location(),
			Severity:    severity,
			Message:     fmt.Sprintf("%s of %s names %s, which does not exist in this account: %s", field.Name, n.Ref, missing, consequence),
			Remediation: fmt.Sprintf("set %s of %s to %s that exists, or clear it", field.Name, n.Ref, article(kind)),
		})
	}
	for _, n := range p.Numbers {
		_, trunk := p.Trunk(n.TrunkSID.Text)
		report(n, n.TrunkSID, inventory.KindTrunk, trunk, audit.Error, "nothing answers its calls")

		_, voice := p.Application(n.VoiceApplicationSID.Text)
		report(n, n.VoiceApplicationSID, inventory.KindApplication, voice, audit.Error, "nothing answers its calls")

		_, sms := p.Application(n.SMSApplicationSID.Text)
		severity, consequence := audit.Error, "nothing answers its messages"
		switch h := p.MessageHandler(n); {
		case h.Answer == inventory.AnswerUnknown:
			severity, consequence = audit.Warning, "nothing answers its messages, unless a messaging service does, which could not be read"
		case h.Answer != inventory.AnswerMissing:
			severity, consequence = audit.Warning, fmt.Sprintf("for now %s takes its messages", h.Holder.Ref)
		}
		report(n, n.SMSApplicationSID, inventory.KindApplication, sms, severity, consequence)
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d fields of numbers name %s, which does not exist in this account: nothing answers what they leave to it", g.Len(), g.Key),
			"set each of them to one that exists, or clear it")
	}
	return nil
}

// article is a kind with its article.
func article(kind inventory.Kind) string { return "a " + inventory.Describe(kind).Title }
