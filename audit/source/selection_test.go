package source_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twiliosim"
)

func parseSelection(t *testing.T, parts ...string) source.Selection {
	t.Helper()
	s, err := source.ParseSelection(parts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestParseSelection(t *testing.T) {
	account, number, flow := twiliosim.SID("AC", "1"), twiliosim.SID("PN", "1"), twiliosim.SID("FW", "1")
	got := parseSelection(t, "+44 20 7946-0000", account, number, " "+flow+" ", "+442079460000", flow)
	want := source.Selection{
		Numbers: []string{"+442079460000"}, Accounts: []string{account},
		SIDs: map[inventory.Kind][]string{inventory.KindPhoneNumber: {number}, inventory.KindFlow: {flow}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for part, want := range map[string]string{
		"":                        "nothing is selected",
		"442079460000":            `"442079460000" has no country code`,
		"+0123456":                "is not a phone number",
		"+44207946000000000":      "is not a phone number",
		"+44x":                    "is not a phone number",
		"FW123":                   `"FW123" is neither a phone number nor a whole SID`,
		"support":                 "is neither a phone number nor a whole SID",
		twiliosim.SID("FN", "1"):  "is not the SID of something that can be selected",
		strings.ToLower(account):  "is neither a phone number nor a whole SID",
		twiliosim.SID("AC", "1#"): "",
	} {
		_, err := source.ParseSelection([]string{part})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", part, err, want)
		}
	}
}

func TestSelectionMatches(t *testing.T) {
	account, number, flow := twiliosim.SID("AC", "1"), twiliosim.SID("PN", "1"), twiliosim.SID("FW", "1")
	numberRef := inventory.Ref{Account: account, Kind: inventory.KindPhoneNumber, SID: number, Name: "+442079460000"}
	flowRef := inventory.Ref{Account: account, Kind: inventory.KindFlow, SID: flow, Name: "+442079460000"}
	for name, test := range map[string]struct {
		parts        []string
		number, flow bool
	}{
		"everything":                 {nil, true, true},
		"the number":                 {[]string{"+442079460000"}, true, false},
		"the number's SID":           {[]string{number}, true, false},
		"both":                       {[]string{"+442079460000", flow}, true, true},
		"the account":                {[]string{account}, true, true},
		"another account":            {[]string{twiliosim.SID("AC", "2")}, false, false},
		"the flow in the account":    {[]string{account, flow}, false, true},
		"the flow in another":        {[]string{twiliosim.SID("AC", "2"), flow}, false, false},
		"the number or another flow": {[]string{twiliosim.SID("FW", "2"), "+442079460000"}, true, false},
	} {
		s := parseSelection(t, test.parts...)
		if got := s.Matches(numberRef); got != test.number {
			t.Errorf("%s: the number: %v", name, got)
		}
		if got := s.Matches(flowRef); got != test.flow {
			t.Errorf("%s: the flow: %v", name, got)
		}
	}
}

// TestSelectionReads tells what is read for a selection, and how many requests that takes; for everything, it takes 17.
func TestSelectionReads(t *testing.T) {
	for name, test := range map[string]struct {
		parts                   []string // "+…" or short names of the office
		kinds                   []inventory.Kind
		change                  func(a *twiliosim.Account, s map[string]string)
		numbers, apps, flows    []string
		trunks                  int
		executions              int
		requests                int
		numberFilter, flowsText string
	}{
		"a number on Studio": {
			// The account, the number, the services and their numbers, the flow and its executions. SIP domains say nothing of a number.
			parts: []string{"+12025550100"}, numbers: []string{"0"}, flows: []string{"main"}, executions: 1, requests: 6,
			numberFilter: "only +12025550100", flowsText: "only flows: those that +12025550100 leads to",
		},
		"a number with an application": {
			parts: []string{"1"}, numbers: []string{"1"}, apps: []string{"app"}, flows: []string{"app flow"}, requests: 7,
			numberFilter: "only 1", flowsText: "only flows: those that 1 leads to",
		},
		"a number with a trunk": {
			parts: []string{"+12025550102"}, numbers: []string{"2"}, trunks: 1, requests: 5,
			numberFilter: "only +12025550102", flowsText: "only flows: those that +12025550102 leads to",
		},
		"a number of a messaging service": {
			parts: []string{"0"}, numbers: []string{"0"}, flows: []string{"main", "edited"}, executions: 2, requests: 9,
			change: func(a *twiliosim.Account, s map[string]string) {
				a.Change(inventory.KindMessagingService, s["service"], twiliosim.Members{"inbound_request_url": a.Webhook(s["edited"])})
			},
			numberFilter: "only 0", flowsText: "only flows: those that 0 leads to",
		},
		"a number, for a rule about flows": {
			// The account, the number, the flow.
			parts: []string{"0"}, kinds: []inventory.Kind{inventory.KindFlow}, numbers: []string{"0"}, flows: []string{"main"}, requests: 3,
			numberFilter: "only 0", flowsText: "only flows: those that 0 leads to",
		},
		"a flow": {
			parts: []string{"edited"}, numbers: []string{"0", "1", "2"}, apps: []string{"app"}, flows: []string{"edited"}, trunks: 1, executions: 1,
			requests: 10, flowsText: "only flows: edited",
		},
		"a flow and a number": {
			parts: []string{"edited", "+12025550101"}, numbers: []string{"0", "1", "2"}, apps: []string{"app"}, flows: []string{"edited", "app flow"},
			trunks: 1, executions: 1, requests: 12, flowsText: "only flows: edited and those that +12025550101 leads to",
		},
		"an application": {
			parts: []string{"app"}, numbers: []string{"0", "1", "2"}, apps: []string{"app"}, flows: []string{"main", "app flow", "edited", "fresh"},
			trunks: 1, executions: 2, requests: 17,
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, s := office("one")
			if test.change != nil {
				test.change(a, s)
			}
			server := serve(t, a)
			var parts []string
			for _, part := range test.parts {
				if sid, ok := s[part]; ok {
					part = sid
				}
				parts = append(parts, part)
			}
			inv := readOne(t, server, byToken(a), source.LiveOptions{Kinds: test.kinds, Only: parseSelection(t, parts...)})
			short := func(kind inventory.Kind) []string {
				var names []string
				for _, name := range slices.Sorted(maps.Keys(s)) {
					if slices.Contains(sids(inv, kind), s[name]) {
						names = append(names, name)
					}
				}
				return names
			}
			for kind, want := range map[inventory.Kind][]string{
				inventory.KindPhoneNumber: test.numbers, inventory.KindApplication: test.apps, inventory.KindFlow: test.flows,
			} {
				if diff := cmp.Diff(sorted(want...), sorted(short(kind)...)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", kind, diff)
				}
			}
			if len(inv.Trunks) != test.trunks || len(inv.Executions) != test.executions {
				t.Errorf("%d trunks, %d executions", len(inv.Trunks), len(inv.Executions))
			}
			if got := gaps(inv); got != nil {
				t.Errorf("gaps %q", got)
			}
			for kind, want := range map[inventory.Kind]string{inventory.KindPhoneNumber: test.numberFilter, inventory.KindFlow: test.flowsText} {
				for _, name := range []string{"0", "1", "edited"} {
					want = strings.ReplaceAll(want, " "+name, " "+s[name])
				}
				if c, _ := inv.Coverage(kind); c.Filter != want {
					t.Errorf("%s: filter %q, want %q", kind, c.Filter, want)
				}
			}
			if got := len(server.Requests()); got != test.requests {
				t.Errorf("%d requests:", got)
				for _, r := range server.Requests() {
					t.Log(r.Host, r.Path)
				}
			}
		})
	}
}

func TestSelectionOfWhatIsNotThere(t *testing.T) {
	main, clients, served := agency()
	server := serve(t, served...)
	_, office := office("active")
	stranger := twiliosim.SID("PN", "nobody's")
	for name, test := range map[string]struct {
		parts       []string
		subaccounts source.Subaccounts
		accounts    []string
		err         string
	}{
		"a number":      {parts: []string{"+12025550199", stranger, main.SID}, accounts: []string{"Office agency"}, err: "+12025550199, " + stranger + ": not found in what was audited"},
		"a flow":        {parts: []string{twiliosim.SID("FW", "x")}, accounts: []string{"Office agency"}, err: "not found in what was audited"},
		"a subaccount":  {parts: []string{clients["busy"].SID}, err: clients["busy"].SID + " is not the account of the credentials, " + main.SID},
		"a stranger":    {parts: []string{twiliosim.SID("AC", "x")}, subaccounts: source.Subaccounts{All: true}, err: "no such account among " + main.SID},
		"a sub's flow":  {parts: []string{office["edited"], clients["active"].SID}, subaccounts: source.Subaccounts{All: true}, accounts: []string{"Office active"}},
		"in some":       {parts: []string{office["edited"]}, subaccounts: source.Subaccounts{SIDs: []string{clients["active"].SID}}, accounts: []string{"Office agency", "Office active"}},
		"the account":   {parts: []string{main.SID}, subaccounts: source.Subaccounts{All: true}, accounts: []string{"Office agency"}},
		"half accounts": {parts: []string{main.SID, twiliosim.SID("AC", "x")}, accounts: []string{"Office agency"}, err: twiliosim.SID("AC", "x") + ": not found"},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := read(t.Context(), t, server, byToken(main), source.LiveOptions{Subaccounts: test.subaccounts, Only: parseSelection(t, test.parts...)})
			if diff := cmp.Diff(test.accounts, accounts(all)); diff != "" {
				t.Errorf("accounts (-want +got):\n%s", diff)
			}
			if (test.err == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("error %v, want %q", err, test.err)
			}
			for _, inv := range all {
				if test.subaccounts.All && (len(inv.Audited) != 4 || inv.Audited[0].Name != "Office agency") {
					t.Errorf("%s knows of %+v", inv.Account.Name, inv.Audited)
				}
			}
		})
	}
	t.Run("what could not be read may be there", func(t *testing.T) {
		server.Fault(twiliosim.Fault{Path: "/IncomingPhoneNumbers.json", Status: 500})
		if _, err := read(t.Context(), t, server, byToken(main), source.LiveOptions{Only: parseSelection(t, "+12025550199")}); err != nil {
			t.Error(err)
		}
		_, err := read(t.Context(), t, server, byToken(main), source.LiveOptions{Only: parseSelection(t, "+12025550199", stranger)})
		if err == nil || !strings.HasPrefix(err.Error(), stranger+": not found") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("what was not asked for may be there", func(t *testing.T) {
		o := source.LiveOptions{Kinds: []inventory.Kind{inventory.KindTrunk}, Only: parseSelection(t, twiliosim.SID("FW", "x"))}
		if _, err := read(t.Context(), t, server, byToken(main), o); err != nil {
			t.Error(err)
		}
	})
	t.Run("nothing is looked for with wrong credentials", func(t *testing.T) {
		wrong := byToken(main)
		wrong.Password = "00000000000000000000000000000000"
		var errs []error
		for _, err := range source.Live(t.Context(), connect(t, server, wrong), source.LiveOptions{Kinds: allKinds, Only: parseSelection(t, stranger)}) {
			errs = append(errs, err)
		}
		if len(errs) != 1 || !strings.Contains(errs[0].Error(), "refused (401") {
			t.Errorf("errors %v", errs)
		}
	})
}
