package twilio

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
	"github.com/twilint/twilint/audit/twiliosim"
	"github.com/twilint/twilint/audit/twiliosim/apifacts"
	"github.com/twilint/twilint/testdata"
)

const (
	testNumber    = "PN00000000000000000000000000000004"
	testFlow      = "FW00000000000000000000000000000005"
	testExecution = "FN00000000000000000000000000000006"
)

// serveWriter starts a server and a writer whose every request goes there.
func serveWriter(tb testing.TB, o Options, handler http.HandlerFunc) *Writer {
	tb.Helper()
	server := httptest.NewServer(handler)
	tb.Cleanup(server.Close)
	o.APIURL = server.URL
	return newTestWriter(tb, o)
}

func newTestWriter(tb testing.TB, o Options) *Writer {
	tb.Helper()
	if o.Credentials == (Credentials{}) {
		o.Credentials = tokenOf(testAccount)
	}
	if o.BaseDelay == 0 {
		o.BaseDelay = time.Millisecond
	}
	w, err := NewWriter(o)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// numberUpdate is a sound change of a phone number.
func numberUpdate() Update {
	return Update{Kind: inventory.KindPhoneNumber, SID: testNumber, Parameters: map[string]string{"StatusCallback": "https://x.example/"}}
}

// flowUpdate is a sound change of a flow.
func flowUpdate(definition string) Update {
	return Update{Kind: inventory.KindFlow, SID: testFlow, Parameters: map[string]string{"Status": "published", "Definition": definition}}
}

// TestUpdateSends sees each kind of change as it is on the wire.
func TestUpdateSends(t *testing.T) {
	const sid = "00000000000000000000000000000007"
	const apiPath = "/2010-04-01/Accounts/" + testAccount
	tests := []struct {
		name        string
		credentials Credentials
		update      Update
		host, path  string
		form        string
	}{
		{
			name: "phone number", host: "api.twilio.com", path: apiPath + "/IncomingPhoneNumbers/PN" + sid + ".json",
			update: Update{Kind: inventory.KindPhoneNumber, SID: "PN" + sid, Parameters: map[string]string{
				"StatusCallback": "https://x.example/a?b=v1.25&c=ü #f", "StatusCallbackMethod": "POST", "VoiceUrl": "", "ApiVersion": "2010-04-01",
				"VoiceReceiveMode": "voice",
			}},
			form: "ApiVersion=2010-04-01&StatusCallback=https%3A%2F%2Fx.example%2Fa%3Fb%3Dv1.25%26c%3D%C3%BC+%23f&StatusCallbackMethod=POST&" +
				"VoiceReceiveMode=voice&VoiceUrl=",
		}, {
			name: "application", host: "api.twilio.com", path: apiPath + "/Applications/AP" + sid + ".json",
			update: Update{Kind: inventory.KindApplication, SID: "AP" + sid, Parameters: map[string]string{"MessageStatusCallback": "https://x.example/"}},
			form:   "MessageStatusCallback=https%3A%2F%2Fx.example%2F",
		}, {
			name: "SIP domain", host: "api.twilio.com", path: apiPath + "/SIP/Domains/SD" + sid + ".json",
			update: Update{Kind: inventory.KindSIPDomain, SID: "SD" + sid, Parameters: map[string]string{"VoiceStatusCallbackUrl": "https://x.example/"}},
			form:   "VoiceStatusCallbackUrl=https%3A%2F%2Fx.example%2F",
		}, {
			name: "flow", host: "studio.twilio.com", path: "/v2/Flows/FW" + sid,
			update: Update{Kind: inventory.KindFlow, SID: "FW" + sid, Parameters: map[string]string{"Status": "draft", "CommitMessage": "why & how"}},
			form:   "CommitMessage=why+%26+how&Status=draft",
		}, {
			name: "execution", host: "studio.twilio.com", path: "/v2/Flows/" + testFlow + "/Executions/FN" + sid,
			update: Update{Kind: inventory.KindExecution, Parent: testFlow, SID: "FN" + sid, Parameters: map[string]string{"Status": "ended"}},
			form:   "Status=ended",
		}, {
			name: "API key and region", host: "studio.dublin.ie1.twilio.com", path: "/v2/Flows/" + testFlow,
			credentials: Credentials{AccountSID: testAccount, Username: testKey, Password: "pa:ss/word+ü", Region: "ie1", Edge: "dublin"},
			update:      Update{Kind: inventory.KindFlow, SID: testFlow, Parameters: map[string]string{"Status": "draft"}},
			form:        "Status=draft",
		}, {
			name: "edge alone", host: "api.sydney.us1.twilio.com", path: apiPath + "/IncomingPhoneNumbers/" + testNumber + ".json",
			credentials: Credentials{AccountSID: testAccount, Username: testAccount, Password: testToken, Edge: "sydney"},
			update:      numberUpdate(),
			form:        "StatusCallback=https%3A%2F%2Fx.example%2F",
		},
	}
	// twilio-go's own request handler would take these.
	t.Setenv("TWILIO_EDGE", "singapore")
	t.Setenv("TWILIO_REGION", "sg1")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := test.credentials
			if c == (Credentials{}) {
				c = tokenOf(testAccount)
			}
			const answer = `{"sid":"x", "revision": 12345678901234567890.10}` + "\n" // More than twilio-go's own types take.
			w := serveWriter(t, Options{Credentials: c, UserAgent: "twilint/1.2.3"}, func(rw http.ResponseWriter, req *http.Request) {
				user, password, _ := req.BasicAuth()
				body, _ := io.ReadAll(req.Body)
				got := []string{req.Method, req.Host, req.RequestURI, req.Header.Get("Content-Type"), user, password, req.UserAgent(), string(body)}
				want := []string{"POST", test.host, test.path, "application/x-www-form-urlencoded", c.Username, c.Password, "twilint/1.2.3", test.form}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
				reply(rw, answer)
			})
			got, err := w.Update(t.Context(), test.update)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(answer, string(got)); diff != "" {
				t.Errorf("the answer is not what was sent:\n%s", diff)
			}
			if diff := cmp.Diff(Stats{Requests: 1, PeakInFlight: 1}, w.Reader().Stats()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// verbatim is a definition whose numbers and order of members do not survive being decoded.
const verbatim = `{ "states" : [{"type":"trigger","name":"T","transitions":[],"properties":{"z":1.0,"a":1,"m":[1e2,-0,0.10],` +
	`"big":12345678901234567890123,"text":"<b> & 'é' \u2028 \ud83d\ude00"}}],` + "\n" + `"initial_state":"T"}`

// TestDefinitionsGoVerbatim sends a definition to be validated and to be published, and reads it again.
func TestDefinitionsGoVerbatim(t *testing.T) {
	a := twiliosim.NewAccount("verbatim", "Verbatim", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	flow := a.AddFlow(twiliosim.FlowSpec{Name: "Menu", Definition: json.RawMessage(verbatim)})
	s := startSimulator(t, a)
	w := writerFor(t, s, a)
	if err := w.ValidateFlow(t.Context(), "Menu", "published", []byte(verbatim)); err != nil {
		t.Fatal(err)
	}
	answer, err := w.Update(t.Context(), Update{
		Kind: inventory.KindFlow, SID: flow, Parameters: map[string]string{"Status": "published", "Definition": verbatim, "CommitMessage": "Same"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := canonical(t, verbatim)
	for _, request := range s.Requests() {
		if diff := cmp.Diff(want, canonical(t, request.Form.Get("Definition"))); diff != "" {
			t.Errorf("sent to %s:\n%s", request.Path, diff)
		}
	}
	again, err := w.Reader().Fetch(t.Context(), "studio", "/v2/Flows/"+flow)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range [][]byte{answer, again} {
		var got struct {
			Definition    json.RawMessage
			Revision      int
			CommitMessage string `json:"commit_message"`
		}
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, canonical(t, string(got.Definition))); diff != "" || got.Revision != 2 || got.CommitMessage != "Same" {
			t.Errorf("revision %d (%s):\n%s", got.Revision, got.CommitMessage, diff)
		}
	}
}

// canonical is a JSON text as its tokens, numbers as they are written and members in their order.
func canonical(t *testing.T, text string) []string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var tokens []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return tokens
		}
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		tokens = append(tokens, fmt.Sprintf("%T %v", token, token))
	}
}

func startSimulator(t *testing.T, accounts ...*twiliosim.Account) *twiliosim.Server {
	t.Helper()
	s := twiliosim.New(accounts...)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func writerFor(t *testing.T, s *twiliosim.Server, a *twiliosim.Account) *Writer {
	t.Helper()
	return newTestWriter(t, Options{APIURL: s.URL(), Credentials: Credentials{AccountSID: a.SID, Username: a.SID, Password: a.AuthToken}})
}

// TestWriteAndReadBack changes a resource of each kind in a simulated account, as a subaccount's writer.
func TestWriteAndReadBack(t *testing.T) {
	moment := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	parent, a := twiliosim.NewAccount("parent", "Parent", moment), twiliosim.NewAccount("child", "Child", moment)
	a.Parent = parent.SID
	flow := a.AddFlow(twiliosim.FlowSpec{Name: "Menu", Definition: json.RawMessage(verbatim)})
	execution := a.AddExecution(flow, twiliosim.ExecutionSpec{Created: moment})
	s := startSimulator(t, parent, a)
	w, err := writerFor(t, s, parent).As(Credentials{AccountSID: a.SID, Username: a.SID, Password: a.AuthToken})
	if err != nil {
		t.Fatal(err)
	}
	if w.Account() != a.SID || w.Reader().Account() != a.SID || strings.Contains(fmt.Sprintf("%v %+v %#v", w, w, w), a.AuthToken) {
		t.Errorf("the writer of %s is %v", a.SID, w)
	}
	api := "/2010-04-01/Accounts/" + a.SID
	for _, test := range []struct {
		update     Update
		host, path string
		member     string
	}{
		{numberUpdateOf(a.AddNumber("+12065550100", nil)), "api", api + "/IncomingPhoneNumbers/%s.json", "status_callback"},
		{Update{Kind: inventory.KindApplication, SID: a.AddApplication("A", nil), Parameters: map[string]string{"VoiceUrl": "https://x.example/"}}, "api", api + "/Applications/%s.json", "voice_url"},
		{Update{Kind: inventory.KindSIPDomain, SID: a.AddSIPDomain("d", nil), Parameters: map[string]string{"VoiceStatusCallbackUrl": "https://x.example/"}}, "api", api + "/SIP/Domains/%s.json", "voice_status_callback_url"},
		{Update{Kind: inventory.KindExecution, Parent: flow, SID: execution, Parameters: map[string]string{"Status": "ended"}}, "studio", "/v2/Flows/" + flow + "/Executions/%s", "status"},
	} {
		answer, err := w.Update(t.Context(), test.update)
		if err != nil {
			t.Errorf("%s: %v", test.update.Kind, err)
			continue
		}
		again, err := w.Reader().Fetch(t.Context(), test.host, fmt.Sprintf(test.path, test.update.SID))
		if err != nil {
			t.Error(err)
			continue
		}
		want := slices.Collect(maps.Values(test.update.Parameters))[0]
		for _, text := range [][]byte{answer, again} {
			var got map[string]any
			if err := json.Unmarshal(text, &got); err != nil || got[test.member] != want {
				t.Errorf("%s: %s is %v, want %s (%v)", test.update.Kind, test.member, got[test.member], want, err)
			}
		}
	}
}

func numberUpdateOf(sid string) Update {
	u := numberUpdate()
	u.SID = sid
	return u
}

// TestRefusedBeforeSending has a server that must not be reached.
func TestRefusedBeforeSending(t *testing.T) {
	r, err := secret.NewRedactor("a credential of some length")
	if err != nil {
		t.Fatal(err)
	}
	marked := r.Text("voice_url", "https://user:password-of-it@x.example/")
	if !strings.Contains(marked, "twilint-secret.") {
		t.Fatalf("%s holds no marker", marked)
	}
	number := func(parameters map[string]string) Update {
		return Update{Kind: inventory.KindPhoneNumber, SID: testNumber, Parameters: parameters}
	}
	escaped := strings.Replace(marked, "twilint-secret.", `twilint\u002dsecret.`, 1)
	tests := map[string]struct {
		update Update
		says   string
	}{
		"unknown parameter":           {number(map[string]string{"StatusCallback": "https://x.example/", "Colour": "red"}), `the parameter "Colour" is none that is written here: write one of ApiVersion, `},
		"misspelling":                 {number(map[string]string{"StatusCallBack": "https://x.example/"}), `"StatusCallBack"`},
		"another kind's parameter":    {number(map[string]string{"VoiceStatusCallbackUrl": "https://x.example/"}), `"VoiceStatusCallbackUrl"`},
		"another account":             {number(map[string]string{"AccountSid": testOther}), `"AccountSid"`},
		"nothing":                     {number(nil), "nothing to write"},
		"marker":                      {number(map[string]string{"VoiceUrl": marked}), "the parameter VoiceUrl holds the marker of a secret"},
		"marker in a message":         {Update{Kind: inventory.KindFlow, SID: testFlow, Parameters: map[string]string{"Status": "draft", "CommitMessage": marked}}, "CommitMessage holds"},
		"marker in a definition":      {flowUpdate(`{"states":[{"name":"` + marked + `"}]}`), "Definition holds the marker"},
		"escaped marker":              {flowUpdate(`{"states":[{"name":"` + escaped + `"}]}`), "Definition holds the marker"},
		"marker as a name":            {flowUpdate(`{"` + escaped + `":[]}`), "Definition holds the marker"},
		"no kind":                     {Update{Kind: "colour", SID: testNumber, Parameters: map[string]string{"x": "y"}}, `"colour" is no kind`},
		"kind that is never written":  {Update{Kind: inventory.KindTrunk, SID: "TK" + testNumber[2:], Parameters: map[string]string{"FriendlyName": "y"}}, "a SIP trunk is never written"},
		"no SID":                      {Update{Kind: inventory.KindPhoneNumber, Parameters: map[string]string{"VoiceUrl": ""}}, "is not PN and 32"},
		"another kind's SID":          {Update{Kind: inventory.KindApplication, SID: testNumber, Parameters: map[string]string{"VoiceUrl": ""}}, "is not AP and 32"},
		"path for a SID":              {Update{Kind: inventory.KindFlow, SID: "FW/../../v1\r\n", Parameters: map[string]string{"Status": "draft"}}, "is not FW and 32"},
		"flow without a status":       {Update{Kind: inventory.KindFlow, SID: testFlow, Parameters: map[string]string{"CommitMessage": "x"}}, "neither draft nor published"},
		"definition that is no JSON":  {flowUpdate(`{"states":[`), "the definition"},
		"definition that is no flow":  {flowUpdate(`[1]`), "no JSON object"},
		"execution without its flow":  {Update{Kind: inventory.KindExecution, SID: testExecution, Parameters: map[string]string{"Status": "ended"}}, "the execution's flow"},
		"execution made active again": {Update{Kind: inventory.KindExecution, Parent: testFlow, SID: testExecution, Parameters: map[string]string{"Status": "active"}}, "is not ended"},
	}
	w := serveWriter(t, Options{}, func(_ http.ResponseWriter, req *http.Request) { t.Errorf("%s %s was sent", req.Method, req.URL) })
	check := func(t *testing.T, err error, says string) {
		t.Helper()
		e, ok := errors.AsType[*Error](err)
		if !ok {
			t.Fatalf("got %v", err)
		}
		mustContain(t, e.Error(), "write to ", " of account "+testAccount+": not sent: ", says)
		if !e.Unprocessed() || strings.Contains(e.Error(), "may have been done") || strings.ContainsAny(e.Error(), "\r\n") {
			t.Errorf("unprocessed %v: %v", e.Unprocessed(), e)
		}
		for _, hidden := range []string{"password-of-it", "twilint-secret."} {
			if strings.Contains(e.Error(), hidden) {
				t.Errorf("%s stands in: %v", hidden, e)
			}
		}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := w.Update(t.Context(), test.update)
			check(t, err, test.says)
		})
	}
	t.Run("validation of a marker", func(t *testing.T) {
		check(t, w.ValidateFlow(t.Context(), "x", "draft", []byte(`{"states":"`+marked+`"}`)), "Definition holds the marker")
		check(t, w.ValidateFlow(t.Context(), "x", "draft", []byte(`{`)), "the definition")
	})
}

// TestWhetherItHappened holds for everything that may become of a write: how often it is sent, and what is known afterwards.
func TestWhetherItHappened(t *testing.T) {
	tests := []struct {
		name        string
		handler     http.HandlerFunc
		says        []string
		status      int
		unprocessed bool
		requests    int
	}{
		{
			name: "refused", handler: func(w http.ResponseWriter, _ *http.Request) { refuse(w, 400, 21402, "VoiceUrl is not valid") },
			says: []string{"refused (400, code 21402): VoiceUrl is not valid"}, status: 400, unprocessed: true, requests: 1,
		}, {
			name: "wrong credentials", handler: func(w http.ResponseWriter, _ *http.Request) { refuse(w, 401, 20003, "Authenticate") },
			says: []string{"; check the account SID"}, status: 401, unprocessed: true, requests: 1,
		}, {
			name: "no permission", handler: func(w http.ResponseWriter, _ *http.Request) { refuse(w, 403, 70051, "Authorization failed") },
			says: []string{"; use an auth token or an API key that may change this"}, status: 403, unprocessed: true, requests: 1,
		}, {
			name: "gone", handler: func(w http.ResponseWriter, _ *http.Request) { refuse(w, 404, 20404, "no such resource") },
			says: []string{"not found (404"}, status: 404, unprocessed: true, requests: 1,
		}, {
			name: "conflict", handler: func(w http.ResponseWriter, _ *http.Request) { refuse(w, 409, 20409, "Conflict") },
			status: 409, unprocessed: true, requests: 1,
		}, {
			name: "outage", handler: func(w http.ResponseWriter, _ *http.Request) { refuse(w, 500, 20500, "Internal Server Error") },
			says: []string{"Twilio failed (500, code 20500)", "; it may have been done all the same: read the resource"}, status: 500, requests: 1,
		}, {
			name: "overload", handler: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusServiceUnavailable)
			}, status: 503, requests: 1,
		}, {
			name: "gateway timeout", handler: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGatewayTimeout) },
			status: 504, requests: 1,
		}, {
			name: "request timeout", handler: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestTimeout) },
			status: 408, requests: 1,
		}, {
			name: "redirect", handler: func(w http.ResponseWriter, req *http.Request) {
				http.Redirect(w, req, "https://evil.example/", http.StatusTemporaryRedirect)
			},
			says: []string{"redirected (307): to evil.example"}, status: 307, requests: 1,
		}, {
			name: "cut", handler: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			says: []string{"EOF", "it may have been done"}, requests: 1,
		}, {
			name: "broken off", handler: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "100")
				reply(w, `{"sid":`)
			}, says: []string{"the answer broke off"}, status: 200, requests: 1,
		}, {
			name: "captive portal", handler: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
			says: []string{"no JSON", "it may have been done"}, status: 200, requests: 1,
		}, {
			name: "no answer", handler: func(_ http.ResponseWriter, req *http.Request) {
				_, _ = io.Copy(io.Discard, req.Body)
				<-req.Context().Done()
			}, says: []string{"no whole answer within 200ms"}, requests: 1,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var requests atomic.Int32
			w := serveWriter(t, Options{Timeout: 200 * time.Millisecond}, func(rw http.ResponseWriter, req *http.Request) {
				if requests.Add(1); req.Method != http.MethodPost {
					t.Errorf("%s was sent", req.Method)
				}
				test.handler(rw, req)
			})
			_, err := w.Update(t.Context(), numberUpdate())
			e, ok := errors.AsType[*Error](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			mustContain(t, e.Error(), append(test.says, "write to api.twilio.com/2010-04-01/Accounts/"+testAccount)...)
			if e.Status != test.status || e.Unprocessed() != test.unprocessed {
				t.Errorf("status %d, unprocessed %v, want %d, %v: %v", e.Status, e.Unprocessed(), test.status, test.unprocessed, e)
			}
			if e.Unprocessed() == strings.Contains(e.Error(), "may have been done") {
				t.Errorf("unprocessed %v: %v", e.Unprocessed(), e)
			}
			if n := requests.Load(); n != int32(test.requests) {
				t.Errorf("%d requests, want %d", n, test.requests)
			}
		})
	}
}

