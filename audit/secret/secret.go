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
	"strconv"
	"strings"

	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/lazy"
)

// Covered is what is shown in the place of a secret.
const Covered = "***"

// Marker stands for a secret that was dropped.
type Marker struct {
	Kind   string // what it was: "auth_token", "url_password", "query_value", "bearer_token", …
	Length int    // of the secret, in bytes
	Hash   string // keyed, 16 hexadecimal digits: equal secrets of one audit have equal hashes
	// Doubtful says that it stood where a secret would, but may have been none: a word, a placeholder, a short value. It was dropped
	// all the same.
	Doubtful bool
}

// The form of a marker is safe inside URLs, JSON and every report format.
const (
	markerPrefix  = "twilint-secret."
	markerDoubted = "maybe_"
)

var markerPattern = lazy.Regexp{Text: `twilint-secret\.(maybe_)?([a-z_]+)\.(\d+)\.([0-9a-f]{16})`}

// credentialKind is the kind of the secrets that are known word for word.
const credentialKind = "credential"

// String is the marker as it stands in a document.
func (m Marker) String() string {
	prefix := markerPrefix
	if m.Doubtful {
		prefix += markerDoubted
	}
	return prefix + m.Kind + "." + strconv.Itoa(m.Length) + "." + m.Hash
}

// Markers are the markers that a text holds.
func Markers(text string) []Marker {
	if !strings.Contains(text, markerPrefix) {
		return nil
	}
	var markers []Marker
	for _, m := range markerPattern.Get().FindAllStringSubmatch(text, -1) {
		length, err := strconv.Atoi(m[3])
		if err == nil {
			markers = append(markers, Marker{Kind: m[2], Length: length, Hash: m[4], Doubtful: m[1] != ""})
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
	hash := hex.EncodeToString(mac.Sum(nil)[:8])
	return Marker{Kind: kind, Length: len(secret), Hash: hash, Doubtful: doubtful(kind, secret)}.String()
}

// Document is the canonical text of a resource with its secrets replaced. Members named in personal (contact addresses and the
// like) are replaced whole, whatever they hold.
func (r *Redactor) Document(d *jsonpos.Document, personal ...string) []byte {
	return jsonpos.Canonical(d, func(v jsonpos.Value, text string) string {
		name := NameOf(v)
		for _, p := range personal {
			if (name == p || strings.HasPrefix(v.Pointer(), "/"+p+"/")) && text != "" && len(Markers(text)) == 0 {
				return r.marker("personal", text)
			}
		}
		return r.Text(name, text)
	})
}

// Text replaces the secrets in a text that stands under name ("" if it has none). Doing it twice changes nothing.
func (r *Redactor) Text(name, text string) string {
	for _, literal := range r.literals {
		if strings.Contains(text, literal) {
			text = strings.ReplaceAll(text, literal, r.marker(credentialKind, literal))
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
		text = markerPattern.Get().ReplaceAllString(text, Covered)
	}
	return text
}

// Find tells what secrets a text under name holds, markers included. What it finds itself has no hash.
func Find(name, text string) []Marker {
	found := Markers(text)
	rewrite(name, text, func(kind, secret string) string {
		found = append(found, Marker{Kind: kind, Length: len(secret), Doubtful: doubtful(kind, secret)})
		return secret
	})
	return found
}
