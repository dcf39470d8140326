package twiliosim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twiliosim"
)

// shop is an account with seven numbers and seven flows.
func shop() *twiliosim.Account {
	a := twiliosim.NewAccount("shop", "Shop", moment.AddDate(-1, 0, 0))
	for i := range 7 {
		a.AddNumber(fmt.Sprintf("+1206555010%d", i), nil)
		a.AddFlow(twiliosim.FlowSpec{Name: fmt.Sprintf("Flow %d", i), Definition: map[string]any{"states": []any{}}, Created: moment})
	}
	return a
}

func TestPagesOfBothStyles(t *testing.T) {
	a := shop()
	c := as(t, start(t, a), a)
	for _, kind := range []inventory.Kind{inventory.KindPhoneNumber, inventory.KindFlow} {
		t.Run(string(kind), func(t *testing.T) {
			pages := c.pages(kind, listAddress(kind, a.SID, "", "PageSize=3"))
			var sizes []int
			var all []string
			for _, p := range pages {
				sizes = append(sizes, len(p.items))
				all = append(all, sids(p.items)...)
			}
			if diff := cmp.Diff([]int{3, 3, 1}, sizes); diff != "" {
				t.Errorf("items on each page (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(a.SIDs(kind), all); diff != "" {
				t.Errorf("items (-want +got):\n%s", diff)
			}
			whole := c.pages(kind, listAddress(kind, a.SID, "", ""))
			if len(whole) != 1 || len(whole[0].items) != 7 {
				t.Errorf("without a page size there are %d pages, want one with everything", len(whole))
			}
		})
	}
}

func TestEnvelopeOfAPage(t *testing.T) {
	a := shop()
	c := as(t, start(t, a), a)
	numbers, flows := a.SIDs(inventory.KindPhoneNumber), a.SIDs(inventory.KindFlow)
	list := "/2010-04-01/Accounts/" + a.SID + "/IncomingPhoneNumbers.json"

	second := c.pages(inventory.KindPhoneNumber, listAddress(inventory.KindPhoneNumber, a.SID, "", "PageSize=3"))[1].body
	delete(second, "incoming_phone_numbers")
	want := map[string]any{
		"page": 1., "page_size": 3., "start": 3., "end": 5.,
		"uri":               list + "?Page=1&PageSize=3&PageToken=PA" + numbers[2],
		"first_page_uri":    list + "?Page=0&PageSize=3",
		"next_page_uri":     list + "?Page=2&PageSize=3&PageToken=PA" + numbers[5],
		"previous_page_uri": list + "?Page=0&PageSize=3&PageToken=PB" + numbers[3],
	}
	if diff := cmp.Diff(want, second); diff != "" {
		t.Errorf("envelope of the 2010-04-01 API (-want +got):\n%s", diff)
	}
	back := c.pages(inventory.KindPhoneNumber, want["previous_page_uri"].(string))[0]
	if diff := cmp.Diff(numbers[:3], sids(back.items)); diff != "" {
		t.Errorf("page before (-want +got):\n%s", diff)
	}

	second = c.pages(inventory.KindFlow, listAddress(inventory.KindFlow, a.SID, "", "PageSize=3"))[1].body
	delete(second, "flows")
	want = map[string]any{"meta": map[string]any{
		"key": "flows", "page": 1., "page_size": 3.,
		"url":               "https://studio.twilio.com/v2/Flows?Page=1&PageSize=3&PageToken=PA" + flows[2],
		"first_page_url":    "https://studio.twilio.com/v2/Flows?Page=0&PageSize=3",
		"next_page_url":     "https://studio.twilio.com/v2/Flows?Page=2&PageSize=3&PageToken=PA" + flows[5],
		"previous_page_url": "https://studio.twilio.com/v2/Flows?Page=0&PageSize=3&PageToken=PB" + flows[3],
	}}
	if diff := cmp.Diff(want, second); diff != "" {
		t.Errorf("envelope of the other APIs (-want +got):\n%s", diff)
	}
}

func TestPageParametersThatTwilioRefuses(t *testing.T) {
	a := shop()
	c := as(t, start(t, a), a)
	for query, want := range map[string]int{
		"PageSize=1001":         20007,
		"PageSize=0":            20007,
		"PageSize=many":         20007,
		"Page=2":                21481, // Pages are followed, not counted off.
		"Page=1&PageToken=oops": 21481,
		"PageToken=P":           21481,
	} {
		r := c.get(listAddress(inventory.KindFlow, a.SID, "", query))
		if r.status != http.StatusBadRequest || r.code(t) != want {
			t.Errorf("%s: %d %s, want 400 with code %d", query, r.status, r.body, want)
		}
	}
	if r := c.get(listAddress(inventory.KindFlow, a.SID, "", "PageSize=1000")); r.status != http.StatusOK {
		t.Errorf("PageSize=1000: %d %s", r.status, r.body)
	}
}

func TestWhatDoesNotExist(t *testing.T) {
	a := shop()
	c := as(t, start(t, a), a)
	flow := twiliosim.SID("FW", "nowhere")
	for address, message := range map[string]string{
		itemAddress(inventory.KindFlow, a.SID, "", flow):              "The requested resource /Flows/" + flow + " was not found",
		listAddress(inventory.KindExecution, a.SID, flow, ""):         "The requested resource /Flows/" + flow + "/Executions was not found",
		itemAddress(inventory.KindPhoneNumber, a.SID, "", "PN1"):      "The requested resource /2010-04-01/Accounts/" + a.SID + "/IncomingPhoneNumbers/PN1.json was not found",
		"https://studio.twilio.com/v9/Flows":                          "The requested resource /v9/Flows was not found",
		"/2010-04-01/Accounts/" + a.SID + "/IncomingPhoneNumbers.xml": "The requested resource /2010-04-01/Accounts/" + a.SID + "/IncomingPhoneNumbers.xml was not found",
	} {
		r := c.get(address)
		if r.status != http.StatusNotFound || r.code(t) != 20404 {
			t.Errorf("%s: %d %s", address, r.status, r.body)
		}
		if got := decode(t, r.body)["message"]; got != message {
			t.Errorf("%s: message %q, want %q", address, got, message)
		}
	}
	for _, host := range []string{"twilio.com", "studio.twilio.com.evil.test", "api.ie1.twilio.com", "127.0.0.1"} {
		if r := c.get("https://" + host + "/v2/Flows"); r.status != http.StatusNotFound || json.Valid(r.body) {
			t.Errorf("host %s: %d %s, want 404 without a body of Twilio's", host, r.status, r.body)
		}
	}
}

func TestOnlyGet(t *testing.T) {
	a := shop()
	s := start(t, a)
	c := as(t, s, a)
	for _, method := range []string{http.MethodPost, http.MethodDelete, http.MethodPut} {
		r, err := c.do(method, listAddress(inventory.KindFlow, a.SID, "", ""))
		if err != nil || r.status != http.StatusMethodNotAllowed || r.code(t) != 20004 {
			t.Errorf("%s: %d %s %v", method, r.status, r.body, err)
		}
	}
}

func TestFlowsAreListedWithoutDefinitions(t *testing.T) {
	a := shop()
	c := as(t, start(t, a), a)
	for _, flow := range c.items(inventory.KindFlow, "", "") {
		for _, name := range []string{"definition", "valid", "errors", "warnings"} {
			if value, ok := flow[name]; !ok || value != nil {
				t.Errorf("a listed flow has %s %v, want null", name, value)
			}
		}
		fetched := c.object(itemAddress(inventory.KindFlow, a.SID, "", flow["sid"].(string)))
		want := map[string]any{"definition": map[string]any{"states": []any{}}, "valid": true, "errors": []any{}, "warnings": []any{}}
		for name, value := range want {
			if diff := cmp.Diff(value, fetched[name]); diff != "" {
				t.Errorf("%s of a fetched flow (-want +got):\n%s", name, diff)
			}
		}
	}
}

func TestPublishedRevisions(t *testing.T) {
	a := twiliosim.NewAccount("revisions", "Revisions", moment)
	definition := func(state string) any { return map[string]any{"initial_state": state} }
	never := a.AddFlow(twiliosim.FlowSpec{Name: "never", Definition: definition("draft"), Status: "draft"})
	same := a.AddFlow(twiliosim.FlowSpec{Name: "same", Definition: definition("live"), Revision: 3})
	ahead := a.AddFlow(twiliosim.FlowSpec{
		Name: "ahead", Definition: definition("draft"), Status: "draft", Revision: 8, Published: definition("live"),
		Errors: []twiliosim.Validation{{PropertyPath: "#/states", Message: "no states"}},
	})
	c := as(t, start(t, a), a)

	if r := c.get(itemAddress(inventory.KindFlowRevision, a.SID, "", never)); r.status != http.StatusNotFound {
		t.Errorf("published revision of a flow that was never published: %d %s", r.status, r.body)
	}
	for flow, wantRevision := range map[string]float64{same: 3, ahead: 7} {
		published := c.object(itemAddress(inventory.KindFlowRevision, a.SID, "", flow))
		got := map[string]any{}
		for _, name := range []string{"definition", "status", "revision", "valid", "errors"} {
			got[name] = published[name]
		}
		want := map[string]any{"definition": definition("live"), "status": "published", "revision": wantRevision, "valid": true, "errors": []any{}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("published revision (-want +got):\n%s", diff)
		}
	}
	latest := c.object(itemAddress(inventory.KindFlow, a.SID, "", ahead))
	if latest["status"] != "draft" || latest["valid"] != false || latest["revision"] != 8. {
		t.Errorf("latest revision: %v", latest)
	}
}

func TestFilters(t *testing.T) {
	a := twiliosim.NewAccount("filters", "Filters", moment)
	flow := a.AddFlow(twiliosim.FlowSpec{Name: "Menu"})
	run := func(age time.Duration, ended bool) string {
		return a.AddExecution(flow, twiliosim.ExecutionSpec{Created: moment.Add(-age), Ended: ended})
	}
	old, ended, fresh, edge := run(9*time.Hour, false), run(8*time.Hour, true), run(time.Minute, false), run(4*time.Hour, false)
	first := a.AddNumber("+12065550100", nil)
	a.AddNumber("+12065550101", nil)
	s := start(t, a)
	c := as(t, s, a)
	limit := url.QueryEscape(moment.Add(-4 * time.Hour).Format(time.RFC3339))
	for _, test := range []struct {
		query string
		want  []string
	}{
		{"", []string{fresh, edge, ended, old}}, // Newest first.
		{"status=active", []string{fresh, edge, old}},
		{"Status=active", []string{fresh, edge, ended, old}}, // The name is written with a small letter.
		{"status=active&DateCreatedTo=" + limit, []string{old}},
		{"DateCreatedFrom=" + limit, []string{fresh, edge}},
		{"status=active&PageSize=1", []string{fresh, edge, old}},
	} {
		if diff := cmp.Diff(test.want, sids(c.items(inventory.KindExecution, flow, test.query))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.query, diff)
		}
	}
	if diff := cmp.Diff([]string{first}, sids(c.items(inventory.KindPhoneNumber, "", "PhoneNumber=%2B12065550100&Beta=true"))); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	s.Fault(twiliosim.Fault{Path: "/Executions", IgnoreFilters: true})
	if got := c.items(inventory.KindExecution, flow, "status=active"); len(got) != 4 {
		t.Errorf("a server that ignores filters lists %d executions, want all 4", len(got))
	}
}

