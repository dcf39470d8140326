package monitoring

import (
	"cmp"
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var usageTriggerSpent = &audit.Rule{
	ID:    "usage-trigger-spent",
	Title: "Usage trigger has fired and will not fire again",
	Doc: audit.Doc{
		Why: "A usage trigger that does not recur fires once, when the value is reached for the first time, and never again. It still stands in the " +
			"list, and looks like the alarm that it was.",
		Remediation: "Make one that recurs (`Recurring=daily` or `monthly`) in its place, and delete it.",
		FalseAlarms: "Where another trigger still watches the same category, the one that has fired is only untidy, and a note.",
		References:  []audit.Link{usageTriggers},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindUsageTrigger, How: audit.Each}},
	Check:    checkUsageTriggerSpent,
}

func checkUsageTriggerSpent(p *audit.Pass) error {
	watched := map[string]bool{}
	for _, t := range p.Items(inventory.KindUsageTrigger) {
		if !isSpent(t) {
			watched[t.Text("usage_category")] = true
		}
	}
	var groups audit.Groups
	for _, t := range p.Items(inventory.KindUsageTrigger) {
		if !isSpent(t) {
			continue
		}
		category := cmp.Or(t.Text("usage_category"), "its category")
		severity, rest := audit.Warning, "nothing watches "+category+" any more"
		switch {
		case watched[t.Text("usage_category")]:
			severity, rest = audit.Note, "another trigger still watches "+category
		case !p.ReadAll(inventory.KindUsageTrigger):
			severity, rest = audit.Note, "whether another one watches "+category+" could not be read"
		}
		groups.Of(severity.String(), func() *audit.Group { return &audit.Group{Severity: severity} }).Add(audit.Report{
			Item:     t,
			Location: t.At("date_fired"),
			Message: fmt.Sprintf("%s fired on %s and does not recur: it will not fire again, and %s",
				t.Ref, t.Date("date_fired").Format(time.DateOnly), rest),
			Remediation: fmt.Sprintf("make a trigger that recurs in the place of %s, and delete it", t.Ref),
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d usage triggers have fired and do not recur: they will not fire again", g.Len()),
			"make triggers that recur in their places, and delete them")
	}
	return nil
}

// isSpent tells a trigger that has fired for the last time.
func isSpent(trigger *inventory.Item) bool {
	return isOneShot(trigger) && !trigger.Date("date_fired").IsZero()
}
