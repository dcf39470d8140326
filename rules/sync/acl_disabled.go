package sync

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var aclDisabled = &audit.Rule{
	ID:    "sync-acl-disabled",
	Title: "Whoever has a token reads and writes all of a Sync service",
	Doc: audit.Doc{
		Why: "Apps and browsers come to Sync with an access token, which every user of yours has. Unless the service asks for permissions, each of " +
			"these tokens reads, changes and deletes every document, list and map of the service, also those of other users: the names can be guessed, or " +
			"seen in the code of the app. The control is off in a new service.",
		Remediation: "Give each identity permissions on the objects that it needs (the Permission resources), and then set `AclEnabled=true`. The " +
			"other way round, every app is refused with error 54007 at once.",
		FalseAlarms: "A service that only servers use, with API keys, needs no permissions: no user has a token for it. Those that Twilio makes " +
			"itself, called *default* or for Flex, are a note.",
		References: []audit.Link{
			serviceResource,
			{Title: "Error 54007: Access forbidden for identity", URL: "https://www.twilio.com/docs/api/errors/54007"},
			{Title: "Sync Map Permission resource", URL: "https://www.twilio.com/docs/sync/api/sync-map-permission-resource"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindSyncService, How: audit.Each}},
	Check:    checkACLDisabled,
}

func checkACLDisabled(p *audit.Pass) error {
	var groups audit.Groups
	for _, service := range p.Items(inventory.KindSyncService) {
		if !service.Off("acl_enabled") {
			continue
		}
		severity := audit.Warning
		if isTwiliosOwn(service) {
			severity = audit.Note
		}
		groups.Of(severity.String(), func() *audit.Group { return &audit.Group{Severity: severity} }).Add(audit.Report{
			Item:        service,
			Location:    service.At("acl_enabled"),
			Message:     fmt.Sprintf("%s asks for no permissions: whoever has a token for it reads, changes and deletes everything in it", service.Ref),
			Remediation: fmt.Sprintf("give the users of %s permissions on what they need, and then set acl_enabled to true", service.Ref),
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d Sync services ask for no permissions: whoever has a token for one reads, changes and deletes everything in it", g.Len()),
			"give the users of each of them permissions on what they need, and then set acl_enabled to true")
	}
	return nil
}

// isTwiliosOwn tells a service that Twilio made: that of every account, or one of Flex.
func isTwiliosOwn(service *inventory.Item) bool {
	words := strings.FieldsFunc(strings.ToLower(service.Text("unique_name")+" "+service.Ref.Name), func(r rune) bool { return r < 'a' || r > 'z' })
	return slices.Contains(words, "default") || slices.Contains(words, "flex")
}
