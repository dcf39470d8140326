package twilio

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twilio/twilio-go/client"
	studio "github.com/twilio/twilio-go/rest/studio/v2"
)

func TestFetch(t *testing.T) {
	const body = `{"sid":"FW1", "big": 12345678901234567890.10, "é":"\ud83d"}` + "\n"
	tests := []struct {
		name           string
		credentials    Credentials
		host, path     string
		wantHost       string
		user, password string
	}{
		{
			name: "auth token", credentials: tokenOf(testAccount), host: "studio", path: "/v2/Flows/FW1",
			wantHost: "studio.twilio.com", user: testAccount, password: testToken,
		}, {
			name: "API key", credentials: Credentials{AccountSID: testAccount, Username: testKey, Password: "pa:ss/word+ü%20\"'"},
			host: "api", path: "/2010-04-01/Accounts/" + testAccount + ".json",
			wantHost: "api.twilio.com", user: testKey, password: "pa:ss/word+ü%20\"'",
		}, {
			name: "region", credentials: Credentials{AccountSID: testAccount, Username: testAccount, Password: testToken, Region: "ie1", Edge: "dublin"},
			host: "studio", path: "/v2/Flows/FW1", wantHost: "studio.dublin.ie1.twilio.com", user: testAccount, password: testToken,
		}, {
			name: "edge alone", credentials: Credentials{AccountSID: testAccount, Username: testAccount, Password: testToken, Edge: "sydney"},
			host: "studio", path: "/v2/Flows/FW1", wantHost: "studio.sydney.us1.twilio.com", user: testAccount, password: testToken,
		}, {
			name: "the United States", credentials: Credentials{AccountSID: testAccount, Username: testAccount, Password: testToken, Region: "us1"},
			host: "studio", path: "/v2/Flows/FW1", wantHost: "studio.twilio.com", user: testAccount, password: testToken,
		},
	}
	// twilio-go's own request handler would take these.
	t.Setenv("TWILIO_EDGE", "singapore")
	t.Setenv("TWILIO_REGION", "sg1")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := serve(t, Options{Credentials: test.credentials, UserAgent: "twilint/1.2.3"}, func(w http.ResponseWriter, req *http.Request) {
				user, password, _ := req.BasicAuth()
				got := []string{req.Method, req.Host, req.URL.Path, req.URL.RawQuery, user, password, req.UserAgent(), req.Header.Get("Accept")}
				want := []string{"GET", test.wantHost, test.path, "", test.user, test.password, "twilint/1.2.3", "application/json"}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
				reply(w, body)
			})
			text, err := r.Fetch(t.Context(), test.host, test.path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(body, string(text)); diff != "" {
				t.Errorf("the text is not what was sent:\n%s", diff)
			}
			if diff := cmp.Diff(Stats{Requests: 1, PeakInFlight: 1}, r.Stats()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestOnlyGet lets twilio-go itself try to write through the reader's client.
func TestOnlyGet(t *testing.T) {
	var methods []string
	r := serve(t, Options{}, func(w http.ResponseWriter, req *http.Request) {
		methods = append(methods, req.Method)
		reply(w, `{}`)
	})
	base := &call{ctx: t.Context(), reader: r}
	if _, err := studio.NewApiService(client.NewRequestHandler(base)).FetchFlow("FW1"); err != nil {
		t.Fatal(err)
	}
	_, err := studio.NewApiService(client.NewRequestHandler(base)).UpdateFlow("FW1", (&studio.UpdateFlowParams{}).SetStatus("draft"))
	if e, ok := errors.AsType[*Error](err); !ok || !strings.Contains(e.Reason, "POST was not sent") {
		t.Errorf("updating a flow: got %v", err)
	}
	err = studio.NewApiService(client.NewRequestHandler(base)).DeleteFlow("FW1")
	if err == nil {
		t.Error("a flow was deleted")
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, "", "get"} {
		if _, err := base.SendRequest(method, "https://studio.twilio.com/v2/Flows/FW1", nil, nil); err == nil {
			t.Errorf("%q was sent", method)
		}
	}
	if _, err := base.SendRequest(http.MethodGet, "https://studio.twilio.com/v2/Flows/FW1", nil, nil, []byte("body")...); err == nil {
		t.Error("a body was sent")
	}
	if diff := cmp.Diff([]string{"GET"}, methods); diff != "" {
		t.Errorf("the server saw something else than the one GET:\n%s", diff)
	}
}

// TestBaseClient holds for addresses that twilio-go could be brought to ask for.
func TestBaseClient(t *testing.T) {
	var queries []string
	r := serve(t, Options{}, func(w http.ResponseWriter, req *http.Request) {
		queries = append(queries, req.URL.RawQuery)
		reply(w, `{}`)
	})
	base := &call{ctx: t.Context(), reader: r}
	for _, address := range []string{
		"https://evil.example/v2/Flows", "http://studio.twilio.com/v2/Flows", "https://studio.twilio.com.evil.example/", "https://twilio.com/",
		"https://.twilio.com/", "https://a.b.twilio.com/", "https://studio.dublin.ie1.twilio.com/", "https://studio.twilio.com:8443/",
		"https://me:secret@studio.twilio.com/", "//studio.twilio.com/", "https://STUDIO.twilio.com/", "https://studio.twilio.com\\@evil.example/", ":",
	} {
		if _, err := base.SendRequest(http.MethodGet, address, nil, nil); err == nil {
			t.Errorf("%s was asked for", address)
		}
	}
	data := url.Values{"Name": {"v1.25", "a b&c=ü"}}
	response, err := base.SendRequest(http.MethodGet, "https://studio.twilio.com/v2/Flows", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != `{}` {
		t.Errorf("got body %q, %v", body, err)
	}
	if diff := cmp.Diff([]string{"Name=v1.25&Name=a+b%26c%3D%C3%BC"}, queries); diff != "" {
		t.Error(diff)
	}
	base.SetOauth(token("a-token"))
	if base.AccountSid() != testAccount || base.OAuth() != nil {
		t.Errorf("account %q, OAuth %v", base.AccountSid(), base.OAuth())
	}
	base.SetTimeout(time.Nanosecond)
	if _, err := base.SendRequest(http.MethodGet, "https://studio.twilio.com/v2/Flows", nil, nil); err == nil || !strings.Contains(err.Error(), "no whole answer within 1ns") {
		t.Errorf("with a timeout of one nanosecond: %v", err)
	}
}

// token is an OAuth token that twilio-go could be given.
type token string

func (t token) GetAccessToken(context.Context) (string, error) { return string(t), nil }

func TestFetchRefusesAddresses(t *testing.T) {
	r := serve(t, Options{}, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	for _, address := range [][2]string{
		{"", "/v2"},
		{"evil.example/", "/v2"},
		{"studio.evil", "/v2"},
		{"studio", ""},
		{"studio", "v2"},
		{"studio", "/v2/../v1"},
		{"studio", "/v2?x=1"},
		{"studio", "/v2#x"},
		{"studio", "//evil.example/v2"},
		{"studio", "/v2/\r\nX: y"},
		{"studio", "/v2/%2e%2e/v1"},
		{"studio", `/v2\..\v1`},
	} {
		_, err := r.Fetch(t.Context(), address[0], address[1])
		if e, ok := errors.AsType[*Error](err); !ok || strings.ContainsAny(e.Error(), "\r\n") {
			t.Errorf("%q: got %v", address, err)
		}
	}
}

func TestErrors(t *testing.T) {
	tests := []struct {
		name     string
		handler  http.HandlerFunc
		want     Error
		says     []string
		denied   bool
		notFound bool
		requests int
	}{
		{
			name:    "wrong credentials",
			handler: func(w http.ResponseWriter, _ *http.Request) { refuse(w, 401, 20003, "Authenticate") },
			want:    Error{Status: 401, Code: 20003, Reason: "refused (401, code 20003): Authenticate"},
			says:    []string{"read api.twilio.com/2010-04-01/Accounts.json of account " + testAccount + ": refused", "; check the account SID"},
			denied:  true, requests: 1,
		}, {
			name:    "no permission",
			handler: func(w http.ResponseWriter, _ *http.Request) { refuse(w, 403, 70051, "Authorization failed") },
			want:    Error{Status: 403, Code: 70051, Reason: "refused (403, code 70051): Authorization failed"},
			says:    []string{"; use an auth token or an API key that may read this"},
			denied:  true, requests: 1,
		}, {
			name: "error of the newer API",
			handler: func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusBadRequest)
				reply(w, `{"code": 20001, "message": "Bad request", "httpStatusCode": 400, "params": {"a": "b"}, "userError": true}`)
			},
			want: Error{Status: 400, Code: 20001, Reason: "refused (400, code 20001): Bad request"}, requests: 1,
		}, {
			name:     "not found",
			handler:  func(w http.ResponseWriter, _ *http.Request) { refuse(w, 404, 20404, "no such resource") },
			want:     Error{Status: 404, Code: 20404, Reason: "not found (404, code 20404): no such resource"},
			notFound: true, requests: 1,
		}, {
			name: "page of a proxy",
			handler: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				w.WriteHeader(http.StatusForbidden)
				_, _ = w.Write([]byte("<html>Your company forbids this"))
			},
			want:   Error{Status: 403, Reason: "refused (403): the answer is text/html, not one of Twilio's API"},
			denied: true, requests: 1,
		}, {
			name:     "outage",
			handler:  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
			want:     Error{Status: 503, Reason: "Twilio failed (503) (given up after 6 tries)"},
			says:     []string{"https://status.twilio.com"},
			requests: maxFailures,
		}, {
			name:     "captive portal",
			handler:  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
			want:     Error{Status: 200, Reason: "the answer is no JSON: invalid character '<' at start of value (byte 0) (given up after 6 tries)"},
			requests: maxFailures,
		}, {
			name: "broken off each time",
			handler: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "100")
				reply(w, `{"sid": "FW1"`)
			},
			want:     Error{Status: 200, Reason: "the answer broke off: unexpected EOF (given up after 6 tries)"},
			says:     []string{"HTTPS_PROXY"},
			requests: maxFailures,
		}, {
			name:     "empty answer",
			handler:  func(http.ResponseWriter, *http.Request) {},
			want:     Error{Status: 200, Reason: "the answer is no JSON: it ends too early (given up after 6 tries)"},
			requests: maxFailures,
		}, {
			name: "hostile message",
			handler: func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusBadRequest)
				reply(w, `{"code": 1, "message": "a\u001b[31m\r\n\tb\u202ec\u2028::error::d `+strings.Repeat("x", 2*maxPlain)+`"}`)
			},
			want:     Error{Status: 400, Code: 1, Reason: "refused (400, code 1): a[31m bc ::error::d " + strings.Repeat("x", maxPlain-43) + "…"},
			requests: 1,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := serve(t, Options{}, test.handler)
			_, err := r.Fetch(t.Context(), "api", "/2010-04-01/Accounts.json")
			got, ok := errors.AsType[*Error](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff([]any{test.want.Status, test.want.Code, test.want.Reason}, []any{got.Status, got.Code, got.Reason}); diff != "" {
				t.Error(diff)
			}
			if got.Account != testAccount || got.Address != "/2010-04-01/Accounts.json" {
				t.Errorf("account %q, address %q", got.Account, got.Address)
			}
			mustContain(t, got.Error(), test.says...)
			if got.Denied() != test.denied || got.NotFound() != test.notFound || got.Unauthorized() != (got.Status == 401) {
				t.Errorf("denied %v, not found %v, unauthorized %v", got.Denied(), got.NotFound(), got.Unauthorized())
			}
			if strings.ContainsAny(got.Error(), "\r\n\x1b\u202e\u2028") {
				t.Errorf("hostile characters in %q", got.Error())
			}
			if n := r.Stats().Requests; n != test.requests {
				t.Errorf("%d requests, want %d", n, test.requests)
			}
		})
	}
}

