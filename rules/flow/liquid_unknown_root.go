package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var liquidUnknownRoot = &audit.Rule{
	ID:    "flow-liquid-unknown-root",
	Title: "Liquid asks for a value that Studio does not have",
	Doc: audit.Doc{
		Why: "All values of a flow stand under four names: `trigger`, `flow`, `widgets` and `contact`, and of a contact there is its `channel`. Anything else " +
			"is empty unless the same text assigns it: `{{From}}`, `{{env.API_URL}}` and `{{Trigger.call.From}}` render as nothing. Such names come from other " +
			"systems of templates, or mark a place that a program was to fill in before the flow was published.",
		Remediation: "Write the whole name, such as `{{trigger.call.From}}` or `{{widgets.ask.SpeechResult}}`, or fill the place in before the flow is published.",
		FalseAlarms: "A file whose `{{NAME}}` places are filled in by a program of your own before it is published.",
		References: []audit.Link{
			liquidLanguage,
			{Title: "What is Studio flow context?", URL: "https://www.twilio.com/docs/glossary/what-is-studio-flow-context"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(checkRoots)
		return nil
	},
}

func checkRoots(r *audit.RevisionPass) {
	var asked demands
	for ref := range references(r.Definition) {
		if name := unknownName(ref); name != "" && !ref.careful() {
			asked.add(name, ref)
		}
	}
	places := newTextReporter(r)
	for _, q := range asked.all {
		meant := audit.DidYouMean(q.about, []string{"trigger", "flow", "widgets", "contact", "contact.channel"})
		places.tell(q, complaint{
			one: func(ref reference) string {
				return fmt.Sprintf("widget %q asks for %s, but Studio has no value %q, so it is always empty%s", ref.Widget.Name, ref.asks(), q.name(), meant)
			},
			several: func(widgets string, count int) string {
				return fmt.Sprintf("%d texts ask for %q, but Studio has no such value, so it is always empty: in %s%s", count, q.name(), widgets, meant)
			},
			remedy: fmt.Sprintf("put a value under trigger, flow, widgets or contact.channel in the place of %q", q.name()),
		})
	}
}

// unknownName is the name that no value of a flow stands under, "" if the reference begins with a known one.
func unknownName(ref reference) string {
	root, ok := ref.step(0)
	if !ok {
		return ""
	}
	switch root {
	case "trigger", "flow", "widgets":
		return ""
	case "contact":
		if member, ok := ref.step(1); ok && member != "channel" {
			return "contact." + member
		}
		return ""
	}
	return root
}
