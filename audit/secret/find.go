package secret

import (
	"regexp"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit/lazy"
)

// To compile all patterns takes longer than to lint a small file, and few files need more than one or two.
var (
	userinfo   = lazy.Regexp{Text: `://([^/\s:@?#"'<>{}]*)(:([^/\s@?#"'<>{}]*))?@`}
	queryValue = lazy.Regexp{Text: `(?:^|[?&;])([A-Za-z0-9_.\-]+)=([^&;#\s"'<>{}]+)`}
	// tokenShapes are the published forms of well-known credentials.
	tokenShapes = lazy.Regexp{Text: `(?P<bearer_token>(?i:bearer)\s+[A-Za-z0-9._~+/=-]{16,})` +
		`|(?P<basic_auth>(?i:basic)\s+[A-Za-z0-9+/=]{16,})` +
		`|(?P<aws_key>\bAKIA[0-9A-Z]{16}\b)` +
		`|(?P<slack_token>\bxox[abprs]-[A-Za-z0-9-]{10,})` +
		`|(?P<github_token>\bgh[pousr]_[A-Za-z0-9]{30,})` +
		`|(?P<stripe_key>\b[sr]k_live_[A-Za-z0-9]{16,})` +
		`|(?P<google_key>\bAIza[0-9A-Za-z_-]{35})` +
		`|(?P<sendgrid_key>\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})` +
		`|(?P<jwt>\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)` +
		`|(?P<private_key>-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))`}
	// tokenHints are a part of each form; mayHoldToken knows how they begin.
	tokenHints = [...]string{
		"earer", "EARER", "asic", "ASIC", "AKIA", "xox", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "k_live_", "AIza", "SG.", "eyJ", "PRIVATE KEY",
	}

	// An auth token and the secret of an API key have no form of their own: 32 hexadecimal digits, 32 letters and digits. Next to
	// the SID that they belong to, they are what they seem. https://www.twilio.com/docs/iam/api-keys
	accountSID = lazy.Regexp{Text: `\bAC[0-9a-f]{32}\b`}
	authToken  = lazy.Regexp{Text: `\b([0-9a-f]{32})\b`}
	keySID     = lazy.Regexp{Text: `\bSK[0-9a-f]{32}\b`}
	keySecret  = lazy.Regexp{Text: `\b([A-Za-z0-9]{32})\b`}
)

// rewrite calls replace for each secret in the text.
func rewrite(name, text string, replace func(kind, secret string) string) string {
	if text == "" {
		return text
	}
	if IsSecretName(name) {
		if isCovered(text) || dynamic(text) {
			return text
		}
		return replace(kindOfName(name), text)
	}
	if strings.Contains(text, "://") && strings.Contains(text, "@") {
		text = replaceGroups(userinfo.Get(), text, func(groups []string) (int, string, string) {
			if groups[2] == "" { // No password: the user name alone is the credential.
				return 1, "url_user", groups[1]
			}
			return 3, "url_password", groups[3]
		}, replace)
	}
	if hasSecretParameter(text) {
		text = replaceGroups(queryValue.Get(), text, func(groups []string) (int, string, string) {
			if !IsSecretName(groups[1]) {
				return 0, "", ""
			}
			return 2, "query_value", groups[2]
		}, replace)
	}
	text = rewriteMembers(text, replace)
	if mayHoldToken(text) {
		names := tokenShapes.Get().SubexpNames()
		text = replaceGroups(tokenShapes.Get(), text, func(groups []string) (int, string, string) {
			for i := 1; i < len(groups); i++ {
				if groups[i] != "" {
					return i, names[i], groups[i]
				}
			}
			return 0, "", ""
		}, replace)
	}
	return rewriteBesideSID(text, replace)
}

// mayHoldToken spares nearly every text the patterns.
func mayHoldToken(text string) bool {
	const shortest = len("xoxb-") + 10
	if len(text) < shortest {
		return false
	}
	for i := range len(text) - shortest + 1 {
		switch text[i : i+2] { // Most places are left at once.
		case "ea", "EA", "as", "AS", "AK", "xo", "gh", "k_", "AI", "SG", "ey", "PR":
			rest := text[i:]
			if slices.ContainsFunc(tokenHints[:], func(hint string) bool { return strings.HasPrefix(rest, hint) }) {
				return true
			}
		}
	}
	return false
}

