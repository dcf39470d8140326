// Package conversations holds the rules about Conversations: where a message that begins one goes, and what is told of it.
package conversations

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		addressHandlerMissing,
		webhookMissing,
	}
}
