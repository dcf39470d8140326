package flow

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var tooManyWidgets = &audit.Rule{
	ID:    "flow-too-many-widgets",
	Title: "Flow near the limit of widgets, or over it",
	Doc: audit.Doc{
		Why: "A flow may have 2,000 widgets, and Twilio does not publish a larger one. Its limits count the widgets of subflows too; and the schema " +
			"that Twilio publishes for definitions allows 1,000 only. Whoever comes near learns of it in the hurry of a change that cannot be published.\n\n" +
			"More than 2,000 widgets in one definition are an error. More than 1,000, and more than 1,800 together with the subflows that were read, are a warning.",
		Remediation: "Take parts that stand for themselves out into subflows, and data such as opening hours or prompts in several languages into a Function.",
		References: []audit.Link{
			studioLimits,
			{Title: "JSON Schemas of flows and widgets", URL: "https://www.twilio.com/docs/studio/rest-api/v2/schemas"},
			{Title: "Run Subflow widget", URL: "https://www.twilio.com/docs/studio/widget-library/run-subflow"},
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
		p.EachRevision(judgeSize)
		return nil
	},
}

// The limits of a flow in widgets. https://www.twilio.com/docs/studio/user-guide/studio-faq has the first,
// https://www.twilio.com/docs/studio/rest-api/v2/schemas the second.
const (
	mostWidgets   = 2000
	schemaWidgets = 1000
	manyWidgets   = mostWidgets * 9 / 10
)

func judgeSize(r *audit.RevisionPass) {
	report := audit.Report{
		Location:    r.Place(r.Definition.Value.Get("states")),
		Remediation: "take parts that stand for themselves out into subflows",
	}
	own := len(r.Definition.Widgets)
	subflows, theirs := subflowsOf(r)
	switch all := own + theirs; {
	case own > mostWidgets:
		report.Severity = audit.Error
		report.Message = fmt.Sprintf("the flow has %d widgets: Twilio publishes none with more than %d", own, mostWidgets)
	case all > manyWidgets && subflows > 0:
		report.Message = fmt.Sprintf("the flow has %d widgets, and its %d subflows have %d: the limit of %d counts them together", own, subflows, theirs, mostWidgets)
		report.Remediation = "have parts of the flow or of its subflows done by a Function"
	case own > manyWidgets:
		report.Message = fmt.Sprintf("the flow has %d widgets, and the limit is %d", own, mostWidgets)
	case own > schemaWidgets:
		report.Message = fmt.Sprintf("the flow has %d widgets, and the schema of Twilio allows %d", own, schemaWidgets)
	default:
		return
	}
	r.Report(report)
}

// subflowsOf counts the subflows that a flow runs and that were read, and their widgets, each subflow once. Subflows have none of
// their own: https://www.twilio.com/docs/api/errors/81024.
func subflowsOf(r *audit.RevisionPass) (count, widgets int) {
	seen := map[string]bool{}
	for _, w := range r.Definition.Widgets {
		if w.Type != runSubflow {
			continue
		}
		sid := w.Property("flow_sid").Text()
		if sid == r.Flow.Ref.SID || seen[sid] {
			continue
		}
		seen[sid] = true
		if flow, _ := r.Inventory.Flow(sid); flow != nil && flow.Published != nil {
			count++
			widgets += len(flow.Published.Definition.Widgets)
		}
	}
	return count, widgets
}
