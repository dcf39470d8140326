package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var gatherTimeoutUnhandled = &audit.Rule{
	ID:    "flow-gather-timeout-unhandled",
	Title: "A caller who stays silent is hung up on",
	Doc: audit.Doc{
		Why: "*Gather Input On Call* leaves by *No Input* when the caller neither presses a key nor says anything in time: somebody who looks for a card, " +
			"did not hear the question, or has a handset in one hand and a child in the other. If that branch leads nowhere, the call ends " +
			"without a word.\n\n" +
			"The prompts of one flow are one finding.",
		Remediation: "Lead *No Input* (`timeout`) back to the question, with a count so that it is not asked for ever, or to a person, or at least to a " +
			"*Say/Play* that says goodbye.",
		FalseAlarms: "A last prompt at which silence means that the caller is done (\"press 1 to hear it again\") and hanging up is meant. Not reported: a " +
			"prompt of which nothing leads on, or whose only way leads back to itself. Outside of incoming calls it is a note: a call that the " +
			"flow itself makes may end with a machine that says nothing, and a subflow goes back to its parent.",
		References: []audit.Link{
			{Title: "Gather Input On Call widget", URL: "https://www.twilio.com/docs/studio/widget-library/gather-input-call"},
			definitionFormat,
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			ends := looseEnds{r: r, ending: ending}
			for _, w := range r.Definition.Widgets {
				if w.Type != gather || len(missing(w, timeout)) == 0 || !leadsElsewhere(w) {
					continue
				}
				ends.add(w, fmt.Sprintf("prompt %q leads nowhere when the caller stays silent", w.Name),
					fmt.Sprintf("lead event timeout of widget %q back to the question, to a person, or to a goodbye", w.Name))
			}
			ends.report("prompts lead nowhere when the caller stays silent",
				"lead event timeout of each back to the question, to a person, or to a goodbye")
		})
		return nil
	},
}

const (
	gather  = "gather-input-on-call"
	timeout = "timeout"
)
