package secret_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/secret"
)

// Nothing here is anybody's credential. What has the form of one is put together at run time, so that scanners of this repository
// find none.
var (
	random = "q7Zt2" + "LmX9vB4" + "kR8wEj3"
	hex32  = strings.Repeat("1f3a5c7e9b2d4068", 2)
	acSID  = "AC" + strings.Repeat("0a1b2c3d", 4)
	skSID  = "SK" + strings.Repeat("0a1b2c3d", 4)
)

func TestFindGrades(t *testing.T) {
	type found struct {
		Kind     string
		Doubtful bool
	}
	sure := func(kind string) []found { return []found{{kind, false}} }
	maybe := func(kind string) []found { return []found{{kind, true}} }
	for label, test := range map[string]struct {
		name, text string
		want       []found
	}{
		"named":                        {"api_key", random, sure("api_key")},
		"named with a hyphen":          {"X-Api-Key", random, sure("x_api_key")},
		"camel case":                   {"clientSecretKey", random, sure("clientsecretkey")},
		"short":                        {"api_key", "s3cr3t", maybe("api_key")},
		"a word":                       {"token", "authenticated", maybe("token")},
		"joined words":                 {"token", "payment-token-reusable", maybe("token")},
		"name of a variable":           {"token", "MAIL_SERVICE_TOKEN", maybe("token")},
		"a sentence":                   {"secret", "what is the 1st name of your cat", maybe("secret")},
		"little entropy":               {"token", "121212121212121212", maybe("token")},
		"a SID":                        {"token", skSID, maybe("token")},
		"a URL":                        {"auth", "https://login.acme.dev/oauth2/v1", maybe("auth")},
		"placeholder":                  {"api_key", "YOUR-KEY-" + random, maybe("api_key")},
		"publishable":                  {"api_key", "pk_live_" + random, maybe("api_key")},
		"Liquid":                       {"authorization", "Bearer {{flow.variables.token}}", nil},
		"Liquid tags":                  {"token", "{% if x %}{{a}}{% else %}{{b}}{% endif %}", nil},
		"Liquid that is not closed":    {"token", "{{flow.variables.token", nil},
		"Terraform":                    {"password", "${var.password}-1", nil},
		"Liquid beside a secret":       {"token", random + "{{flow.variables.region}}", sure("token")},
		"no placeholder":               {"token", random + "{a}$", sure("token")},
		"bearer":                       {"", "Bearer " + random, sure("bearer_token")},
		"bearer in words":              {"", "Bearer authorization_required", maybe("bearer_token")},
		"basic":                        {"", "Basic Ym9iOmh1bnRlcjJodW50ZXIy", sure("basic_auth")},
		"basic in words":               {"", "our basic telecommunications package", maybe("basic_auth")},
		"example of a form":            {"", "AKIAIOSFODNN7" + "EXAMPLE", maybe("aws_key")},
		"a form":                       {"", "AKIA" + "IOSFODNN7PRODUCE"[:16], sure("aws_key")},
		"URL password":                 {"", "https://bob:Tr0ub4dor@acme.dev/", sure("url_password")},
		"URL password of the manual":   {"", "https://user:password@acme.dev/", maybe("url_password")},
		"query":                        {"", "https://acme.dev/?a=1&api_key=" + random, sure("query_value")},
		"form body":                    {"", "api_key=" + random + "&to=bob", sure("query_value")},
		"query of a page":              {"", "https://acme.dev/?token=1", maybe("query_value")},
		"member of a body":             {"", `{"to": "bob", "api_key" : "` + random + `"}`, sure("api_key")},
		"member of a body in a file":   {"", `"body": "{\"api_key\": \"` + random + `\"}"`, sure("api_key")},
		"member in single quotes":      {"", `{'password':'` + random + `'}`, sure("password")},
		"member with Liquid":           {"", `{"api_key": "{{flow.variables.key}}"}`, nil},
		"member that is no secret":     {"", `{"finish_on_key": "` + random + `"}`, nil},
		"member without a value":       {"", `{"api_key": null, "token":"`, nil},
		"two members":                  {"", `{"api_key":"` + random + `","secret":"` + random + `"}`, []found{{"api_key", false}, {"secret", false}}},
		"auth token beside an account": {"", acSID + " " + hex32, sure("auth_token")},
		"hex alone":                    {"", hex32 + " " + hex32 + " " + hex32, nil},
		"account alone":                {"", "https://webhooks.twilio.com/v1/Accounts/" + acSID + "/Flows/FW" + hex32, nil},
		"secret beside an API key":     {"", skSID + ":" + random + "0123456789abc", sure("api_key_secret")},
	} {
		t.Run(label, func(t *testing.T) {
			var got []found
			for _, m := range secret.Find(test.name, test.text) {
				got = append(got, found{m.Kind, m.Doubtful})
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if test.want == nil {
				return
			}
			// A live definition holds markers instead, which say the same.
			text := redactor(t).Text(test.name, test.text)
			got = nil
			for _, m := range secret.Find(test.name, text) {
				got = append(got, found{m.Kind, m.Doubtful})
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("markers (-want +got)\n%s", diff)
			}
			if shown := secret.MaskNamed(test.name, test.text); strings.Contains(shown, random) || strings.Contains(shown, hex32) {
				t.Errorf("masked = %q", shown)
			}
		})
	}
}

// TestFindIsLinear gives each scanner the text that is worst for it: ten times the text may take ten times as long, or on a busy machine
// some more, but not a hundred times.
func TestFindIsLinear(t *testing.T) {
	for label, unit := range map[string]string{
		"colons":   `"token":`,
		"quotes":   `"token":'`,
		"blanks":   `"token":          `,
		"braces":   `${{%{`,
		"queries":  `?token=a`,
		"userinfo": `://a:b`,
		"bearers":  `Bearer `,
		"hex":      acSID + hex32,
		"keys":     `-----BEGIN PRIVATE KEY-----`,
	} {
		t.Run(label, func(t *testing.T) {
			measure := func(size int) time.Duration {
				text := strings.Repeat(unit, size/len(unit))
				best := time.Hour
				for range 2 {
					start := time.Now()
					secret.Mask(text)
					secret.MaskNamed("token", text)
					best = min(best, time.Since(start))
				}
				return best
			}
			const size = 5_000
			const tries = 10 // Somebody else may need the processor.
			for try := 1; ; try++ {
				small, large := measure(size), measure(10*size)
				if large <= 60*small || large <= time.Second/4 {
					break
				}
				if try == tries {
					t.Fatalf("%d bytes took %v, ten times as many %v", size, small, large)
				}
			}
		})
	}
}