// TestNoConnection has nobody listening: nothing can have arrived.
func TestNoConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	w := newTestWriter(t, Options{APIURL: "http://" + address})
	_, err = w.Update(t.Context(), numberUpdate())
	if e, ok := errors.AsType[*Error](err); !ok || !e.Unprocessed() || e.Status != 0 {
		t.Errorf("got %v", err)
	}
}

// TestTooManyRequests is refused twice, which is repeated because nothing was done.
func TestTooManyRequests(t *testing.T) {
	a := twiliosim.NewAccount("busy", "Busy", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	update := numberUpdateOf(a.AddNumber("+12065550100", nil))
	s := startSimulator(t, a)
	s.Fault(twiliosim.Fault{Method: http.MethodPost, Times: 2, Status: 429, Code: 20429})
	w := writerFor(t, s, a)
	if _, err := w.Update(t.Context(), update); err != nil {
		t.Fatal(err)
	}
	if got := w.Reader().Stats(); got.Requests != 3 || got.Throttled != 2 || got.Retried != 2 {
		t.Errorf("got %+v", got)
	}
	s.Fault(twiliosim.Fault{Method: http.MethodPost, Times: 1, Status: 429, Code: 20429})
	s.Fault(twiliosim.Fault{Method: http.MethodPost, Status: 500, AfterWrite: true})
	_, err := w.Update(t.Context(), update)
	if e, ok := errors.AsType[*Error](err); !ok || e.Unprocessed() || e.Status != 500 {
		t.Errorf("an outage after a refusal: %v", err)
	}
	if got := w.Reader().Stats().Requests; got != 5 {
		t.Errorf("%d requests, want 5", got)
	}
}

// TestRefusedForEver gives up, and nothing has happened.
func TestRefusedForEver(t *testing.T) {
	w := serveWriter(t, Options{RetryBudget: 50 * time.Millisecond}, func(rw http.ResponseWriter, _ *http.Request) {
		refuse(rw, 429, 20429, "Too Many Requests")
	})
	_, err := w.Update(t.Context(), numberUpdate())
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Status != 429 || !e.Unprocessed() {
		t.Fatalf("got %v", err)
	}
	mustContain(t, e.Error(), "too many requests (429, code 20429): Too Many Requests (given up after ")
}

// TestWriteInterrupted ends the context before the request, while it is in flight, and between two refusals.
func TestWriteInterrupted(t *testing.T) {
	check := func(t *testing.T, err error, cause error, unprocessed bool, says string) {
		t.Helper()
		e, ok := errors.AsType[*Error](err)
		if !ok || !errors.Is(err, cause) || e.Unprocessed() != unprocessed {
			t.Fatalf("got %v", err)
		}
		mustContain(t, e.Error(), says)
	}
	t.Run("before", func(t *testing.T) {
		w := serveWriter(t, Options{}, func(http.ResponseWriter, *http.Request) { t.Error("it was sent") })
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := w.Update(ctx, numberUpdate())
		check(t, err, context.Canceled, true, "it was interrupted")
		ctx, cancel = context.WithTimeout(t.Context(), -time.Second)
		defer cancel()
		_, err = w.Update(ctx, numberUpdate())
		check(t, err, context.DeadlineExceeded, true, "the time given for it ran out")
	})
	t.Run("in flight", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		w := serveWriter(t, Options{}, func(_ http.ResponseWriter, req *http.Request) {
			_, _ = io.Copy(io.Discard, req.Body)
			cancel()
			<-req.Context().Done()
		})
		_, err := w.Update(ctx, numberUpdate())
		check(t, err, context.Canceled, false, "it was interrupted; it may have been done")
	})
	t.Run("between refusals", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var requests atomic.Int32
		log := func(string) { // A refusal is told before the pause that follows it; after the first there is none.
			if requests.Load() == 2 {
				cancel()
			}
		}
		o := Options{BaseDelay: 1000 * time.Hour, RetryBudget: 1 << 62, Log: log}
		w := serveWriter(t, o, func(rw http.ResponseWriter, _ *http.Request) {
			requests.Add(1)
			refuse(rw, 429, 20429, "Too Many Requests")
		})
		_, err := w.Update(ctx, numberUpdate())
		check(t, err, context.Canceled, true, "it was interrupted")
		if n := requests.Load(); n != 2 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestValidateFlow(t *testing.T) {
	tests := []struct {
		name    string
		handler http.HandlerFunc
		says    string // "" for valid
		tries   int32
	}{
		{"valid", func(w http.ResponseWriter, _ *http.Request) { reply(w, `{"valid":true}`) }, "", 1},
		{"invalid", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			reply(w, `{"code":81022,"message":"Flow definition is invalid","status":400,"details":{"errors":[`+
				`{"message":"must match a widget name","property_path":"#/initial_state"},{"message":"has a secret, https://u:secret-password@x.example/"}`+
				strings.Repeat(`,{"message":"m","property_path":"#/p"}`, 6)+`],"warnings":[]}}`)
		}, "refused (400, code 81022): Flow definition is invalid: #/initial_state must match a widget name; has a secret, " +
			"https://u:***@x.example/; #/p m; #/p m; #/p m; and 3 more", 1},
		{"not called valid", func(w http.ResponseWriter, _ *http.Request) { reply(w, `{"valid":false}`) }, "does not call the definition valid", 1},
		{"something else", func(w http.ResponseWriter, _ *http.Request) { reply(w, `[]`) }, "does not call the definition valid", 1},
		// A validation changes nothing, so that it may be tried again.
		{"outage", func(w http.ResponseWriter, _ *http.Request) { refuse(w, 500, 20500, "") }, "given up after 6 tries", maxFailures},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var tries atomic.Int32
			w := serveWriter(t, Options{}, func(rw http.ResponseWriter, req *http.Request) {
				tries.Add(1)
				want := url.Values{"FriendlyName": {"Menu"}, "Status": {"published"}, "Definition": {`{"states":[]}`}}
				if err := req.ParseForm(); err != nil || !cmp.Equal(want, req.PostForm) || req.URL.Path != "/v2/Flows/Validate" {
					t.Errorf("%s got %v, %v", req.URL, req.PostForm, err)
				}
				test.handler(rw, req)
			})
			err := w.ValidateFlow(t.Context(), "Menu", "published", []byte(`{"states": []}`))
			if tries.Load() != test.tries {
				t.Errorf("%d tries, want %d", tries.Load(), test.tries)
			}
			if test.says == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			e, ok := errors.AsType[*Error](err)
			if !ok || !e.Unprocessed() {
				t.Fatalf("got %v", err)
			}
			mustContain(t, e.Error(), "write to studio.twilio.com/v2/Flows/Validate of account "+testAccount, test.says)
		})
	}
}

