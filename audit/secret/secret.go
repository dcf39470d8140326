// Package secret knows what a secret looks like, and puts a marker in its place.
//
// Secrets are dropped at the door: when a source reads a resource, before anything else sees it. What stays is a [Marker], typed,
// so that a rule can still say "here stands a password of 12 characters", and a keyed hash, so that two places with the same
// secret can be told to be equal. Nobody can turn a marker back: the key is derived from the credential of the audit and is
// written nowhere. Flow files are judged as they are written (positions count in them); for them, and for every text that is
// shown, [Mask] covers secrets at the exit as well.
package secret

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/twilint/twilint/audit/jsonpos"
)

// Covered is what is shown in the place of a secret.
const Covered = "***"

// Marker stands for a secret that was dropped.
type Marker struct {
	Kind   string // what it was: "auth_token", "url_password", "query_value", "bearer_token", …
	Length int    // of the secret, in bytes
	Hash   string // keyed, 16 hexadecimal digits: equal secrets of one audit have equal hashes
}

// The form of a marker is safe inside URLs, JSON and every report format.
const markerPrefix = "twilint-secret."

var markerPattern = regexp.MustCompile(`twilint-secret\.([a-z_]+)\.(\d+)\.([0-9a-f]{16})`)

// String is the marker as it stands in a document.
func (m Marker) String() string {
	return markerPrefix + m.Kind + "." + strconv.Itoa(m.Length) + "." + m.Hash
}

// Markers are the markers that a text holds.
func Markers(text string) []Marker {
	if !strings.Contains(text, markerPrefix) {
		return nil
	}
	var markers []Marker
	for _, m := range markerPattern.FindAllStringSubmatch(text, -1) {
		length, err := strconv.Atoi(m[2])
		if err == nil {
			markers = append(markers, Marker{Kind: m[1], Length: length, Hash: m[3]})
		}
	}
	return markers
}

// Redactor replaces secrets by markers. The zero Redactor is not usable; see [NewRedactor]. It is safe for concurrent use.
type Redactor struct {
	key      []byte
	literals []string
}

// NewRedactor makes a Redactor whose hashes are keyed by the credential of the audit, so that they are the same for every audit
// with that credential and of no use to anybody without it. Literals are secrets known word for word (the auth token, the API
// secret): they are replaced wherever they occur.
func NewRedactor(credential string, literals ...string) (*Redactor, error) {
	key, err := hkdf.Key(sha256.New, []byte(credential), nil, "twilint secret markers, version 1", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the key of secret markers: %w", err)
	}
	r := &Redactor{key: key}
	for _, literal := range literals {
		if len(literal) >= 8 { // Anything shorter is a placeholder, and would tear ordinary words apart.
			r.literals = append(r.literals, literal)
		}
	}
	return r, nil
}

// Format prints no literal, whatever the verb.
func (r *Redactor) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "secret.Redactor") }

// With is a Redactor that knows more literals.
func (r *Redactor) With(literals ...string) *Redactor {
	more := &Redactor{key: r.key, literals: append([]string(nil), r.literals...)}
	for _, literal := range literals {
		if len(literal) >= 8 {
			more.literals = append(more.literals, literal)
		}
	}
	return more
}

func (r *Redactor) marker(kind, secret string) string {
	mac := hmac.New(sha256.New, r.key)
	mac.Write([]byte(kind))
	mac.Write([]byte{0})
	mac.Write([]byte(secret))
	return Marker{Kind: kind, Length: len(secret), Hash: hex.EncodeToString(mac.Sum(nil)[:8])}.String()
}

// Document is the canonical text of a resource with its secrets replaced. Members named in personal (contact addresses and the
// like) are replaced whole, whatever they hold.
func (r *Redactor) Document(d *jsonpos.Document, personal ...string) []byte {
	return jsonpos.Canonical(d, func(v jsonpos.Value, text string) string {
		name := nameOf(v)
		for _, p := range personal {
			if name == p && text != "" && len(Markers(text)) == 0 {
				return r.marker("personal", text)
			}
		}
		return r.Text(name, text)
	})
}

