package inventory

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Status is how much of a kind was read.
type Status string

// The statuses of a coverage.
const (
	StatusComplete Status = "complete"
	StatusPartial  Status = "partial" // something is missing; the gaps name it
	StatusDenied   Status = "denied"  // nothing could be read: the credentials do not reach it
	StatusFailed   Status = "failed"  // nothing could be read, for another reason
)

// Gap is something that was asked for and could not be read.
type Gap struct {
	// Ref is the SID of the resource, the path of the file, or the address of the page.
	Ref    string `json:"ref"`
	Reason string `json:"reason"`
	// Denied tells that the credentials do not reach it.
	Denied bool `json:"denied,omitempty"`
	// List tells that a list or a page of one is missing, so that it is not even known what is missing.
	List bool `json:"list,omitempty"`
}

// Coverage is what was read of one kind in one account. A kind that was not asked for has no coverage.
type Coverage struct {
	Account string `json:"account"`
	Kind    Kind   `json:"kind"`
	Status  Status `json:"status"`
	Read    int    `json:"read"`
	// Filter says in words what was asked for, "" for everything.
	Filter string `json:"filter,omitempty"`
	Gaps   []Gap  `json:"gaps,omitempty"`
	// Absent are SIDs that something refers to and that Twilio, asked directly, does not know.
	Absent []string `json:"absent,omitempty"`
}

// Presence answers whether a resource is there.
type Presence uint8

// The answers. Unknown is the zero value: it must never raise a severity, nor pass as either of the others.
const (
	Unknown Presence = iota
	Present
	Absent
)

// Cover notes that a kind is asked for.
func (inv *Inventory) Cover(kind Kind, filter string) {
	inv.mu.Lock()
	defer inv.mu.Unlock()
	inv.cover(kind).Filter = filter
}

func (inv *Inventory) cover(kind Kind) *Coverage {
	c, ok := inv.coverage[kind]
	if !ok {
		c = &Coverage{Account: inv.Account.SID, Kind: kind, Status: StatusComplete}
		inv.coverage[kind] = c
	}
	return c
}

// ReadAll tells whether everything of some kinds was read, so that what is not there is absent.
func (inv *Inventory) ReadAll(kinds ...Kind) bool {
	for _, kind := range kinds {
		if c, asked := inv.coverage[kind]; !asked || len(c.Gaps) > 0 || c.Filter != "" {
			return false
		}
	}
	return true
}

// AddGap notes that something of a kind could not be read.
func (inv *Inventory) AddGap(kind Kind, gap Gap) {
	inv.mu.Lock()
	defer inv.mu.Unlock()
	c := inv.cover(kind)
	c.Gaps = append(c.Gaps, gap)
}

// AddAbsent notes that Twilio, asked directly, does not know a resource.
func (inv *Inventory) AddAbsent(kind Kind, sid string) {
	inv.mu.Lock()
	defer inv.mu.Unlock()
	c := inv.cover(kind)
	if !slices.Contains(c.Absent, sid) {
		c.Absent = append(c.Absent, sid)
	}
}

// Coverage is the coverage of a kind, and whether it was asked for.
func (inv *Inventory) Coverage(kind Kind) (Coverage, bool) {
	c, ok := inv.coverage[kind]
	if !ok {
		return Coverage{}, false
	}
	return *c, true
}

// Coverages are all coverages, in the order of the kinds table.
func (inv *Inventory) Coverages() []Coverage {
	var all []Coverage
	for i := range Kinds {
		if c, ok := inv.coverage[Kinds[i].Kind]; ok {
			all = append(all, *c)
		}
	}
	return all
}

// finishCoverage sorts the gaps and derives the statuses.
func (inv *Inventory) finishCoverage() {
	for kind, c := range inv.coverage {
		sort.Slice(c.Gaps, func(i, j int) bool {
			a, b := c.Gaps[i], c.Gaps[j]
			if a.Ref != b.Ref {
				return a.Ref < b.Ref
			}
			return a.Reason < b.Reason
		})
		c.Gaps = slices.Compact(c.Gaps)
		sort.Strings(c.Absent)
		c.Read = inv.count(kind)
		c.Status = c.status()
	}
}

func (c *Coverage) status() Status {
	if len(c.Gaps) == 0 {
		return StatusComplete
	}
	if c.Read > 0 {
		return StatusPartial
	}
	d := Describe(c.Kind)
	one := c.Kind == KindAccount || d.Single && d.Parent == "" // There is exactly one, so that nothing is left when it is missing.
	denied := true
	for _, gap := range c.Gaps {
		if !gap.List && !one {
			return StatusPartial
		}
		denied = denied && gap.Denied
	}
	if denied {
		return StatusDenied
	}
	return StatusFailed
}

// maxNamedGaps bounds how many gaps a reason names; the report's coverage lists them all.
const maxNamedGaps = 3

// Reason says in a few words what is missing, "" if nothing is.
func (c Coverage) Reason() string {
	if len(c.Gaps) == 0 {
		return ""
	}
	plural := Describe(c.Kind).Plural
	switch c.Status {
	case StatusDenied, StatusFailed:
		return fmt.Sprintf("%s could not be read: %s", plural, c.Gaps[0].Reason)
	default:
		var named []string
		for _, gap := range c.Gaps[:min(len(c.Gaps), maxNamedGaps)] {
			named = append(named, gap.Ref+" ("+gap.Reason+")")
		}
		if more := len(c.Gaps) - maxNamedGaps; more > 0 {
			named = append(named, fmt.Sprintf("%d more", more))
		}
		return fmt.Sprintf("not all %s could be read: %s", plural, strings.Join(named, ", "))
	}
}

// presence answers for a SID that is not among the items: absent if Twilio said so, or if the whole list was read.
func (inv *Inventory) presence(kind Kind, sid string) Presence {
	c, ok := inv.coverage[kind]
	if !ok || inv.File { // A flow file knows no other resource than itself.
		return Unknown
	}
	if slices.Contains(c.Absent, sid) {
		return Absent
	}
	for _, gap := range c.Gaps {
		if gap.List {
			return Unknown
		}
		if gap.Ref == sid { // It is there, but its text could not be read.
			return Unknown
		}
	}
	if c.Filter != "" {
		return Unknown
	}
	return Absent
}

// Add joins the coverage of another part of the same account and kind.
func (c *Coverage) Add(other Coverage) {
	c.Read += other.Read
	c.Gaps = append(slices.Clone(c.Gaps), other.Gaps...)
	c.Absent = append(slices.Clone(c.Absent), other.Absent...)
	c.Status = c.status()
}