// TestNoSecretInErrorsAndLogOfWrites has a server that sends everything back that it was given.
func TestNoSecretInErrorsAndLogOfWrites(t *testing.T) {
	c := Credentials{AccountSID: testAccount, Username: testKey, Password: "pa ss/word+ü"}
	var lines []string
	w := serveWriter(t, Options{Credentials: c, Log: func(line string) { lines = append(lines, line) }}, func(rw http.ResponseWriter, req *http.Request) {
		_, password, _ := req.BasicAuth()
		_ = req.ParseForm()
		status := 400
		if req.PostForm.Get("VoiceUrl") != "" {
			status = 500
		}
		refuse(rw, status, 20500, strings.Join([]string{
			password, url.QueryEscape(password), req.Header.Get("Authorization"), req.PostForm.Get("StatusCallback"), req.PostForm.Get("VoiceUrl"),
		}, " "))
	})
	var texts []string
	for _, name := range []string{"StatusCallback", "VoiceUrl"} {
		value := "https://me:url-password@x.example/?token=query-secret-0123456789"
		_, err := w.Update(t.Context(), Update{Kind: inventory.KindPhoneNumber, SID: testNumber, Parameters: map[string]string{name: value}})
		if err == nil {
			t.Fatal("no error")
		}
		texts = append(texts, err.Error(), fmt.Sprintf("%+v %#v", err, err))
	}
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "POST https://api.twilio.com/") {
		t.Fatalf("log lines %q", lines)
	}
	encoded := base64.StdEncoding.EncodeToString([]byte(c.Username + ":" + c.Password))
	for _, text := range append(texts, lines...) {
		for _, hidden := range []string{c.Password, url.QueryEscape(c.Password), encoded, "url-password", "query-secret"} {
			if strings.Contains(text, hidden) {
				t.Errorf("%s stands in: %s", hidden, text)
			}
		}
	}
}

