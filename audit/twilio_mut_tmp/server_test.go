package twilio

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const (
	testAccount = "AC00000000000000000000000000000001"
	testOther   = "AC00000000000000000000000000000002"
	testKey     = "SK00000000000000000000000000000003"
	testToken   = "0123456789abcdef0123456789abcdef"
)

// tokenOf are credentials with an auth token.
func tokenOf(account string) Credentials {
	return Credentials{AccountSID: account, Username: account, Password: testToken}
}

// serve starts a server and a reader whose every request goes there.
func serve(tb testing.TB, o Options, handler http.HandlerFunc) *Reader {
	tb.Helper()
	server := httptest.NewServer(handler)
	tb.Cleanup(server.Close)
	o.APIURL = server.URL
	if o.Credentials == (Credentials{}) {
		o.Credentials = tokenOf(testAccount)
	}
	if o.BaseDelay == 0 {
		o.BaseDelay = time.Millisecond
	}
	r, err := NewReader(o)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// refuse answers as Twilio refuses.
func refuse(w http.ResponseWriter, status, code int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"code": %d, "message": %q, "more_info": "https://www.twilio.com/docs/errors/%[1]d", "status": %[3]d}`, code, message, status)
}

// reply answers with a text.
func reply(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(text))
}

// mustContain checks that a text says all of these.
func mustContain(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in:\n%s", part, text)
		}
	}
}
