// Package rules holds every rule of twilint, by family.
package rules

import (
	"cmp"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/rules/application"
	"github.com/twilint/twilint/rules/conversations"
	"github.com/twilint/twilint/rules/emergency"
	"github.com/twilint/twilint/rules/flow"
	"github.com/twilint/twilint/rules/identity"
	"github.com/twilint/twilint/rules/lifecycle"
	"github.com/twilint/twilint/rules/messaging"
	"github.com/twilint/twilint/rules/monitoring"
	"github.com/twilint/twilint/rules/number"
	"github.com/twilint/twilint/rules/regulatory"
	"github.com/twilint/twilint/rules/serverless"
	"github.com/twilint/twilint/rules/sip"
	"github.com/twilint/twilint/rules/studio"
	"github.com/twilint/twilint/rules/sync"
	"github.com/twilint/twilint/rules/taskrouter"
	"github.com/twilint/twilint/rules/trunk"
	"github.com/twilint/twilint/rules/verify"
	"github.com/twilint/twilint/rules/voice"
	"github.com/twilint/twilint/rules/webhook"
)

//go:generate go test . -run TestGeneratedPages -update

// All are all rules, sorted by id.
func All() []*audit.Rule {
	all := slices.Concat(
		application.Rules(),
		conversations.Rules(),
		emergency.Rules(),
		flow.Rules(),
		identity.Rules(),
		lifecycle.Rules(),
		messaging.Rules(),
		monitoring.Rules(),
		number.Rules(),
		regulatory.Rules(),
		serverless.Rules(),
		sip.Rules(),
		studio.Rules(),
		sync.Rules(),
		taskrouter.Rules(),
		trunk.Rules(),
		verify.Rules(),
		voice.Rules(),
		webhook.Rules(),
	)
	slices.SortFunc(all, func(a, b *audit.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
