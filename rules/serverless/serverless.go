// Package serverless holds the rules about Functions and Assets: what runs them, who can request them, and what is deployed.
package serverless

import (
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		environmentWithoutBuild,
		publicAssetSensitive,
		publicFunction,
		runtimeEOL,
		webhookMissing,
	}
}

var (
	environmentResource = audit.Link{
		Title: "Serverless API: Environment resource",
		URL:   "https://www.twilio.com/docs/serverless/api/resource/environment",
	}
	visibility = audit.Link{
		Title: "Visibility of Functions and Assets",
		URL:   "https://www.twilio.com/docs/serverless/functions-assets/visibility",
	}
)

// deployments are the kinds that say what is deployed where.
func deployments() []audit.Need {
	return []audit.Need{
		{Kind: inventory.KindServerlessEnvironment, How: audit.Each},
		{Kind: inventory.KindServerlessBuild, How: audit.Each},
		{Kind: inventory.KindServerlessService, How: audit.Each},
	}
}

// service is the Functions service of an environment, or the environment itself where the service was not read.
func service(p *audit.Pass, environment *inventory.Item) *inventory.Item {
	if found, _ := p.Find(inventory.KindServerlessService, environment.Parent); found != nil {
		return found
	}
	return environment
}

// address is where an environment serves a Function or an Asset.
func address(environment *inventory.Item, v inventory.Version) string {
	return environment.Text("domain_name") + "/" + strings.TrimPrefix(v.Path, "/")
}

// maxNamed bounds how many things a message names.
const maxNamed = 5
