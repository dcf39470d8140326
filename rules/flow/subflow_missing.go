package flow

import (
	"fmt"
	"strconv"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var subflowMissing = &audit.Rule{
	ID:    "flow-subflow-missing",
	Title: "A flow goes on to a flow that cannot be run",
	Doc: audit.Doc{
		Why: "*Run Subflow* needs a flow of the same account that exists, that was published where the widget asks for the published revision, and whose " +
			"trigger leads somewhere by *Subflow* (`incomingParent`): only what stands behind that branch is run. A subflow cannot run another subflow. " +
			"Where one of these is missing, the part of the flow that it stands for does not happen, and the caller is somewhere else than he should be.\n\n" +
			"A URL of a widget that leads to a deleted or never published flow is told as well: nothing answers there.",
		Remediation: "Choose a flow that exists, publish it, and connect its trigger by *Subflow*. Take widgets that run subflows out of subflows.",
		References: []audit.Link{
			subflows,
			runSubflowWidget,
			{Title: "Error 81024: the subflow could not be executed", URL: "https://www.twilio.com/docs/api/errors/81024"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlowRevision, How: audit.Each}, // First, since a flow file does not know which flows and revisions there are.
		{Kind: inventory.KindFlow, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		eachReference(p, func(faults *namedFaults, reference inventory.FlowReference) {
			switch {
			case reference.Kind != inventory.KindFlow:
			case reference.Property.Kind == studio.FlowSID:
				checkSubflow(p, faults, reference)
			case reference.Property.Kind == studio.ControlURL:
				checkRedirect(p, faults, reference)
			}
		})
		return nil
	},
}

// checkRedirect judges a URL that hands over to a flow.
func checkRedirect(p *audit.Pass, faults *namedFaults, reference inventory.FlowReference) {
	fault := namedFault{
		about: reference.Name, severity: audit.Error, verb: "request",
		remedy: "set the URL to the webhook of a flow that exists and is published",
	}
	switch f, _ := p.Flow(reference.Name); {
	case reference.Presence == inventory.Absent:
		fault.fault = "the webhook of " + missingFrom(inventory.KindFlow, reference.Name)
	case f != nil && f.Publication == inventory.Absent:
		fault.fault = fmt.Sprintf("the webhook of %s, which was never published", f.Ref)
	default:
		return
	}
	faults.note(reference, fault)
}

// checkSubflow judges a flow that is run as a part of another.
func checkSubflow(p *audit.Pass, faults *namedFaults, reference inventory.FlowReference) {
	fault := namedFault{about: reference.Name, severity: audit.Error, verb: "run"}
	f, _ := p.Flow(reference.Name)
	named := revision(reference.Widget)
	switch {
	case reference.Presence == inventory.Absent:
		fault.fault = "subflow " + reference.Name + ", which does not exist in this account"
		fault.remedy = "choose a subflow that exists"
		faults.note(reference, fault)
		return
	case f == nil:
		return
	case named == latestPublished && f.Publication == inventory.Absent:
		fault.about += " published"
		fault.fault = fmt.Sprintf("the published revision of %s, which was never published", f.Ref)
		fault.remedy = fmt.Sprintf("publish %s", f.Ref)
		faults.note(reference, fault)
		return
	}
	run := revisionRun(f, named)
	if run == nil {
		return
	}
	if !run.Definition.Wired(studio.IncomingParent) {
		fault.about += " trigger"
		fault.fault = fmt.Sprintf("%s as a subflow, but its trigger leads nowhere by %s: nothing of it is run", f.Ref, studio.IncomingParent)
		fault.remedy = fmt.Sprintf("connect Subflow (%s) of the trigger of %s, and publish it", studio.IncomingParent, f.Ref)
		faults.note(reference, fault)
		return
	}
	for _, w := range run.Definition.Traffic().By(studio.IncomingParent).Widgets() {
		if w.Type == runSubflow {
			fault.about += " nested"
			fault.fault = fmt.Sprintf("%s as a subflow, which runs another subflow in its widget %q: Twilio refuses that", f.Ref, w.Name)
			fault.remedy = fmt.Sprintf("take the widget out of %s, and run both subflows from the parent", f.Ref)
			faults.note(reference, fault)
			return
		}
	}
}

// revisionRun is the revision of a subflow that a widget asks for, nil where it was not read.
func revisionRun(f *inventory.Flow, named string) *inventory.Revision {
	switch {
	case named == latestPublished:
		return f.Published
	case isDraft(named):
		return f.Latest
	}
	for _, r := range []*inventory.Revision{f.Published, f.Latest} {
		if r != nil && strconv.FormatInt(r.Number, 10) == named {
			return r
		}
	}
	return nil
}
