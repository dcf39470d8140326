package inventory

import (
	"strings"

	"github.com/twilint/twilint/audit/jsonpos"
)

// Version is a Function or an Asset as a build has it.
// https://www.twilio.com/docs/serverless/api/resource/build
type Version struct {
	Path  string // on the host, with a slash in front
	Asset bool
	// Visibility is who may request it: public, protected or private, in small letters.
	// https://www.twilio.com/docs/serverless/functions-assets/visibility
	Visibility string
	Value      jsonpos.Value
	Build      *Item
}

// The visibilities of Functions and Assets that matter here: what is public answers everybody, what is private answers nobody. What is
// protected answers requests that Twilio signed, as those of webhooks and of Studio are.
const (
	VisibilityPublic  = "public"
	VisibilityPrivate = "private"
)

// Deployed are the Functions and Assets that an environment serves. Absent means that nothing is deployed there, Unknown that the build
// could not be read.
func (inv *Inventory) Deployed(environment *Item) ([]Version, Presence) {
	sid := environment.Text("build_sid")
	if sid == "" {
		return nil, Absent
	}
	build, _ := inv.Find(KindServerlessBuild, sid)
	if build == nil || build.get("function_versions").Kind() != jsonpos.Array {
		return nil, Unknown
	}
	return append(versionsOf(build, "function_versions"), versionsOf(build, "asset_versions")...), Present
}

func versionsOf(build *Item, member string) []Version {
	var all []Version
	for _, v := range build.List(member) {
		all = append(all, Version{
			Path:       v.Get("path").Text(),
			Asset:      member == "asset_versions",
			Visibility: strings.ToLower(v.Get("visibility").Text()), // Twilio's pages write it in both ways.
			Value:      v,
			Build:      build,
		})
	}
	return all
}

// Unserved tells that an environment answers no request for a path, and why, for the end of a sentence. It is false where the build
// could not be read.
func (inv *Inventory) Unserved(environment *Item, path string) (why string, unserved bool) {
	versions, presence := inv.Deployed(environment)
	if presence == Unknown {
		return "", false
	}
	why = "nothing is deployed at that path"
	for _, v := range versions {
		switch {
		case CleanPath(v.Path) != CleanPath(path):
		case v.Visibility != VisibilityPrivate:
			return "", false
		default:
			why = "what is deployed at that path is private, and answers no request"
		}
	}
	return why, true
}

// CleanPath is a path without the slashes at its ends: whether the last one counts is not documented, so no fault is made of it.
func CleanPath(path string) string { return strings.Trim(path, "/") }

// Functions is the environment of this account that a URL leads to, with the path, and whether it leads to one.
func (inv *Inventory) Functions(raw string) (environment *Item, path string, ok bool) {
	u, ok := ParseWebhookURL(raw)
	if !ok {
		return nil, "", false
	}
	environment = inv.environmentAt(u.Hostname())
	return environment, u.Path, environment != nil
}
