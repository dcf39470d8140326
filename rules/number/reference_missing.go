package number

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var referenceMissing = &audit.Rule{
	ID:    "number-reference-missing",
	Title: "Number names a resource that does not exist",
	Doc: audit.Doc{
		Why: "A TwiML application or a SIP trunk that a number names takes its calls or messages, and the URLs of the number itself are ignored. When the " +
			"application or trunk is gone and the name stays, nothing answers, however sound those URLs look.\n\n" +
			"An emergency address that is gone leaves emergency services without a place to go to, and each emergency call pays a fee. An address or regulatory " +
			"bundle that is gone is what should show the regulator who uses the number.",
		Remediation: "Set the field to a resource that exists; where it names an application or trunk, it may also be cleared so that the number's own URLs are used " +
			"again.",
		FalseAlarms: "It is a warning where a messaging service takes the messages of the number, or where that could not be read: the missing application " +
			"matters once the number leaves the pool. It is a warning for addresses and bundles as well: they may stand in the account that the number was " +
			"moved from.",
		References: []audit.Link{
			numberResource,
			{Title: "Applications resource", URL: "https://www.twilio.com/docs/usage/api/applications"},
			{Title: "Trunks resource", URL: "https://www.twilio.com/docs/sip-trunking/api/trunk-resource"},
			{Title: "Addresses: emergency calling fee", URL: "https://www.twilio.com/docs/trust-hub/addresses"},
			{Title: "Regulatory bundles", URL: "https://www.twilio.com/docs/phone-numbers/regulatory/api/bundles"},
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
		{Kind: inventory.KindAddress, How: audit.Each},
		{Kind: inventory.KindBundle, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Optional},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Optional},
	},
	Check: checkReferenceMissing,
}

func checkReferenceMissing(p *audit.Pass) error {
	var groups audit.Groups
	for _, n := range p.Numbers {
		for _, reference := range inventory.Describe(inventory.KindPhoneNumber).References {
			field := n.Field(reference.Field)
			if _, presence := p.Find(reference.Kind, field.Text); !field.Set() || presence != inventory.Absent {
				continue
			}
			missing := inventory.Ref{Kind: reference.Kind, SID: field.Text}
			severity, consequence := withoutReference(p, n, reference)
			remedy := fmt.Sprintf("set %s of %s to %s that exists", field.Name, n.Ref, article(reference.Kind))
			if answersTraffic(reference.Kind) {
				remedy += ", or clear it"
			}
			group := groups.Of(missing.String(), func() *audit.Group { return &audit.Group{} })
			group.Severity = max(group.Severity, severity)
			group.Add(audit.Report{
				Item:        &n.Item,
				Location:    field.Location(),
				Severity:    severity,
				Message:     fmt.Sprintf("%s of %s names %s, which does not exist in this account: %s", field.Name, n.Ref, missing, consequence),
				Remediation: remedy,
			})
		}
	}
	for _, g := range groups.All() {
		p.ReportGroup(g, fmt.Sprintf("%d fields of numbers name %s, which does not exist in this account", g.Len(), g.Key), "set each of them to one that exists")
	}
	return nil
}

// withoutReference says what a number is like without what one of its fields names, and how grave that is.
func withoutReference(p *audit.Pass, n *inventory.PhoneNumber, reference inventory.Reference) (audit.Severity, string) {
	switch reference.Field {
	case "sms_application_sid":
		switch h := p.MessageHandler(n); {
		case h.Answer == inventory.AnswerUnknown:
			return audit.Warning, "nothing answers its messages, unless a messaging service does, which could not be read"
		case h.Answer != inventory.AnswerMissing:
			return audit.Warning, fmt.Sprintf("for now %s takes its messages", h.Holder.Ref)
		}
		return audit.Error, "nothing answers its messages"
	case "emergency_address_sid":
		if n.Text("emergency_address_status") == "registered" { // What was registered before the address went may still count.
			return audit.Warning, "what emergency services were told of where its callers are can no longer be seen or changed"
		}
		return audit.Error, "emergency services are not told where its callers are"
	case "address_sid", "bundle_sid":
		return audit.Warning, "nothing shows the regulator who uses the number"
	default:
		return audit.Error, "nothing answers its calls"
	}
}

// answersTraffic tells of the kinds that a number may also do without: its own URLs are used then.
func answersTraffic(kind inventory.Kind) bool {
	return kind == inventory.KindApplication || kind == inventory.KindTrunk
}

// article is a kind with its article.
func article(kind inventory.Kind) string {
	title := inventory.Describe(kind).Title
	if strings.ContainsRune("aeiou", rune(title[0])) {
		return "an " + title
	}
	return "a " + title
}
