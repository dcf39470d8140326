package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var functionURLMissing = &audit.Rule{
	ID:    "flow-function-url-missing",
	Title: "A widget runs a Function but does not say which",
	Doc: audit.Doc{
		Why: "The one thing that *Run Function* needs is the URL of the Function. Without it the widget runs nothing and leaves by `fail`, or ends the flow " +
			"where `fail` leads nowhere. It happens to flows that were copied from another account, or exported as a template, in which the Function " +
			"was never chosen again.",
		Remediation: "Choose the Function in the widget, or set `url`, `service_sid`, `environment_sid` and `function_sid` of the widget in the definition.",
		FalseAlarms: "A file into which a program fills the URL when it deploys. It is an error only for a published flow of an account, on a way that " +
			"traffic takes, without `function_sid` either.",
		References: []audit.Link{
			{Title: "Run Function widget", URL: "https://www.twilio.com/docs/studio/widget-library/run-function"},
			{Title: "Error 81010: the Function cannot be invoked", URL: "https://www.twilio.com/docs/api/errors/81010"},
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
			faults := widgetFaults{r: r}
			for _, w := range r.Definition.Widgets {
				url := w.Property("url")
				if !runsFunction(w) || !isBlank(url) {
					continue
				}
				severity := audit.Warning
				if r.Flow.Ref.SID != "" && isBlank(w.Property("function_sid")) && r.Definition.Traffic().Reaches(w) {
					severity = audit.Error
				}
				at := w.NameValue()
				if url.Exists() {
					at = url
				}
				faults.add(severity.String(), severity, w, audit.Report{
					Location:    r.Place(at),
					Severity:    severity,
					Message:     fmt.Sprintf("widget %q runs a Function but has no URL of one, so it runs none%s", w.Name, wayTo(r.Definition, w)),
					Remediation: fmt.Sprintf("choose the Function in widget %q, or set its url", w.Name),
				})
			}
			faults.report(func(_ string, count int, widgets string) (message, remediation string) {
				return fmt.Sprintf("%d widgets run a Function but have no URL of one, so they run none: %s", count, widgets),
					"choose the Function in each widget, or set its url"
			})
		})
		return nil
	},
}

func runsFunction(w *studio.Widget) bool {
	return w.Type == "run-function" || w.Type == "run-function-v2"
}

// isBlank tells a property that is not set: absent, null, or a text of blanks.
func isBlank(v jsonpos.Value) bool {
	switch v.Kind() {
	case jsonpos.Absent, jsonpos.Null:
		return true
	case jsonpos.String:
		return strings.TrimSpace(v.Text()) == ""
	default:
		return false
	}
}
