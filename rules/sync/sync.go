// Package sync holds the rules about Twilio Sync: data that apps and servers share.
package sync

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		aclDisabled,
		webhookMissing,
	}
}

var serviceResource = audit.Link{Title: "Sync Service resource", URL: "https://www.twilio.com/docs/sync/api/service"}
