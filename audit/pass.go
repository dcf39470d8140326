package audit

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
)

// Pass is one rule judging one inventory.
type Pass struct {
	*inventory.Inventory
	// AsOf is when the inventory was read. It is the only clock of a rule.
	AsOf time.Time

	rule     *Rule
	findings []Finding
	told     map[string]bool // what published revisions of flows were told of, see [Pass.EachRevision]
	err      error
}

// Report is what a rule tells of one thing that is wrong.
type Report struct {
	// Item is the resource that it is about; Location is where in it.
	Item     *inventory.Item
	Location inventory.Location
	// Severity is the rule's own if it is zero.
	Severity Severity
	Message  string // without a full stop at the end
	// Remediation says what to do here, in the imperative.
	Remediation string
	Related     []Related
	// Discriminator tells two findings of the rule at the same place apart. It is made of configuration values only.
	Discriminator string
	// Fix is how the flow file or the live resource can be changed to do away with it, nil if a person has to.
	Fix *Fix

	path string // through a flow to Location
}

// Report tells one thing that is wrong.
func (p *Pass) Report(r Report) {
	if r.Item == nil || r.Message == "" || r.Remediation == "" || r.Location.Document == "" {
		p.err = errors.Join(p.err, fmt.Errorf("rule %s reported without a resource, place, message or remediation: %q", p.rule.ID, r.Message))
		return
	}
	p.findings = append(p.findings, Finding{
		Rule:        p.rule,
		Severity:    cmp.Or(r.Severity, p.rule.Severity),
		Account:     p.Account.SID,
		Subject:     r.Item.Ref,
		ConsoleURI:  r.Item.ConsoleURI(),
		Location:    r.Location,
		Excerpt:     excerptOf(r.Item.Document, r.Location),
		Path:        r.path,
		ReachedFrom: p.reachedFrom(r.Item),
		Fix:         r.Fix,
		Related:     r.Related,
		Message:     secret.Mask(r.Message),
		Remediation: secret.Mask(r.Remediation),
		Fingerprint: fingerprint(p.rule.ID, r.Item.Ref, r.Location.Symbolic, r.Discriminator),
		State:       StateOpen,
	})
}

func (p *Pass) reachedFrom(it *inventory.Item) []inventory.Ref {
	if p.File {
		return nil
	}
	var way []inventory.Ref
	for _, step := range p.Graph().WayTo(it) {
		way = append(way, step.Ref)
	}
	return way
}

// Group collects the things that are wrong in the same way, so that one finding lists them all instead of fifty saying the same.
type Group struct {
	// Item is the resource that the finding is about when it lists several things. One thing speaks for itself.
	Item *inventory.Item
	// Key tells the groups of a rule about one resource apart, where there are several.
	Key      string
	Severity Severity
	members  []Report
}

// Add puts one thing into the group. Its Message and Remediation are used when it stays the only one.
func (g *Group) Add(r Report) { g.members = append(g.members, r) }

// Len is the number of things in the group.
func (g *Group) Len() int { return len(g.members) }

// Members are the things in the group.
func (g *Group) Members() []Report { return g.members }

// Groups collects by key, and keeps the order in which keys came.
type Groups struct {
	order []*Group
	byKey map[string]*Group
}

// Of is the group with that key; make says what it is about when it is the first time.
func (g *Groups) Of(key string, create func() *Group) *Group {
	if group, ok := g.byKey[key]; ok {
		return group
	}
	if g.byKey == nil {
		g.byKey = map[string]*Group{}
	}
	group := create()
	group.Key = key
	g.byKey[key] = group
	g.order = append(g.order, group)
	return group
}

// All are the groups, in the order in which they came.
func (g *Groups) All() []*Group { return g.order }

// ReportGroup tells of a group: of a single thing as [Pass.Report] does, of several in one finding that has them as members. The
// message and the remediation are for several.
func (p *Pass) ReportGroup(g *Group, message, remediation string) {
	switch len(g.members) {
	case 0:
		return
	case 1:
		single := g.members[0]
		single.Severity = cmp.Or(single.Severity, g.Severity)
		p.Report(single)
		return
	}
	first := g.members[0]
	item := g.Item
	if item == nil {
		item = first.Item
	}
	subject := item.Ref
	if g.Item == nil { // The account stands for a group without a resource of its own, so that losing its first member changes nothing.
		subject = inventory.Ref{Account: p.Account.SID, Kind: inventory.KindAccount, SID: p.Account.SID}
	}
	before := len(p.findings)
	p.Report(Report{
		Item: item, Location: first.Location, Severity: g.Severity, Message: message, Remediation: remediation, Related: first.Related,
		path: first.path,
	})
	if len(p.findings) == before {
		return
	}
	f := &p.findings[before]
	f.Fingerprint = fingerprint(p.rule.ID, subject, "", g.Key)
	for _, m := range g.members {
		f.Fix = f.Fix.join(m.Fix)
		f.Members = append(f.Members, Member{
			Subject:     m.Item.Ref,
			Location:    m.Location,
			Fingerprint: fingerprint(p.rule.ID, m.Item.Ref, m.Location.Symbolic, m.Discriminator),
			Fix:         m.Fix,
		})
	}
	slices.SortStableFunc(f.Members, func(a, b Member) int {
		return cmp.Or(cmp.Compare(a.Subject.Identity(), b.Subject.Identity()), cmp.Compare(a.Location.Span.Start.Offset, b.Location.Span.Start.Offset))
	})
}
