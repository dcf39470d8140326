package twiliosim_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twiliosim"
)

// changed is when the servers of these tests make their changes.
var changed = moment.Add(time.Hour)

// startWriting starts a server whose clock shows changed.
func startWriting(t *testing.T, accounts ...*twiliosim.Account) *twiliosim.Server {
	t.Helper()
	s := twiliosim.New(accounts...)
	s.Now = func() time.Time { return changed }
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// post sends a form.
func (c client) post(address string, form url.Values) (response, error) {
	c.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		c.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(c.ctx, http.MethodPost, c.server.URL()+u.RequestURI(), strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Host = u.Host
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(c.user, c.password)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return response{}, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return response{answer.StatusCode, answer.Header, body}, err
}

// mustPost sends a form that must be answered.
func (c client) mustPost(address string, form url.Values) response {
	c.t.Helper()
	r, err := c.post(address, form)
	if err != nil {
		c.t.Fatalf("POST %s: %v", address, err)
	}
	return r
}

// office is an account with one resource of each kind that can be changed.
type office struct {
	*twiliosim.Account
	number, application, domain, flow, execution string
}

func newOffice() office {
	a := twiliosim.NewAccount("office", "Office", moment.AddDate(-1, 0, 0))
	o := office{Account: a}
	o.number = a.AddNumber("+12065550100", twiliosim.Members{"voice_url": "http://handler.twilio.com/old", "voice_receive_mode": "fax"})
	o.application = a.AddApplication("Phones", nil)
	o.domain = a.AddSIPDomain("office", nil)
	o.flow = a.AddFlow(twiliosim.FlowSpec{Name: "Menu", Definition: json.RawMessage(menu), Created: moment, Revision: 7})
	o.execution = a.AddExecution(o.flow, twiliosim.ExecutionSpec{Created: moment})
	return o
}

// menu is a sound definition whose numbers do not survive being read as floating-point numbers.
const menu = `{"states":[{"type":"trigger","name":"Trigger","transitions":[{"event":"incomingCall","next":"say_1"}],` +
	`"properties":{"offset":{"x":1.0,"y":1}}},{"name":"say_1","type":"say-play","transitions":[],"properties":{"say":"<Hi> & 'bye'",` +
	`"id":12345678901234567890123,"loop":1e2}}],"initial_state":"Trigger"}`

func (o *office) address(kind inventory.Kind) string {
	sid, parent := map[inventory.Kind]string{
		inventory.KindPhoneNumber: o.number, inventory.KindApplication: o.application, inventory.KindSIPDomain: o.domain,
		inventory.KindFlow: o.flow, inventory.KindExecution: o.execution, inventory.KindFlowRevision: o.flow,
	}[kind], ""
	if kind == inventory.KindExecution {
		parent = o.flow
	}
	return itemAddress(kind, o.SID, parent, sid)
}

const validateAddress = "https://studio.twilio.com/v2/Flows/Validate"

// TestUpdate changes a resource of each kind. Nothing but what was asked for may change.
func TestUpdate(t *testing.T) {
	const rfc2822, iso = "Fri, 20 Nov 2026 10:30:00 +0000", "2026-11-20T10:30:00Z"
	for _, test := range []struct {
		kind inventory.Kind
		form url.Values
		want map[string]any
	}{
		{
			kind: inventory.KindPhoneNumber,
			form: url.Values{
				"StatusCallback": {"https://x.example/a?b=1&c=ü"}, "StatusCallbackMethod": {"GET"}, "VoiceUrl": {""}, "VoiceReceiveMode": {"voice"},
				"VoiceCallerIdLookup": {"true"},
			},
			want: map[string]any{
				"status_callback": "https://x.example/a?b=1&c=ü", "status_callback_method": "GET", "voice_url": "", "voice_receive_mode": "voice",
				"voice_caller_id_lookup": true, "date_updated": rfc2822,
			},
		}, {
			kind: inventory.KindApplication, form: url.Values{"StatusCallback": {"https://x.example/"}, "ApiVersion": {"2010-04-01"}},
			want: map[string]any{"status_callback": "https://x.example/", "date_updated": rfc2822},
		}, {
			kind: inventory.KindSIPDomain, form: url.Values{"VoiceStatusCallbackUrl": {"https://x.example/"}, "VoiceStatusCallbackMethod": {"POST"}},
			want: map[string]any{"voice_status_callback_url": "https://x.example/", "voice_status_callback_method": "POST", "date_updated": rfc2822},
		}, {
			kind: inventory.KindFlow, form: url.Values{"Status": {"published"}, "CommitMessage": {"because"}},
			want: map[string]any{"status": "published", "revision": 8., "commit_message": "because", "date_updated": iso},
		}, {
			kind: inventory.KindExecution, form: url.Values{"Status": {"ended"}},
			want: map[string]any{"status": "ended", "date_updated": iso},
		},
	} {
		t.Run(string(test.kind), func(t *testing.T) {
			o := newOffice()
			s := startWriting(t, o.Account)
			c := as(t, s, o.Account)
			address := o.address(test.kind)
			want := c.object(address)
			for name, value := range test.want {
				want[name] = value
			}
			answer := c.mustPost(address, test.form)
			if answer.status != http.StatusOK {
				t.Fatalf("%d %s", answer.status, answer.body)
			}
			if diff := cmp.Diff(want, decode(t, answer.body)); diff != "" {
				t.Errorf("the answer (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want, c.object(address)); diff != "" {
				t.Errorf("read again (-want +got):\n%s", diff)
			}
			log := s.Requests()[1]
			if diff := cmp.Diff([]any{"POST", test.form}, []any{log.Method, log.Form}); diff != "" {
				t.Errorf("the log (-want +got):\n%s", diff)
			}
			again := c.mustPost(address, test.form)
			if again.status != http.StatusOK {
				t.Errorf("a second time: %d %s", again.status, again.body)
			}
		})
	}
}

// TestDefinitionsStayTextual sends numbers that a program which decodes them would change.
func TestDefinitionsStayTextual(t *testing.T) {
	o := newOffice()
	c := as(t, startWriting(t, o.Account), o.Account)
	changedMenu := strings.Replace(menu, `"initial_state":"Trigger"`, `"flags":{"allow_concurrent_calls":true},"initial_state":"Trigger"`, 1)
	r := c.mustPost(o.address(inventory.KindFlow), url.Values{"Status": {"published"}, "Definition": {changedMenu}})
	if r.status != http.StatusOK {
		t.Fatalf("%d %s", r.status, r.body)
	}
	for _, kind := range []inventory.Kind{inventory.KindFlow, inventory.KindFlowRevision} {
		var flow struct {
			Definition json.RawMessage
			Revision   int
			URL        string
		}
		if err := json.Unmarshal(c.get(o.address(kind)).body, &flow); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(changedMenu, string(flow.Definition)); diff != "" || flow.Revision != 8 {
			t.Errorf("%s has revision %d and the definition (-sent +read):\n%s", kind, flow.Revision, diff)
		}
		if kind == inventory.KindFlowRevision && !strings.HasSuffix(flow.URL, "/Revisions/8") {
			t.Errorf("the published revision is at %s", flow.URL)
		}
	}
}

// TestDraftsAreNotWhatCallersGet saves a draft and publishes it afterwards.
func TestDraftsAreNotWhatCallersGet(t *testing.T) {
	o := newOffice()
	never := o.AddFlow(twiliosim.FlowSpec{Name: "Never published", Definition: json.RawMessage(menu), Status: "draft", Created: moment})
	c := as(t, startWriting(t, o.Account), o.Account)
	revision := func() float64 { return c.object(o.address(inventory.KindFlowRevision))["revision"].(float64) }
	if c.mustPost(o.address(inventory.KindFlow), url.Values{"Status": {"draft"}}); revision() != 7 {
		t.Errorf("after a draft, revision %v is published, want 7", revision())
	}
	if c.mustPost(o.address(inventory.KindFlow), url.Values{"Status": {"published"}}); revision() != 9 {
		t.Errorf("after publishing it, revision %v is published, want 9", revision())
	}
	first := itemAddress(inventory.KindFlowRevision, o.SID, "", never)
	if r := c.get(first); r.status != http.StatusNotFound {
		t.Errorf("a flow that was never published has a published revision: %s", r.body)
	}
	c.mustPost(itemAddress(inventory.KindFlow, o.SID, "", never), url.Values{"Status": {"published"}})
	if got := c.object(first)["revision"]; got != 2. {
		t.Errorf("its first published revision is %v, want 2", got)
	}
}

// TestFlowsAreExamined sends definitions that Twilio refuses, as an update and for validation.
func TestFlowsAreExamined(t *testing.T) {
	o := newOffice()
	small := twiliosim.Validation{PropertyPath: "#/states/1/properties/loop", Message: "must be small"}
	faulty := o.AddFlow(twiliosim.FlowSpec{
		Name: "Faulty", Created: moment, Definition: json.RawMessage(menu), Errors: []twiliosim.Validation{small},
		Warnings: []twiliosim.Validation{{PropertyPath: "#/initial_state", Message: "is a dull name"}},
	})
	c := as(t, startWriting(t, o.Account), o.Account)
	flows := map[string]string{
		"Menu": o.address(inventory.KindFlow), "Faulty": itemAddress(inventory.KindFlow, o.SID, "", faulty),
	}
	nowhere := twiliosim.Validation{PropertyPath: "#/initial_state", Message: "must match a widget name"}
	for _, test := range []struct {
		name, flow string
		from, to   string // what is replaced in the sound definition
		want       []twiliosim.Validation
	}{
		{"sound", "Menu", "", "", nil},
		{"initial state", "Menu", `"initial_state":"Trigger"`, `"initial_state":"test"`, []twiliosim.Validation{nowhere}},
		{"way to nowhere", "Menu", `"next":"say_1"`, `"next":"say_9"`, []twiliosim.Validation{{
			PropertyPath: "#/states/0/transitions/0/next", Message: "must match a widget name",
		}}},
		{"name twice", "Menu", "say_1", "Trigger", []twiliosim.Validation{{PropertyPath: "#/states/1/name", Message: "must be unique"}}},
		{"no JSON", "Menu", `{"states"`, "", []twiliosim.Validation{{PropertyPath: "#", Message: "must be a flow definition"}}},
		{"what the world says of it", "Faulty", `"x":1.0`, `"x":2`, []twiliosim.Validation{small}},
		{"the same, put right", "Faulty", "1e2", "2", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			definition := strings.ReplaceAll(menu, test.from, test.to)
			if test.from == "" {
				definition = menu
			}
			before := c.object(flows[test.flow])
			for _, request := range []struct {
				address string
				form    url.Values
			}{
				{validateAddress, url.Values{"FriendlyName": {test.flow}, "Status": {"published"}, "Definition": {definition}}},
				{flows[test.flow], url.Values{"Status": {"draft"}, "Definition": {definition}}},
			} {
				r := c.mustPost(request.address, request.form)
				if test.want == nil {
					if r.status != http.StatusOK {
						t.Errorf("%s: %d %s", request.address, r.status, r.body)
					}
					continue
				}
				var refusal struct {
					Details struct{ Errors []twiliosim.Validation }
				}
				if err := json.Unmarshal(r.body, &refusal); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(test.want, refusal.Details.Errors); diff != "" || r.status != http.StatusBadRequest || r.code(t) != 81022 {
					t.Errorf("%s: %d, errors (-want +got):\n%s", request.address, r.status, diff)
				}
				if diff := cmp.Diff(before, c.object(flows[test.flow])); diff != "" {
					t.Errorf("the flow has changed:\n%s", diff)
				}
			}
		})
	}
	dull := []any{map[string]any{"property_path": "#/initial_state", "message": "is a dull name"}}
	if diff := cmp.Diff(dull, c.object(flows["Faulty"])["warnings"]); diff != "" {
		t.Errorf("a warning that still holds (-want +got):\n%s", diff)
	}
}

// TestFormsAreChecked sends what Twilio does not take. Nothing may change.
func TestFormsAreChecked(t *testing.T) {
	o := newOffice()
	c := as(t, startWriting(t, o.Account), o.Account)
	number, flow, execution := o.address(inventory.KindPhoneNumber), o.address(inventory.KindFlow), o.address(inventory.KindExecution)
	before := []any{c.object(number), c.object(flow), c.object(execution)}
	for _, test := range []struct {
		address string
		form    url.Values
		message string
	}{
		{number, url.Values{"StatusCallBack": {"https://x.example/"}}, "Unknown parameter StatusCallBack"},
		{number, url.Values{"VoiceUrl": {"https://x.example/"}, "Colour": {"red"}}, "Unknown parameter Colour"},
		{number, url.Values{"VoiceUrl": {"x.example"}}, "VoiceUrl is not valid"},
		{number, url.Values{"VoiceUrl": {"ftp://x.example/"}}, "VoiceUrl is not valid"},
		{number, url.Values{"VoiceMethod": {"PUT"}}, "VoiceMethod is not valid"},
		{number, url.Values{"VoiceMethod": {""}}, "VoiceMethod is not valid"},
		{number, url.Values{"VoiceCallerIdLookup": {"perhaps"}}, "VoiceCallerIdLookup is not valid"},
		{number, url.Values{"VoiceUrl": {"https://x.example/", "https://y.example/"}}, "given more than once"},
		{number, url.Values{"AccountSid": {twiliosim.SID("AC", "elsewhere")}}, "cannot change AccountSid"},
		{flow, url.Values{"CommitMessage": {"x"}}, "Missing required parameter Status"},
		{flow, url.Values{"Status": {"live"}}, "Status is not valid"},
		{execution, url.Values{"Status": {"active"}}, "can only be ended"},
		{validateAddress, url.Values{"Status": {"published"}, "Definition": {menu}}, "Missing required parameter FriendlyName"},
	} {
		r := c.mustPost(test.address, test.form)
		if r.status != http.StatusBadRequest || r.code(t) != 20001 || !strings.Contains(string(r.body), test.message) {
			t.Errorf("%v: %d %s, want %q", test.form, r.status, r.body, test.message)
		}
	}
	if diff := cmp.Diff(before, []any{c.object(number), c.object(flow), c.object(execution)}); diff != "" {
		t.Errorf("something has changed:\n%s", diff)
	}
}

// TestWhatCannotBeWritten holds for every other path and method.
func TestWhatCannotBeWritten(t *testing.T) {
	o := newOffice()
	trunk := o.AddTrunk("Trunk", nil)
	o.Keys = append(o.Keys, twiliosim.Key{
		SID: twiliosim.SID("SK", "restricted"), Secret: "restricted secret", Type: twiliosim.RestrictedKey, Allowed: []inventory.Kind{inventory.KindPhoneNumber},
	})
	s := startWriting(t, o.Account)
	c := as(t, s, o.Account)
	number := o.address(inventory.KindPhoneNumber)
	form := url.Values{"FriendlyName": {"x"}}
	for address, want := range map[string]int{
		itemAddress(inventory.KindTrunk, o.SID, "", trunk):                                     http.StatusMethodNotAllowed,
		itemAddress(inventory.KindAccount, o.SID, "", o.SID):                                   http.StatusMethodNotAllowed,
		listAddress(inventory.KindPhoneNumber, o.SID, "", ""):                                  http.StatusMethodNotAllowed,
		listAddress(inventory.KindFlow, o.SID, "", ""):                                         http.StatusMethodNotAllowed,
		o.address(inventory.KindFlowRevision):                                                  http.StatusMethodNotAllowed,
		itemAddress(inventory.KindPhoneNumber, o.SID, "", twiliosim.SID("PN", "x")):            http.StatusNotFound,
		itemAddress(inventory.KindExecution, o.SID, twiliosim.SID("FW", "other"), o.execution): http.StatusNotFound,
	} {
		form := form
		if strings.Contains(address, "/Executions/") {
			form = url.Values{"Status": {"ended"}}
		}
		if r := c.mustPost(address, form); r.status != want {
			t.Errorf("%s: %d %s, want %d", address, r.status, r.body, want)
		}
	}
	for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if r, err := c.do(method, number); err != nil || r.status != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d %v", method, r.status, err)
		}
	}
	if r := c.get(validateAddress); r.status != http.StatusNotFound {
		t.Errorf("GET of %s: %d", validateAddress, r.status)
	}
	for i, want := range []int{http.StatusOK, http.StatusOK, http.StatusForbidden} { // Standard, main and restricted key.
		key := client{t, t.Context(), s, o.Keys[i].SID, o.Keys[i].Secret}
		if r := key.mustPost(number, form); r.status != want {
			t.Errorf("key %d: %d %s, want %d", i, r.status, r.body, want)
		}
		if r := key.get(number); r.status != http.StatusOK {
			t.Errorf("key %d reads: %d", i, r.status)
		}
	}
	stranger := client{t, t.Context(), s, o.SID, "wrong"}
	if r := stranger.mustPost(number, form); r.status != http.StatusUnauthorized {
		t.Errorf("a stranger: %d", r.status)
	}
}

