package source_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twilio"
	"github.com/twilint/twilint/audit/twiliosim"
)

// allKinds are all the kinds that a rule can need.
var allKinds = []inventory.Kind{
	inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindFlow, inventory.KindFlowRevision, inventory.KindExecution,
	inventory.KindSIPDomain, inventory.KindTrunk, inventory.KindMessagingService, inventory.KindMessagingServiceNumber,
}

// definition is a flow definition in which a number would lose digits if it were decoded.
func definition(name string) map[string]any {
	return map[string]any{
		"initial_state": name, "flags": map[string]any{"allow_concurrent_calls": true},
		"states": []any{map[string]any{"name": name, "type": "trigger", "properties": map[string]any{"big": uint64(12345678901234567890)}, "transitions": []any{}}},
	}
}

// office is an account with one of everything, and the SIDs of what is in it by short names.
func office(seed string) (*twiliosim.Account, map[string]string) {
	a := twiliosim.NewAccount(seed, "Office "+seed, asOf.AddDate(-1, 0, 0))
	s := map[string]string{}
	s["main"] = a.AddFlow(twiliosim.FlowSpec{Name: "Main", Definition: definition("Main"), Created: asOf.AddDate(0, -1, 0)})
	s["app flow"] = a.AddFlow(twiliosim.FlowSpec{Name: "App", Definition: definition("App"), Created: asOf.AddDate(0, -1, 0)})
	s["edited"] = a.AddFlow(twiliosim.FlowSpec{
		Name: "Edited", Definition: definition("Draft"), Status: "draft", Revision: 7, Published: definition("Published"), Created: asOf.AddDate(0, -1, 0),
	})
	s["fresh"] = a.AddFlow(twiliosim.FlowSpec{Name: "Fresh", Definition: definition("Fresh"), Status: "draft", Created: asOf.AddDate(0, -1, 0)})
	s["app"] = a.AddApplication("App", twiliosim.Members{"voice_url": a.Webhook(s["app flow"])})
	s["trunk"] = a.AddTrunk("Trunk", nil)
	s["service"] = a.AddService("Service", nil)
	s["domain"] = a.AddSIPDomain("office", nil)
	s["0"] = a.AddNumber("+12025550100", twiliosim.Members{"voice_url": a.Webhook(s["main"]), "sms_url": "https://user:correct-horse@hooks.example.net/sms?api_key=zebra-crossing"})
	s["1"] = a.AddNumber("+12025550101", twiliosim.Members{"voice_application_sid": s["app"]})
	s["2"] = a.AddNumber("+12025550102", twiliosim.Members{"trunk_sid": s["trunk"]})
	a.AddServiceNumber(s["service"], s["0"])
	s["stuck"] = a.AddExecution(s["main"], twiliosim.ExecutionSpec{Created: asOf.Add(-5 * time.Hour), Contact: "+12025550190"})
	a.AddExecution(s["main"], twiliosim.ExecutionSpec{Created: asOf.Add(-time.Hour)})
	a.AddExecution(s["main"], twiliosim.ExecutionSpec{Created: asOf.Add(-6 * time.Hour), Ended: true})
	s["stuck too"] = a.AddExecution(s["edited"], twiliosim.ExecutionSpec{Created: asOf.Add(-50 * time.Hour)})
	return a, s
}

