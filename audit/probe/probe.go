// Package probe asks the application behind a status callback what it answers when Twilio tells it that a call has ended: by one
// request that is shaped and signed as Twilio's, about a call that never was.
//
// A URL that stands in somebody's account is not to be trusted. So a probe carries no credentials and no cookies, follows no redirect,
// reads no body, goes through no proxy, takes a few seconds at most, and connects to public addresses only.
package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
)

// Options are what a [Prober] is made of.
type Options struct {
	// UserAgent tells the application who asks: "twilint/1.2.3 (probe)".
	UserAgent string
	// Now is the clock, for the time at which the call that never was has ended.
	Now func() time.Time
	// AllowPrivate lets requests go to addresses that are not of the public internet as well.
	AllowPrivate bool
	// Timeout is how long one request may take, from looking its name up to the head of the answer; 0 for 5 s.
	Timeout time.Duration
	// Roots are the authorities whose certificates are accepted, nil for those of the system.
	Roots *x509.CertPool
	// Resolver looks names up, nil for the one of the system.
	Resolver *net.Resolver
}

const (
	defaultTimeout = 5 * time.Second
	// maxHead bounds the head of an answer, in bytes. Of its body nothing is read.
	maxHead = 64 << 10
)

// Prober sends probes. It is safe for concurrent use.
type Prober struct {
	transport *http.Transport
	options   Options
}

// New makes a Prober.
func New(o Options) *Prober {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	dialer := &net.Dialer{Resolver: o.Resolver}
	if !o.AllowPrivate {
		dialer.Control = publicOnly
	}
	return &Prober{options: o, transport: &http.Transport{
		Proxy:                  nil, // It would look names up itself, where nobody sees what they lead to, and have credentials of its own.
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
		DisableKeepAlives:      true, // A request on a connection that was used before may be sent twice.
		DisableCompression:     true,
		MaxResponseHeaderBytes: maxHead,
	}}
}

// Probe sends one request to a callback, and says what was answered. Whatever keeps it from an answer is the result's Unknown.
func (p *Prober) Probe(ctx context.Context, c inventory.Callback, s Signer) inventory.ProbeResult {
	if reason := Unfit(c); reason != "" {
		return inventory.ProbeResult{Unknown: reason}
	}
	limited, cancel := context.WithTimeout(ctx, p.options.Timeout)
	defer cancel()
	request, parameters, err := p.request(limited, c, s)
	if err != nil {
		return inventory.ProbeResult{Unknown: "it cannot be requested"}
	}
	// Not by a client, which would follow redirects, keep cookies, and fail where a redirect leads to no valid address.
	response, err := p.transport.RoundTrip(request)
	if err != nil {
		return inventory.ProbeResult{Unknown: p.reason(ctx, limited, err)}
	}
	response.Body.Close() // Nothing of it is wanted.
	return read(request.URL, response, parameters)
}

// Unfit says why a callback cannot be requested at all, "" if it can.
func Unfit(c inventory.Callback) string {
	u, ok := inventory.ParseWebhookURL(c.URL)
	switch {
	case len(secret.Markers(c.URL)) > 0:
		return "its URL holds a secret, which is not kept"
	case !ok:
		return "it is no http or https URL"
	case u.User != nil:
		return "its URL holds a user name, and a probe carries no credentials"
	}
	return ""
}

// request is the request of a callback, with the parameters that it carries.
func (p *Prober) request(ctx context.Context, c inventory.Callback, s Signer) (*http.Request, url.Values, error) {
	address, err := url.Parse(strings.TrimSpace(c.URL))
	if err != nil {
		return nil, nil, fmt.Errorf("read the URL of a callback: %w", err)
	}
	address.Fragment, address.RawFragment = "", ""
	address.RawQuery = strings.ReplaceAll(address.RawQuery, " ", "%20") // It would end the address.
	if address.Path == "" {
		address.Path = "/" // As it will be sent, so that both sides sign the same.
	}
	parameters := endOfCall(s.account, p.options.Now())
	inBody := parameters
	var body io.Reader
	if c.Method == http.MethodGet {
		inBody = nil
		address.RawQuery = strings.TrimPrefix(address.RawQuery+"&"+parameters.Encode(), "&")
	} else {
		body = strings.NewReader(parameters.Encode())
	}
	request, err := http.NewRequestWithContext(ctx, c.Method, address.String(), body)
	if err != nil {
		return nil, nil, fmt.Errorf("make the request of a callback: %w", err)
	}
	request.Header.Set("User-Agent", p.options.UserAgent)
	request.Header.Set("Accept", "*/*")
	request.Header.Set("X-Twilio-Signature", s.sign(address, inBody))
	if body != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	}
	return request, parameters, nil
}
