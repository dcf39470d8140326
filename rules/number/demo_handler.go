package number

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var demoHandler = &audit.Rule{
	ID:    "number-demo-handler",
	Title: "Number still has Twilio's demo as its handler",
	Doc: audit.Doc{
		Why: "A new number comes with URLs of `demo.twilio.com`. Until somebody changes them, callers hear a sample of Twilio's instead of you, and whoever " +
			"writes gets a sample as a reply, at your expense.",
		Remediation: "Set `voice_url` and `sms_url` of the number to your own handlers, or clear what the number is not for.",
		FalseAlarms: "It is a note where the number is set up for the other kind of traffic (messages of a number that answers calls, calls to one that takes messages), " +
			"and where no number runs the TwiML application.",
		References: []audit.Link{
			numberResource,
			{Title: "A number that was left at the demo's URLs", URL: "https://github.com/instedd/verboice/issues/466"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: each(inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindMessagingService, inventory.KindMessagingServiceNumber,
		inventory.KindSIPDomain),
	Check: checkDemoHandler,
}

func checkDemoHandler(p *audit.Pass) error {
	var groups audit.Groups
	for w := range handlersAmong(p, []inventory.Kind{
		inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindMessagingService, inventory.KindSIPDomain,
	}) {
		inForce, why := p.InForce(w)
		if !inventory.IsDemo(w.Text) || inForce == inventory.Absent {
			continue
		}
		r := route{Webhook: w, doubt: why}
		severity, use := r.severity(audit.Warning), ""
		if other := otherTraffic(p, w); other != "" {
			severity, use = audit.Note, ", though the number is there for "+other
		}
		result := "callers hear a sample of Twilio's"
		if w.Channel == inventory.Message {
			result = "whoever writes gets a sample of Twilio's"
		}
		group := groups.Of(r.traffic()+" "+severity.String(), func() *audit.Group { return &audit.Group{Severity: severity} })
		group.Add(audit.Report{
			Item:        w.Item,
			Location:    w.Location(),
			Message:     fmt.Sprintf("%s is still Twilio's demo (demo.twilio.com): %s%s%s", p.NameOf(w), result, use, r.caveat()),
			Remediation: fmt.Sprintf("set %s of %s to your own handler, or clear it", w.Name, w.Item.Ref),
		})
	}
	for _, g := range groups.All() {
		traffic, _, _ := strings.Cut(g.Key, " ")
		p.ReportGroup(g,
			fmt.Sprintf("%s still go to Twilio's demo (demo.twilio.com) at %d places: people get a sample of Twilio's", traffic, g.Len()),
			"set each of them to your own handler, or clear it")
	}
	return nil
}

// otherTraffic is what a number is evidently for, where that is not the traffic of the webhook; "" if that cannot be told.
func otherTraffic(p *audit.Pass, w inventory.Webhook) string {
	n, _ := p.PhoneNumber(w.Item.Ref.SID)
	switch {
	case n == nil:
	case w.Channel == inventory.Message:
		if h := p.VoiceHandler(n); h.Answer == inventory.AnswerTrunk || h.Answer == inventory.AnswerWebhook && !inventory.IsDemo(h.Primary.Text) {
			return "calls"
		}
	case takesMessages(p, n) == inventory.Present:
		return "messages"
	}
	return ""
}
