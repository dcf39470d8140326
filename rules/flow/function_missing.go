package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var functionMissing = &audit.Rule{
	ID:    "flow-function-missing",
	Title: "A widget runs a Function that is not deployed",
	Doc: audit.Doc{
		Why: "*Run Function* requests a URL, and so does every other widget that goes to a Function. What answers there is what was deployed last to that " +
			"environment. A Function that was renamed, moved to another path or left out of the deployment is gone, and a private one answers no request, " +
			"while the widget looks as before: each run leaves by `fail`, or ends the flow.\n\n" +
			"An environment of this account that serves nothing at the path is an error, and a warning where the widget only reports to it. A host on " +
			"`twil.io` that is none of this account's is a warning, and so are `service_sid` and `environment_sid` that do not exist: the widget goes by its " +
			"URL, and somebody else's Function may answer there.",
		Remediation: "Deploy the Function to that environment at that path, or choose one that is deployed in the widget.",
		FalseAlarms: "Functions of another account of yours, used on purpose. They must be public for that, since Twilio signs a request for its own account only.",
		References: []audit.Link{
			{Title: "Run Function widget", URL: "https://www.twilio.com/docs/studio/widget-library/run-function"},
			{Title: "Serverless API: Build resource", URL: "https://www.twilio.com/docs/serverless/api/resource/build"},
			{Title: "Visibility of Functions and Assets", URL: "https://www.twilio.com/docs/serverless/functions-assets/visibility"},
			{Title: "Error 81017: error in the response of a Function", URL: "https://www.twilio.com/docs/api/errors/81017"},
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
		{Kind: inventory.KindServerlessService, How: audit.Each},
		{Kind: inventory.KindServerlessEnvironment, How: audit.Each},
		{Kind: inventory.KindServerlessBuild, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			faults := newNamedFaults(r)
			references := p.FlowReferences(r.Revision)
			strangers := map[*studio.Widget]bool{} // widgets that go to a host which is not of this account
			for _, reference := range references {
				if reference.Property.Kind.IsURL() && reference.Property.Kind != studio.MediaURL {
					checkFunction(p, faults, reference)
					strangers[reference.Widget] = strangers[reference.Widget] || reference.Presence == inventory.Absent
				}
			}
			for _, reference := range references {
				checkFunctionSIDs(faults, reference, strangers)
			}
			faults.tell()
		})
		return nil
	},
}

// checkFunction judges a URL that leads to Functions.
func checkFunction(p *audit.Pass, faults *namedFaults, reference inventory.FlowReference) {
	if reference.Kind != inventory.KindServerlessEnvironment {
		return
	}
	verb, severity, role := "request", audit.Error, ""
	switch {
	case reference.Property.Kind == studio.ReportURL: // What it would have told is lost, and nobody waits for the answer.
		verb, severity, role = "report", audit.Warning, "to "
	case runsFunction(reference.Widget):
		verb = "run"
	}
	if reference.Presence == inventory.Absent {
		faults.note(reference, namedFault{
			about: role + reference.Name, severity: audit.Warning, verb: verb,
			fault:  fmt.Sprintf("%s%s%s, and no Functions environment of this account has that host", role, reference.Name, reference.Path),
			remedy: "choose a Function of this account, or see to it that the other account keeps its Function deployed and public",
		})
		return
	}
	if reference.Target == nil {
		return
	}
	versions, deployed := p.Deployed(reference.Target)
	why, unserved := p.Unserved(reference.Target, reference.Path)
	switch {
	case deployed == inventory.Absent:
		faults.note(reference, namedFault{
			about: role + reference.Name, severity: severity, verb: verb,
			fault:  fmt.Sprintf("%s%s%s, and nothing is deployed to %s", role, reference.Name, reference.Path, reference.Target.Ref),
			remedy: fmt.Sprintf("deploy the service to %s, or choose a Function of another environment", reference.Target.Ref),
		})
	case unserved && reference.Path != "":
		faults.note(reference, namedFault{
			about: role + reference.Name + reference.Path, severity: severity, verb: verb,
			fault: fmt.Sprintf("%s%s of %s, where %s%s",
				role, reference.Path, reference.Target.Ref, why, audit.DidYouMean(reference.Path, pathsOf(versions))),
			remedy: fmt.Sprintf("deploy a Function at %s, or choose one that is deployed", reference.Path),
		})
	}
}

// pathsOf are the paths of the Functions that a widget can run.
func pathsOf(versions []inventory.Version) []string {
	paths := make([]string, 0, len(versions))
	for _, v := range versions {
		if !v.Asset && v.Visibility != inventory.VisibilityPrivate {
			paths = append(paths, v.Path)
		}
	}
	return paths
}

// checkFunctionSIDs judges the SIDs that a widget keeps beside its URL. Where the host is not of this account, its finding says enough.
func checkFunctionSIDs(faults *namedFaults, reference inventory.FlowReference, strangers map[*studio.Widget]bool) {
	kind := reference.Property.Kind
	if kind != studio.FunctionServiceSID && kind != studio.FunctionEnvironmentSID {
		return
	}
	if reference.Presence != inventory.Absent || strangers[reference.Widget] {
		return
	}
	faults.note(reference, namedFault{
		about: reference.Name, severity: audit.Warning, verb: "name",
		fault:  missingFrom(reference.Kind, reference.Name) + ", though the URL alone counts",
		remedy: "choose the Function in the widget again",
	})
}