// TestNoSecretInErrorsAndLog has a server that sends everything back that it was given.
func TestNoSecretInErrorsAndLog(t *testing.T) {
	c := Credentials{AccountSID: testAccount, Username: testKey, Password: "pa ss/word+ü"}
	var lines []string
	r := serve(t, Options{Credentials: c, Log: func(line string) { lines = append(lines, line) }}, func(w http.ResponseWriter, req *http.Request) {
		_, password, _ := req.BasicAuth()
		header := strings.TrimPrefix(req.Header.Get("Authorization"), "Basic ")
		echo := strings.Join([]string{password, url.QueryEscape(password), url.PathEscape(password), header, "?Token=query-secret"}, " ")
		w.Header().Set("Location", "https://"+url.PathEscape(password)+".example/"+url.PathEscape(password))
		switch req.URL.Path {
		case "/redirect":
			w.WriteHeader(http.StatusFound)
		case "/retry":
			refuse(w, 500, 20500, echo)
		default:
			refuse(w, 403, 20003, echo)
		}
	})
	var texts []string
	for _, path := range []string{"/echo", "/redirect", "/retry", "/" + c.Password} {
		_, err := r.Fetch(t.Context(), "api", path)
		if err == nil {
			t.Fatalf("%s: no error", path)
		}
		texts = append(texts, err.Error(), fmt.Sprintf("%+v %#v", err, err))
	}
	err := r.List(t.Context(), List{Host: "api", Path: "/list", Query: url.Values{"Token": {"query-secret"}, "Of": {c.Password}}, Items: "x"}, nil)
	texts = append(texts, err.Error())
	if len(lines) < 5 {
		t.Fatalf("%d log lines", len(lines))
	}
	encoded := base64.StdEncoding.EncodeToString([]byte(c.Username + ":" + c.Password))
	for _, text := range append(texts, lines...) {
		for _, secret := range []string{c.Password, url.QueryEscape(c.Password), url.PathEscape(c.Password), encoded, "query-secret"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s stands in: %s", secret, text)
			}
		}
	}
}

