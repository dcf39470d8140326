package probe

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio signs with HMAC-SHA1, and applications check that.
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
)

// Signer signs requests as Twilio signs those of one account. No way of printing it shows the auth token.
type Signer struct {
	account, token string
}

// NewSigner makes a Signer from an account's SID and its auth token; the secret of an API key cannot sign.
func NewSigner(account, token string) Signer { return Signer{account: account, token: token} }

// Format prints the account alone, whatever the verb.
func (s Signer) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "probe.Signer of "+s.account) }

// sign is the value of X-Twilio-Signature for a request about a call: HMAC-SHA1, keyed by the auth token, over the address and the
// names and values of the parameters of the body, sorted by name. User name and password are left out of the address, and of an
// https address the port too. https://www.twilio.com/docs/usage/security#validating-requests
func (s Signer) sign(address *url.URL, body url.Values) string {
	signed := *address
	signed.User = nil
	if signed.Scheme == "https" {
		signed.Host = strings.TrimSuffix(signed.Host, ":"+signed.Port())
	}
	mac := hmac.New(sha1.New, []byte(s.token))
	mac.Write([]byte(signed.String()))
	names := make([]string, 0, len(body))
	for name := range body {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		mac.Write([]byte(name + body.Get(name)))
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
