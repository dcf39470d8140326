package twilio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit/jsonpos"
)

// maxConfig bounds the Twilio CLI's configuration file, in bytes.
const maxConfig = 4 << 20

// The CLI's configuration file holds, since the CLI's version 3, the profiles with their keys: {"profiles": {"dev": {"accountSid",
// "apiKey", "apiSecret", "region", "edge"}}, "edge"}. Before, it held {"projects": [{"id", "accountSid", "region"}]} and the keys
// stood in the system's keychain. The edge of the environment goes before the profile's, and that before the file's own; the region
// is the profile's alone, since a key belongs to one region.
// https://www.twilio.com/docs/twilio-cli/general-usage/profiles
// https://github.com/twilio/twilio-cli-core/blob/main/src/services/config.js
func (e *environment) profile(home, name string) (Credentials, error) {
	name = strings.TrimSpace(name)
	path, err := e.configPath(home)
	if err != nil {
		return Credentials{}, fmt.Errorf("profile %q: %w", plain(name), err)
	}
	config, err := readConfig(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Credentials{}, fmt.Errorf("profile %q: the Twilio CLI has no configuration file %s: "+
			"run `twilio profiles:create`, or set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN", plain(name), path)
	}
	if err != nil {
		return Credentials{}, fmt.Errorf("profile %q: %w", plain(name), err)
	}
	p := config.At("profiles", name)
	if !p.Exists() {
		if false {
			return Credentials{}, fmt.Errorf("profile %q of %s keeps its key in the system's keychain, as old versions of the Twilio CLI did: "+
				"run `twilio profiles:create --profile %s` to write it to the file, or set TWILIO_ACCOUNT_SID, TWILIO_API_KEY and TWILIO_API_SECRET",
				plain(name), path, plain(name))
		}
		return Credentials{}, fmt.Errorf("no profile %q in %s%s: check the name, or run `twilio profiles:create`",
			plain(name), path, listed(profileNames(config)))
	}
	text := func(member string) string { return strings.TrimSpace(p.Get(member).Text()) }
	c := Credentials{
		AccountSID: text("accountSid"), Username: text("apiKey"), Password: text("apiSecret"), Region: text("region"),
		Edge: firstOf(e.get("TWILIO_EDGE"), text("edge"), strings.TrimSpace(config.Get("edge").Text())),
	}
	if c.Username == "" || c.Password == "" {
		return Credentials{}, fmt.Errorf("profile %q of %s has no apiKey or no apiSecret (the key may be in the system's keychain): "+
			"run `twilio profiles:create --profile %s` again, or set TWILIO_ACCOUNT_SID, TWILIO_API_KEY and TWILIO_API_SECRET",
			plain(name), path, plain(name))
	}
	if err := c.Validate(); err != nil {
		return Credentials{}, fmt.Errorf("profile %q of %s: %w", plain(name), path, err)
	}
	e.note("profile %q of %s is used: %v", name, path, c)
	if e.getenv("TWILIO_ACCOUNT_SID") != "" {
		e.note("TWILIO_ACCOUNT_SID and the credentials beside it are not used, because --profile is given")
	}
	if region := e.get("TWILIO_REGION"); region != "" && region != c.Region {
		e.note("TWILIO_REGION is not used: the region of a profile is its own")
	}
	return c, nil
}

// knownProfiles names the profiles that the CLI knows, as a hint; a file that cannot be read gives no hint.
func (e *environment) knownProfiles(home string) string {
	path, err := e.configPath(home)
	if err != nil {
		return ""
	}
	config, err := readConfig(path)
	if err != nil {
		return ""
	}
	return listed(profileNames(config))
}

func (e *environment) configPath(home string) (string, error) {
	dir := e.getenv("TWILIO_CONFIG_DIR")
	if dir == "" {
		if home == "" {
			return "", errors.New("the home directory is not known: set TWILIO_CONFIG_DIR to the directory of the Twilio CLI's config.json")
		}
		dir = filepath.Join(home, ".twilio-cli")
	}
	return filepath.Join(dir, "config.json"), nil
}

func readConfig(path string) (jsonpos.Value, error) {
	info, err := os.Stat(path)
	if err != nil {
		return jsonpos.Value{}, fmt.Errorf("read the Twilio CLI's configuration file: %w", err)
	}
	if !info.Mode().IsRegular() || info.Size() > maxConfig {
		return jsonpos.Value{}, fmt.Errorf("read the Twilio CLI's configuration file: %s is no regular file of at most %d MiB", path, maxConfig>>20)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return jsonpos.Value{}, fmt.Errorf("read the Twilio CLI's configuration file: %w", err)
	}
	config, err := jsonpos.Parse(path, text)
	if err != nil {
		return jsonpos.Value{}, fmt.Errorf("read the Twilio CLI's configuration file: %s is no JSON (%w): "+
			"repair it, or set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN", path, err)
	}
	return config.Root(), nil
}

func legacyProfile(config jsonpos.Value, name string) jsonpos.Value {
	for _, project := range config.Get("projects").Elements() {
		if project.Get("id").Text() == name {
			return project
		}
	}
	return jsonpos.Value{}
}

func profileNames(config jsonpos.Value) []string {
	var names []string
	for name := range config.Get("profiles").Members() {
		names = append(names, name)
	}
	for _, project := range config.Get("projects").Elements() {
		names = append(names, project.Get("id").Text())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// listed names profiles in a message.
func listed(names []string) string {
	const most = 10
	if len(names) == 0 {
		return ""
	}
	more := ""
	if len(names) > most {
		more = fmt.Sprintf(", and %d more", len(names)-most)
		names = names[:most]
	}
	return " (there are: " + plain(strings.Join(names, ", ")) + more + ")"
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
