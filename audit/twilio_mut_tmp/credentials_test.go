package twilio

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCredentialsValidate(t *testing.T) {
	good := Credentials{AccountSID: testAccount, Username: testAccount, Password: testToken}
	tests := []struct {
		name   string
		change func(c *Credentials)
		want   string // "" for valid
	}{
		{"auth token", func(*Credentials) {}, ""},
		{"API key", func(c *Credentials) { c.Username = testKey }, ""},
		{"password that is not alphanumeric", func(c *Credentials) { c.Password = "pa:ss/word+ü%20" }, ""},
		{"edge and region", func(c *Credentials) { c.Edge, c.Region = "dublin", "ie1" }, ""},
		{"edge alone", func(c *Credentials) { c.Edge = "sydney" }, ""},
		{"the United States", func(c *Credentials) { c.Region = "us1" }, ""},
		{"no account", func(c *Credentials) { c.AccountSID = "" }, "set TWILIO_ACCOUNT_SID"},
		{"short account", func(c *Credentials) { c.AccountSID = "AC123" }, "it has 5 characters and is no SID"},
		{"token in the place of the account", func(c *Credentials) { c.AccountSID = testToken }, "it has 32 characters and is no SID"},
		{"key in the place of the account", func(c *Credentials) { c.AccountSID = testKey }, "it is the SID of an API key"},
		{"no user name", func(c *Credentials) { c.Username = "" }, "set TWILIO_AUTH_TOKEN"},
		{"malformed key", func(c *Credentials) { c.Username = "SKnothex" }, "set TWILIO_API_KEY to the key's SID"},
		{"token of another account", func(c *Credentials) { c.Username = testOther }, "belongs to account " + testOther},
		{"no token", func(c *Credentials) { c.Password = "" }, "set TWILIO_AUTH_TOKEN"},
		{"no secret", func(c *Credentials) { c.Username, c.Password = testKey, "" }, "set TWILIO_API_SECRET"},
		{"placeholder", func(c *Credentials) { c.Password = "xxxx" }, "has 4 characters"},
		{"region alone", func(c *Credentials) { c.Region = "ie1" }, "set TWILIO_EDGE as well"},
		{"region that is no label", func(c *Credentials) { c.Edge, c.Region = "dublin", "evil.example/" }, "the region is malformed"},
		{"edge that is no label", func(c *Credentials) { c.Edge = "evil.example#" }, "the edge is malformed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := good
			test.change(&c)
			err := c.Validate()
			if test.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil {
				t.Fatal("valid")
			}
			mustContain(t, err.Error(), test.want)
			if strings.Contains(err.Error(), testToken) || strings.Contains(err.Error(), "\n") {
				t.Errorf("the error holds the token or a line break: %v", err)
			}
		})
	}
}