// TestWhoReachesWhat is the matrix of credentials and resources.
func TestWhoReachesWhat(t *testing.T) {
	world := twiliosim.Agency(moment)
	parent, child, suspended := world[0], world[1], world[3]
	stranger := twiliosim.NewAccount("stranger", "Stranger", moment)
	parent.Keys = append(parent.Keys, twiliosim.Key{
		SID: twiliosim.SID("SK", "restricted"), Secret: "restricted secret", Type: twiliosim.RestrictedKey, Allowed: []inventory.Kind{inventory.KindFlow},
	})
	tokenless := &twiliosim.Account{SID: twiliosim.SID("AC", "tokenless")}
	european := twiliosim.NewAccount("european", "European", moment)
	european.Region = "ie1"
	s := start(t, append(world, stranger, tokenless, european)...)

	token := func(a *twiliosim.Account) client { return as(t, s, a) }
	key := func(a *twiliosim.Account, i int) client {
		return client{t, t.Context(), s, a.Keys[i].SID, a.Keys[i].Secret}
	}
	numbersOf := func(a *twiliosim.Account) string { return listAddress(inventory.KindPhoneNumber, a.SID, "", "") }
	accountOf := func(a *twiliosim.Account) string { return itemAddress(inventory.KindAccount, a.SID, "", a.SID) }
	const flows, accounts = "https://studio.twilio.com/v2/Flows", "/2010-04-01/Accounts.json"
	keysOf := func(a *twiliosim.Account) string { return "/2010-04-01/Accounts/" + a.SID + "/Keys.json" }

	for _, test := range []struct {
		name    string
		client  client
		address string
		want    int // code, 0 for an answer
	}{
		{"auth token, own numbers", token(parent), numbersOf(parent), 0},
		{"auth token, own flows", token(parent), flows, 0},
		{"auth token, accounts", token(parent), accounts, 0},
		{"auth token, numbers of a subaccount", token(parent), numbersOf(child), 0},
		{"auth token, numbers of a suspended subaccount", token(parent), numbersOf(suspended), 0},
		{"auth token, a subaccount", token(parent), accountOf(child), 0},
		{"auth token, stranger's numbers", token(parent), numbersOf(stranger), 20003},
		{"auth token of a subaccount, own flows", token(child), flows, 0},
		{"auth token of a subaccount, parent's numbers", token(child), numbersOf(parent), 20003},
		{"auth token of a subaccount, sibling's numbers", token(child), numbersOf(world[2]), 20003},
		{"auth token of a suspended account", token(suspended), numbersOf(suspended), 20003},
		{"main key, own numbers", key(parent, 1), numbersOf(parent), 0},
		{"main key, accounts", key(parent, 1), accounts, 0},
		{"main key, own account", key(parent, 1), accountOf(parent), 0},
		{"main key, numbers of a subaccount", key(parent, 1), numbersOf(child), 20003},
		{"main key, a subaccount", key(parent, 1), accountOf(child), 20003},
		{"standard key, own numbers", key(parent, 0), numbersOf(parent), 0},
		{"standard key, own flows", key(parent, 0), flows, 0},
		{"standard key, accounts", key(parent, 0), accounts, 20003},
		{"standard key, own account", key(parent, 0), accountOf(parent), 20003},
		{"standard key, keys", key(parent, 0), keysOf(parent), 20003},
		{"main key, keys", key(parent, 1), keysOf(parent), 0},
		{"standard key, keys of the other API", key(parent, 0), "https://iam.twilio.com/v1/Keys", 20003},
		{"restricted key, what it may", key(parent, 2), flows, 0},
		{"restricted key, what it may not", key(parent, 2), numbersOf(parent), 70051},
		{"wrong token", client{t, t.Context(), s, parent.SID, "wrong"}, numbersOf(parent), 20003},
		{"no token", client{t, t.Context(), s, parent.SID, ""}, numbersOf(parent), 20003},
		{"no token where there is none", client{t, t.Context(), s, tokenless.SID, ""}, numbersOf(tokenless), 20003},
		{"no credentials", client{t, t.Context(), s, "", ""}, numbersOf(parent), 20003},
		{"somebody else's token", client{t, t.Context(), s, parent.SID, child.AuthToken}, numbersOf(parent), 20003},
		{"region with edge", token(european), "https://studio.dublin.ie1.twilio.com/v2/Flows", 0},
		{"account of another region", token(european), flows, 20003},
		{"region without the account", token(parent), "https://studio.dublin.ie1.twilio.com/v2/Flows", 20003},
		{"the region that has no name", token(parent), "https://studio.ashburn.us1.twilio.com/v2/Flows", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := test.client.get(test.address)
			if test.want == 0 {
				if r.status != http.StatusOK {
					t.Errorf("%d %s, want 200", r.status, r.body)
				}
				return
			}
			if got := r.code(t); got != test.want {
				t.Errorf("code %d, want %d", got, test.want)
			}
			wantStatus := map[int]int{20003: http.StatusUnauthorized, 70051: http.StatusForbidden, 20404: http.StatusNotFound}[test.want]
			if r.status != wantStatus {
				t.Errorf("status %d, want %d", r.status, wantStatus)
			}
		})
	}
}