// TestRetries answers wrongly at first.
func TestRetries(t *testing.T) {
	tests := map[string]http.HandlerFunc{
		"too many requests": func(w http.ResponseWriter, _ *http.Request) { refuse(w, 429, 20429, "Too Many Requests") },
		"retry after": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "0")
			refuse(w, 429, 59004, "")
		},
		"outage":          func(w http.ResponseWriter, _ *http.Request) { refuse(w, 500, 20500, "") },
		"request timeout": func(w http.ResponseWriter, _ *http.Request) { refuse(w, 408, 0, "") },
		"bad gateway":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"broken JSON":     func(w http.ResponseWriter, _ *http.Request) { reply(w, `{"sid": `) },
		"text after it":   func(w http.ResponseWriter, _ *http.Request) { reply(w, `{} {}`) },
		"cut off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "10")
			reply(w, `{}`)
		},
		"connection closed": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"no answer":         func(_ http.ResponseWriter, req *http.Request) { <-req.Context().Done() },
	}
	for name, wrong := range tests {
		t.Run(name, func(t *testing.T) {
			var count atomic.Int32
			r := serve(t, Options{Timeout: 200 * time.Millisecond}, func(w http.ResponseWriter, req *http.Request) {
				if count.Add(1) <= 2 {
					wrong(w, req)
					return
				}
				reply(w, `{"sid":"FW1"}`)
			})
			text, err := r.Fetch(t.Context(), "studio", "/v2/Flows/FW1")
			if err != nil || string(text) != `{"sid":"FW1"}` {
				t.Fatalf("got %q, %v", text, err)
			}
			if s := r.Stats(); s.Requests < 3 || s.Retried < 2 {
				t.Errorf("got %+v", s)
			}
		})
	}
}

