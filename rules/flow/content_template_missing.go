package flow

import (
	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var contentTemplateMissing = &audit.Rule{
	ID:    "flow-content-template-missing",
	Title: "A flow sends a content template that does not exist",
	Doc: audit.Doc{
		Why: "A message made of a content template is refused if the template was deleted, or belongs to another account: Twilio answers with error 21655, and " +
			"the widget leaves by `failed`. Templates cannot be used across accounts, so a flow that was copied keeps a SID that leads nowhere.",
		Remediation: "Choose a template of this account in the widget, or set `content_sid` to its SID.",
		References: []audit.Link{
			{Title: "Error 21655: the ContentSid is invalid", URL: "https://www.twilio.com/docs/api/errors/21655"},
			{Title: "Content API resources", URL: "https://www.twilio.com/docs/content/content-api-resources"},
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
		{Kind: inventory.KindContentTemplate, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		eachReference(p, func(faults *namedFaults, reference inventory.FlowReference) {
			if reference.Kind != inventory.KindContentTemplate || reference.Presence != inventory.Absent {
				return
			}
			faults.note(reference, namedFault{
				about: reference.Name, severity: audit.Error, verb: "send",
				fault:  missingFrom(reference.Kind, reference.Name) + ": the message is refused",
				remedy: "set content_sid to a template of this account",
			})
		})
		return nil
	},
}
