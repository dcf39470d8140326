// Package twilio reads accounts through Twilio's REST API. It is the only importer of twilio-go.
//
// twilio-go builds the addresses; everything between it and the network is here, behind its one-method interface: contexts,
// deadlines, retries, the limit on concurrent requests, the hosts that may see the credentials, and errors without secrets.
// A [Reader] can do nothing but GET.
package twilio

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Credentials are what one account is read with. No way of printing or encoding them shows the password.
type Credentials struct {
	// AccountSID is the account that is read: AC and 32 hexadecimal digits.
	AccountSID string
	// Username is the account's SID when the password is its auth token, and the key's SID (SK…) when it is the secret of an API key.
	Username string
	Password string
	// Region is where Twilio keeps and processes the data: "" and "us1" for the United States, "ie1", "au1". Edge is where requests
	// enter Twilio's network: "dublin". https://www.twilio.com/docs/global-infrastructure/understanding-twilio-regions
	Region, Edge string
}

// UsesAuthToken tells an auth token from an API key: only an auth token reaches subaccounts.
// https://www.twilio.com/docs/iam/api/subaccounts
func (c Credentials) UsesAuthToken() bool {
	return strings.HasPrefix(c.Username, accountPrefix)
}

// String names the credentials without the password.
func (c Credentials) String() string {
	with := "its auth token"
	if !c.UsesAuthToken() {
		with = "API key " + plain(c.Username)
	}
	where := ""
	if suffix := (hosts{edge: c.Edge, region: c.Region}).suffix(); suffix != domain {
		where = " at *" + plain(suffix)
	}
	return fmt.Sprintf("account %s with %s%s", plain(c.AccountSID), with, where)
}

// GoString is [Credentials.String], for %#v.
func (c Credentials) GoString() string { return "twilio.Credentials{" + c.String() + "}" }

// Format prints [Credentials.String], whatever the verb.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// MarshalText encodes [Credentials.String], so that JSON and structured logs hold no password either.
func (c Credentials) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// minPassword is the least length of a password. Twilio's have 32 characters; a much shorter one is a placeholder, and could not be
// covered in outputs without tearing ordinary words apart.
const minPassword = 8

// Validate says in one line what is missing or malformed, and what to do about it. It never repeats a value that could be a secret
// in the wrong place.
func (c Credentials) Validate() error {
	switch {
	case c.AccountSID == "":
		return errors.New("the account SID is missing: set TWILIO_ACCOUNT_SID (it begins with AC; the Console shows it on its first page)")
	case !isSID(accountPrefix, c.AccountSID):
		return fmt.Errorf("the account SID is malformed: %s; set TWILIO_ACCOUNT_SID to AC and 32 hexadecimal digits", describe(c.AccountSID))
	case c.Username == "":
		return errors.New("the user name is missing: set TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET")
	case !isSID(accountPrefix, c.Username) && !isSID(keyPrefix, c.Username):
		return fmt.Errorf("the API key is malformed: %s; set TWILIO_API_KEY to the key's SID, SK and 32 hexadecimal digits, "+
			"and TWILIO_API_SECRET to its secret", describe(c.Username))
	case c.UsesAuthToken() && c.Username != c.AccountSID:
		return fmt.Errorf("the auth token belongs to account %s, not to %s: most of Twilio's API would answer for the wrong account; "+
			"use the account's own token", c.Username, c.AccountSID)
	case c.Password == "":
		return fmt.Errorf("the %s is missing: set %s", c.passwordName(), c.passwordVariable())
	case len(c.Password) < minPassword:
		return fmt.Errorf("the %s has %d characters, and Twilio's have 32: set %s to the whole of it",
			c.passwordName(), len(c.Password), c.passwordVariable())
	}
	return hosts{edge: c.Edge, region: c.Region}.validate()
}

func (c Credentials) passwordName() string {
	if c.UsesAuthToken() {
		return "auth token"
	}
	return "secret of the API key"
}

func (c Credentials) passwordVariable() string {
	if c.UsesAuthToken() {
		return "TWILIO_AUTH_TOKEN"
	}
	return "TWILIO_API_SECRET"
}

const (
	accountPrefix = "AC"
	keyPrefix     = "SK"
)

// isSID tells whether s is a SID with that prefix. https://www.twilio.com/docs/glossary/what-is-a-sid
func isSID(prefix, s string) bool {
	const digits = 32
	rest, found := strings.CutPrefix(s, prefix)
	return found && len(rest) == digits && strings.Trim(rest, "0123456789abcdefABCDEF") == ""
}

// describe says what is wrong with a SID, without its text: somebody may have put the secret there.
func describe(s string) string {
	if isSID(accountPrefix, s) {
		return "it is an account SID"
	}
	if isSID(keyPrefix, s) {
		return "it is the SID of an API key"
	}
	return fmt.Sprintf("it has %d characters and is no SID", len(s))
}