// TestFaultsOfWrites tells the faults that come before the change from those that come after it.
func TestFaultsOfWrites(t *testing.T) {
	for _, test := range []struct {
		name    string
		fault   twiliosim.Fault
		status  int // 0 for no answer
		written bool
	}{
		{"500 before", twiliosim.Fault{Status: 500}, 500, false},
		{"500 after", twiliosim.Fault{Status: 500, AfterWrite: true}, 500, true},
		{"429", twiliosim.Fault{Status: 429, Code: 20429}, 429, false},
		{"cut before", twiliosim.Fault{Cut: true}, 0, false},
		{"cut after", twiliosim.Fault{Cut: true, AfterWrite: true}, 0, true},
		{"half an answer", twiliosim.Fault{Truncate: true}, 0, true},
		{"page of a gateway", twiliosim.Fault{NotJSON: true}, 200, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := newOffice()
			s := startWriting(t, o.Account)
			c := as(t, s, o.Account)
			test.fault.Method, test.fault.Times = http.MethodPost, 1
			s.Fault(test.fault)
			form := url.Values{"StatusCallback": {"https://x.example/"}}
			r, err := c.post(o.address(inventory.KindPhoneNumber), form)
			if (err != nil) != (test.status == 0) || err == nil && r.status != test.status {
				t.Errorf("%d, %v, want %d", r.status, err, test.status)
			}
			written := c.object(o.address(inventory.KindPhoneNumber))["status_callback"] == form.Get("StatusCallback")
			if written != test.written {
				t.Errorf("written: %v, want %v", written, test.written)
			}
			if r := c.mustPost(o.address(inventory.KindPhoneNumber), form); r.status != http.StatusOK {
				t.Errorf("the next one: %d %s", r.status, r.body)
			}
		})
	}
}