// TestProductsTakeTheAccountFromTheCredential: the parent's token shows the parent's flows, never a subaccount's.
func TestProductsTakeTheAccountFromTheCredential(t *testing.T) {
	world := twiliosim.Agency(moment)
	s := start(t, world...)
	for _, a := range world[:3] {
		if diff := cmp.Diff(a.SIDs(inventory.KindFlow), sids(as(t, s, a).items(inventory.KindFlow, "", ""))); diff != "" {
			t.Errorf("flows of %s (-want +got):\n%s", a.Name, diff)
		}
	}
	foreign := itemAddress(inventory.KindFlow, "", "", world[1].SIDs(inventory.KindFlow)[0])
	if r := as(t, s, world[0]).get(foreign); r.status != http.StatusNotFound {
		t.Errorf("a subaccount's flow, asked for by the parent: %d %s", r.status, r.body)
	}
}

func TestAccountsAreListedWithTheirTokens(t *testing.T) {
	world := twiliosim.Agency(moment)
	s := start(t, world...)
	listed := as(t, s, world[0]).items(inventory.KindSubaccount, "", "PageSize=2")
	tokens := map[string]string{}
	for _, account := range listed {
		tokens[account["sid"].(string)] = account["auth_token"].(string)
	}
	want := map[string]string{}
	for _, a := range world {
		want[a.SID] = a.AuthToken
	}
	if diff := cmp.Diff(want, tokens); diff != "" {
		t.Errorf("tokens (-want +got):\n%s", diff)
	}
	if listed[0]["sid"] != world[0].SID || listed[1]["owner_account_sid"] != world[0].SID {
		t.Errorf("the parent does not come first: %v", sids(listed))
	}
	closed := as(t, s, world[0]).items(inventory.KindSubaccount, "", "Status=suspended")
	if diff := cmp.Diff([]string{world[3].SID}, sids(closed)); diff != "" {
		t.Errorf("suspended accounts (-want +got):\n%s", diff)
	}
}

