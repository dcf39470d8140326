package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var splitValueBlank = &audit.Rule{
	ID:    "flow-split-value-blank",
	Title: "A condition compares with blanks around its value",
	Doc: audit.Doc{
		Why: "Twilio has documented that splits leave out the blanks around a value, and no longer says so. As long as they do, blanks that were meant, as in " +
			"*contains* `\" no \"` for the whole word, do nothing. If they do not, no reply has the blanks, and the branch is never taken. " +
			"Whoever reads the flow in the editor does not see them.",
		Remediation: "Take the blanks out of the value. To match a whole word, use a regular expression such as `.*\\bno\\b.*`.",
		References:  []audit.Link{splitWidget},
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
		p.EachRevision(func(r *audit.RevisionPass) {
			faults := widgetFaults{r: r}
			for _, w := range r.Definition.Widgets {
				if w.Type != split {
					continue
				}
				for condition := range conditions(w) {
					value := condition.Get("value")
					text, kind := value.Text(), condition.Get("type").Text()
					trimmed := strings.TrimSpace(text)
					if trimmed == text || trimmed == "" || kind == "regex" || kind == "is_blank" || kind == "is_not_blank" {
						continue
					}
					faults.add("", 0, w, audit.Report{
						Location:    r.Place(value),
						Message:     fmt.Sprintf("split %q compares with %s: the blanks around the value do nothing, or keep it from ever matching", w.Name, shorten(text)),
						Remediation: fmt.Sprintf("set the value to %s", shorten(trimmed)),
					})
				}
			}
			faults.report(func(_ string, count int, widgets string) (message, remediation string) {
				return fmt.Sprintf("%d conditions have blanks around their values, which do nothing, or keep them from ever matching (%s)", count, widgets),
					"take the blanks out of the values"
			})
		})
		return nil
	},
}