// TestReadersCannotWrite holds for the type and for its way to the network, the one that a Writer has inside as well.
func TestReadersCannotWrite(t *testing.T) {
	var got []string
	for method := range reflect.TypeFor[*Reader]().Methods() {
		got = append(got, method.Name)
	}
	// Whoever adds a method here has made sure that it only reads.
	want := []string{"Account", "As", "Credentials", "Fetch", "List", "Redactor", "Stats", "String"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the methods of a reader (-known +exported):\n%s", diff)
	}
	for field := range reflect.TypeFor[Reader]().Fields() {
		if field.IsExported() {
			t.Errorf("a reader has the exported field %s", field.Name)
		}
	}
	w := serveWriter(t, Options{}, func(_ http.ResponseWriter, req *http.Request) { t.Errorf("%s was sent", req.Method) })
	alone := serve(t, Options{}, func(_ http.ResponseWriter, req *http.Request) { t.Errorf("%s was sent", req.Method) })
	other, err := w.As(tokenOf(testOther))
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*Reader{"a reader": alone, "the reader of a writer": w.Reader(), "that of another account": other.Reader()} {
		for _, method := range []string{
			http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, http.MethodOptions, http.MethodConnect, "get", "X",
		} {
			request, err := http.NewRequestWithContext(t.Context(), method, "https://studio.twilio.com/v2/Flows", strings.NewReader("Status=draft"))
			if err != nil {
				t.Fatal(err)
			}
			if response, err := r.way.http.Do(request); err == nil {
				_ = response.Body.Close()
				t.Errorf("%s sent %s", name, method)
			}
		}
	}
}