func TestConcurrencyLimit(t *testing.T) {
	a := shop()
	a.ConcurrencyLimit = 3
	other := twiliosim.NewAccount("other", "Other", moment)
	s := start(t, a, other)
	s.Fault(twiliosim.Fault{Times: a.ConcurrencyLimit, Delay: time.Hour})

	flows := listAddress(inventory.KindFlow, a.SID, "", "")
	held, release := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for range a.ConcurrencyLimit {
		group.Go(func() {
			if r, err := as(t, s, a).with(held).do("GET", flows); err == nil {
				t.Errorf("an answer that should take an hour came: %d %s", r.status, r.body)
			}
		})
	}
	for len(s.Requests()) < a.ConcurrencyLimit {
		runtime.Gosched()
	}
	for range 2 {
		if r := as(t, s, a).get(flows); r.status != http.StatusTooManyRequests || r.code(t) != 20429 || r.header.Get("Twilio-Concurrent-Requests") != "4" {
			t.Errorf("with every place taken: %d %s %v", r.status, r.body, r.header)
		}
	}
	if r := as(t, s, other).get(listAddress(inventory.KindFlow, other.SID, "", "")); r.status != http.StatusOK {
		t.Errorf("another account: %d %s", r.status, r.body)
	}
	want := twiliosim.Counters{Requests: 6, Throttled: 2, MaxInFlight: map[string]int{a.SID: 3, other.SID: 1}}
	if diff := cmp.Diff(want, s.Counters()); diff != "" {
		t.Errorf("counters (-want +got):\n%s", diff)
	}
	release()
	group.Wait()
	for as(t, s, a).get(flows).status != http.StatusOK { // Until the server has noticed that the three have gone.
		runtime.Gosched()
	}
}

