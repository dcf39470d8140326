package flow

import (
	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/studio"
)

// runSubflow is the type of the widget that runs another flow as a part of this one.
const runSubflow = "run-subflow"

// Twilio's pages about subflows: what they see of their parents, and the other way round.
var (
	subflows         = audit.Link{Title: "Subflows", URL: "https://www.twilio.com/docs/studio/subflows"}
	runSubflowWidget = audit.Link{Title: "Run Subflow widget", URL: "https://www.twilio.com/docs/studio/widget-library/run-subflow"}
)

// firstOfType is the first widget of a type.
func firstOfType(d *studio.Definition, name string) (*studio.Widget, bool) {
	for _, w := range d.Widgets {
		if w.Type == name {
			return w, true
		}
	}
	return nil, false
}