// TestRetryBudget has a server that is always busy: a request is given up when its time has run out, and not before.
func TestRetryBudget(t *testing.T) {
	r := serve(t, Options{RetryBudget: 50 * time.Millisecond}, func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, 429, 20429, "Too Many Requests")
	})
	_, err := r.Fetch(t.Context(), "studio", "/v2/Flows")
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Status != 429 || e.Code != 20429 {
		t.Fatalf("got %v", err)
	}
	mustContain(t, e.Error(), "too many requests (429, code 20429): Too Many Requests (given up after ", "run it again when less else")
	if s := r.Stats(); s.Throttled <= 3 || s.Throttled != s.Requests || s.Retried != s.Requests-1 {
		t.Errorf("got %+v", s)
	}
}

// TestRefusalsPause has pauses that would be longer than the budget: only the first refusal needs none, unless the server asks for one.
func TestRefusalsPause(t *testing.T) {
	for after, tries := range map[string]int{"": 2, "0": 2, "60": 1} {
		r := serve(t, Options{BaseDelay: 1000 * time.Hour, RetryBudget: 30 * time.Second}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", after)
			refuse(w, 429, 20429, "Too Many Requests")
		})
		_, err := r.Fetch(t.Context(), "studio", "/v2/Flows")
		if got := r.Stats().Requests; err == nil || got != tries {
			t.Errorf("Retry-After %q: given up after %d tries, want %d: %v", after, got, tries, err)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	tests := map[string]time.Duration{
		"": 0, "x": 0, "-3": 0, "0": 0, "2": 2 * time.Second, " 2 ": 2 * time.Second, "999999999999": maxRetryAfter, "86400": maxRetryAfter,
		"Fri, 20 Nov 2026 12:00:05 GMT": 5 * time.Second, "Fri, 20 Nov 2026 11:00:00 GMT": 0, "Fri, 20 Nov 2027 12:00:00 GMT": maxRetryAfter,
	}
	for value, want := range tests {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q: got %v, want %v", value, got, want)
		}
	}
}

