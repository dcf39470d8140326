package twiliosim

import (
	"crypto/subtle"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit/inventory"
)

// KeyType is what an API key may do. https://www.twilio.com/docs/iam/api-keys
type KeyType uint8

// The types of API keys.
const (
	// StandardKey reads and writes everything of its account but the account itself, the list of accounts, and keys.
	StandardKey KeyType = iota + 1
	// MainKey reads and writes everything of its own account.
	MainKey
	// RestrictedKey reads what it is allowed to.
	RestrictedKey
)

// Key is an API key.
type Key struct {
	SID, Secret string
	Type        KeyType
	// Allowed are the kinds that a restricted key may read.
	Allowed []inventory.Kind
}

// credential is what a request was signed with.
type credential struct {
	account *Account
	key     *Key // nil for the auth token
}

// may tells whether the credential has the permission for a kind.
func (c credential) may(kind inventory.Kind) bool {
	return c.key == nil || c.key.Type != RestrictedKey || slices.Contains(c.key.Allowed, kind)
}

// onlyReads tells that the credential may change nothing: the permissions of a restricted key are for reading.
func (c credential) onlyReads() bool { return c.key != nil && c.key.Type == RestrictedKey }

// authenticate finds out whose credential a request carries. Regions are apart: each has its own accounts and keys.
func (s *Server) authenticate(c *call) (credential, bool) {
	user, password, ok := c.BasicAuth()
	if !ok {
		return credential{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.accounts {
		if a.region() != c.host.region {
			continue
		}
		if a.SID == user {
			return credential{account: a}, a.isActive() && equal(a.AuthToken, password)
		}
		for i := range a.Keys {
			if a.Keys[i].SID == user {
				return credential{account: a, key: &a.Keys[i]}, a.isActive() && equal(a.Keys[i].Secret, password)
			}
		}
	}
	return credential{}, false
}

func equal(secret, given string) bool {
	return secret != "" && subtle.ConstantTimeCompare([]byte(secret), []byte(given)) == 1
}

// authorize finds the account whose resources are asked for, and tells whether the credential reaches it. In the 2010-04-01 API
// the path names the account, which may be a subaccount of the credential's if that is an auth token; all other products take the
// account from the credential. https://www.twilio.com/docs/iam/api/subaccounts
func (s *Server) authorize(cred credential, c *call) (*Account, bool) {
	if cred.key != nil && cred.key.Type == StandardKey && isAboutAccounts(c.host.product, c.URL.Path) {
		return cred.account, false
	}
	asked := c.params.account
	if c.route != nil && (c.route.kind == inventory.KindAccount || c.route.kind == inventory.KindSubaccount) {
		asked = c.params.sid
	}
	if asked == "" || asked == cred.account.SID {
		return cred.account, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.accounts[asked]; a != nil && a.Parent == cred.account.SID && cred.key == nil {
		return a, true
	}
	return cred.account, false
}

// isAboutAccounts tells what a standard key is refused: accounts and keys.
// https://www.twilio.com/docs/iam/api-keys/keys-in-console
func isAboutAccounts(product, path string) bool {
	segments := strings.Split(strings.TrimSuffix(path, ".json"), "/")[1:]
	switch product {
	case "api": // /2010-04-01/Accounts, /2010-04-01/Accounts/{Sid}, /2010-04-01/Accounts/{AccountSid}/Keys…
		return len(segments) < 4 || segments[3] == "Keys"
	case "iam": // /v1/Keys…
		return len(segments) > 1 && segments[1] == "Keys"
	default:
		return false
	}
}
