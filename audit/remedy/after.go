package remedy

import (
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
)

// After is an account as it would be read when the fixes of all findings were made, unsafe ones included, and how many resources they
// change. Tests of rules judge it again: what a rule fixes it must not find again.
func After(inv *inventory.Inventory, findings []audit.Finding) (*inventory.Inventory, int, error) {
	changes := map[string][]Setting{}
	for i := range findings {
		for _, part := range parts(&findings[i]) {
			for _, update := range part.updates(true) {
				key := string(update.Resource.Kind) + "/" + update.Resource.SID
				w := wish{settings: settingsOf(update)}
				item, presence := inv.Find(update.Resource.Kind, update.Resource.SID)
				if presence != inventory.Present {
					return nil, 0, fmt.Errorf("%s is to be changed, and is not there", update.Resource)
				}
				if reason := w.settle(&resource{kind: update.Resource.Kind, document: item.Document}); reason != "" {
					return nil, 0, fmt.Errorf("%s cannot be changed: %s", update.Resource, reason)
				}
				c := Change{Account: update.Resource.Account, Kind: update.Resource.Kind}
				for _, s := range w.settings {
					if err := c.permitted(s, ToFix); err != nil {
						return nil, 0, fmt.Errorf("%s: %w", update.Resource, err)
					}
				}
				changes[key] = append(changes[key], w.settings...)
			}
		}
	}
	redactor, err := secret.NewRedactor("") // What was read has its markers already.
	if err != nil {
		return nil, 0, err
	}
	after := inventory.New(inv.Account, inv.AsOf, redactor)
	after.Audited = slices.Clone(inv.Audited)
	for _, c := range inv.Coverages() {
		after.Cover(c.Kind, c.Filter)
		for _, gap := range c.Gaps {
			after.AddGap(c.Kind, gap)
		}
		for _, sid := range c.Absent {
			after.AddAbsent(c.Kind, sid)
		}
	}
	for _, record := range inv.Records() {
		text := record.Text
		if settings := changes[string(record.Kind)+"/"+record.SID]; len(settings) > 0 {
			item, _ := inv.Find(record.Kind, record.SID)
			r, err := (&resource{kind: record.Kind, document: item.Document}).with(settings)
			if err != nil {
				return nil, 0, err
			}
			text = r.document.Text()
		}
		if err := after.Add(record.Kind, record.Parent, text); err != nil {
			return nil, 0, fmt.Errorf("%s %s: %w", record.Kind, record.SID, err)
		}
	}
	after.Finish()
	return after, len(changes), nil
}