func serve(t *testing.T, accounts ...*twiliosim.Account) *twiliosim.Server {
	t.Helper()
	server := twiliosim.New(accounts...)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

func byToken(a *twiliosim.Account) twilio.Credentials {
	return twilio.Credentials{AccountSID: a.SID, Username: a.SID, Password: a.AuthToken}
}

func byKey(a *twiliosim.Account, key int) twilio.Credentials {
	return twilio.Credentials{AccountSID: a.SID, Username: a.Keys[key].SID, Password: a.Keys[key].Secret}
}

func connect(t testing.TB, server *twiliosim.Server, c twilio.Credentials) *twilio.Reader {
	t.Helper()
	reader, err := twilio.NewReader(twilio.Options{Credentials: c, APIURL: server.URL(), BaseDelay: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return reader
}

// read reads everything that a live source yields.
func read(ctx context.Context, t *testing.T, server *twiliosim.Server, c twilio.Credentials, o source.LiveOptions) ([]*inventory.Inventory, error) {
	t.Helper()
	if o.Kinds == nil {
		o.Kinds = allKinds
	}
	o.Now = func() time.Time { return asOf }
	var all []*inventory.Inventory
	for inv, err := range source.Live(ctx, connect(t, server, c), o) {
		if err != nil {
			return all, err
		}
		all = append(all, inv)
	}
	return all, nil
}

// readOne reads the one account that there is.
func readOne(t *testing.T, server *twiliosim.Server, c twilio.Credentials, o source.LiveOptions) *inventory.Inventory {
	t.Helper()
	all, err := read(t.Context(), t, server, c, o)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d accounts, error %v", len(all), err)
	}
	return all[0]
}

// gaps are the gaps of an inventory as lines, without the parts that the client words.
func gaps(inv *inventory.Inventory) []string {
	var lines []string
	for _, c := range inv.Coverages() {
		for _, gap := range c.Gaps {
			line := fmt.Sprintf("%s: %s: %s", c.Kind, gap.Ref, gap.Reason)
			if gap.List {
				line += " [list]"
			}
			if gap.Denied {
				line += " [denied]"
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// sids are the SIDs of the resources of a kind, sorted.
func sids(inv *inventory.Inventory, kind inventory.Kind) []string {
	var all []string
	for _, r := range inv.Records() {
		if r.Kind == kind {
			all = append(all, r.SID)
		}
	}
	return sorted(all...)
}

func sorted(list ...string) []string {
	slices.Sort(list)
	return list
}

func TestLive(t *testing.T) {
	a, s := office("one")
	server := serve(t, a)
	inv := readOne(t, server, byToken(a), source.LiveOptions{})

	if got := gaps(inv); got != nil {
		t.Errorf("gaps: %q", got)
	}
	want := inventory.Account{SID: a.SID, Name: "Office one", Status: "active"}
	if inv.Account != want || !cmp.Equal(inv.Audited, []inventory.Account{want}) || !inv.AsOf.Equal(asOf) {
		t.Errorf("account %+v, audited %+v, as of %v", inv.Account, inv.Audited, inv.AsOf)
	}
	for kind, want := range map[inventory.Kind][]string{
		inventory.KindAccount: {a.SID}, inventory.KindPhoneNumber: {s["0"], s["1"], s["2"]}, inventory.KindApplication: {s["app"]},
		inventory.KindFlow: {s["main"], s["app flow"], s["edited"], s["fresh"]}, inventory.KindFlowRevision: {s["edited"]},
		inventory.KindExecution: {s["stuck"], s["stuck too"]}, inventory.KindSIPDomain: {s["domain"]}, inventory.KindTrunk: {s["trunk"]},
		inventory.KindMessagingService: {s["service"]}, inventory.KindMessagingServiceNumber: {s["0"]},
	} {
		if diff := cmp.Diff(sorted(want...), sids(inv, kind)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
		coverage, asked := inv.Coverage(kind)
		if !asked || coverage.Read != len(want) || coverage.Status != inventory.StatusComplete {
			t.Errorf("%s: %+v", kind, coverage)
		}
	}
	edited, _ := inv.Flow(s["edited"])
	if edited.Publication != inventory.Present || edited.Published.Definition.InitialState != "Published" || edited.Latest.Definition.InitialState != "Draft" {
		t.Errorf("the flow with a draft: %+v", edited)
	}
	if fresh, _ := inv.Flow(s["fresh"]); fresh.Publication != inventory.Absent || fresh.Published != nil {
		t.Errorf("the flow that was never published: %v", fresh.Publication)
	}
	if !strings.Contains(string(edited.Document.Text()), "12345678901234567890") {
		t.Error("a large number was not kept as it came")
	}
	if service, _ := inv.ServiceOf(inv.Numbers[0]); service == nil && inv.Numbers[0].Ref.SID == s["0"] {
		t.Error("the number's messaging service is not known")
	}

	asked := map[string]int{}
	for _, r := range server.Requests() {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s", r.Method, r.Path)
		}
		asked[r.Path]++
		if strings.HasSuffix(r.Path, "/Executions") {
			want := map[string][]string{"status": {"active"}, "DateCreatedTo": {"2026-03-04T01:06:07Z"}, "PageSize": {"1000"}}
			if diff := cmp.Diff(want, map[string][]string(r.Query)); diff != "" {
				t.Errorf("executions are asked for with (-want +got):\n%s", diff)
			}
			if strings.Contains(r.Path, s["fresh"]) {
				t.Error("executions of a flow that was never published are asked for")
			}
		}
	}
	for path, times := range asked {
		if times > 1 {
			t.Errorf("%s is asked for %d times", path, times)
		}
	}
	// The account, 6 lists, 4 flows, 2 drafts, 3 lists of executions, 1 of the numbers of a service.
	if len(asked) != 17 {
		t.Errorf("%d requests: %v", len(asked), asked)
	}
}

func TestLiveAsksOnlyForWhatIsNeeded(t *testing.T) {
	a, s := office("one")
	server := serve(t, a)
	type told struct{ done, total int }
	progress := map[inventory.Kind]told{}
	inv := readOne(t, server, byToken(a), source.LiveOptions{
		Kinds: []inventory.Kind{inventory.KindExecution},
		Progress: func(kind inventory.Kind, done, total int) {
			if before := progress[kind]; done < before.done || total < before.total || done > total {
				t.Errorf("%s: %d of %d after %+v", kind, done, total, before)
			}
			progress[kind] = told{done, total}
		},
	})
	var kinds []inventory.Kind
	for _, c := range inv.Coverages() {
		kinds = append(kinds, c.Kind)
	}
	if diff := cmp.Diff([]inventory.Kind{inventory.KindAccount, inventory.KindFlow, inventory.KindExecution}, kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	// Revisions are not asked for, so even the flow that was never published may have executions.
	if got := len(server.Requests()); got != 1+1+4+4 {
		t.Errorf("%d requests", got)
	}
	coverage, _ := inv.Coverage(inventory.KindExecution)
	if coverage.Filter != "active, begun before 2026-03-04T01:06:07Z" {
		t.Errorf("filter %q", coverage.Filter)
	}
	want := map[inventory.Kind]told{inventory.KindAccount: {1, 1}, inventory.KindFlow: {4, 4}, inventory.KindExecution: {2, 2}}
	if diff := cmp.Diff(want, progress, cmp.AllowUnexported(told{})); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
	if flow, _ := inv.Flow(s["fresh"]); flow.Publication != inventory.Unknown {
		t.Errorf("publication %v", flow.Publication)
	}
}

func TestLiveWithAServerThatIgnoresFilters(t *testing.T) {
	a, s := office("one")
	server := serve(t, a)
	server.Fault(twiliosim.Fault{IgnoreFilters: true})
	inv := readOne(t, server, byToken(a), source.LiveOptions{})
	if diff := cmp.Diff(sorted(s["stuck"], s["stuck too"]), sids(inv, inventory.KindExecution)); diff != "" {
		t.Errorf("executions (-want +got):\n%s", diff)
	}
	only, err := source.ParseSelection([]string{"+12025550101"})
	if err != nil {
		t.Fatal(err)
	}
	inv = readOne(t, server, byToken(a), source.LiveOptions{Only: only})
	if diff := cmp.Diff([]string{s["1"]}, sids(inv, inventory.KindPhoneNumber)); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
}

func TestLiveGaps(t *testing.T) {
	for name, test := range map[string]struct {
		change func(a *twiliosim.Account, s map[string]string, server *twiliosim.Server)
		want   func(s map[string]string) []string
		check  func(t *testing.T, inv *inventory.Inventory, s map[string]string)
	}{
		"a product answers 403": {
			change: func(_ *twiliosim.Account, _ map[string]string, server *twiliosim.Server) {
				server.Fault(twiliosim.Fault{Host: "studio", Status: 403, Code: 20003, Message: "Forbidden by policy"})
			},
			want: func(map[string]string) []string {
				const why = "refused (403, code 20003): Forbidden by policy; the auth token is not accepted here"
				return []string{
					"studio_flow: /v2/Flows?PageSize=1000: " + why + " [list] [denied]",
					"studio_flow_revision: /v2/Flows?PageSize=1000: not all Studio flows are known: " + why + " [list] [denied]",
					"studio_execution: /v2/Flows?PageSize=1000: not all Studio flows are known: " + why + " [list] [denied]",
				}
			},
			check: func(t *testing.T, inv *inventory.Inventory, _ map[string]string) {
				if c, _ := inv.Coverage(inventory.KindFlow); c.Status != inventory.StatusDenied {
					t.Errorf("status %s", c.Status)
				}
			},
		},
		"a flow is not JSON": {
			change: func(_ *twiliosim.Account, s map[string]string, server *twiliosim.Server) {
				server.Fault(twiliosim.Fault{Path: "/v2/Flows/" + s["main"], NotJSON: true, Times: 6})
			},
			want: func(s map[string]string) []string { return []string{"studio_flow: " + s["main"] + ": "} },
			check: func(t *testing.T, inv *inventory.Inventory, s map[string]string) {
				if flow, presence := inv.Flow(s["main"]); flow != nil || presence != inventory.Unknown {
					t.Errorf("the flow is %v", presence)
				}
				if !slices.Contains(sids(inv, inventory.KindExecution), s["stuck"]) {
					t.Error("its executions were lost with it")
				}
			},
		},
		"a flow without a definition": {
			change: func(a *twiliosim.Account, s map[string]string, _ *twiliosim.Server) {
				a.Change(inventory.KindFlow, s["main"], twiliosim.Members{"definition": nil})
			},
			want: func(s map[string]string) []string {
				return []string{"studio_flow: " + s["main"] + ": definition is null where an object was expected"}
			},
		},
		"a secret where none belongs": {
			change: func(a *twiliosim.Account, s map[string]string, _ *twiliosim.Server) {
				a.Change(inventory.KindFlow, s["main"], twiliosim.Members{"status": "https://user:correct-horse@example.net"})
			},
			want: func(s map[string]string) []string {
				return []string{"studio_flow: " + s["main"] + `: status is "https://user:***@example.net" where draft or published was expected`}
			},
		},
		"a draft whose published revision fails": {
			change: func(_ *twiliosim.Account, s map[string]string, server *twiliosim.Server) {
				server.Fault(twiliosim.Fault{Path: s["edited"] + "/Revisions", Status: 500})
			},
			want: func(s map[string]string) []string { return []string{"studio_flow_revision: " + s["edited"] + ": "} },
			check: func(t *testing.T, inv *inventory.Inventory, s map[string]string) {
				if flow, _ := inv.Flow(s["edited"]); flow.Publication != inventory.Unknown {
					t.Errorf("publication %v", flow.Publication)
				}
				if !slices.Contains(sids(inv, inventory.KindExecution), s["stuck too"]) {
					t.Error("it may be published, and its executions were not read")
				}
			},
		},
		"a list below a service fails": {
			change: func(_ *twiliosim.Account, s map[string]string, server *twiliosim.Server) {
				server.Fault(twiliosim.Fault{Path: s["service"] + "/PhoneNumbers", Truncate: true})
			},
			want: func(s map[string]string) []string {
				return []string{"messaging_service_number: " + s["service"] + ": "}
			},
			check: func(t *testing.T, inv *inventory.Inventory, _ map[string]string) {
				if _, presence := inv.ServiceOf(inv.Numbers[0]); presence != inventory.Unknown {
					t.Errorf("whether a service holds the number is %v", presence)
				}
			},
		},
		"a list goes in a circle": {
			change: func(_ *twiliosim.Account, _ map[string]string, server *twiliosim.Server) {
				server.Fault(twiliosim.Fault{Path: "/Applications.json", NextLink: twiliosim.NextIsSame})
			},
			want: func(map[string]string) []string { return []string{"application: /2010-04-01/Accounts/"} },
			check: func(t *testing.T, inv *inventory.Inventory, s map[string]string) {
				if diff := cmp.Diff([]string{s["app"]}, sids(inv, inventory.KindApplication)); diff != "" {
					t.Errorf("what was read before (-want +got):\n%s", diff)
				}
			},
		},
		"an unlisted flow, application and trunk are asked for": {
			change: func(a *twiliosim.Account, s map[string]string, _ *twiliosim.Server) {
				a.Unlist(inventory.KindFlow, s["app flow"])
				a.Unlist(inventory.KindApplication, s["app"])
				a.Unlist(inventory.KindTrunk, s["trunk"])
				a.AddExecution(s["app flow"], twiliosim.ExecutionSpec{Created: asOf.Add(-9 * time.Hour)})
			},
			want: func(map[string]string) []string { return nil },
			check: func(t *testing.T, inv *inventory.Inventory, s map[string]string) {
				if flow, _ := inv.Flow(s["app flow"]); flow == nil || len(inv.ItemsBelow(inventory.KindExecution, flow.Ref.SID)) != 1 {
					t.Error("the flow behind an unlisted application was not read like a listed one")
				}
				if trunk, _ := inv.Trunk(s["trunk"]); trunk == nil {
					t.Error("the trunk was not read")
				}
			},
		},
		"an unlisted draft": {
			change: func(a *twiliosim.Account, s map[string]string, _ *twiliosim.Server) {
				a.AddNumber("+12025550103", twiliosim.Members{"voice_url": a.Webhook(s["edited"])})
				a.AddNumber("+12025550104", twiliosim.Members{"voice_url": a.Webhook(s["fresh"])})
				a.Unlist(inventory.KindFlow, s["edited"])
				a.Unlist(inventory.KindFlow, s["fresh"])
			},
			want: func(map[string]string) []string { return nil },
			check: func(t *testing.T, inv *inventory.Inventory, s map[string]string) {
				edited, _ := inv.Flow(s["edited"])
				fresh, _ := inv.Flow(s["fresh"])
				if edited.Publication != inventory.Present || fresh.Publication != inventory.Absent {
					t.Errorf("publications %v, %v", edited.Publication, fresh.Publication)
				}
			},
		},
		"a flow that does not exist": {
			change: func(a *twiliosim.Account, s map[string]string, _ *twiliosim.Server) {
				a.Remove(inventory.KindFlow, s["main"])
			},
			want: func(map[string]string) []string { return nil },
			check: func(t *testing.T, inv *inventory.Inventory, s map[string]string) {
				if _, presence := inv.Flow(s["main"]); presence != inventory.Absent {
					t.Errorf("the flow is %v", presence)
				}
				if c, _ := inv.Coverage(inventory.KindFlow); !cmp.Equal(c.Absent, []string{s["main"]}) {
					t.Errorf("Twilio was not asked: %+v", c)
				}
			},
		},
		"a flow of which it is not known": {
			change: func(a *twiliosim.Account, s map[string]string, server *twiliosim.Server) {
				a.Unlist(inventory.KindFlow, s["main"])
				server.Fault(twiliosim.Fault{Path: "/v2/Flows/" + s["main"], Status: 503})
			},
			want: func(s map[string]string) []string {
				return []string{"studio_flow: " + s["main"] + ": ", "studio_execution: " + s["main"] + ": "}
			},
			check: func(t *testing.T, inv *inventory.Inventory, s map[string]string) {
				if _, presence := inv.Flow(s["main"]); presence != inventory.Unknown {
					t.Errorf("the flow is %v", presence)
				}
			},
		},
		"a listed flow is deleted during the run": {
			change: func(_ *twiliosim.Account, s map[string]string, server *twiliosim.Server) {
				server.Fault(twiliosim.Fault{Path: "/v2/Flows/" + s["main"], Status: 404, Code: 20404})
			},
			want: func(map[string]string) []string { return nil },
			check: func(t *testing.T, inv *inventory.Inventory, s map[string]string) {
				if _, presence := inv.Flow(s["main"]); presence != inventory.Absent {
					t.Errorf("the flow is %v", presence)
				}
			},
		},
		"an answer about something else": {
			change: func(_ *twiliosim.Account, s map[string]string, server *twiliosim.Server) {
				server.Fault(twiliosim.Fault{Path: "/v2/Flows/" + s["main"], Times: 1, Status: 200, Body: `{"sid": "` + s["edited"] + `"}`})
			},
			want: func(s map[string]string) []string {
				why := `the answer is about "` + s["edited"] + `"`
				return []string{
					"studio_flow: " + s["main"] + ": " + why,
					"studio_flow_revision: " + s["main"] + ": not all Studio flows are known: " + why + " [list]",
					"studio_execution: " + s["main"] + ": not all Studio flows are known: " + why + " [list]",
				}
			},
		},
		"an item without a sid": {
			change: func(_ *twiliosim.Account, _ map[string]string, server *twiliosim.Server) {
				server.Fault(twiliosim.Fault{Host: "trunking", Status: 200, Body: `{"trunks": [{"sid": "TK1"}, 7], "meta": {"next_page_url": null}}`})
			},
			want: func(s map[string]string) []string {
				return []string{"trunk: /v1/Trunks: an item of the list has no valid sid [list]", "trunk: " + s["trunk"] + ": "}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, s := office("one")
			server := serve(t, a)
			test.change(a, s, server)
			inv := readOne(t, server, byToken(a), source.LiveOptions{})
			got, want := gaps(inv), test.want(s)
			if len(got) != len(want) {
				t.Errorf("gaps %q, want %q", got, want)
			}
			for i := range min(len(got), len(want)) {
				if !strings.HasPrefix(got[i], want[i]) {
					t.Errorf("gap %q, want %q", got[i], want[i])
				}
			}
			if test.check != nil {
				test.check(t, inv, s)
			}
		})
	}
}

func TestLiveBrokenPage(t *testing.T) {
	a, s := office("one")
	for i := range 1000 {
		a.AddNumber(fmt.Sprintf("+1202666%04d", i), twiliosim.Members{"voice_url": a.Webhook(s["main"])})
	}
	server := serve(t, a)
	server.Fault(twiliosim.Fault{Path: "PageToken=", NotJSON: true})
	inv := readOne(t, server, byToken(a), source.LiveOptions{})
	if len(inv.Numbers) != 1000 {
		t.Errorf("%d numbers", len(inv.Numbers))
	}
	got := gaps(inv)
	if len(got) != 1 || !strings.HasPrefix(got[0], "phone_number: /2010-04-01/Accounts/"+a.SID+"/IncomingPhoneNumbers.json?") ||
		!strings.Contains(got[0], "Page=1") || !strings.HasSuffix(got[0], "[list]") {
		t.Errorf("gaps: %q", got)
	}
}

func TestLiveCredentials(t *testing.T) {
	a, _ := office("one")
	other, otherSIDs := office("two")
	a.Keys = append(a.Keys, twiliosim.Key{SID: twiliosim.SID("SK", "r"), Secret: "restricted-secret-of-32-characters", Type: twiliosim.RestrictedKey})
	server := serve(t, a, other)

	wrong := byToken(a)
	wrong.Password = "00000000000000000000000000000000"
	for name, test := range map[string]struct {
		credentials twilio.Credentials
		want        string
	}{
		"a wrong token":          {wrong, "account " + a.SID + ": every request was refused (401, code 20003): Authenticate; the account SID and the auth token"},
		"a key without anything": {byKey(a, 2), "account " + a.SID + ": every request was refused (403, code 70051)"},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := read(t.Context(), t, server, test.credentials, source.LiveOptions{})
			if len(all) != 0 || err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("%d accounts, error %v, want %q", len(all), err, test.want)
			}
		})
	}
	t.Run("a standard key", func(t *testing.T) {
		inv := readOne(t, server, byKey(a, 0), source.LiveOptions{})
		want := []string{"account: " + a.SID + ": refused (401, code 20003): Authenticate; only the auth token or a main API key reads the account itself [denied]"}
		if diff := cmp.Diff(want, gaps(inv)); diff != "" {
			t.Errorf("gaps (-want +got):\n%s", diff)
		}
		if len(inv.Flows) != 4 || inv.Account.Name != "" {
			t.Errorf("%d flows, account %+v", len(inv.Flows), inv.Account)
		}
	})
	t.Run("a key for one kind", func(t *testing.T) {
		a.Keys[2].Allowed = []inventory.Kind{inventory.KindPhoneNumber}
		inv := readOne(t, server, byKey(a, 2), source.LiveOptions{Kinds: []inventory.Kind{inventory.KindPhoneNumber, inventory.KindTrunk}})
		got := gaps(inv)
		if len(got) != 2 || !strings.Contains(got[1], "trunk: /v1/Trunks?PageSize=1000: refused (403") || !strings.Contains(got[1], "; the API key may not read SIP trunks; a restricted key needs /twilio/voice/sip.trunks/list and /twilio/voice/sip.trunks/read [list] [denied]") {
			t.Errorf("gaps %q", got)
		}
		if len(inv.Numbers) != 3 {
			t.Errorf("%d numbers", len(inv.Numbers))
		}
	})
	t.Run("another account's key", func(t *testing.T) {
		mixed := byKey(other, 0)
		mixed.AccountSID = a.SID
		inv := readOne(t, server, mixed, source.LiveOptions{})
		if len(inv.Flows) != 0 || len(inv.Executions) != 0 || len(inv.ServiceNumbers) != 0 {
			t.Errorf("of another account: %d flows, %d executions, %d numbers of services", len(inv.Flows), len(inv.Executions), len(inv.ServiceNumbers))
		}
		want := "studio_flow: " + otherSIDs["main"] + ": it belongs to account " + other.SID + ": the credentials are not those of " + a.SID
		if !slices.Contains(gaps(inv), want) {
			t.Errorf("gaps %q, want %q", gaps(inv), want)
		}
	})
}

func TestLiveInterrupted(t *testing.T) {
	a, s := office("one")
	b, _ := office("two")
	b.Parent = a.SID
	server := serve(t, a, b)
	server.Fault(twiliosim.Fault{Path: "/v2/Flows/" + s["edited"], Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	all, err := read(ctx, t, server, byToken(a), source.LiveOptions{
		Subaccounts: source.Subaccounts{All: true},
		Progress: func(kind inventory.Kind, done, _ int) {
			if kind == inventory.KindFlow && done == 1 {
				cancel()
			}
		},
	})
	if err != nil || len(all) != 2 {
		t.Fatalf("%d accounts, error %v", len(all), err)
	}
	if len(all[0].Flows) == 0 || len(all[0].Flows) == 4 {
		t.Errorf("%d flows were read before the interruption", len(all[0].Flows))
	}
	for i, inv := range all {
		found := false
		for _, gap := range gaps(inv) {
			found = found || strings.Contains(gap, "studio_flow") && strings.Contains(gap, "interrupted before it was read")
		}
		if !found {
			t.Errorf("account %d: gaps %q", i, gaps(inv))
		}
	}
	for _, sid := range []string{s["main"], s["app flow"], s["edited"], s["fresh"]} {
		if _, presence := all[0].Flow(sid); presence == inventory.Absent {
			t.Errorf("%s was not read and counts as absent", sid)
		}
	}
}
