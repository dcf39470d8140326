package probe

import (
	"net/url"
	"testing"
)

// TestSign has the example of Twilio's own page, and what that says about user names and ports in requests about calls.
// https://www.twilio.com/docs/usage/security#validating-requests
func TestSign(t *testing.T) {
	t.Parallel()
	s := NewSigner("AC00000000000000000000000000000001", "12345")
	body := url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+12349013030"}, "Digits": {"1234"}, "From": {"+12349013030"}, "To": {"+18005551212"},
	}
	sign := func(address string) string {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		return s.sign(u, body)
	}
	const address, example = "https://mycompany.com/myapp.php?foo=1&bar=2", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
	if got := sign(address); got != example {
		t.Errorf("the example is signed %s, want %s", got, example)
	}
	for _, same := range []string{
		"https://mycompany.com:8443/myapp.php?foo=1&bar=2",
		"https://user@mycompany.com/myapp.php?foo=1&bar=2",
		"https://user:password@mycompany.com:443/myapp.php?foo=1&bar=2",
	} {
		if got := sign(same); got != example {
			t.Errorf("%s is signed %s, want %s", same, got, example)
		}
	}
	if sign("http://mycompany.com:8080/") == sign("http://mycompany.com/") {
		t.Error("the port of an http address is left out")
	}
	if sign("https://[2001:db8::1]:8443/") != sign("https://[2001:db8::1]/") {
		t.Error("the port of an https address in IPv6 is not left out")
	}
}