// TestDelayAfterWrite has a client that goes before the answer comes: with AfterWrite, the change was made all the same.
func TestDelayAfterWrite(t *testing.T) {
	for _, after := range []bool{false, true} {
		o := newOffice()
		s := startWriting(t, o.Account)
		c := as(t, s, o.Account)
		s.Fault(twiliosim.Fault{Method: http.MethodPost, Delay: time.Hour, AfterWrite: after})
		written := func() bool { return c.object(o.address(inventory.KindPhoneNumber))["status_callback"] != "" }
		ctx, leave := context.WithCancel(t.Context())
		gone := make(chan error)
		go func() {
			_, err := c.with(ctx).post(o.address(inventory.KindPhoneNumber), url.Values{"StatusCallback": {"https://x.example/"}})
			gone <- err
		}()
		arrived := func() bool {
			return slices.ContainsFunc(s.Requests(), func(r twiliosim.Request) bool { return r.Method == http.MethodPost })
		}
		for !arrived() || after && !written() {
			runtime.Gosched()
		}
		leave()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if got := written(); got != after {
			t.Errorf("delay after the write %v: written %v", after, got)
		}
	}
}

// TestWritesComeOneByOne makes many revisions at once.
func TestWritesComeOneByOne(t *testing.T) {
	o := newOffice()
	c := as(t, startWriting(t, o.Account), o.Account)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var revisions []float64
	// A long definition takes a while to be examined, between reading the old revision and writing the new one.
	long := strings.Replace(menu, "<Hi>", strings.Repeat("Hello ", 50_000), 1)
	for range 20 {
		wg.Go(func() {
			r, err := c.post(o.address(inventory.KindFlow), url.Values{"Status": {"published"}, "Definition": {long}})
			if err != nil || r.status != http.StatusOK {
				t.Errorf("%d %v", r.status, err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			revisions = append(revisions, decode(t, r.body)["revision"].(float64))
		})
	}
	wg.Wait()
	slices.Sort(revisions)
	if len(slices.Compact(revisions)) != 20 || c.object(o.address(inventory.KindFlow))["revision"] != 27. {
		t.Errorf("revisions %v", revisions)
	}
}

func TestCalls(t *testing.T) {
	facts := twilioFacts(t)
	a := twiliosim.NewAccount("calls", "Calls", moment)
	sid := twiliosim.SID("CA", "one")
	a.AddCall(twiliosim.SID("CA", "another"), "completed")
	a.AddCall(sid, "in-progress")
	c := as(t, start(t, a), a)
	path := "/2010-04-01/Accounts/" + a.SID + "/Calls/"
	call := c.object(path + sid + ".json")
	fact, _ := facts.Lookup("api", path+"{Sid}.json")
	checkMembers(t, path, facts.Resources[fact.Resource], call)
	if call["sid"] != sid || call["status"] != "in-progress" {
		t.Errorf("got %v", call)
	}
	a.AddCall(sid, "completed")
	if got := c.object(path + sid + ".json")["status"]; got != "completed" {
		t.Errorf("the call ended and is %v", got)
	}
	if r := c.get(path + twiliosim.SID("CA", "none") + ".json"); r.status != http.StatusNotFound || r.code(t) != 20404 {
		t.Errorf("no such call: %d %s", r.status, r.body)
	}
	if r := c.mustPost("https://api.twilio.com"+path+sid+".json", url.Values{"Status": {"completed"}}); r.status != http.StatusMethodNotAllowed {
		t.Errorf("ending a call: %d", r.status)
	}
}

// TestAnswersToWritesAreValid validates the answers against Twilio's OpenAPI documents, where those are beside the repository.
func TestAnswersToWritesAreValid(t *testing.T) {
	dir := openAPIDocuments(t)
	documents := map[string]*openapi3.T{}
	for _, product := range []string{"api_v2010", "studio_v2"} {
		document, err := openapi3.NewLoader().LoadFromFile(filepath.Join(dir, "twilio_"+product+".json"))
		if err != nil {
			t.Fatal(err)
		}
		documents[product] = document
	}
	o := newOffice()
	c := as(t, startWriting(t, o.Account), o.Account)
	for _, test := range []struct {
		document, path, address string
		form                    url.Values
	}{
		{"api_v2010", inventory.Describe(inventory.KindPhoneNumber).Item, o.address(inventory.KindPhoneNumber), url.Values{"ApiVersion": {"2010-04-01"}}},
		{"api_v2010", inventory.Describe(inventory.KindApplication).Item, o.address(inventory.KindApplication), url.Values{"VoiceUrl": {"https://x.example/"}}},
		{"api_v2010", inventory.Describe(inventory.KindSIPDomain).Item, o.address(inventory.KindSIPDomain), url.Values{"VoiceUrl": {"https://x.example/"}}},
		{"studio_v2", "/v2/Flows/{Sid}", o.address(inventory.KindFlow), url.Values{"Status": {"published"}, "Definition": {menu}}},
		{"studio_v2", "/v2/Flows/{FlowSid}/Executions/{Sid}", o.address(inventory.KindExecution), url.Values{"Status": {"ended"}}},
		{"studio_v2", "/v2/Flows/Validate", validateAddress, url.Values{"FriendlyName": {"x"}, "Status": {"published"}, "Definition": {menu}}},
	} {
		r := c.mustPost(test.address, test.form)
		operation := documents[test.document].Paths.Value(test.path).Post
		var value any
		if err := json.Unmarshal(r.body, &value); err != nil {
			t.Fatal(err)
		}
		dropUnsetApplications(value)
		schema := operation.Responses.Value("200").Value.Content.Get("application/json").Schema.Value
		if err := schema.VisitJSON(value); err != nil || r.status != http.StatusOK {
			t.Errorf("%s: %d %v", test.path, r.status, err)
		}
	}
}
