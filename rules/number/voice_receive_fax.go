package number

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var voiceReceiveFax = &audit.Rule{
	ID:    "number-voice-receive-fax",
	Title: "Number is still set to receive faxes",
	Doc: audit.Doc{
		Why: "`voice_receive_mode` says whether calls to a number are telephone calls or faxes. Twilio switched Programmable Fax off for all accounts on " +
			"17 December 2021. A number that is still set to fax receives neither: its voice URLs are not asked.",
		Remediation: "Set `voice_receive_mode` of the number to `voice`, and see that its voice URL is the one that should answer.",
		References: []audit.Link{
			numberResource,
			{Title: "TwiML for fax: Programmable Fax was disabled", URL: "https://www.twilio.com/docs/fax/twiml/receive"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixCertain,
	Needs:    each(inventory.KindPhoneNumber),
	Check:    checkVoiceReceiveFax,
}

func checkVoiceReceiveFax(p *audit.Pass) error {
	group := &audit.Group{}
	for _, n := range p.Numbers {
		if !n.ReceivesFax || n.TrunkSID.Set() || n.VoiceApplicationSID.Set() { // These take the calls, whatever the mode.
			continue
		}
		ignored := "nothing answers its calls"
		if n.VoiceURL.Set() {
			ignored = fmt.Sprintf("its voice_url, which leads to %s, is not asked", destination(p, n.VoiceURL.Text))
		}
		group.Add(audit.Report{
			Item:        &n.Item,
			Location:    n.At("voice_receive_mode"),
			Message:     fmt.Sprintf("%s is set to receive faxes, which Twilio ended in 2021: %s", n.Ref, ignored),
			Remediation: fmt.Sprintf("set voice_receive_mode of %s to voice", n.Ref),
			Fix:         audit.SetText(&n.Item, "voice_receive_mode", "voice"),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d numbers are set to receive faxes, which Twilio ended in 2021: nothing answers their calls", group.Len()),
		"set voice_receive_mode of each to voice")
	return nil
}
