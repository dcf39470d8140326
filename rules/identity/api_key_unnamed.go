package identity

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var apiKeyUnnamed = &audit.Rule{
	ID:    "api-key-unnamed",
	Title: "API key cannot be told from others by its name",
	Doc: audit.Doc{
		Why: "When a secret has leaked, its key must be deleted at once, and somebody must know what stops working then. The name of a key is the only " +
			"thing that says what uses it: Twilio shows neither its secret nor when it was last used. A key without a name, or with that of another one, is " +
			"therefore left as it is.",
		Remediation: "Give each key a name of its own that says what uses it and who answers for that (*Account management > API keys & auth tokens* " +
			"in the Console, or `FriendlyName` of the Key resource).",
		FalseAlarms: "While a key is being replaced, the old and the new one may have the same name for some days.",
		References:  []audit.Link{keyResource, keysInConsole},
	},
	Severity: audit.Note,
	Persona:  audit.Pedantic,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindAPIKey, How: audit.Each}},
	Check:    checkAPIKeyUnnamed,
}

func checkAPIKeyUnnamed(p *audit.Pass) error {
	unnamed := &audit.Group{Key: "unnamed"}
	var byName audit.Groups
	for _, key := range p.Items(inventory.KindAPIKey) {
		name := strings.TrimSpace(key.Text("friendly_name"))
		if name == "" {
			unnamed.Add(audit.Report{
				Item:        key,
				Location:    key.At("friendly_name"),
				Message:     fmt.Sprintf("%s has no name: when it has to be deleted, nobody knows what uses it", key.Ref),
				Remediation: fmt.Sprintf("find out what uses %s, and give it a name that says so", key.Ref),
			})
			continue
		}
		byName.Of(name, func() *audit.Group { return &audit.Group{} }).Add(audit.Report{Item: key, Location: key.At("friendly_name")})
	}
	p.ReportGroup(unnamed,
		fmt.Sprintf("%d API keys have no name: when one has to be deleted, nobody knows what uses it", unnamed.Len()),
		"find out what uses each of them, and give it a name that says so")
	for _, g := range byName.All() {
		if g.Len() > 1 {
			p.ReportGroup(g,
				fmt.Sprintf("%d API keys are called %q: when one has to be deleted, nobody knows what uses it", g.Len(), g.Key),
				"give each of them a name of its own that says what uses it")
		}
	}
	return nil
}
