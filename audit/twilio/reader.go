package twilio

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twilio/twilio-go/client"

	"github.com/twilint/twilint/audit/secret"
)

// Options are what a [Reader] or a [Writer] is made of.
type Options struct {
	Credentials Credentials
	// APIURL is TWILINT_API_URL: http://127.0.0.1:PORT or http://[::1]:PORT of a simulator. Every request goes there, with the real
	// name in the Host header. "" for Twilio itself.
	APIURL string
	// UserAgent tells Twilio who asks: "twilint/1.2.3".
	UserAgent string
	// Proxy chooses the proxy of a request; nil for the one that HTTPS_PROXY and its kin name.
	Proxy func(*http.Request) (*url.URL, error)
	// Log takes one line about each request, free of secrets; nil for none. It is never called twice at once.
	Log func(line string)
	// Concurrency is how many requests are in flight at first; 0 for 8. The number finds its own level from there.
	Concurrency int
	// RetryBudget is how long one request may be tried again, the time that it waits for its turn not counted; 0 for two minutes.
	RetryBudget time.Duration
	// BaseDelay is the greatest pause before the second try; each further one doubles, up to 32 times this; 0 for 250 ms.
	BaseDelay time.Duration
	// Timeout is how long one try may take; 0 for a minute.
	Timeout time.Duration
}

const (
	defaultRetryBudget = 2 * time.Minute
	defaultBaseDelay   = 250 * time.Millisecond
	defaultTimeout     = time.Minute
)

// Reader reads one account. It has no method that writes, and refuses every method but GET. It is safe for concurrent use.
type Reader struct {
	credentials *Credentials // behind a pointer, so that no way of printing a Reader reaches the password
	hosts       hosts
	redactor    *secret.Redactor
	limiter     *limiter
	way         *way

	requests, retried, throttled atomic.Int64
}

// way is what the readers of one run share.
type way struct {
	http        *http.Client
	userAgent   string
	patience    patience
	concurrency int

	mu  sync.Mutex
	log func(line string)
}

// NewReader makes a Reader. It sends nothing; an error says what is wrong with the options.
func NewReader(o Options) (*Reader, error) {
	r, _, err := newReader(o)
	return r, err
}

// newReader makes a Reader, and is the client below it, which sends whatever it is given.
func newReader(o Options) (*Reader, *http.Client, error) {
	if err := o.Credentials.Validate(); err != nil {
		return nil, nil, err
	}
	httpClient, err := newHTTPClient(o.APIURL, o.Proxy)
	if err != nil {
		return nil, nil, err
	}
	redactor, err := secret.NewRedactor(o.Credentials.Password, literals(o.Credentials)...)
	if err != nil {
		return nil, nil, err
	}
	w := &way{
		http: onlyReading(httpClient), userAgent: firstOf(o.UserAgent, "twilint"), log: o.Log, concurrency: o.Concurrency,
		patience: patience{
			budget:  orDefault(o.RetryBudget, defaultRetryBudget),
			base:    orDefault(o.BaseDelay, defaultBaseDelay),
			timeout: orDefault(o.Timeout, defaultTimeout),
		},
	}
	return w.reader(o.Credentials, redactor), httpClient, nil
}

func (w *way) reader(c Credentials, redactor *secret.Redactor) *Reader {
	return &Reader{
		credentials: &c, hosts: hosts{edge: c.Edge, region: c.Region}, redactor: redactor,
		limiter: newLimiter(w.concurrency), way: w,
	}
}

// literals are the forms in which a credential may come back: itself, as a part of a URL, and as the header that carries it.
func literals(c Credentials) []string {
	return slices.Compact([]string{
		base64.StdEncoding.EncodeToString([]byte(c.Username + ":" + c.Password)),
		c.Password, url.QueryEscape(c.Password), url.PathEscape(c.Password),
	})
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

// As is a Reader that goes the same way with the credentials of another account of the same region: a subaccount's own token. Twilio
// counts each account's requests by themselves, so it has its own limit. Its markers are those of the first reader, so that equal
// secrets of different accounts can be told to be equal.
func (r *Reader) As(c Credentials) (*Reader, error) {
	if c.Region == "" && c.Edge == "" {
		c.Region, c.Edge = r.credentials.Region, r.credentials.Edge
	}
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if c.Region != r.credentials.Region || c.Edge != r.credentials.Edge {
		return nil, fmt.Errorf("account %s is to be read in another region than account %s: read it in a run of its own",
			c.AccountSID, r.credentials.AccountSID)
	}
	return r.way.reader(c, r.redactor.With(literals(c)...)), nil
}

// Account is the SID of the account that is read.
func (r *Reader) Account() string { return r.credentials.AccountSID }

// Credentials are what the account is read with.
func (r *Reader) Credentials() Credentials { return *r.credentials }

// Redactor replaces the secrets in what was read. It knows the credentials, and its markers are keyed by those of the first reader.
func (r *Reader) Redactor() *secret.Redactor { return r.redactor }

// String names the reader without its password.
func (r *Reader) String() string { return "reader of " + r.credentials.String() }

// Fetch is the JSON text of one resource, as it was sent. Host is the product ("api", "studio"), path stands with its placeholders
// filled. The error is an *[Error].
func (r *Reader) Fetch(ctx context.Context, host, path string) ([]byte, error) {
	u, err := r.address(host, path)
	if err != nil {
		return nil, err
	}
	var text []byte
	err = r.get(ctx, u, func(body []byte) error {
		text = body
		return readValue(body)
	})
	if err != nil {
		return nil, err
	}
	return text, nil
}

// Stats are the numbers of one reader's requests.
type Stats struct {
	Requests     int // sent, those that were tried again included
	Retried      int // tries after the first of a request
	Throttled    int // refused with 429, unprocessed
	PeakInFlight int // the most that were in flight at once
}

// Stats are the numbers until now.
func (r *Reader) Stats() Stats {
	return Stats{
		Requests: int(r.requests.Load()), Retried: int(r.retried.Load()), Throttled: int(r.throttled.Load()),
		PeakInFlight: r.limiter.peakInFlight(),
	}
}

// address is the address of a path of a product.
func (r *Reader) address(host, path string) (*url.URL, error) {
	u := &url.URL{Scheme: "https", Host: host + r.hosts.suffix(), Path: path}
	if !isLabel(host) || !cleanPath(path) {
		return nil, r.fail(u, failure{reason: "this is no address of Twilio's API"})
	}
	return u, nil
}

// get sends a request through twilio-go's request handler. Check reads the answer; an answer that it refuses counts as broken and is
// asked for again. The error is an *[Error].
func (r *Reader) get(ctx context.Context, u *url.URL, check func(body []byte) error) error {
	h := r.hosts.normal()
	handler := client.RequestHandler{Client: &call{ctx: ctx, reader: r, check: check}, Edge: h.edge, Region: h.region}
	response, err := handler.Get(u.String(), nil, nil, "")
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// fail is the error of a request that was not answered, or not sent.
func (r *Reader) fail(u *url.URL, f failure) *Error {
	return newError(r.redactor, r.credentials.AccountSID, u, f)
}

// logf writes a line of the verbose log.
func (r *Reader) logf(format string, args ...any) {
	if r.way.log == nil {
		return
	}
	line := plain(r.redactor.Scrub(fmt.Sprintf(format, args...)))
	r.way.mu.Lock()
	defer r.way.mu.Unlock()
	r.way.log(line)
}
