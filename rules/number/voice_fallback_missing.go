package number

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var voiceFallbackMissing = &audit.Rule{
	ID:    "number-voice-fallback-missing",
	Title: "Calls have no fallback handler",
	Doc: audit.Doc{
		Why: "When the handler of a call cannot be reached, or does not answer with TwiML, Twilio asks the fallback URL (*Primary handler fails* in the " +
			"Console). Without one the caller hears an error message and the call is over.\n\n" +
			"Studio is no exception: it begins at most 100 executions for incoming traffic a second in an account, and what comes above that goes to the " +
			"fallback URL.",
		Remediation: "Set `voice_fallback_url` of the number, TwiML application, SIP domain or BYOC trunk to something that does not fail together with the handler, such as " +
			"a TwiML Bin that takes a message or forwards the call.",
		FalseAlarms: "Many accounts live without fallback handlers; the finding lists all of them at once, and is a note where the handler is not Studio, " +
			"where no number runs the TwiML application and where no SIP domain leads to the BYOC trunk. Numbers on a SIP trunk, and numbers that still have Twilio's demo as their handler, are left alone.",
		References: []audit.Link{
			availability,
			{Title: "Studio FAQ: rate limits", URL: "https://www.twilio.com/docs/studio/user-guide/studio-faq"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    append(each(voiceKinds()...), audit.Need{Kind: inventory.KindFlow, How: audit.Optional}),
	Check:    checkVoiceFallbackMissing,
}

// voiceKinds are the kinds that have a handler for calls.
func voiceKinds() []inventory.Kind {
	return []inventory.Kind{inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindSIPDomain, inventory.KindBYOCTrunk}
}

func checkVoiceFallbackMissing(p *audit.Pass) error {
	onStudio := &audit.Group{Key: "studio", Severity: audit.Warning}
	elsewhere := &audit.Group{Key: "elsewhere", Severity: audit.Note}
	for w := range handlersAmong(p, voiceKinds()) {
		if w.Channel != inventory.Voice || inventory.IsDemo(w.Text) {
			continue
		}
		inForce, why := p.InForce(w)
		fallback := w.Item.Field("voice_fallback_url")
		if inForce == inventory.Absent || fallback.Set() {
			continue
		}
		r := route{Webhook: w, doubt: why}
		group, failing := elsewhere, destination(p, w.Text)
		if _, ok := p.StudioFlow(w.Text); ok {
			failing = "Studio"
			if inForce == inventory.Present {
				group = onStudio
			}
		}
		group.Add(audit.Report{
			Item:     w.Item,
			Location: fallback.Location(),
			Message: fmt.Sprintf("%s leads to %s and there is no voice_fallback_url: when %s cannot take a call, the caller hears an error message%s",
				p.NameOf(w), destination(p, w.Text), failing, r.caveat()),
			Remediation: fmt.Sprintf("set voice_fallback_url of %s to a URL that does not fail together with %s, such as a TwiML Bin", w.Item.Ref, failing),
		})
	}
	p.ReportGroup(onStudio,
		fmt.Sprintf("%d numbers, TwiML applications, SIP domains or BYOC trunks run Studio flows on calls and have no voice_fallback_url: "+
			"when Studio cannot take a call, the caller hears an error message", onStudio.Len()),
		"set voice_fallback_url of each to a URL that does not fail together with Studio, such as a TwiML Bin")
	p.ReportGroup(elsewhere,
		fmt.Sprintf("%d numbers, TwiML applications, SIP domains or BYOC trunks have a voice_url and no voice_fallback_url: "+
			"when their handler fails, the caller hears an error message", elsewhere.Len()),
		"set voice_fallback_url of each to a URL that does not fail together with the handler, such as a TwiML Bin")
	return nil
}
