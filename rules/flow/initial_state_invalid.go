package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var initialStateInvalid = &audit.Rule{
	ID:    "flow-initial-state-invalid",
	Title: "Flow does not begin at its trigger",
	Doc: audit.Doc{
		Why: "Every flow begins at its one trigger, and `initial_state` names it. Studio makes the trigger by itself and does not let it be deleted, so " +
			"anything else was written by hand or by a program: a name that no widget has, no trigger at all, two of them, or another widget " +
			"that is to come first. Calls and messages then have nowhere to enter, or not where the branches for them are.",
		Remediation: "Keep one widget of the type `trigger` and set `initial_state` to its name, letter by letter.",
		References: []audit.Link{
			definitionFormat,
			{Title: "Trigger (Start) widget", URL: "https://www.twilio.com/docs/studio/widget-library/trigger-start"},
			refusedDefinition,
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
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			if len(r.Definition.Widgets) > 0 {
				checkTriggers(r)
				checkInitialState(r)
			}
		})
		return nil
	},
}

// checkTriggers judges how many triggers there are.
func checkTriggers(r *audit.RevisionPass) {
	triggers := r.Definition.Triggers()
	switch {
	case len(triggers) == 1:
	case len(triggers) > 1:
		first, _ := r.Definition.Trigger()
		extra := triggers[1]
		if extra == first {
			extra = triggers[0]
		}
		named := make([]string, 0, len(triggers))
		for _, t := range triggers {
			named = append(named, fmt.Sprintf("%q", t.Name))
		}
		r.Report(audit.Report{
			Location: r.Place(extra.NameValue()),
			Message: fmt.Sprintf("the flow has %d triggers, %s, where a flow has one: traffic enters by one of them at most",
				len(triggers), strings.Join(named, ", ")),
			Remediation: fmt.Sprintf("move the branches of the other triggers to %q and remove the others", first.Name),
			Related:     []audit.Related{{Location: r.Place(first.NameValue()), Message: "the flow begins here"}},
		})
	case wellFormed(r.Definition):
		states := r.Definition.Value.Get("states")
		location := r.Place(states)
		location.Span = r.Document.SpanOf(states.Offset(), states.Offset()+1)
		r.Report(audit.Report{
			Location:    location,
			Message:     "no widget has the type \"trigger\": calls, messages and requests cannot enter the flow",
			Remediation: "add a widget of the type \"trigger\" with a branch for what is to enter, and set initial_state to its name",
		})
	}
}

// checkInitialState judges what initial_state names. That it is missing or no string is what flow-json-invalid tells of.
func checkInitialState(r *audit.RevisionPass) {
	d := r.Definition
	if d.InitialValue.Kind() != jsonpos.String {
		return
	}
	report := audit.Report{Location: r.Place(d.InitialValue), Remediation: "set initial_state to the name of the trigger"}
	if trigger, ok := d.Trigger(); ok && trigger.Name != "" {
		report.Remediation = fmt.Sprintf("set initial_state to %q", trigger.Name)
	}
	w, ok := d.Widget(d.InitialState)
	switch {
	case d.InitialState == "":
		report.Message = "initial_state is empty, so the flow cannot begin"
	case !ok && wellFormed(d):
		report.Message = fmt.Sprintf("initial_state names %q, but no widget has that name, so the flow cannot begin%s",
			d.InitialState, audit.DidYouMean(d.InitialState, names(d)))
	case ok && w.Type != "" && w.Type != studio.TriggerType && len(d.Triggers()) > 0:
		report.Severity = audit.Warning
		report.Message = fmt.Sprintf("initial_state names widget %q of the type %q, but only the trigger has branches for calls and messages",
			w.Name, w.Type)
	default:
		return
	}
	r.Report(report)
}

// wellFormed tells whether every widget could be read with its name and type. Where one could not, it may be the one that seems to
// be missing.
func wellFormed(d *studio.Definition) bool {
	for _, w := range d.Widgets {
		if w.Name == "" || w.Type == "" {
			return false
		}
	}
	return len(d.Widgets) == d.Value.Get("states").Len()
}
