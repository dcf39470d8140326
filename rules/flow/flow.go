// Package flow holds the rules about what is wrong inside a Studio flow definition.
package flow

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		danglingTransition,
	}
}
