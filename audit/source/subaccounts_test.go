package source_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twiliosim"
)

func TestParseSubaccounts(t *testing.T) {
	one, two := twiliosim.SID("AC", "1"), twiliosim.SID("AC", "2")
	for text, want := range map[string]source.Subaccounts{
		"none": {}, "all": {All: true}, one: {SIDs: []string{one}}, one + ", " + two + "," + one: {SIDs: []string{one, two}},
	} {
		got, err := source.ParseSubaccounts(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", text, err, diff)
		}
	}
	for _, text := range []string{"", "AC1", "some", one + ",", twiliosim.SID("FW", "1")} {
		if got, err := source.ParseSubaccounts(text); err == nil || !strings.Contains(err.Error(), "is not the SID of an account: give none, all, or AC…,AC…") {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// agency is an account with subaccounts, by name.
func agency() (*twiliosim.Account, map[string]*twiliosim.Account, []*twiliosim.Account) {
	main, _ := office("agency")
	all := []*twiliosim.Account{main}
	clients := map[string]*twiliosim.Account{}
	for _, name := range []string{"active", "busy", "suspended", "closed"} {
		client, _ := office(name)
		client.Parent = main.SID
		if name == "suspended" || name == "closed" {
			client.Status = name
		}
		clients[name] = client
		all = append(all, client)
	}
	return main, clients, all
}

func accounts(all []*inventory.Inventory) []string {
	var names []string
	for _, inv := range all {
		names = append(names, inv.Account.Name)
	}
	return names
}

func TestSubaccounts(t *testing.T) {
	main, clients, served := agency()
	server := serve(t, served...)
	strangers := twiliosim.SID("AC", "nobody's")
	for name, test := range map[string]struct {
		which source.Subaccounts
		want  []string
		gaps  []string
	}{
		"none": {want: []string{"Office agency"}},
		"all":  {which: source.Subaccounts{All: true}, want: []string{"Office agency", "Office active", "Office busy", "Office suspended"}},
		"some": {
			which: source.Subaccounts{SIDs: []string{clients["busy"].SID, main.SID}}, want: []string{"Office agency", "Office busy"},
		},
		"strangers": {
			which: source.Subaccounts{SIDs: []string{strangers, clients["closed"].SID, clients["active"].SID}}, want: []string{"Office agency", "Office active"},
			gaps: []string{
				"subaccount: " + strangers + ": it is not among the subaccounts of " + main.SID,
				"subaccount: " + clients["closed"].SID + ": the subaccount is closed",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := read(t.Context(), t, server, byToken(main), source.LiveOptions{Subaccounts: test.which})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(sorted(test.want[1:]...), sorted(accounts(all)[1:]...)); diff != "" || accounts(all)[0] != test.want[0] {
				t.Errorf("accounts %q (-want +got):\n%s", accounts(all), diff)
			}
			for _, inv := range all {
				if len(inv.Audited) != len(all) || inv.Audited[0].Name != "Office agency" {
					t.Errorf("%s: audited %+v", inv.Account.Name, inv.Audited)
				}
				switch coverage, asked := inv.Coverage(inventory.KindSubaccount); {
				case asked != (test.which.Asked() && inv == all[0]):
					t.Errorf("%s: subaccounts asked for: %v", inv.Account.Name, asked)
				case asked && coverage.Read != len(all)-1:
					t.Errorf("%d subaccounts read", coverage.Read)
				}
				if inv.Account.Name != "Office suspended" && len(inv.Flows) != 4 {
					t.Errorf("%s: %d flows", inv.Account.Name, len(inv.Flows))
				}
			}
			if diff := cmp.Diff(sorted(test.gaps...), sorted(gaps(all[0])...)); diff != "" {
				t.Errorf("gaps (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOddListOfAccounts(t *testing.T) {
	main, clients, served := agency()
	server := serve(t, served...)
	item := func(a *twiliosim.Account, owner string) string {
		return fmt.Sprintf(`{"sid": %q, "friendly_name": %q, "owner_account_sid": %q, "status": "active", "auth_token": %q}`, a.SID, a.Name, owner, a.AuthToken)
	}
	one, two := clients["active"], clients["busy"]
	if one.SID < two.SID {
		one, two = two, one
	}
	stranger, _ := office("stranger")
	server.Fault(twiliosim.Fault{Path: "/Accounts.json", Status: 200, Body: `{"next_page_uri": null, "accounts": [` +
		item(one, main.SID) + `, {"sid": 7}, ` + item(two, main.SID) + `, ` + item(one, main.SID) + `, ` + item(stranger, stranger.SID) + `]}`})
	all, err := read(t.Context(), t, server, byToken(main), source.LiveOptions{Subaccounts: source.Subaccounts{SIDs: []string{main.SID, one.SID, two.SID, stranger.SID}}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{main.Name, two.Name, one.Name}, accounts(all)); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"subaccount: /2010-04-01/Accounts.json: an account of the list has no valid sid [list]"}, gaps(all[0])); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
}

func TestSubaccountsWithoutTheMainAccount(t *testing.T) {
	main, clients, served := agency()
	server := serve(t, served...)
	server.Fault(twiliosim.Fault{Path: "/Accounts/" + main.SID, Status: 403, Code: 20003})
	all, err := read(t.Context(), t, server, byToken(main), source.LiveOptions{
		Kinds: []inventory.Kind{inventory.KindPhoneNumber, inventory.KindSubaccount}, Subaccounts: source.Subaccounts{SIDs: []string{clients["busy"].SID}},
	})
	if diff := cmp.Diff([]string{"Office agency", "Office busy"}, accounts(all)); diff != "" || err != nil {
		t.Errorf("%v, accounts (-want +got):\n%s", err, diff)
	}
}

func TestSubaccountsThatAreNotListed(t *testing.T) {
	main, clients, served := agency()
	server := serve(t, served...)
	server.Fault(twiliosim.Fault{Path: "/Accounts.json", NotJSON: true})
	all, err := read(t.Context(), t, server, byToken(main), source.LiveOptions{Subaccounts: source.Subaccounts{SIDs: []string{clients["busy"].SID}}})
	if err != nil || len(all) != 1 {
		t.Fatalf("%d accounts, error %v", len(all), err)
	}
	got := gaps(all[0])
	if len(got) != 1 || !strings.HasPrefix(got[0], "subaccount: /2010-04-01/Accounts.json?PageSize=1000: ") || !strings.HasSuffix(got[0], "[list]") {
		t.Errorf("gaps %q", got)
	}
	inv := readOne(t, server, byToken(main), source.LiveOptions{Kinds: []inventory.Kind{inventory.KindSubaccount}})
	if _, asked := inv.Coverage(inventory.KindSubaccount); asked {
		t.Error("subaccounts are covered without having been asked for")
	}
}

func TestSubaccountThatIsRefused(t *testing.T) {
	main, _, served := agency()
	server := serve(t, served...)
	all, err := read(t.Context(), t, server, byToken(main), source.LiveOptions{Subaccounts: source.Subaccounts{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	for _, inv := range all {
		if inv.Account.Name != "Office suspended" {
			continue
		}
		for _, kind := range allKinds {
			if c, _ := inv.Coverage(kind); c.Status != inventory.StatusDenied || !strings.Contains(c.Reason(), "the account is suspended") {
				t.Errorf("%s: %s: %s", kind, c.Status, c.Reason())
			}
		}
	}
}

func TestSubaccountWithoutToken(t *testing.T) {
	main, clients, served := agency()
	clients["busy"].AuthToken = ""
	clients["active"].AuthToken = "short"
	server := serve(t, served...)
	all, err := read(t.Context(), t, server, byToken(main), source.LiveOptions{Subaccounts: source.Subaccounts{SIDs: []string{clients["busy"].SID, clients["active"].SID}}})
	if err != nil || len(all) != 3 {
		t.Fatalf("%d accounts, error %v", len(all), err)
	}
	for _, inv := range all[1:] {
		want := "the list of accounts gives no auth token for it"
		if inv.Account.Name == "Office active" {
			want = "the auth token has 5 characters"
		}
		for _, kind := range allKinds {
			c, _ := inv.Coverage(kind)
			if len(c.Gaps) != 1 || c.Gaps[0].Ref != inv.Account.SID || !c.Gaps[0].List || !strings.HasPrefix(c.Gaps[0].Reason, want) {
				t.Errorf("%s of %s: %+v", kind, inv.Account.Name, c)
			}
		}
	}
}

func TestSubaccountsWithAnAPIKey(t *testing.T) {
	main, clients, served := agency()
	server := serve(t, served...)
	all, err := read(t.Context(), t, server, byKey(main, 0), source.LiveOptions{Subaccounts: source.Subaccounts{All: true}})
	if err != nil || len(all) != 1 {
		t.Fatalf("%d accounts, error %v", len(all), err)
	}
	c, asked := all[0].Coverage(inventory.KindSubaccount)
	if !asked || c.Status != inventory.StatusDenied || !strings.Contains(c.Reason(), "only the auth token of the main account reads subaccounts") {
		t.Errorf("subaccounts: %+v", c)
	}
	if len(all[0].Flows) != 4 {
		t.Error("the main account was not read")
	}
	// Asked for the subaccount alone, there is nothing to audit.
	all, err = read(t.Context(), t, server, byKey(main, 0), source.LiveOptions{
		Subaccounts: source.Subaccounts{All: true}, Only: source.Selection{Accounts: []string{clients["busy"].SID}},
	})
	if len(all) != 0 || err == nil || !strings.Contains(err.Error(), "only the auth token of the main account reads subaccounts") {
		t.Errorf("%d accounts, error %v", len(all), err)
	}
}
