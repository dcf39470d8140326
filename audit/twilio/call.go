package twilio

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/twilio/twilio-go/client"
)

// call is twilio-go's BaseClient for one call. That interface knows no context, so each call gets a small client of its own.
type call struct {
	ctx     context.Context //nolint:containedctx // See above.
	reader  *Reader
	check   func(body []byte) error // nil: the answer has to be JSON
	timeout time.Duration           // of one try; 0 for the reader's own
}

var _ client.BaseClient = (*call)(nil)

// AccountSid is the account that twilio-go fills in where a path leaves it out.
func (c *call) AccountSid() string { return c.reader.credentials.AccountSID }

// SetTimeout bounds each try.
func (c *call) SetTimeout(timeout time.Duration) { c.timeout = timeout }

// SetOauth is there because the interface demands it. Requests are authorised by the reader's own credentials only.
func (c *call) SetOauth(client.OAuth) {}

// OAuth tells twilio-go that no OAuth token is used.
func (c *call) OAuth() client.OAuth { return nil }

// SendRequest sends a GET to one of the reader's hosts until it is answered, or until that has taken too long. Any error is an *[Error].
func (c *call) SendRequest(method, rawURL string, data url.Values, headers map[string]any, body ...byte) (*http.Response, error) {
	r := c.reader
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, r.fail(&url.URL{Path: "/"}, failure{reason: "the address is no URL"})
	}
	if method != http.MethodGet || len(body) > 0 {
		return nil, r.fail(u, failure{reason: method + " was not sent: a reader only reads"})
	}
	if err := r.hosts.check(u); err != nil {
		return nil, r.fail(u, failure{reason: "not sent: " + err.Error(), advice: adviseRefused})
	}
	if len(data) > 0 {
		u.RawQuery = data.Encode() // Every byte of a value is kept, which twilio-go's own client does not do for "v1.25".
	}
	check, timeout := c.check, c.timeout
	if check == nil {
		check = readValue
	}
	if timeout <= 0 {
		timeout = r.way.patience.timeout
	}
	text, header, f := r.persist(c.ctx, method, u, func() try { return r.read(c.ctx, u, timeout, check) })
	if f != nil {
		return nil, r.fail(u, *f)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Status: http.StatusText(http.StatusOK), Header: header, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(bytes.NewReader(text)), ContentLength: int64(len(text)),
	}, nil
}