// TestWritersOnlyWriteWhatWasAsked lets something else come out of twilio-go than what was asked of it.
func TestWritersOnlyWriteWhatWasAsked(t *testing.T) {
	w := serveWriter(t, Options{}, func(_ http.ResponseWriter, req *http.Request) { t.Errorf("%s %s was sent", req.Method, req.URL) })
	const flow = "https://studio.twilio.com/v2/Flows/" + testFlow
	address, err := url.Parse(flow)
	if err != nil {
		t.Fatal(err)
	}
	evil, err := url.Parse("https://evil.example/v2/Flows")
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"Status": {"draft"}}
	for _, test := range []struct {
		bound       *url.URL
		method, url string
		body        string
	}{
		{address, http.MethodDelete, flow, ""},
		{address, http.MethodGet, flow, ""},
		{address, http.MethodPost, flow + "/Executions", ""},
		{address, http.MethodPost, "https://studio.twilio.com.evil.example/v2/Flows/" + testFlow, ""},
		{address, http.MethodPost, flow, "a body"},
		{evil, http.MethodPost, evil.String(), ""},
	} {
		s := &submission{ctx: t.Context(), writer: w, address: test.bound}
		if _, err := s.SendRequest(test.method, test.url, form, nil, []byte(test.body)...); err == nil {
			t.Errorf("%s %s was sent", test.method, test.url)
		}
		if e, ok := errors.AsType[*Error](s.outcome(nil)); !ok || !e.Unprocessed() {
			t.Errorf("%s %s: %v", test.method, test.url, e)
		}
	}
	untouched := &submission{ctx: t.Context(), writer: w, address: address}
	if err := untouched.outcome(nil); err == nil {
		t.Error("a call that sent nothing counts as done")
	}
}

