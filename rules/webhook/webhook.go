// Package webhook holds the rules about the URLs that Twilio requests.
package webhook

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{}
}
