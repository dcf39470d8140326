package studio

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var flowUnpublishedChanges = &audit.Rule{
	ID:    "studio-flow-unpublished-changes",
	Title: "Changes of a flow have not been published for a month",
	Doc: audit.Doc{
		Why: "Callers get the published revision of a flow. A draft that is newer and has been left for more than a month is either a correction that nobody " +
			"published, so that callers still meet the old fault, or an experiment that the next person will publish together with a change of a word. " +
			"What the editor shows is not what callers get.",
		Remediation: "Compare the draft with the published revision. Publish it if it is right; if not, open the published revision in the editor and save it as the " +
			"newest.",
		FalseAlarms: "Work that takes long. Whoever keeps flows in files and publishes them by API has no need of drafts.",
		References: []audit.Link{
			{Title: "Flow resource: status and revision", URL: "https://www.twilio.com/docs/studio/rest-api/v2/flow"},
			{Title: "Flow Revision resource", URL: "https://www.twilio.com/docs/studio/rest-api/v2/flow-revision"},
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlowRevision, How: audit.Each}, // First, since a flow file is a revision that has no other beside it.
		{Kind: inventory.KindFlow, How: audit.Each},
	},
	Check: checkFlowUnpublishedChanges,
}

// unpublishedFor is how long a draft may be worked at.
const unpublishedFor = 30 * 24 * time.Hour

func checkFlowUnpublishedChanges(p *audit.Pass) error {
	group := &audit.Group{}
	for _, f := range p.Flows {
		updated := f.Date("date_updated")
		if f.Latest == nil || !f.Latest.Draft || f.Published == nil || updated.IsZero() || p.AsOf.Sub(updated) <= unpublishedFor {
			continue
		}
		group.Add(audit.Report{
			Item:     &f.Item,
			Location: f.At("status"),
			Message: fmt.Sprintf("draft revision %d of %s has waited for %s to be published; callers get revision %d",
				f.Latest.Number, f.Ref, duration(p.AsOf.Sub(updated)), f.Published.Number),
			Remediation: fmt.Sprintf("compare the draft of %s with revision %d, then publish it or save the published revision anew", f.Ref, f.Published.Number),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d flows have drafts that have waited for more than %s to be published; callers get the revisions before them", group.Len(), duration(unpublishedFor)),
		"compare each draft with the published revision, then publish it or save the published revision anew")
	return nil
}
