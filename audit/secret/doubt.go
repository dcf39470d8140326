package secret

import (
	"encoding/base64"
	"math"
	"strings"

	"github.com/twilint/twilint/audit/lazy"
)

// minLength and minEntropy (bits in each character, after Shannon) are what a value must have at least to be taken for a secret on
// the strength of its name alone. Words have less: "reusable" 2.75, "required" 2.5; tokens of twenty random characters have four.
const (
	minLength  = 12
	minEntropy = 3.0
)

// exampleWords stand in values that somebody is to replace.
var exampleWords = []string{
	"example", "sample", "dummy", "changeme", "change-me", "change_me", "placeholder", "your", "insert", "replace", "todo", "fake", "foobar",
	"redacted", "removed", "xxxx", "****", "....", "…", "<", ">", "[", "]", "%s", "pk_live_", "pk_test_",
}

var (
	wholeSID   = lazy.Regexp{Text: `^[A-Z]{2}[0-9a-f]{32}$`}
	authScheme = lazy.Regexp{Text: `^(?i:bearer|basic|token|digest)\s+`}
)

// doubtful tells that a value which stands where a secret would may be none. It is still kept out of every output: whether to hide
// and whether to accuse are two questions.
func doubtful(kind, value string) bool {
	if kind == credentialKind {
		return false
	}
	credential := strings.TrimSpace(authScheme.Get().ReplaceAllString(strings.TrimSpace(value), ""))
	lower := strings.ToLower(credential)
	for _, word := range exampleWords {
		if strings.Contains(lower, word) {
			return true
		}
	}
	switch kind {
	case "aws_key", "slack_token", "github_token", "stripe_key", "google_key", "sendgrid_key", "jwt", "private_key":
		return false // The form itself says what it is.
	case "url_password", "url_user":
		return lower == "" || lower == "user" || lower == "username" || lower == "pass" || lower == "password" || lower == "secret" || lower == "token"
	case "basic_auth":
		decoded, err := base64.StdEncoding.DecodeString(credential)
		return err != nil || !strings.Contains(string(decoded), ":")
	}
	return len(credential) < minLength || strings.ContainsAny(credential, " \t\n") || strings.Contains(credential, "://") ||
		wholeSID.Get().MatchString(credential) || onlyWords(credential) || entropy(credential) <= minEntropy
}

// onlyWords tells names and words joined by hyphens and the like, such as client-credentials or MAIL_TOKEN.
func onlyWords(text string) bool {
	joined := false
	for _, r := range text {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		case r == '-' || r == '_' || r == '.':
			joined = true
		default:
			return false
		}
	}
	const longestWord = 20
	return joined || len(text) < longestWord
}

// entropy is how many bits each byte of a text tells, if only its own bytes are known.
func entropy(text string) float64 {
	var times [256]int
	for i := range len(text) {
		times[text[i]]++
	}
	bits := 0.0
	for _, n := range times {
		if n > 0 {
			share := float64(n) / float64(len(text))
			bits -= share * math.Log2(share)
		}
	}
	return bits
}

// literalPart is a text without what is filled in at run time (Liquid) or at deploy time (a template placeholder), and whether
// there was any.
func literalPart(text string) (rest string, filled bool) {
	var b strings.Builder
	for {
		start, end := nextFilled(text)
		if start < 0 {
			b.WriteString(text)
			return b.String(), filled
		}
		filled = true
		b.WriteString(text[:start])
		text = text[end:]
	}
}

// nextFilled is where the next {{ … }}, {% … %} or ${…} of a text stands, -1 if there is none. One that is not closed goes on to the end.
func nextFilled(text string) (start, end int) {
	start = strings.IndexByte(text, '{')
	for start >= 0 && start+1 < len(text) {
		opener := start
		closer := ""
		switch {
		case text[start+1] == '{':
			closer = "}}"
		case text[start+1] == '%':
			closer = "%}"
		case start > 0 && text[start-1] == '$':
			opener, closer = start-1, "}"
		}
		if closer != "" {
			if i := strings.Index(text[start+1:], closer); i >= 0 {
				return opener, start + 1 + i + len(closer)
			}
			return opener, len(text)
		}
		next := strings.IndexByte(text[start+1:], '{')
		if next < 0 {
			return -1, -1
		}
		start += 1 + next
	}
	return -1, -1
}

// dynamic tells a value that is filled in when it is used: what else stands in it is too short for a secret.
func dynamic(text string) bool {
	rest, filled := literalPart(text)
	const longestRest = 8
	return filled && len(strings.TrimSpace(authScheme.Get().ReplaceAllString(strings.TrimSpace(rest)+" ", ""))) < longestRest
}
