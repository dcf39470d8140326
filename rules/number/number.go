// Package number holds the rules about who answers a phone number.
package number

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{}
}