// TestParametersAreTwilios holds the tables of parameters to Twilio's OpenAPI documents.
func TestParametersAreTwilios(t *testing.T) {
	facts, err := apifacts.Parse(testdata.TwilioAPI)
	if err != nil {
		t.Fatal(err)
	}
	check := func(host, path string, names []string) {
		t.Helper()
		update, ok := facts.LookupUpdate(host, path)
		if !ok {
			t.Fatalf("Twilio has no update at %s%s", host, path)
		}
		for _, name := range names {
			if _, ok := update.Parameters[name]; !ok {
				t.Errorf("%s has no parameter %s", path, name)
			}
		}
		for _, name := range update.Required {
			if !slices.Contains(names, name) {
				t.Errorf("%s demands %s, which is not written", path, name)
			}
		}
	}
	for kind, names := range map[inventory.Kind][]string{
		inventory.KindPhoneNumber: slices.Sorted(maps.Keys(phoneNumberParameters())),
		inventory.KindApplication: slices.Sorted(maps.Keys(applicationParameters())),
		inventory.KindSIPDomain:   slices.Sorted(maps.Keys(sipDomainParameters())),
		inventory.KindFlow:        slices.Sorted(maps.Keys(flowParameters())),
		inventory.KindExecution:   slices.Sorted(maps.Keys(executionParameters())),
	} {
		d := inventory.Describe(kind)
		check(d.Host, d.Item, names)
	}
	check("studio", "/v2/Flows/Validate", slices.Sorted(maps.Keys(validateParameters())))
}

// TestWriterOptions holds for what is wrong before anything is sent.
func TestWriterOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"no credentials":   {},
		"address of a LAN": {Credentials: tokenOf(testAccount), APIURL: "http://10.0.0.1:80"},
	} {
		if _, err := NewWriter(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	w := newTestWriter(t, Options{})
	if _, err := w.As(Credentials{AccountSID: testOther, Username: testOther, Password: testToken, Edge: "dublin", Region: "ie1"}); err == nil {
		t.Error("another region was accepted")
	}
}
