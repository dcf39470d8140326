// Package rules holds every rule of twilint, by family.
package rules

import (
	"cmp"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/rules/flow"
	"github.com/twilint/twilint/rules/number"
	"github.com/twilint/twilint/rules/studio"
	"github.com/twilint/twilint/rules/webhook"
)

//go:generate go test . -run TestGeneratedPages -update

// All are all rules, sorted by id.
func All() []*audit.Rule {
	all := slices.Concat(flow.Rules(), number.Rules(), studio.Rules(), webhook.Rules())
	slices.SortFunc(all, func(a, b *audit.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