// nameOf is the name under which a value stands. Studio writes parameters and variables as {"key": …, "value": …}.
func nameOf(v jsonpos.Value) string {
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

// Text replaces the secrets in a text that stands under name ("" if it has none). Doing it twice changes nothing.
func (r *Redactor) Text(name, text string) string {
	for _, literal := range r.literals {
		if strings.Contains(text, literal) {
			text = strings.ReplaceAll(text, literal, r.marker("credential", literal))
		}
	}
	return rewrite(name, text, r.marker)
}

// Scrub covers every secret in a text that is shown to a person: an error, a log line.
func (r *Redactor) Scrub(text string) string {
	for _, literal := range r.literals {
		text = strings.ReplaceAll(text, literal, Covered)
	}
	return Mask(text)
}

// Mask covers the secrets and the markers in a text that is shown.
func Mask(text string) string {
	return MaskNamed("", text)
}

// MaskNamed is [Mask] for a text that stands under name.
func MaskNamed(name, text string) string {
	text = rewrite(name, text, func(string, string) string { return Covered })
	if strings.Contains(text, markerPrefix) {
		text = markerPattern.ReplaceAllString(text, Covered)
	}
	return text
}

// Find tells the kinds of the secrets that a text under name holds, markers included.
func Find(name, text string) []Marker {
	found := Markers(text)
	rewrite(name, text, func(kind, secret string) string {
		found = append(found, Marker{Kind: kind, Length: len(secret)})
		return secret
	})
	return found
}

// secretName matches names whose value is a secret: a whole word at the end of the name, so that payment_token_type and
// finish_on_key are none.
var secretName = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:(?:api|access|private|secret|subscription)[_-]?key|(?:[a-z]*[_-])?(?:token|secret|passw(?:or)?d|passphrase|authorization|signature|sig|apikey)|auth)$`)

// secretCamel matches the camel-case spellings (authToken, apiKey, sipPassword).
var secretCamel = regexp.MustCompile(`(?:[a-z](?:Token|Secret|Password|ApiKey|AccessKey|PrivateKey)|^(?:api|access|private)Key)$`)

// IsSecretName tells whether a value under this name is taken for a secret.
func IsSecretName(name string) bool {
	return name != "" && (secretName.MatchString(name) || secretCamel.MatchString(name))
}

var (
	userinfo   = regexp.MustCompile(`://([^/\s:@?#"'<>{}]*)(:([^/\s@?#"'<>{}]*))?@`)
	queryValue = regexp.MustCompile(`[?&;]([A-Za-z0-9_.\-]+)=([^&;#\s"'<>{}]+)`)
	// tokenShapes are the published forms of well-known credentials.
	tokenShapes = regexp.MustCompile(`(?P<bearer_token>(?i:bearer)\s+[A-Za-z0-9._~+/=-]{16,})` +
		`|(?P<basic_auth>(?i:basic)\s+[A-Za-z0-9+/=]{16,})` +
		`|(?P<aws_key>\bAKIA[0-9A-Z]{16}\b)` +
		`|(?P<slack_token>\bxox[abprs]-[A-Za-z0-9-]{10,})` +
		`|(?P<github_token>\bgh[pousr]_[A-Za-z0-9]{30,})` +
		`|(?P<stripe_key>\b[sr]k_live_[A-Za-z0-9]{16,})` +
		`|(?P<google_key>\bAIza[0-9A-Za-z_-]{35})` +
		`|(?P<sendgrid_key>\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})` +
		`|(?P<jwt>\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)` +
		`|(?P<private_key>-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))`)
	tokenHints = []string{"earer", "EARER", "asic", "ASIC", "AKIA", "xox", "gh", "k_live_", "AIza", "SG.", "eyJ", "PRIVATE KEY"}
)

// rewrite calls replace for each secret in the text.
func rewrite(name, text string, replace func(kind, secret string) string) string {
	if text == "" {
		return text
	}
	if IsSecretName(name) {
		if dynamic(text) || strings.HasPrefix(text, markerPrefix) || text == Covered {
			return text
		}
		kind := strings.Trim(strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' {
				return r
			}
			return '_'
		}, strings.ToLower(name)), "_")
		if kind == "" {
			kind = "value"
		}
		return replace(kind, text)
	}
	if strings.Contains(text, "://") && strings.Contains(text, "@") {
		text = replaceGroups(userinfo, text, func(groups []string) (int, string, string) {
			if groups[2] == "" { // No password: the user name alone is the credential.
				return 1, "url_user", groups[1]
			}
			return 3, "url_password", groups[3]
		}, replace)
	}
	if strings.Contains(text, "=") {
		text = replaceGroups(queryValue, text, func(groups []string) (int, string, string) {
			if !IsSecretName(groups[1]) {
				return 0, "", ""
			}
			return 2, "query_value", groups[2]
		}, replace)
	}
	for _, hint := range tokenHints {
		if strings.Contains(text, hint) {
			names := tokenShapes.SubexpNames()
			return replaceGroups(tokenShapes, text, func(groups []string) (int, string, string) {
				for i := 1; i < len(groups); i++ {
					if groups[i] != "" {
						return i, names[i], groups[i]
					}
				}
				return 0, "", ""
			}, replace)
		}
	}
	return text
}

// dynamic tells a value that is filled in at run time (Liquid) or at deploy time (a template placeholder): no secret stands there.
func dynamic(text string) bool {
	trimmed := strings.TrimSpace(text)
	return strings.HasPrefix(trimmed, "{{") || strings.HasPrefix(trimmed, "${")
}

// replaceGroups replaces, in each match, the one group that pick names (0 for none).
func replaceGroups(pattern *regexp.Regexp, text string, pick func(groups []string) (group int, kind, secret string), replace func(kind, secret string) string) string {
	var b strings.Builder
	last := 0
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		groups := make([]string, len(m)/2)
		for i := range groups {
			if m[2*i] >= 0 {
				groups[i] = text[m[2*i]:m[2*i+1]]
			}
		}
		group, kind, found := pick(groups)
		if group == 0 || found == "" || found == Covered || strings.HasPrefix(found, markerPrefix) || dynamic(found) {
			continue
		}
		b.WriteString(text[last:m[2*group]])
		b.WriteString(replace(kind, found))
		last = m[2*group+1]
	}
	if last == 0 {
		return text
	}
	b.WriteString(text[last:])
	return b.String()
}