// TestLatency: every answer takes as long as it is told to, a refusal for too many requests excepted.
func TestLatency(t *testing.T) {
	a := shop()
	s := twiliosim.New(a)
	s.Latency = 30 * time.Millisecond
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	as(t, s, a).get(listAddress(inventory.KindFlow, a.SID, "", ""))
	client{t: t, ctx: t.Context(), server: s}.get(listAddress(inventory.KindFlow, a.SID, "", ""))
	for _, r := range s.Requests() {
		if r.Took < s.Latency {
			t.Errorf("a request with status %d took %v", r.Status, r.Took)
		}
	}
}

// TestCeilingCanBeReached: a client that always has as many requests in flight as it may is never refused.
func TestCeilingCanBeReached(t *testing.T) {
	a := shop()
	a.ConcurrencyLimit = 4
	s := start(t, a)
	var group sync.WaitGroup
	for range a.ConcurrencyLimit {
		group.Go(func() {
			for range 50 {
				as(t, s, a).get(listAddress(inventory.KindFlow, a.SID, "", ""))
			}
		})
	}
	group.Wait()
	if n := s.Counters().Throttled; n != 0 {
		t.Errorf("%d requests were refused", n)
	}
}

func TestHeaders(t *testing.T) {
	a := shop()
	c := as(t, start(t, a), a)
	first, second := c.get(listAddress(inventory.KindFlow, a.SID, "", "")), c.get(itemAddress(inventory.KindFlow, a.SID, "", "FW1"))
	for _, r := range []response{first, second} {
		if got := r.header.Get("Content-Type"); got != "application/json" {
			t.Errorf("Content-Type %q", got)
		}
		if got := r.header.Get("Twilio-Concurrent-Requests"); got != "1" {
			t.Errorf("Twilio-Concurrent-Requests %q", got)
		}
		if took, err := strconv.ParseFloat(r.header.Get("Twilio-Request-Duration"), 64); err != nil || took > time.Minute.Seconds() {
			t.Errorf("Twilio-Request-Duration %q", r.header.Get("Twilio-Request-Duration"))
		}
	}
	ids := []string{first.header.Get("Twilio-Request-Id"), second.header.Get("Twilio-Request-Id")}
	if len(ids[0]) != 34 || !strings.HasPrefix(ids[0], "RQ") || ids[0] == ids[1] {
		t.Errorf("Twilio-Request-Id %q", ids)
	}
}

