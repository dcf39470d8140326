package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// namedFaults collects what is wrong with the resources that the widgets of one revision name: one finding for each of them, with the
// places that name it as its members.
type namedFaults struct {
	widgetFaults
	words map[string]namedFault
}

// namedFault is what is wrong with one of them.
type namedFault struct {
	// about tells it from the others of the revision: what is named, and in what way it is wrong.
	about    string
	severity audit.Severity
	// verb and fault are said of the widgets: `widget "menu" run` + `s` + ` subflow FW…, which does not exist`.
	verb, fault string
	remedy      string
}

// newNamedFaults collects the faults of a revision.
func newNamedFaults(r *audit.RevisionPass) *namedFaults {
	return &namedFaults{widgetFaults: widgetFaults{r: r}, words: map[string]namedFault{}}
}

// note takes in a place that names what is wrong. It weighs one level less in a widget that no traffic comes to.
func (f *namedFaults) note(reference inventory.FlowReference, fault namedFault) {
	key := fault.about
	if !f.r.Definition.Traffic().Reaches(reference.Widget) {
		key += " without traffic"
		fault.severity = fault.severity.Lower()
		fault.fault += "; no traffic comes to it now"
	}
	f.words[key] = fault
	f.add(key, fault.severity, reference.Widget, audit.Report{
		Location:      f.r.Place(reference.Value),
		Severity:      fault.severity,
		Message:       fmt.Sprintf("widget %q %ss %s%s", reference.Widget.Name, fault.verb, fault.fault, wayTo(f.r.Definition, reference.Widget)),
		Remediation:   fault.remedy,
		Discriminator: fault.about,
	})
}

// tell reports all of them.
func (f *namedFaults) tell() {
	f.report(func(key string, count int, widgets string) (message, remediation string) {
		fault := f.words[key]
		return fmt.Sprintf("%d widgets %s %s: %s", count, fault.verb, fault.fault, widgets), fault.remedy
	})
}

// eachReference lets judge look at what the widgets of every revision name, and tells what it noted.
func eachReference(p *audit.Pass, judge func(*namedFaults, inventory.FlowReference)) {
	p.EachRevision(func(r *audit.RevisionPass) {
		faults := newNamedFaults(r)
		for _, reference := range p.FlowReferences(r.Revision) {
			judge(faults, reference)
		}
		faults.tell()
	})
}

// missingFrom is a resource of a kind that goes by name, and that the account does not have.
func missingFrom(kind inventory.Kind, name string) string {
	return fmt.Sprintf("%s, which does not exist in this account", inventory.Ref{Kind: kind, SID: name})
}
