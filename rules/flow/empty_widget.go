package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var emptyWidget = &audit.Rule{
	ID:    "flow-empty-widget",
	Title: "Widget with nothing to do",
	Doc: audit.Doc{
		Why: "A *Say/Play* that says, plays and dials nothing, a *Gather Input On Call* without a prompt and a *Set Variables* without variables do nothing that " +
			"a caller or the flow notices. Mostly they were begun and not finished: the caller hears silence, and waits for a question that does not come.",
		Remediation: "Give the widget its text, its recording or its variables, or take it out of the flow.",
		FalseAlarms: "An empty *Say/Play* that only answers the call, and a gather whose question a *Say/Play* before it asks.",
		References: []audit.Link{
			{Title: "Say/Play widget", URL: "https://www.twilio.com/docs/studio/widget-library/sayplay"},
			{Title: "Gather Input On Call widget", URL: "https://www.twilio.com/docs/studio/widget-library/gather-input-call"},
			{Title: "Set Variables widget", URL: "https://www.twilio.com/docs/studio/widget-library/set-variables"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Pedantic,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(checkEmptyWidgets)
		return nil
	},
}

func checkEmptyWidgets(r *audit.RevisionPass) {
	var found []audit.Report
	var labels []string
	for _, w := range r.Definition.Widgets {
		lacks := missingContent(w)
		if lacks == "" {
			continue
		}
		known, _ := w.Known()
		labels = append(labels, fmt.Sprintf("%q (%s)", w.Name, known.Title))
		found = append(found, audit.Report{
			Location:    r.Place(w.NameValue()),
			Message:     fmt.Sprintf("widget %q (%s) has nothing to do: %s", w.Name, known.Title, lacks),
			Remediation: fmt.Sprintf("give widget %q its content, or take it out of the flow", w.Name),
		})
	}
	r.ReportAll("", 0, found, func(left []int) (message, remediation string) {
		some := make([]string, 0, len(left))
		for _, i := range left {
			some = append(some, labels[i])
		}
		return fmt.Sprintf("%d widgets have nothing to do: %s", len(left), strings.Join(some, ", ")), "give them their content, or take them out of the flow"
	})
}

// missingContent says what a widget lacks to do anything, "" if it has it or is of a type that needs nothing.
func missingContent(w *studio.Widget) string {
	switch w.Type {
	case "say-play":
		if blank(w, "say", "play", "digits") {
			return "it says, plays and dials nothing"
		}
	case "gather-input-on-call":
		if blank(w, "say", "play") {
			return "it asks for input without a prompt"
		}
	case "set-variables":
		if v := w.Property("variables"); v.Len() == 0 && (!v.Exists() || v.Kind() == jsonpos.Array) {
			return "it sets no variable"
		}
	}
	return ""
}

// blank tells whether none of the properties holds anything.
func blank(w *studio.Widget, properties ...string) bool {
	for _, name := range properties {
		v := w.Property(name)
		if text, isText := v.AsString(); v.Exists() && v.Kind() != jsonpos.Null && (!isText || strings.TrimSpace(text) != "") {
			return false
		}
	}
	return true
}
