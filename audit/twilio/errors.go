package twilio

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/secret"
)

// Error is one request that was not answered as it should. All its texts are free of secrets and of control characters.
type Error struct {
	Account string // whose credentials were used
	Address string // path and query, as in "/v2/Flows?PageSize=1000&Page=2"
	Status  int    // of the answer; 0 when there was none, or when the request was not sent
	Code    int    // Twilio's own error code, 0 if it gave none. https://www.twilio.com/docs/api/errors
	// Reason says in a few words what happened: "refused (403, code 20003): Permission denied".
	Reason string

	verb        string // what was wanted of the address: "read"
	host        string
	advice      string
	cause       error // only the end of the context, which callers branch on
	unprocessed bool
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s %s%s of account %s: %s", e.verb, e.host, e.Address, e.Account, e.Reason)
	if e.advice != "" {
		text += "; " + e.advice
	}
	return text
}

// GoString is the text of the error, for %#v.
func (e *Error) GoString() string { return fmt.Sprintf("&twilio.Error{%q}", e.Error()) }

// Unwrap is context.Canceled or context.DeadlineExceeded when the context of the call ended it, and nil otherwise.
func (e *Error) Unwrap() error { return e.cause }

// Unauthorized tells that Twilio did not accept the credentials, for this address at least.
func (e *Error) Unauthorized() bool { return e.Status == http.StatusUnauthorized }

// Denied tells that the credentials do not reach the address. A standard API key gets 401 on accounts and keys, so both count.
// https://www.twilio.com/docs/iam/api-keys
func (e *Error) Denied() bool {
	return e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
}

// NotFound tells that Twilio knows no such resource.
func (e *Error) NotFound() bool { return e.Status == http.StatusNotFound }

// Unprocessed tells that a write certainly did not happen: it was never sent, or Twilio refused it. Otherwise it may have happened,
// and only reading the resource tells.
func (e *Error) Unprocessed() bool { return e.unprocessed }

// What to do about each sort of failure.
const (
	adviseCredentials = "check the account SID and the auth token or API key, and that they belong to this region"
	advisePermission  = "use an auth token or an API key that may read this"
	adviseThrottled   = "run it again when less else uses the account's API"
	adviseOutage      = "run it again; https://status.twilio.com tells of outages"
	adviseNetwork     = "check the network connection, and HTTPS_PROXY if one is needed"
	adviseBroken      = "run it again, and check that no proxy stands between"
	adviseRefused     = "it was not followed, since the credentials would have gone with it"
)

// failure is what one attempt ended with, before it is known at which address and whether it is the last.
type failure struct {
	status, code   int
	reason, advice string
	cause          error
	again          bool // whether another attempt may do better
	unprocessed    bool // see Error.Unprocessed
}

// newError makes the error of a request. Only here do texts from outside enter an error, so here they are cleaned.
func newError(r *secret.Redactor, account string, u *url.URL, f failure) *Error {
	clean := func(text string) string { return plain(r.Scrub(text)) }
	return &Error{
		Account: account, verb: "read", host: clean(u.Host), Address: clean(u.RequestURI()),
		Status: f.status, Code: f.code, Reason: clean(f.reason), advice: f.advice, cause: f.cause, unprocessed: f.unprocessed,
	}
}

// refusal reads an answer that is not a success. The older API and the newer ones name code and message alike.
// https://www.twilio.com/docs/usage/twilios-response#exceptions
func refusal(status int, header http.Header, body []byte) failure {
	f := failure{status: status, unprocessed: refusesUnprocessed(status)}
	var message string
	if d, err := jsonpos.Parse("", body); err == nil {
		if code, ok := d.Root().Get("code").AsInt(); ok {
			f.code = int(code)
		}
		message = d.Root().Get("message").Text()
		if more := details(d.Root()); more != "" {
			message += ": " + more
		}
	} else if len(body) > 0 {
		message = fmt.Sprintf("the answer is %s, not one of Twilio's API", firstOf(header.Get("Content-Type"), "no JSON"))
	}
	switch {
	case status == http.StatusUnauthorized:
		f.reason, f.advice = "refused", adviseCredentials
	case status == http.StatusForbidden:
		f.reason, f.advice = "refused", advisePermission
	case status == http.StatusNotFound:
		f.reason = "not found"
	case status == http.StatusTooManyRequests:
		f.reason, f.advice, f.again = "too many requests", adviseThrottled, true
	case status == http.StatusRequestTimeout, status >= http.StatusInternalServerError:
		f.reason, f.advice, f.again = "Twilio failed", adviseOutage, true
	case status < http.StatusBadRequest:
		f.reason, f.advice = "redirected", adviseRefused
		if target, err := url.Parse(header.Get("Location")); err == nil && target.Host != "" {
			message = "to " + target.Host
		}
	default:
		f.reason = "refused"
	}
	if f.code != 0 {
		f.reason += fmt.Sprintf(" (%d, code %d)", status, f.code)
	} else {
		f.reason += fmt.Sprintf(" (%d)", status)
	}
	if message != "" {
		f.reason += ": " + message
	}
	return f
}

// maxPlain bounds a text from outside that is shown, in characters.
const maxPlain = 500

// plain makes a text from outside fit for one line of a terminal: no control, escape or bidi characters, no line breaks, and bounded.
func plain(s string) string {
	var b strings.Builder
	space, count := false, 0
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case r == utf8.RuneError, unicode.Is(unicode.C, r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
			count++
		}
		if count++; count > maxPlain {
			b.WriteString("…")
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}
