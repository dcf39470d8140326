package twilio

import (
	"errors"
	"fmt"
	"strings"
)

// LoadCredentials finds the credentials as the Twilio CLI and the helper libraries take them: TWILIO_ACCOUNT_SID with
// TWILIO_API_KEY (or TWILIO_API_KEY_SID) and TWILIO_API_SECRET, or with TWILIO_AUTH_TOKEN; the key wins when both are there.
// TWILIO_REGION and TWILIO_EDGE say where. A profile that is not "" is read from the Twilio CLI's configuration file instead, which
// is looked for in TWILIO_CONFIG_DIR and else below home, the home directory. The notes say which of several was chosen; they hold
// no secret. The credentials have passed [Credentials.Validate] when err is nil.
func LoadCredentials(getenv func(string) string, home, profile string) (c Credentials, notes []string, err error) {
	env := environment{getenv: getenv}
	if strings.TrimSpace(profile) != "" {
		c, err = env.profile(home, profile)
	} else {
		c, err = env.credentials(home)
	}
	if err == nil {
		err = c.Validate()
	}
	if err != nil {
		return Credentials{}, env.notes, err
	}
	return c, env.notes, nil
}

// environment reads variables, and notes what a user may wonder about.
type environment struct {
	getenv func(string) string
	notes  []string
}

func (e *environment) note(format string, args ...any) {
	e.notes = append(e.notes, plain(fmt.Sprintf(format, args...)))
}

// get is a variable without white space around it: pasted values and files read by a shell often end in a line break, which Twilio
// would answer with 20003. https://www.twilio.com/docs/api/errors/20003
func (e *environment) get(name string) string {
	value := e.getenv(name)
	trimmed := strings.TrimSpace(value)
	if trimmed != value {
		e.note("white space around the value of %s is left out", name)
	}
	return trimmed
}

func (e *environment) credentials(home string) (Credentials, error) {
	c := Credentials{AccountSID: e.get("TWILIO_ACCOUNT_SID"), Region: e.get("TWILIO_REGION"), Edge: e.get("TWILIO_EDGE")}
	token, key, secret := e.get("TWILIO_AUTH_TOKEN"), e.key(), e.get("TWILIO_API_SECRET")
	switch {
	case key != "" && secret != "":
		if token != "" {
			e.note("an API key and an auth token are both set: the API key %s is used", key)
		}
		c.Username, c.Password = key, secret
	case token != "":
		if key != "" {
			e.note("the API key %s is set without TWILIO_API_SECRET: the auth token is used", key)
		}
		if secret != "" {
			e.note("TWILIO_API_SECRET is set without TWILIO_API_KEY: the auth token is used")
		}
		c.Username, c.Password = c.AccountSID, token
	case key != "":
		return Credentials{}, errors.New("TWILIO_API_KEY is set without its secret: set TWILIO_API_SECRET as well, or set TWILIO_AUTH_TOKEN")
	case secret != "":
		return Credentials{}, errors.New("TWILIO_API_SECRET is set without the key: " +
			"set TWILIO_API_KEY to the key's SID (SK…) as well, or set TWILIO_AUTH_TOKEN")
	default:
		return Credentials{}, fmt.Errorf("no Twilio credentials: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, "+
			"or TWILIO_ACCOUNT_SID, TWILIO_API_KEY and TWILIO_API_SECRET, or name a profile of the Twilio CLI with --profile%s", e.knownProfiles(home))
	}
	return c, nil
}

func (e *environment) key() string {
	key, sid := e.get("TWILIO_API_KEY"), e.get("TWILIO_API_KEY_SID")
	switch {
	case key == "":
		return sid
	case sid != "" && sid != key:
		e.note("TWILIO_API_KEY and TWILIO_API_KEY_SID differ: TWILIO_API_KEY is used")
	}
	return key
}