func TestFaults(t *testing.T) {
	a := shop()
	flows := listAddress(inventory.KindFlow, a.SID, "", "PageSize=3")
	numbers := listAddress(inventory.KindPhoneNumber, a.SID, "", "PageSize=3")
	for _, test := range []struct {
		name  string
		fault twiliosim.Fault
		check func(t *testing.T, c client)
	}{
		{"a product is refused", twiliosim.Fault{Host: "studio", Status: 403, Code: 20403, Message: "not yours"}, func(t *testing.T, c client) {
			if r := c.get(flows); r.status != 403 || r.code(t) != 20403 {
				t.Errorf("flows: %d %s", r.status, r.body)
			}
			if r := c.get(numbers); r.status != 200 {
				t.Errorf("numbers: %d %s", r.status, r.body)
			}
		}},
		{"the second and third fail", twiliosim.Fault{Path: "/v2/Flows", Nth: 2, Times: 2, Status: 503, Body: "busy"}, func(t *testing.T, c client) {
			var got []int
			for range 4 {
				got = append(got, c.get(flows).status)
			}
			if diff := cmp.Diff([]int{200, 503, 503, 200}, got); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
		}},
		{"retry after", twiliosim.Fault{Method: "GET", Times: 1, Status: 429, Code: 20429, Header: http.Header{"Retry-After": {"7"}}}, func(t *testing.T, c client) {
			if r := c.get(flows); r.status != 429 || r.header.Get("Retry-After") != "7" {
				t.Errorf("%d %v", r.status, r.header)
			}
		}},
		{"other methods are not meant", twiliosim.Fault{Method: "POST", Status: 500}, func(t *testing.T, c client) {
			if r := c.get(flows); r.status != 200 {
				t.Errorf("%d %s", r.status, r.body)
			}
		}},
		{"cut", twiliosim.Fault{Host: "studio", Cut: true}, func(t *testing.T, c client) {
			if r, err := c.do("GET", flows); err == nil {
				t.Errorf("an answer came: %d %s", r.status, r.body)
			}
		}},
		{"truncated", twiliosim.Fault{Host: "studio", Truncate: true}, func(t *testing.T, c client) {
			r, err := c.do("GET", flows)
			if err == nil || len(r.body) == 0 || json.Valid(r.body) {
				t.Errorf("error %v, body %q: want half of a body", err, r.body)
			}
		}},
		{"not JSON", twiliosim.Fault{Path: "/v2/Flows", NotJSON: true}, func(t *testing.T, c client) {
			if r := c.get(flows); r.status != 200 || json.Valid(r.body) {
				t.Errorf("%d %s", r.status, r.body)
			}
		}},
		{"slow", twiliosim.Fault{Path: "/v2/Flows", Delay: 80 * time.Millisecond}, func(t *testing.T, c client) {
			begin := time.Now()
			c.get(flows)
			if took := time.Since(begin); took < 80*time.Millisecond {
				t.Errorf("took %v", took)
			}
		}},
		{"the next page is elsewhere", twiliosim.Fault{Path: "/v2/Flows", NextLink: "https://evil.test/v2/Flows?Page=1"}, func(t *testing.T, c client) {
			meta := c.object(flows)["meta"].(map[string]any)
			if meta["next_page_url"] != "https://evil.test/v2/Flows?Page=1" {
				t.Errorf("%v", meta)
			}
		}},
		{"the next page is the same", twiliosim.Fault{Path: "IncomingPhoneNumbers", NextLink: twiliosim.NextIsSame}, func(t *testing.T, c client) {
			body := c.object(numbers)
			if body["next_page_uri"] != body["uri"] {
				t.Errorf("next %v, this %v", body["next_page_uri"], body["uri"])
			}
		}},
		{"on the second page", twiliosim.Fault{Path: "PageToken=", Status: 500, Code: 20500}, func(t *testing.T, c client) {
			next := c.object(numbers)["next_page_uri"].(string)
			if r := c.get(next); r.status != 500 || r.code(t) != 20500 {
				t.Errorf("%d %s", r.status, r.body)
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, a)
			s.Fault(test.fault)
			c := as(t, s, a)
			test.check(t, c)
			s.ClearFaults()
			if r := c.get(flows); r.status != http.StatusOK || !json.Valid(r.body) {
				t.Errorf("without faults: %d %s", r.status, r.body)
			}
		})
	}
}

