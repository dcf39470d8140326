// Package lifecycle holds the rules about products that Twilio ends.
package lifecycle

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		productInUse,
	}
}
