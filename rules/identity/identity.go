// Package identity holds the rules about accounts and about who may act for them: API keys, auth tokens, Connect apps, subaccounts.
package identity

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		accountTrialOrSuspended,
		apiKeyOld,
		apiKeyTemporary,
		apiKeyUnnamed,
		auditCredentialTooStrong,
		connectAppBroadPermission,
		subaccountSuspended,
	}
}

// Sources that several rules of this family share.
var (
	keysInConsole    = audit.Link{Title: "Create API keys in the Console", URL: "https://www.twilio.com/docs/iam/api-keys/keys-in-console"}
	keyResource      = audit.Link{Title: "Key resource v2010", URL: "https://www.twilio.com/docs/iam/api-keys/key-resource-v2010"}
	keysOverview     = audit.Link{Title: "API keys overview", URL: "https://www.twilio.com/docs/iam/api-keys"}
	subaccounts      = audit.Link{Title: "Subaccounts", URL: "https://www.twilio.com/docs/iam/api/subaccounts"}
	accountNotActive = audit.Link{Title: "Error 10001: Account is not active", URL: "https://www.twilio.com/docs/api/errors/10001"}
)
