// Package compliance says what an audit shows about the controls of a security framework, and what it cannot show. It gathers
// evidence for a reviewer; whether a control is met is for the reviewer to say, never for the program.
package compliance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/lazy"
)

// Framework is a catalogue of controls, as far as the configuration of a Twilio account says something about them.
type Framework struct {
	ID    string // as it is given on the command line: "nist-800-53"
	Title string
	URL   string // where its owner publishes it
	// Controls are in the order of the catalogue.
	Controls []Control
}

// Control is one demand of a framework.
type Control struct {
	ID    string // in the catalogue: "SC-8"
	Title string // what it asks for of an account, in a few words of our own
	// Unseen is what belongs to the control and no API of Twilio shows, so that somebody has to look at it.
	Unseen []string
}

// Citation names the control for somebody who has the catalogue open.
func (f *Framework) Citation(c *Control) string { return f.Title + ", " + c.ID }

// Lookup is the framework of that id. Its error names those that there are.
func Lookup(id string) (*Framework, error) {
	var ids []string
	for _, f := range Frameworks() {
		if f.ID == id {
			return f, nil
		}
		ids = append(ids, f.ID)
	}
	return nil, fmt.Errorf("no framework is called %q%s (there are %s)", id, audit.DidYouMean(id, ids), strings.Join(ids, " and "))
}

// Frameworks are all that are known. They are made once, since a report asks for them for each rule.
func Frameworks() []*Framework { return frameworks.Get() }

var frameworks = lazy.Value[[]*Framework]{Make: func() []*Framework { return []*Framework{nist(), cis()} }}

// ControlsOf are the ids of the controls of a framework that a rule gives evidence for, nil if there are none.
func (f *Framework) ControlsOf(rule string) []string {
	m := mappingOf(rule)
	if f.ID == nistID {
		return strings.Fields(m.nist)
	}
	return strings.Fields(m.cis)
}

// rulesOf are the ids of the rules that give evidence for a control.
func (f *Framework) rulesOf(control string) []string {
	var ids []string
	for _, m := range mappings {
		if slices.Contains(f.ControlsOf(m.rule), control) {
			ids = append(ids, m.rule)
		}
	}
	slices.Sort(ids)
	return ids
}