// TestPasswordIsNeverPrinted holds for every way of formatting every exported type, and for JSON.
func TestPasswordIsNeverPrinted(t *testing.T) {
	c := Credentials{AccountSID: testAccount, Username: testKey, Password: "hunter2-hunter2", Region: "ie1", Edge: "dublin"}
	o := Options{Credentials: c}
	r, err := NewReader(o)
	if err != nil {
		t.Fatal(err)
	}
	other, err := r.As(tokenOf(testOther))
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Fetch(t.Context(), "api", "/"+c.Password+"/?")
	failed, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("an address with a question mark in its path: %v", err)
	}
	values := []any{c, &c, o, &o, []Credentials{c}, map[string]Credentials{"x": c}, r, other, *failed, failed, r.Redactor(), other.Redactor(), List{}, r.Stats()}
	for _, value := range values {
		texts := []string{}
		if s, ok := value.(fmt.GoStringer); ok {
			texts = append(texts, s.GoString())
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			texts = append(texts, fmt.Sprintf(verb, value))
		}
		if text, err := json.Marshal(value); err == nil { // Options and Reader cannot be encoded, which is as good.
			texts = append(texts, string(text))
		}
		for _, text := range texts {
			if strings.Contains(text, c.Password) || strings.Contains(text, fmt.Sprintf("%x", c.Password)) || strings.Contains(text, testToken) {
				t.Errorf("%T shows the password: %s", value, text)
			}
		}
	}
	if want, got := "account "+testAccount+" with API key "+testKey+" at *.dublin.ie1.twilio.com", c.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLoadCredentials(t *testing.T) {
	config := `{"edge": "ashburn", "projects": [{"id": "old", "accountSid": "` + testAccount + `"}], "activeProject": "dev", "profiles": {
		"dev": {"accountSid": "` + testAccount + `", "apiKey": "` + testKey + `", "apiSecret": "secret-of-dev"},
		"irish": {"accountSid": "` + testAccount + `", "apiKey": "` + testKey + `", "apiSecret": "secret-of-irish", "region": "ie1", "edge": "dublin"},
		"empty": {"accountSid": "` + testAccount + `"},
		"wrong": {"accountSid": "nonsense", "apiKey": 7, "apiSecret": ["x"]}}}`
	key := Credentials{AccountSID: testAccount, Username: testKey, Password: "the-secret"}
	tests := []struct {
		name    string
		env     map[string]string
		config  string
		profile string
		want    Credentials
		notes   []string // one part of each note
		err     string
	}{
		{
			name: "auth token", env: map[string]string{"TWILIO_ACCOUNT_SID": testAccount, "TWILIO_AUTH_TOKEN": testToken},
			want: tokenOf(testAccount),
		},
		{
			name: "key", env: map[string]string{"TWILIO_ACCOUNT_SID": testAccount, "TWILIO_API_KEY": testKey, "TWILIO_API_SECRET": "the-secret"},
			want: key,
		},
		{
			name: "key by its other name", env: map[string]string{"TWILIO_ACCOUNT_SID": testAccount, "TWILIO_API_KEY_SID": testKey, "TWILIO_API_SECRET": "the-secret"},
			want: key,
		},
		{
			name: "key by both names", want: key, notes: []string{"TWILIO_API_KEY and TWILIO_API_KEY_SID differ"},
			env: map[string]string{"TWILIO_ACCOUNT_SID": testAccount, "TWILIO_API_KEY": testKey, "TWILIO_API_KEY_SID": "SKother", "TWILIO_API_SECRET": "the-secret"},
		},
		{
			name: "key and token", want: key, notes: []string{"the API key " + testKey + " is used"},
			env: map[string]string{"TWILIO_ACCOUNT_SID": testAccount, "TWILIO_API_KEY": testKey, "TWILIO_API_SECRET": "the-secret", "TWILIO_AUTH_TOKEN": testToken},
		},
		{
			name: "token and half a key", want: tokenOf(testAccount), notes: []string{"set without TWILIO_API_SECRET"},
			env: map[string]string{"TWILIO_ACCOUNT_SID": testAccount, "TWILIO_API_KEY": testKey, "TWILIO_AUTH_TOKEN": testToken},
		},
		{
			name: "white space", want: tokenOf(testAccount), notes: []string{"the value of TWILIO_AUTH_TOKEN"},
			env: map[string]string{"TWILIO_ACCOUNT_SID": testAccount, "TWILIO_AUTH_TOKEN": testToken + "\n"},
		},
		{
			name: "region and edge", want: Credentials{AccountSID: testAccount, Username: testAccount, Password: testToken, Region: "ie1", Edge: "dublin"},
			env: map[string]string{"TWILIO_ACCOUNT_SID": testAccount, "TWILIO_AUTH_TOKEN": testToken, "TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin"},
		},
		{
			name: "region alone", err: "set TWILIO_EDGE as well",
			env: map[string]string{"TWILIO_ACCOUNT_SID": testAccount, "TWILIO_AUTH_TOKEN": testToken, "TWILIO_REGION": "au1"},
		},
		{name: "nothing", err: "set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"},
		{name: "nothing but profiles", config: config, err: "with --profile (there are: dev, empty, irish, old, wrong)"},
		{name: "half a key", env: map[string]string{"TWILIO_ACCOUNT_SID": testAccount, "TWILIO_API_KEY": testKey}, err: "set TWILIO_API_SECRET as well"},
		{name: "other half", env: map[string]string{"TWILIO_ACCOUNT_SID": testAccount, "TWILIO_API_SECRET": "the-secret"}, err: "set TWILIO_API_KEY"},
		{name: "no account", env: map[string]string{"TWILIO_AUTH_TOKEN": testToken}, err: "set TWILIO_ACCOUNT_SID"},
		{
			name: "profile", config: config, profile: " dev ", notes: []string{`profile "dev" of `},
			want: Credentials{AccountSID: testAccount, Username: testKey, Password: "secret-of-dev", Edge: "ashburn"},
		},
		{
			name: "profile with a region", config: config, profile: "irish", notes: []string{`profile "irish"`, "TWILIO_ACCOUNT_SID", "TWILIO_REGION is not used"},
			env:  map[string]string{"TWILIO_ACCOUNT_SID": testOther, "TWILIO_AUTH_TOKEN": testToken, "TWILIO_REGION": "au1"},
			want: Credentials{AccountSID: testAccount, Username: testKey, Password: "secret-of-irish", Region: "ie1", Edge: "dublin"},
		},
		{
			name: "edge of the environment", config: config, profile: "irish", notes: []string{`profile "irish"`},
			env:  map[string]string{"TWILIO_EDGE": "ashburn"},
			want: Credentials{AccountSID: testAccount, Username: testKey, Password: "secret-of-irish", Region: "ie1", Edge: "ashburn"},
		},
		{
			name: "profile in the keychain", config: config, profile: "old",
			err: "system's keychain, as old versions of the Twilio CLI did: run `twilio profiles:create --profile old`",
		},
		{name: "profile without a key", config: config, profile: "empty", err: "has no apiKey or no apiSecret"},
		{name: "profile with members of the wrong type", config: config, profile: "wrong", err: "has no apiKey or no apiSecret"},
		{name: "unknown profile", config: config, profile: "prod", err: `no profile "prod"`},
		{name: "no configuration file", profile: "prod", err: "has no configuration file"},
		{name: "broken configuration file", config: `{"profiles": {"dev": {"apiSecret": "secret-of-dev", }`, profile: "dev", err: "is no JSON (line 1, column 51"},
		{name: "configuration file that is something else", config: `[1]`, profile: "dev", err: `no profile "dev"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			home := t.TempDir()
			if test.config != "" {
				writeConfig(t, filepath.Join(home, ".twilio-cli"), test.config)
			}
			got, notes, err := LoadCredentials(func(name string) string { return test.env[name] }, home, test.profile)
			if test.err != "" {
				if err == nil {
					t.Fatal("no error")
				}
				mustContain(t, err.Error(), test.err)
				if strings.ContainsAny(err.Error(), "\n\r") {
					t.Errorf("more than one line: %q", err)
				}
			} else if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(fields(test.want), fields(got)); diff != "" {
				t.Error(diff)
			}
			text := strings.Join(notes, "\n") + fmt.Sprint(err)
			for _, secret := range []string{testToken, "the-secret", "secret-of"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s stands in: %s", secret, text)
				}
			}
			if err == nil && len(notes) != len(test.notes) {
				t.Fatalf("got %d notes, want %d: %q", len(notes), len(test.notes), notes)
			}
			for i, part := range test.notes {
				mustContain(t, notes[i], part)
			}
		})
	}
}

func TestLoadCredentialsConfigDirectory(t *testing.T) {
	dir := t.TempDir()
	writeConfig(t, dir, `{"profiles": {"dev": {"accountSid": "`+testAccount+`", "apiKey": "`+testKey+`", "apiSecret": "secret-of-dev"}}}`)
	env := map[string]string{"TWILIO_CONFIG_DIR": dir}
	got, _, err := LoadCredentials(func(name string) string { return env[name] }, "", "dev")
	if err != nil || got.Password != "secret-of-dev" {
		t.Errorf("got %v, %v", got, err)
	}
	_, _, err = LoadCredentials(func(string) string { return "" }, "", "dev")
	if err == nil || !strings.Contains(err.Error(), "set TWILIO_CONFIG_DIR") {
		t.Errorf("got %v", err)
	}
}

// fields are the fields of credentials, which do not print by themselves.
func fields(c Credentials) []string {
	return []string{c.AccountSID, c.Username, c.Password, c.Region, c.Edge}
}

func writeConfig(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
