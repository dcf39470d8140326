package twilio

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

const (
	connectTimeout = 10 * time.Second
	idleTimeout    = 90 * time.Second
	// idlePerHost keeps a connection for every request that may be in flight, for a few accounts at once. In tests and in the demo
	// all products are one address; net/http's default of 2 would open a new connection for most requests.
	idlePerHost = 4 * maxInFlight
)

// newHTTPClient makes the way to the network that all readers of one run share.
func newHTTPClient(apiURL string, proxy func(*http.Request) (*url.URL, error)) (*http.Client, error) {
	if proxy == nil {
		proxy = http.ProxyFromEnvironment
	}
	transport := &http.Transport{
		Proxy:               proxy,
		DialContext:         (&net.Dialer{Timeout: connectTimeout}).DialContext,
		TLSHandshakeTimeout: connectTimeout,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: idlePerHost,
		IdleConnTimeout:     idleTimeout,
	}
	c := &http.Client{
		Transport: transport,
		// A redirect would take the credentials along.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if apiURL != "" {
		target, err := parseAPIURL(apiURL)
		if err != nil {
			return nil, err
		}
		transport.Proxy = nil // No proxy has any business between two programs of one machine.
		c.Transport = &detour{target: target, next: transport}
	}
	return c, nil
}

// parseAPIURL accepts the address of a simulator. It has to be a literal of the loopback interface: a name could be resolved to
// somebody else's machine, which would be handed the credentials unencrypted.
func parseAPIURL(text string) (*url.URL, error) {
	const want = "set TWILINT_API_URL to http://127.0.0.1:PORT or http://[::1]:PORT, or unset it"
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("the API URL is malformed: " + want)
	}
	address, err := netip.ParseAddr(u.Hostname())
	switch {
	case u.Scheme != "http", err != nil, !address.IsLoopback():
		return nil, fmt.Errorf("the API URL %q is not on this machine's loopback address: %s", plain(u.Redacted()), want)
	case u.User != nil, u.Path != "" && u.Path != "/", u.RawQuery != "", u.Fragment != "":
		return nil, fmt.Errorf("the API URL %q has more than an address and a port: %s", plain(u.Redacted()), want)
	}
	return u, nil
}

// detour sends every request to one address, with the real name in the Host header. It stands below the client, because twilio-go
// rewrites the addresses that it is given.
type detour struct {
	target *url.URL
	next   http.RoundTripper
}

// RoundTrip sends the request to the one address.
func (d *detour) RoundTrip(req *http.Request) (*http.Response, error) {
	there := req.Clone(req.Context())
	there.Host = req.URL.Host
	there.URL.Scheme, there.URL.Host = d.target.Scheme, d.target.Host
	return d.next.RoundTrip(there)
}

// onlyReading is a client that goes the same way and can do nothing but GET, whatever the code above it asks for.
func onlyReading(c *http.Client) *http.Client {
	reading := *c
	reading.Transport = getOnly{next: c.Transport}
	return &reading
}

// getOnly lets nothing but GET pass.
type getOnly struct{ next http.RoundTripper }

// RoundTrip sends a GET.
func (g getOnly) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodGet {
		if req.Body != nil {
			_ = req.Body.Close() // A RoundTripper has to, and nothing was read of it.
		}
		return nil, fmt.Errorf("%s was not sent: a reader only reads", req.Method)
	}
	return g.next.RoundTrip(req)
}