func TestPause(t *testing.T) {
	p := patience{base: 100 * time.Millisecond}
	for tries := 1; tries < 100; tries++ {
		limit := p.base << min(tries-1, 5)
		if got := p.pause(tries); got < 0 || got > limit {
			t.Errorf("try %d: %v is not within %v", tries, got, limit)
		}
	}
}

// TestInterrupted cancels a call while it waits for an answer, for a pause, and for its turn.
func TestInterrupted(t *testing.T) {
	t.Run("answer", func(t *testing.T) {
		arrived := make(chan struct{})
		r := serve(t, Options{}, func(_ http.ResponseWriter, req *http.Request) {
			close(arrived)
			<-req.Context().Done()
		})
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-arrived; cancel() }()
		_, err := r.Fetch(ctx, "api", "/x")
		checkInterrupted(t, err, context.Canceled)
	})
	t.Run("pause", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		o := Options{BaseDelay: time.Hour, RetryBudget: 1000 * time.Hour, Log: func(string) { cancel() }} // The log tells of the pause.
		r := serve(t, o, func(w http.ResponseWriter, _ *http.Request) { refuse(w, 500, 0, "") })
		_, err := r.Fetch(ctx, "api", "/x")
		checkInterrupted(t, err, context.Canceled)
	})
	t.Run("turn", func(t *testing.T) {
		r := serve(t, Options{Concurrency: 1}, func(http.ResponseWriter, *http.Request) {})
		s, err := r.limiter.acquire(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err = r.Fetch(ctx, "api", "/x")
		checkInterrupted(t, err, context.DeadlineExceeded)
		r.limiter.release(s, served, 0)
		if n := r.Stats().Requests; n != 0 {
			t.Errorf("%d requests were sent", n)
		}
	})
	t.Run("before", func(t *testing.T) {
		r := serve(t, Options{}, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := r.Fetch(ctx, "api", "/x")
		checkInterrupted(t, err, context.Canceled)
	})
}

func checkInterrupted(t *testing.T, err, want error) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok || !errors.Is(err, want) || e.Address != "/x" || e.Status != 0 {
		t.Errorf("got %v", err)
	}
}

// TestRedirect has two servers, and the second must never be asked.
func TestRedirect(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		r := serve(t, Options{}, func(w http.ResponseWriter, req *http.Request) { http.Redirect(w, req, other.URL+"/x", status) })
		_, err := r.Fetch(t.Context(), "studio", "/v2/Flows")
		if e, ok := errors.AsType[*Error](err); !ok || e.Status != status {
			t.Errorf("%d: got %v", status, err)
			continue
		}
		mustContain(t, err.Error(), "redirected", "it was not followed")
	}
}

