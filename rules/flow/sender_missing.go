package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var senderMissing = &audit.Rule{
	ID:    "flow-sender-missing",
	Title: "A flow sends or calls from a number that the account does not have",
	Doc: audit.Doc{
		Why: "A message can only be sent from a number or a messaging service of the account itself, and the number must be able to send messages. A call can " +
			"be made from a number of the account, or from one that was verified in it as a caller ID; a subaccount has to verify those of its parent " +
			"again. A number that was given back, moved to another account or copied with the flow stays in the widget, and Twilio refuses what it is " +
			"to send or to call.\n\n" +
			"The usual setting, the number that was called, is right.",
		Remediation: "Set the sender to a number or a messaging service of this account, or verify the number as a caller ID of it.",
		FalseAlarms: "A caller ID may also be the number that was called. In an account with BYOC trunks that need not be a number of Twilio's, so there it is a warning.",
		References: []audit.Link{
			{Title: "Error 21660: the sender belongs to another account", URL: "https://www.twilio.com/docs/api/errors/21660"},
			{Title: "Error 21606: the number cannot send messages", URL: "https://www.twilio.com/docs/api/errors/21606"},
			{Title: "Error 13214: invalid caller ID", URL: "https://www.twilio.com/docs/api/errors/13214"},
			{Title: "Error 21210: the caller ID is not verified", URL: "https://www.twilio.com/docs/api/errors/21210"},
			{Title: "Verifying caller IDs at scale", URL: "https://www.twilio.com/docs/voice/api/verifying-caller-ids-scale"},
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
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindOutgoingCallerID, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Each},
		{Kind: inventory.KindBYOCTrunk, How: audit.Optional},
	},
	Check: func(p *audit.Pass) error {
		eachReference(p, func(faults *namedFaults, reference inventory.FlowReference) {
			if fault, wrong := senderFault(p, reference); wrong {
				faults.note(reference, fault)
			}
		})
		return nil
	},
}

// senderFault is what is wrong with the number or messaging service that a widget sends or calls from.
func senderFault(p *audit.Pass, reference inventory.FlowReference) (namedFault, bool) {
	fault := namedFault{
		about: reference.Name, severity: audit.Error, verb: "send",
		remedy: "set the sender to a number or a messaging service of this account",
	}
	switch reference.Kind {
	case inventory.KindMessagingService:
		fault.fault = "from " + missingFrom(reference.Kind, reference.Name) + ": the message is refused"
		return fault, reference.Presence == inventory.Absent
	case inventory.KindPhoneNumber:
	default:
		return namedFault{}, false
	}
	if reference.Property.Kind == studio.MessageSender {
		if reference.Presence == inventory.Present {
			fault.fault = fmt.Sprintf("messages from %s, which cannot send any", reference.Target.Ref)
			return fault, reference.Target.Off("capabilities.sms")
		}
		fault.fault = fmt.Sprintf("from %s, which is no number of this account: the message is refused", reference.Name)
		return fault, reference.Presence == inventory.Absent
	}
	fault.about += " call"
	fault.verb = "call"
	fault.fault = fmt.Sprintf("from %s, which is neither a number nor a verified caller ID of this account: the call is refused", reference.Name)
	fault.remedy = "set the caller ID to a number of this account, or verify it as a caller ID"
	if len(p.Items(inventory.KindBYOCTrunk)) > 0 {
		fault.severity = audit.Warning
		fault.fault += ", unless it is the number that was called by way of a BYOC trunk"
	}
	return fault, reference.Presence == inventory.Absent && dialsNumbers(reference.Widget)
}

// dialsNumbers tells whether a widget calls the telephone network, where the caller ID has to be one's own. A SIP endpoint or a client
// takes any. https://www.twilio.com/docs/studio/widget-library/connect-call
func dialsNumbers(w *studio.Widget) bool {
	switch w.Property("noun").Text() {
	case "", "number", "number-multi":
		return true
	default:
		return false
	}
}
