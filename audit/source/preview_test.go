package source_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twiliosim"
)

// everyKind are all kinds, as an audit with every rule would need them.
func everyKind() []inventory.Kind {
	var all []inventory.Kind
	for i := range inventory.Kinds {
		all = append(all, inventory.Kinds[i].Kind)
	}
	return all
}

// census counts what an account turned out to hold.
func census(inv *inventory.Inventory) source.Census {
	c := source.Census{Count: map[inventory.Kind]int{}, Asked: map[inventory.Kind]int{}}
	for _, kind := range everyKind() {
		c.Count[kind] = len(inv.Items(kind))
	}
	for _, flow := range inv.Flows {
		if flow.Latest.Draft {
			c.Asked[inventory.KindFlowRevision]++
		}
	}
	builds := map[string]bool{}
	for _, environment := range inv.Items(inventory.KindServerlessEnvironment) {
		if build := environment.Field("build_sid").Text; build != "" {
			builds[build] = true
		}
	}
	c.Asked[inventory.KindServerlessBuild] = len(builds)
	for _, service := range inv.Services {
		if service.Flag("us_app_to_person_registered") {
			c.Asked[inventory.KindMessagingCampaign]++
		}
		if len(inv.ItemsBelow(inventory.KindMessagingServiceNumber, service.Ref.SID)) == 0 {
			for _, kind := range []inventory.Kind{
				inventory.KindMessagingShortCode, inventory.KindMessagingAlphaSender,
				inventory.KindMessagingCountrySender, inventory.KindMessagingChannelSender,
			} {
				c.Asked[kind]++
			}
		}
	}
	return c
}

// TestPreviewIsWhatAnAuditAsks holds the preview to the requests of real audits: as many as it says of an account of that size, and
// none to an address that it does not name.
func TestPreviewIsWhatAnAuditAsks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		world []*twiliosim.Account
		kinds []inventory.Kind
	}{
		"everything of a large company": {twiliosim.Estate(now()), everyKind()},
		"everything of a small company": {twiliosim.Healthy(now()), everyKind()},
		"numbers and flows":             {twiliosim.Large(now(), 1001, 30), []inventory.Kind{inventory.KindPhoneNumber, inventory.KindFlow, inventory.KindFlowRevision}},
		"builds bring what names them":  {twiliosim.Healthy(now()), []inventory.Kind{inventory.KindServerlessBuild}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, test.world...)
			options := source.LiveOptions{Kinds: test.kinds, Now: now}
			inv := readOne(t, server, byToken(test.world[0]), options)
			demands := source.Preview(options)
			checkDemands(t, demands, server.Requests(), census(inv))
		})
	}
}

func checkDemands(t *testing.T, demands []source.Demand, requests []twiliosim.Request, c source.Census) {
	t.Helper()
	asked := map[inventory.Kind]int{}
	for _, request := range requests {
		i := slices.IndexFunc(demands, func(d source.Demand) bool {
			return slices.ContainsFunc(d.Addresses, func(address string) bool { return matches(address, request) })
		})
		if i < 0 {
			t.Errorf("%s %s%s was not foreseen", request.Method, request.Host, request.Path)
			continue
		}
		asked[demands[i].Kind.Kind]++
	}
	for _, d := range demands {
		if want := d.Requests(c); asked[d.Kind.Kind] != want {
			t.Errorf("%s: %d requests, foreseen were %d (%s)", d.Kind.Kind, asked[d.Kind.Kind], want, d.Often)
		}
	}
}

// matches tells whether a request went to an address with placeholders.
func matches(address string, r twiliosim.Request) bool {
	address, _, _ = strings.Cut(address, "?")
	pattern := strings.Split(strings.TrimPrefix(address, r.Method+" https://"+r.Host), "/")
	segments := strings.Split(r.Path, "/")
	if len(pattern) != len(segments) {
		return false
	}
	for i := range pattern {
		if !strings.HasPrefix(pattern[i], "{") && pattern[i] != segments[i] {
			return false
		}
	}
	return true
}

func TestPreviewOfASelection(t *testing.T) {
	t.Parallel()
	kinds := []inventory.Kind{inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindFlow, inventory.KindFlowRevision}
	only := parseSelection(t, "+12065550130")
	total := 0
	for _, d := range source.Preview(source.LiveOptions{Kinds: kinds, Only: only}) {
		total += d.Requests(source.ExampleCensus())
		if d.Kind.Kind == inventory.KindFlow && (d.Often != "1 for each, only flows: those that +12065550130 leads to" || slices.Contains(d.Addresses, "GET https://studio.twilio.com/v2/Flows")) {
			t.Errorf("flows: %s %q", d.Often, d.Addresses)
		}
	}
	if total != 5 { // The account, the number, and at most one application, flow and revision.
		t.Errorf("%d requests", total)
	}
}

func TestPreviewOfSubaccounts(t *testing.T) {
	t.Parallel()
	demands := source.Preview(source.LiveOptions{Subaccounts: source.Subaccounts{All: true}})
	if len(demands) != 2 || demands[0].Addresses[0] != "GET https://api.twilio.com/2010-04-01/Accounts.json" {
		t.Errorf("%+v", demands)
	}
	if got := source.ExampleCensus().Assumptions(demands); got != "" {
		t.Errorf("assumptions that decide nothing: %s", got)
	}
}

// now is the clock of the simulated accounts.
func now() time.Time { return time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC) }
