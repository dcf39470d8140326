package secret

import (
	"slices"
	"strings"

	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/lazy"
)

// NameOf is the name that a value stands under, for [Find] and [MaskNamed]. Studio writes parameters and variables as
// {"key": …, "value": …}: there, it is the key.
func NameOf(v jsonpos.Value) string {
	name := v.Key()
	if name == "value" {
		if key := v.Parent().Get("key"); key.Exists() {
			return key.Text()
		}
	}
	if name == "" {
		return v.Parent().Key()
	}
	return name
}

var (
	// secretName matches names whose value is a secret: a whole word at the end of the name, so that payment_token_type and
	// finish_on_key are none.
	secretName = lazy.Regexp{Text: `(?i)(?:^|[^a-z])(?:(?:api|access|auth|encryption|functions|private|secret|signing|subscription)[_-]?key` +
		`|(?:[a-z]*[_-])?(?:token|secret|passw(?:or)?d|pwd|passphrase|authorization|signature|sig|apikey)|auth)$`}

	// secretCamel matches the camel-case spellings (authToken, apiKey, sipPassword).
	secretCamel = lazy.Regexp{Text: `(?:[a-z](?:Token|Secret|Password|ApiKey|AccessKey|PrivateKey|SecretKey)|^(?:api|access|private|secret)Key)$`}
)

// IsSecretName tells whether a value under this name is taken for a secret.
func IsSecretName(name string) bool {
	return endsLikeSecret(name) && (secretName.Get().MatchString(name) || secretCamel.Get().MatchString(name))
}

// endsLikeSecret spares nearly every name the patterns: each text of each widget is asked for its name.
func endsLikeSecret(name string) bool {
	if name == "" || strings.IndexByte("deghntyDEGHNTY", name[len(name)-1]) < 0 { // The last letters of the words below.
		return false
	}
	const longest = len("subscription_key")
	end := strings.ToLower(name[max(0, len(name)-longest):])
	if of, isKey := strings.CutSuffix(end, "key"); isKey {
		of = strings.TrimRight(of, "_-")
		return slices.ContainsFunc(keyWords[:], func(word string) bool { return strings.HasSuffix(of, word) })
	}
	return slices.ContainsFunc(secretWords[:], func(word string) bool { return strings.HasSuffix(end, word) })
}

// The ends of names that the patterns match, and what stands there before the word key.
var (
	secretWords = [...]string{
		"token", "secret", "password", "passwd", "pwd", "passphrase", "authorization", "signature", "sig", "auth",
	}
	keyWords = [...]string{"api", "access", "auth", "encryption", "functions", "private", "secret", "signing", "subscription"}
)

// kindOfName is a name as the kind of a marker, which has small letters and underscores only.
func kindOfName(name string) string {
	kind := strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return '_'
	}, strings.ToLower(name)), "_")
	if kind == "" {
		return "value"
	}
	return kind
}
