package secret_test

import (
	"strings"
	"testing"

	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/secret"
)

const token = "0123456789abcdef0123456789abcdef"

func redactor(t *testing.T) *secret.Redactor {
	t.Helper()
	r, err := secret.NewRedactor("the credential of the audit", token)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSecretsAreReplacedEverywhere(t *testing.T) {
	for name, test := range map[string]struct{ field, text, hidden, mask string }{
		"auth token":         {"auth_token", "hunter2hunter2", "hunter2", "***"},
		"camel case":         {"sipPassword", "hunter2", "hunter2", "***"},
		"literal":            {"friendly_name", "copy of " + token, token, ""},
		"URL password":       {"voice_url", "https://bob:hunter2@example.org/x?a=1", "hunter2", "https://bob:***@example.org/x?a=1"},
		"URL user only":      {"voice_url", "https://hunter2@example.org/", "hunter2", "https://***@example.org/"},
		"query value":        {"voice_url", "https://example.org/?id=7&api_key=hunter2&x=y", "hunter2", "https://example.org/?id=7&api_key=***&x=y"},
		"bearer":             {"body", "Authorization: Bearer abcdefghijklmnop1234", "abcdefghijklmnop1234", "Authorization: ***"},
		"Stripe key":         {"body", "sk_live_abcdefghijklmnop", "abcdefghijklmnop", "***"},
		"private key":        {"body", "-----BEGIN RSA PRIVATE KEY-----\nMIIhunter2", "hunter2", "***"},
		"no secret":          {"payment_token_type", "reusable", "", "reusable"},
		"finish on key":      {"finish_on_key", "#", "", "#"},
		"Liquid":             {"token", "{{flow.variables.token}}", "", "{{flow.variables.token}}"},
		"Liquid in query":    {"url", "https://example.org/?token={{widgets.a.parsed.t}}", "", "https://example.org/?token={{widgets.a.parsed.t}}"},
		"mail address":       {"body", "write to bob@example.org", "", "write to bob@example.org"},
		"placeholder":        {"password", "${var.password}", "", "${var.password}"},
		"at sign after path": {"url", "https://example.org/@bob", "", "https://example.org/@bob"},
	} {
		t.Run(name, func(t *testing.T) {
			r := redactor(t)
			got := r.Text(test.field, test.text)
			if test.hidden == "" {
				if got != test.text {
					t.Fatalf("%q became %q", test.text, got)
				}
			} else {
				if strings.Contains(got, test.hidden) {
					t.Fatalf("the secret is still in %q", got)
				}
				if len(secret.Markers(got)) != 1 {
					t.Fatalf("no marker in %q", got)
				}
				if shown := secret.Mask(got); strings.Contains(shown, "twilint-secret") {
					t.Fatalf("a marker is shown: %q", shown)
				}
			}
			if again := r.Text(test.field, got); again != got {
				t.Errorf("the second time changed %q into %q", got, again)
			}
			if test.mask != "" {
				if shown := secret.MaskNamed(test.field, test.text); shown != test.mask {
					t.Errorf("masked = %q, want %q", shown, test.mask)
				}
			}
			if shown := r.Scrub(test.text); test.hidden == token && strings.Contains(shown, token) {
				t.Errorf("scrubbed = %q", shown)
			}
		})
	}
}

func TestMarkersCompareButDoNotTell(t *testing.T) {
	r := redactor(t)
	other, err := secret.NewRedactor("another credential")
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := r.Text("password", "hunter2"), r.Text("password", "hunter2"), r.Text("password", "hunter3")
	if a != b || a == c {
		t.Errorf("equal secrets: %q, %q; another: %q", a, b, c)
	}
	if d := other.Text("password", "hunter2"); d == a {
		t.Error("the hash does not depend on the credential")
	}
	m := secret.Markers(a)
	if len(m) != 1 || m[0].Kind != "password" || m[0].Length != 7 || m[0].String() != a {
		t.Errorf("markers of %q = %+v", a, m)
	}
}

func TestDocument(t *testing.T) {
	d, err := jsonpos.Parse("x", []byte(`{"definition": {"parameters": [{"value": "hunter2hunter2", "key": "api_key"}, {"key": "name", "value": "bob"}]}, "contact_channel_address": "+15551234567", "password": ["hunter2"]}`))
	if err != nil {
		t.Fatal(err)
	}
	got := string(redactor(t).Document(d, "contact_channel_address"))
	for _, hidden := range []string{"hunter2", "+1555"} {
		if strings.Contains(got, hidden) {
			t.Errorf("%q is still in\n%s", hidden, got)
		}
	}
	if !strings.Contains(got, `"value": "bob"`) {
		t.Errorf("an ordinary parameter was replaced in\n%s", got)
	}
	again, err := jsonpos.Parse("x", []byte(got))
	if err != nil {
		t.Fatal(err)
	}
	if second := string(redactor(t).Document(again, "contact_channel_address")); second != got {
		t.Errorf("the second time changed it:\n%s", second)
	}
}
