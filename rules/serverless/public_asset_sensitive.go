package serverless

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var publicAssetSensitive = &audit.Rule{
	ID:    "serverless-public-asset-sensitive",
	Title: "Public Asset that looks like a secret or a data file",
	Doc: audit.Doc{
		Why: "A public Asset can be fetched by anybody who knows or guesses its address. Keys, certificates with their keys, `.env` files, dumps and lists of " +
			"customers end up there when a folder is deployed as a whole: an Asset is public unless its name says otherwise.",
		Remediation: "Take the file out of what is deployed, or make it private: Functions can still read it. What was a secret has to be replaced, since others " +
			"may have it.",
		FalseAlarms: "Files without anything secret in them: an example list, a public certificate. Settings in JSON are a note, since web pages read theirs from there.",
		References: []audit.Link{
			visibility,
			{Title: "Assets", URL: "https://www.twilio.com/docs/serverless/functions-assets/assets"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    deployments(),
	Check: func(p *audit.Pass) error {
		var groups audit.Groups
		for _, environment := range p.Items(inventory.KindServerlessEnvironment) {
			versions, _ := p.Deployed(environment)
			for _, v := range versions {
				what, severity := sensitive(v.Path)
				if !v.Asset || v.Visibility != inventory.VisibilityPublic || what == "" {
					continue
				}
				of := service(p, environment)
				group := groups.Of(of.Ref.SID+" "+severity.String(), func() *audit.Group { return &audit.Group{Item: of, Severity: severity} })
				group.Add(audit.Report{
					Item:          environment,
					Location:      environment.At("build_sid"),
					Message:       fmt.Sprintf("%s, which looks like %s, can be fetched by anybody", address(environment, v), what),
					Remediation:   fmt.Sprintf("deploy %s without %s, or make that Asset private", of.Ref, v.Path),
					Discriminator: v.Path,
				})
			}
		}
		for _, g := range groups.All() {
			p.ReportGroup(g,
				fmt.Sprintf("%d Assets of %s that look like secrets or data files can be fetched by anybody: %s", g.Len(), g.Item.Ref, paths(g)),
				fmt.Sprintf("deploy %s without them, or make them private", g.Item.Ref))
		}
		return nil
	},
}

// sensitive says what a file looks like by its name, "" if like nothing that should be kept.
func sensitive(file string) (what string, severity audit.Severity) {
	name := strings.ToLower(path.Base(file))
	switch extension := path.Ext(name); {
	case name == ".env" || strings.HasPrefix(name, ".env.") || extension == ".env":
		return "a file of settings with their secrets", audit.Warning
	case slices.Contains([]string{".pem", ".key", ".p12", ".pfx", ".jks", ".keystore"}, extension):
		return "a key", audit.Warning
	case slices.Contains([]string{".sql", ".bak", ".dump", ".sqlite"}, extension):
		return "a copy of a database", audit.Warning
	case extension == ".csv":
		return "a list of data", audit.Warning
	case extension == ".json" && containsAny(name, "secret", "credential", "service-account", "serviceaccount"):
		return "a file of credentials", audit.Warning
	case extension == ".json" && strings.Contains(name, "config"):
		return "a file of settings", audit.Note
	default:
		return "", 0
	}
}

func containsAny(text string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}

// paths are what the members of a group are told apart by.
func paths(g *audit.Group) string {
	var all []string
	for _, m := range g.Members() {
		if !slices.Contains(all, m.Discriminator) {
			all = append(all, m.Discriminator)
		}
	}
	return audit.List(all, maxNamed)
}
