package twilio

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func TestAPIURL(t *testing.T) {
	for _, good := range []string{"http://127.0.0.1:8080", "http://127.0.0.1:8080/", "http://[::1]:8080", "http://127.1.2.3", "http://[::ffff:127.0.0.1]:80"} {
		if _, err := NewReader(Options{Credentials: tokenOf(testAccount), APIURL: good}); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"https://127.0.0.1:8080", "http://localhost:8080", "http://10.0.0.1:8080", "http://evil.example", "http://0.0.0.0:80", "http://[::]:80", "127.0.0.1:8080",
		"http://127.0.0.1@evil.example", "http://me:password@127.0.0.1:80", "http://127.0.0.1:80/path", "http://127.0.0.1:80/?q", "http://127.0.0.1:80/#f", ":", "http://127.0.0.1.evil.example",
	} {
		_, err := NewReader(Options{Credentials: tokenOf(testAccount), APIURL: bad})
		if err == nil {
			t.Errorf("%s was accepted", bad)
			continue
		}
		mustContain(t, err.Error(), "set TWILINT_API_URL to http://127.0.0.1:PORT")
		if strings.Contains(err.Error(), "me:password") {
			t.Errorf("the error shows a password: %v", err)
		}
	}
}

// TestAPIURLGoesRoundProxies holds because a proxy would get to see the credentials unencrypted.
func TestAPIURLGoesRoundProxies(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { reply(w, `{}`) }))
	defer server.Close()
	proxy := func(*http.Request) (*url.URL, error) { return nil, errors.New("the proxy was asked for") }
	r, err := NewReader(Options{Credentials: tokenOf(testAccount), APIURL: server.URL, Proxy: proxy})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Fetch(t.Context(), "studio", "/v2/Flows"); err != nil {
		t.Error(err)
	}
}

// TestConnectionsAreReused asks many products at once, which behind TWILINT_API_URL are one address.
func TestConnectionsAreReused(t *testing.T) {
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { reply(w, `{}`) }))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	r, err := NewReader(Options{Credentials: tokenOf(testAccount), APIURL: server.URL, Concurrency: maxInFlight})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for _, product := range []string{"api", "studio", "messaging", "trunking", "verify", "sync"} {
		for range 100 {
			wg.Go(func() {
				if _, err := r.Fetch(t.Context(), product, "/x"); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	// net/http may open one connection more for a request that then gets a freed one.
	if n := opened.Load(); n > 2*maxInFlight {
		t.Errorf("%d connections for %d requests at once", n, maxInFlight)
	}
}

// tunnel joins the client of a CONNECT with an address.
func tunnel(t *testing.T, w http.ResponseWriter, address string) {
	t.Helper()
	target, err := net.Dial("tcp", address)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = target.Close() }()
	client, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = client.Close() }()
	if _, err := io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
		t.Error(err)
		return
	}
	go func() { _, _ = io.Copy(target, client) }()
	_, _ = io.Copy(client, target)
}