func TestFirstPlannedFaultIsMade(t *testing.T) {
	a := shop()
	s := start(t, a)
	s.Fault(twiliosim.Fault{Nth: 2, Times: 1, Status: 500})
	s.Fault(twiliosim.Fault{Status: 503})
	var got []int
	for range 3 {
		got = append(got, as(t, s, a).get("https://studio.twilio.com/v2/Flows").status)
	}
	if diff := cmp.Diff([]int{503, 500, 503}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestLog(t *testing.T) {
	a := shop()
	s := start(t, a)
	c := as(t, s, a)
	c.get(listAddress(inventory.KindFlow, a.SID, "", "PageSize=3"))
	client{t, t.Context(), s, a.SID, "wrong"}.get(listAddress(inventory.KindPhoneNumber, a.SID, "", ""))
	s.Fault(twiliosim.Fault{Cut: true})
	if _, err := c.do("GET", "https://studio.twilio.com/v2/Flows"); err == nil {
		t.Error("the connection was not cut")
	}
	var got []twiliosim.Request
	for _, r := range s.Requests() {
		if r.Start.IsZero() || time.Since(r.Start) > time.Minute {
			t.Errorf("start %v", r.Start)
		}
		r.Start, r.Took = time.Time{}, 0
		got = append(got, r)
	}
	want := []twiliosim.Request{
		{Method: "GET", Host: "studio.twilio.com", Path: "/v2/Flows", Query: url.Values{"PageSize": {"3"}}, Account: a.SID, Status: 200, InFlight: 1},
		{Method: "GET", Host: "api.twilio.com", Path: "/2010-04-01/Accounts/" + a.SID + "/IncomingPhoneNumbers.json", Query: url.Values{}, Status: 401},
		{Method: "GET", Host: "studio.twilio.com", Path: "/v2/Flows", Query: url.Values{}, Account: a.SID, InFlight: 1},
	}
	if diff := cmp.Diff(want, got[:len(want)]); diff != "" { // More come of net/http: it sends a GET again when its connection was cut.
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

func TestChangesWhileItRuns(t *testing.T) {
	a := shop()
	c := as(t, start(t, a), a)
	numbers := a.SIDs(inventory.KindPhoneNumber)

	if !a.Change(inventory.KindPhoneNumber, numbers[0], twiliosim.Members{"friendly_name": "Lobby", "date_updated": moment}) {
		t.Error("Change finds no such number")
	}
	got := c.object(itemAddress(inventory.KindPhoneNumber, a.SID, "", numbers[0]))
	if got["friendly_name"] != "Lobby" || got["date_updated"] != "Fri, 20 Nov 2026 09:30:00 +0000" || got["phone_number"] != "+12065550100" {
		t.Errorf("changed number: %v", got)
	}
	if !a.Unlist(inventory.KindPhoneNumber, numbers[1]) || !a.Remove(inventory.KindPhoneNumber, numbers[2]) {
		t.Error("no such number to unlist or to remove")
	}
	want := append([]string{numbers[0]}, numbers[3:]...)
	if diff := cmp.Diff(want, sids(c.items(inventory.KindPhoneNumber, "", ""))); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	for sid, status := range map[string]int{numbers[1]: 200, numbers[2]: 404} {
		if r := c.get(itemAddress(inventory.KindPhoneNumber, a.SID, "", sid)); r.status != status {
			t.Errorf("%s: %d %s, want %d", sid, r.status, r.body, status)
		}
	}
	for name, found := range map[string]bool{
		"Change": a.Change(inventory.KindPhoneNumber, "PN0", nil), "Unlist": a.Unlist(inventory.KindPhoneNumber, "PN0"),
		"Remove": a.Remove(inventory.KindPhoneNumber, "PN0"),
	} {
		if found {
			t.Errorf("%s finds a number that is not there", name)
		}
	}
}

func TestMisspeltMember(t *testing.T) {
	defer func() {
		if message := fmt.Sprint(recover()); !strings.Contains(message, "voice_uri") {
			t.Errorf("panic %q does not name the member", message)
		}
	}()
	twiliosim.NewAccount("x", "X", moment).AddNumber("+12065550100", twiliosim.Members{"voice_uri": "https://x.test"})
	t.Error("no panic")
}

func TestCloseEndsRequestsInFlight(t *testing.T) {
	a := shop()
	s := start(t, a)
	s.Fault(twiliosim.Fault{Delay: time.Hour})
	failed := make(chan error)
	go func() {
		_, err := as(t, s, a).do("GET", "https://studio.twilio.com/v2/Flows")
		failed <- err
	}()
	for len(s.Requests()) == 0 {
		runtime.Gosched()
	}
	s.Close()
	if err := <-failed; err == nil {
		t.Error("a request in flight was answered by a server that is closed")
	}
}

func TestBodiesAreNotEscapedForBrowsers(t *testing.T) {
	a := twiliosim.NewAccount("raw", "Raw", moment)
	sid := a.AddApplication("<b>&", nil)
	r := as(t, start(t, a), a).get(itemAddress(inventory.KindApplication, a.SID, "", sid))
	if !bytes.Contains(r.body, []byte(`"<b>&"`)) {
		t.Errorf("%s", r.body)
	}
}
