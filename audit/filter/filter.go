// Package filter is what happens to findings after the rules have spoken, in one documented order.
package filter

import (
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Options are what the user asked for.
type Options struct {
	// Only keeps the findings about the resources that it accepts; nil keeps all.
	Only func(inventory.Ref) bool
}

// Apply filters the findings of a result, in this order:
//
//  1. selection: findings, and members of findings, that are not about a selected resource are dropped.
//
// Coverage and outcomes are never filtered: what was not judged is said whatever was asked for.
func Apply(r *audit.Result, o Options) {
	if o.Only != nil {
		r.Findings = selected(r.Findings, o.Only)
	}
}

func selected(findings []audit.Finding, only func(inventory.Ref) bool) []audit.Finding {
	var kept []audit.Finding
	for _, f := range findings {
		// Of members without a resource above them, the first one is the subject, and speaks for itself alone.
		first := slices.ContainsFunc(f.Members, func(m audit.Member) bool { return m.Subject == f.Subject })
		if len(f.Members) > 0 && (first || !only(f.Subject)) {
			f.Members = slices.DeleteFunc(slices.Clone(f.Members), func(m audit.Member) bool { return !only(m.Subject) })
			if len(f.Members) > 0 {
				kept = append(kept, f)
			}
			continue
		}
		if only(f.Subject) {
			kept = append(kept, f)
		}
	}
	return kept
}
