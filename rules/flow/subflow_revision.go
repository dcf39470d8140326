package flow

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

var subflowRevision = &audit.Rule{
	ID:    "flow-subflow-revision",
	Title: "Subflow at a revision that cannot be, or at several",
	Doc: audit.Doc{
		Why: "A *Run Subflow* widget names a flow and the revision of it. All widgets of a flow that name the same subflow must name the same revision; Twilio " +
			"lists it as a limit of subflows. A revision is a number, `LatestPublished`, or the latest draft; Liquid is not rendered there.\n\n" +
			"What is no such word is a warning only: Twilio's pages spell the latest draft in two ways, `LatestDraft` and `LatestRevision`, and both are accepted.\n\n" +
			"In an account, two more things are told. A published flow that runs the latest draft of another is a warning: what somebody saves there to try it " +
			"out is what callers get. And a revision that is pinned by its number is a note where the subflow was published again since.",
		Remediation: "Let all widgets that run the subflow name one revision; `LatestPublished` is the usual one.",
		FalseAlarms: "A number may be pinned on purpose, so that a new revision of the subflow is tried out elsewhere first.",
		References: []audit.Link{
			subflows,
			runSubflowWidget,
			{Title: "Error 81021: invalid revision", URL: "https://www.twilio.com/docs/api/errors/81021"},
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
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			checkRevisions(r)
			checkOneRevision(r)
			checkMovedRevisions(r)
		})
		return nil
	},
}

// revision is the revision of a subflow that a widget names: a word, a number, or "" where it is not there or not known yet.
func revision(w *studio.Widget) string {
	v := w.Property("flow_revision")
	if n, ok := v.AsInt(); ok {
		return strconv.FormatInt(n, 10)
	}
	if text := v.Text(); !studio.HasPlaceholder(text) {
		return text
	}
	return ""
}

// checkRevisions judges each revision by itself.
func checkRevisions(r *audit.RevisionPass) {
	for _, w := range r.Definition.Widgets {
		if w.Type != runSubflow {
			continue
		}
		named := revision(w)
		if named == "" || named == latestPublished || isDraft(named) {
			continue
		}
		if n, err := strconv.Atoi(named); err == nil && n > 0 {
			continue
		}
		report := audit.Report{
			Location:    r.Place(w.Property("flow_revision")),
			Severity:    audit.Warning,
			Message:     fmt.Sprintf("widget %q runs a subflow at revision %q, which is neither a number nor %s", w.Name, named, latestPublished),
			Remediation: fmt.Sprintf("set flow_revision of widget %q to %s or to a number", w.Name, latestPublished),
		}
		if strings.Contains(named, "{{") || strings.Contains(named, "{%") {
			report.Severity = audit.Error
			report.Message = fmt.Sprintf("widget %q gives the revision of its subflow in Liquid, which is not rendered there%s", w.Name, wayTo(r.Definition, w))
		}
		r.Report(report)
	}
}

// checkMovedRevisions tells of subflows whose callers get something else than what is published.
func checkMovedRevisions(r *audit.RevisionPass) {
	faults := newNamedFaults(r)
	for _, reference := range r.FlowReferences(r.Revision) {
		f, _ := r.Pass.Flow(reference.Name)
		if reference.Property.Kind != studio.FlowSID || f == nil {
			continue
		}
		named := revision(reference.Widget)
		pinned, err := strconv.ParseInt(named, 10, 64)
		switch {
		case isDraft(named) && !r.Draft:
			faults.note(reference, namedFault{
				about: reference.Name + " draft", severity: audit.Warning, verb: "run",
				fault:  fmt.Sprintf("the latest draft of %s: what is saved there reaches callers without being published", f.Ref),
				remedy: "set flow_revision to " + latestPublished,
			})
		case err == nil && f.Published != nil && pinned < f.Published.Number:
			faults.note(reference, namedFault{
				about: reference.Name + " pinned", severity: audit.Note, verb: "run",
				fault:  fmt.Sprintf("revision %d of %s, which was published again since, as revision %d", pinned, f.Ref, f.Published.Number),
				remedy: "set flow_revision to " + latestPublished + ", unless the revision is pinned on purpose",
			})
		}
	}
	faults.tell()
}

// checkOneRevision sees to it that each subflow is run at one revision only.
func checkOneRevision(r *audit.RevisionPass) {
	byFlow := map[string][]*studio.Widget{}
	var order []string
	for _, w := range r.Definition.Widgets {
		sid := w.Property("flow_sid").Text()
		if w.Type != runSubflow || sid == "" || dynamic(sid) || revision(w) == "" {
			continue
		}
		if byFlow[sid] == nil {
			order = append(order, sid)
		}
		byFlow[sid] = append(byFlow[sid], w)
	}
	for _, sid := range order {
		widgets := byFlow[sid]
		words := revisionsOf(widgets)
		if len(words) < 2 {
			continue
		}
		message := fmt.Sprintf("subflow %s is run at %d different revisions, where a flow must name one: %s", sid, len(words), strings.Join(words, ", "))
		remedy := fmt.Sprintf("set flow_revision of all widgets that run %s to the same revision", sid)
		found := make([]audit.Report, 0, len(widgets))
		for _, w := range widgets {
			found = append(found, audit.Report{Location: r.Place(w.Property("flow_revision")), Message: message, Remediation: remedy, Discriminator: sid})
		}
		r.ReportAll(sid, 0, found, func([]int) (string, string) { return message, remedy })
	}
}

// revisionsOf are the different revisions that widgets name, each with the first widget that does.
func revisionsOf(widgets []*studio.Widget) []string {
	var words []string
	seen := map[string]bool{}
	for _, w := range widgets {
		named := revision(w)
		if isDraft(named) {
			named = latestDraft
		}
		if !seen[named] {
			seen[named] = true
			words = append(words, fmt.Sprintf("%s in %q", named, w.Name))
		}
	}
	return words
}

// The words for a revision. Error 81021 and the API know LatestRevision, exported flows LatestDraft.
const (
	latestPublished = "LatestPublished"
	latestDraft     = "LatestDraft"
	latestRevision  = "LatestRevision"
)

func isDraft(revision string) bool { return revision == latestDraft || revision == latestRevision }
