package audit

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
)

// RevisionPass is one rule judging one revision of a flow: what callers get, a draft, or a flow file.
type RevisionPass struct {
	inventory.Judged
	*Pass
}

// EachRevision lets judge look at every revision of every flow that could be read. What is wrong in a draft weighs one level less and
// says so, since callers do not get it, and is not told a second time where the published revision has it too. What is wrong in a flow
// that nothing in the account leads to weighs one level less as well; where that is not known, it weighs what it does.
func (p *Pass) EachRevision(judge func(*RevisionPass)) {
	for _, j := range p.Revisions() {
		judge(&RevisionPass{Judged: j, Pass: p})
	}
}

// Place is where a value of the definition stands. An object or an array is shown at its name, not as a thousand lines.
func (r *RevisionPass) Place(v jsonpos.Value) inventory.Location {
	location := r.Locate(v)
	if k := v.Kind(); k == jsonpos.Object || k == jsonpos.Array {
		location.Span = v.KeySpan()
	}
	return location
}

// Report tells one thing that is wrong in the revision. Its Item is the flow.
func (r *RevisionPass) Report(report Report) {
	r.ReportAll("", 0, []Report{report}, nil)
}

// ReportAll tells what is wrong in the revision in one finding. Several things are its members; the words for several are asked for
// with the indexes of those that are left to tell. Key tells the findings of the rule in one revision apart. The severity is that of
// the single report, or of the rule, if it is zero.
func (r *RevisionPass) ReportAll(key string, severity Severity, found []Report, several func(left []int) (message, remediation string)) {
	var left []int
	for i, report := range found {
		identity := strings.Join([]string{r.Flow.Ref.Identity(), key, report.Location.Symbolic, report.Discriminator}, "\x00")
		if r.Draft && r.told[identity] {
			continue
		}
		if r.told == nil {
			r.told = map[string]bool{}
		}
		r.told[identity] = true
		left = append(left, i)
	}
	switch len(left) {
	case 0:
		return
	case 1:
		single := found[left[0]]
		single.Item, single.path = &r.Flow.Item, r.wayTo(single.Location)
		single.Severity, single.Message = r.weigh(cmp.Or(severity, single.Severity), single.Message)
		r.Pass.Report(single)
		return
	}
	g := &Group{Item: &r.Flow.Item, Key: key}
	for _, i := range left {
		report := found[i]
		report.Item, report.path = &r.Flow.Item, r.wayTo(report.Location)
		g.Add(report)
	}
	message, remediation := several(left)
	g.Severity, message = r.weigh(severity, message)
	if r.Draft {
		g.Key += "/draft"
	}
	r.ReportGroup(g, message, remediation)
}

// wayTo is the way that leads to the widget in which a place stands.
func (r *RevisionPass) wayTo(location inventory.Location) string {
	states := r.Definition.Value.Get("states").Pointer() + "/"
	rest, ok := strings.CutPrefix(location.Pointer, states)
	if !ok {
		return ""
	}
	token, _, _ := strings.Cut(rest, "/")
	index, err := strconv.Atoi(token)
	if err != nil {
		return ""
	}
	return r.Definition.WayTo(index)
}

func (r *RevisionPass) weigh(severity Severity, message string) (Severity, string) {
	severity = cmp.Or(severity, r.rule.Severity)
	switch {
	case r.Draft:
		return severity.Lower(), fmt.Sprintf("draft revision %d: %s", r.Number, message)
	case !r.File && !r.rule.Anywhere && severity > Note && r.Graph().Reached(&r.Flow.Item) == inventory.Absent:
		return severity.Lower(), message + "; it weighs less because nothing that was read leads to this flow"
	default:
		return severity, message
	}
}
