package studio

import (
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var numberAPIVersion = &audit.Rule{
	ID:    "studio-number-api-version",
	Title: "Studio number uses an API version that Studio does not know",
	Doc: audit.Doc{
		Why: "A number, or the TwiML application that answers for it, says in `api_version` which version of Twilio's API the webhooks of its calls " +
			"and messages follow. Studio works with 2010-04-01 only. A number that is still set to 2008-08-01 fails with error 81019 when its flow " +
			"should run: nobody reaches the flow. Only numbers that are many years old can still have it.",
		Remediation: "Set `api_version` of the number, or of the TwiML application that answers for it, to `2010-04-01`.",
		References: []audit.Link{
			{Title: "Error 81019: Twilio phone number using deprecated API version", URL: "https://www.twilio.com/docs/api/errors/81019"},
			{Title: "End of life of the 2008 API", URL: "https://www.twilio.com/en-us/changelog/reminder--end-of-life-for-twilio-2008-api"},
			{Title: "IncomingPhoneNumber resource", URL: "https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixCertain,
	Needs: []audit.Need{
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindApplication, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Each},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Each},
		{Kind: inventory.KindFlow, How: audit.Optional},
	},
	Check: checkNumberAPIVersion,
}

// studioAPIVersion is the version of Twilio's API that Studio works with.
const studioAPIVersion = "2010-04-01"

func checkNumberAPIVersion(p *audit.Pass) error {
	var groups audit.Groups
	targets := map[*audit.Group]inventory.StudioTarget{}
	seen := map[*inventory.Item]bool{}
	for _, h := range slices.Concat(p.VoiceHandlers(), p.MessageHandlers()) {
		if h.Entry.Ref.Kind != inventory.KindPhoneNumber || !h.OnStudio || seen[h.Holder] {
			continue
		}
		// A messaging service has no version. A version that is missing says nothing either: Twilio always sends one, and what
		// would count without it is not documented, so only one that is there and another is wrong.
		version := h.Holder.Field("api_version")
		if !version.Set() || version.Text == studioAPIVersion {
			continue
		}
		seen[h.Holder] = true
		g := groups.Of(flowWebhook(h.Studio), func() *audit.Group {
			g := flowGroup(p, h.Studio)
			g.Severity = audit.Error
			return g
		})
		targets[g] = h.Studio
		traffic := "calls"
		if h.Channel == inventory.Message {
			traffic = "messages"
		}
		g.Add(audit.Report{
			Item:     h.Holder,
			Location: version.Location(),
			Message: fmt.Sprintf("%s to %s run %s, but its api_version is %s, with which Studio does not work: they fail with error 81019",
				traffic, h.Holder.Ref, flowName(p, h.Studio), version.Text),
			Remediation: fmt.Sprintf("set api_version of %s to %s", h.Holder.Ref, studioAPIVersion),
			Fix:         audit.SetText(h.Holder, "api_version", studioAPIVersion),
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d numbers or applications run %s, but their api_version is not %s, the only one with which Studio works: "+
				"their calls and messages fail with error 81019", g.Len(), flowName(p, targets[g]), studioAPIVersion),
			fmt.Sprintf("set api_version of each to %s", studioAPIVersion))
	}
	return nil
}