// hasSecretParameter tells whether a name that stands before a = in the text is that of a secret.
func hasSecretParameter(text string) bool {
	for at := 0; ; {
		equals := strings.IndexByte(text[at:], '=')
		if equals < 0 {
			return false
		}
		end := at + equals
		begin := end
		for begin > at && isNameByte(text[begin-1]) {
			begin--
		}
		if IsSecretName(text[begin:end]) {
			return true
		}
		at = end + 1
	}
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-'
}

// rewriteBesideSID replaces auth tokens and secrets of API keys that stand in one text with their SIDs.
func rewriteBesideSID(text string, replace func(kind, secret string) string) string {
	const sidAndSecret = 34 + 32
	if len(text) < sidAndSecret {
		return text
	}
	if strings.Contains(text, "AC") && accountSID.Get().MatchString(text) {
		text = replaceGroups(authToken.Get(), text, func(groups []string) (int, string, string) { return 1, "auth_token", groups[1] }, replace)
	}
	if strings.Contains(text, "SK") && keySID.Get().MatchString(text) {
		text = replaceGroups(keySecret.Get(), text, func(groups []string) (int, string, string) { return 1, "api_key_secret", groups[1] }, replace)
	}
	return text
}

// rewriteMembers replaces the values of members with secret names in a text that is itself JSON, such as the body of a request:
// {"api_key": "…"}. It reads the JSON inside of JSON as well, where quotes have backslashes in front.
func rewriteMembers(text string, replace func(kind, secret string) string) string {
	var b strings.Builder
	last := 0
	for at := 0; ; {
		colon := strings.IndexByte(text[at:], ':')
		if colon < 0 {
			break
		}
		colon += at
		at = colon + 1
		name := memberName(text[:colon])
		if !IsSecretName(name) {
			continue
		}
		start, end := memberValue(text, colon+1)
		if start == end || isCovered(text[start:end]) || dynamic(text[start:end]) {
			continue
		}
		b.WriteString(text[last:start])
		b.WriteString(replace(kindOfName(name), text[start:end]))
		last, at = end, end
	}
	if last == 0 {
		return text
	}
	b.WriteString(text[last:])
	return b.String()
}

// longestName bounds how far back the name of a member is looked for, so that a text of colons takes no longer than any other.
const longestName = 64

// memberName is the quoted name that a text ends with, "" if there is none.
func memberName(text string) string {
	text = strings.TrimRight(text[max(0, len(text)-longestName):], " \t\r\n")
	if text == "" || text[len(text)-1] != '"' && text[len(text)-1] != '\'' {
		return ""
	}
	quote := text[len(text)-1]
	text = strings.TrimRight(text[:len(text)-1], `\`)
	return text[strings.LastIndexByte(text, quote)+1:]
}

// memberValue is where the quoted value stands that begins at an offset; start and end are equal if there is none.
func memberValue(text string, offset int) (start, end int) {
	for offset < len(text) && strings.IndexByte(" \t\r\n\\", text[offset]) >= 0 {
		offset++
	}
	if offset == len(text) || text[offset] != '"' && text[offset] != '\'' {
		return 0, 0
	}
	quote := text[offset]
	offset++
	length := strings.IndexAny(text[offset:], string([]byte{quote, '\\'}))
	if length < 0 {
		return 0, 0
	}
	return offset, offset + length
}

// isCovered tells that a secret was replaced already.
func isCovered(text string) bool { return text == Covered || strings.HasPrefix(text, markerPrefix) }

// replaceGroups replaces, in each match, the one group that pick names (0 for none).
func replaceGroups(expression *regexp.Regexp, text string, pick func(groups []string) (group int, kind, secret string), replace func(kind, secret string) string) string {
	var b strings.Builder
	last := 0
	for _, m := range expression.FindAllStringSubmatchIndex(text, -1) {
		groups := make([]string, len(m)/2)
		for i := range groups {
			if m[2*i] >= 0 {
				groups[i] = text[m[2*i]:m[2*i+1]]
			}
		}
		group, kind, found := pick(groups)
		if group == 0 || found == "" || isCovered(found) || dynamic(found) {
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