// TestHugeAnswer ends an answer that has no end.
func TestHugeAnswer(t *testing.T) {
	r := serve(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		chunk := []byte(strings.Repeat(" ", 1<<20))
		for {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	_, err := r.Fetch(t.Context(), "studio", "/v2/Flows")
	if e, ok := errors.AsType[*Error](err); !ok || e.Reason != "the answer is larger than 64 MiB" {
		t.Errorf("got %v", err)
	}
}

func TestNetworkErrors(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close() // Nobody listens there any more.
	r, err := NewReader(Options{Credentials: tokenOf(testAccount), APIURL: server.URL, BaseDelay: time.Microsecond})
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Fetch(t.Context(), "studio", "/v2/Flows")
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Status != 0 {
		t.Fatalf("got %v", err)
	}
	mustContain(t, e.Error(), "connection refused", "check the network connection, and HTTPS_PROXY")
}

// TestForeignCertificate sends a request for Twilio to a proxy that answers as itself: it is told at once, and sees no credentials.
func TestForeignCertificate(t *testing.T) {
	impostor := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request came through") }))
	impostor.Config.ErrorLog = log.New(io.Discard, "", 0) // It would tell that the client went away.
	impostor.StartTLS()
	defer impostor.Close()
	var connects atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		connects.Add(1)
		if req.Method != http.MethodConnect || req.Host != "studio.twilio.com:443" || req.Header.Get("Authorization") != "" {
			t.Errorf("the proxy saw %s %s %v", req.Method, req.Host, req.Header)
		}
		tunnel(t, w, impostor.Listener.Addr().String())
	}))
	defer proxy.Close()
	r, err := NewReader(Options{
		Credentials: tokenOf(testAccount), BaseDelay: time.Microsecond,
		Proxy: func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) },
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Fetch(t.Context(), "studio", "/v2/Flows")
	if err == nil {
		t.Fatal("no error")
	}
	mustContain(t, err.Error(), "certificate", "HTTPS_PROXY")
	if n := connects.Load(); n != 1 {
		t.Errorf("tried %d times", n)
	}
}

func TestAs(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]string{}
	first := serve(t, Options{Credentials: Credentials{AccountSID: testAccount, Username: testAccount, Password: testToken, Region: "ie1", Edge: "dublin"}},
		func(w http.ResponseWriter, req *http.Request) {
			user, password, _ := req.BasicAuth()
			mu.Lock()
			defer mu.Unlock()
			seen[user] = password + " " + req.Host
			reply(w, `{}`)
		})
	second, err := first.As(Credentials{AccountSID: testOther, Username: testOther, Password: "the-other-token"})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*Reader{first, second} {
		if _, err := r.Fetch(t.Context(), "studio", "/v2/Flows"); err != nil {
			t.Fatal(err)
		}
		if n := r.Stats().Requests; n != 1 {
			t.Errorf("%s: %d requests", r.Account(), n)
		}
	}
	want := map[string]string{testAccount: testToken + " studio.dublin.ie1.twilio.com", testOther: "the-other-token studio.dublin.ie1.twilio.com"}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
	if second.Account() != testOther || second.Credentials().Password != "the-other-token" || first.limiter == second.limiter {
		t.Errorf("got %v", second)
	}
	text := "https://me:some-password@example.com/"
	if a, b := first.Redactor().Text("", text), second.Redactor().Text("", text); a != b || strings.Contains(a, "some-password") {
		t.Errorf("equal secrets have the markers %q and %q", a, b)
	}
	if got := second.Redactor().Scrub("the-other-token and " + testToken); got != "*** and ***" {
		t.Errorf("the second reader's redactor leaves %q", got)
	}
	for _, wrong := range []Credentials{
		{AccountSID: testOther, Username: testOther},
		{AccountSID: testOther, Username: testOther, Password: "the-other-token", Region: "au1", Edge: "sydney"},
	} {
		if _, err := first.As(wrong); err == nil {
			t.Errorf("%v was accepted", wrong)
		}
	}
}

// TestLog has many calls at once, whose lines must come one after another.
func TestLog(t *testing.T) {
	var lines []string // Without a lock, so that -race tells of two at once.
	r := serve(t, Options{Log: func(line string) { lines = append(lines, line) }}, func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/missing" {
			refuse(w, 404, 20404, "not there")
			return
		}
		reply(w, `{}`)
	})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { _, _ = r.Fetch(t.Context(), "studio", "/v2/Flows") })
	}
	wg.Wait()
	_, _ = r.Fetch(t.Context(), "studio", "/missing")
	if len(lines) != 21 {
		t.Fatalf("%d lines", len(lines))
	}
	mustContain(t, lines[0], "GET https://studio.twilio.com/v2/Flows: 200, 2 bytes in ")
	mustContain(t, lines[20], "GET https://studio.twilio.com/missing: not found (404, code 20404): not there in ")
}
