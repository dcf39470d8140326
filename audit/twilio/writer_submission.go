package twilio

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twilio/twilio-go/client"

	"github.com/twilint/twilint/audit/secret"
)

// submission is twilio-go's BaseClient for one write to one address.
type submission struct {
	ctx            context.Context //nolint:containedctx // As in call: the interface knows no context.
	writer         *Writer
	address        *url.URL // nothing is ever sent elsewhere
	changesNothing bool     // a POST that only asks, and may be tried again

	answer []byte
	err    *Error
}

var _ client.BaseClient = (*submission)(nil)

// AccountSid is the account that twilio-go fills in where a path leaves it out.
func (s *submission) AccountSid() string { return s.writer.Account() }

// SetTimeout is there because the interface demands it. The writer's own timeout counts.
func (s *submission) SetTimeout(time.Duration) {}

// SetOauth is there because the interface demands it. Requests are authorised by the writer's own credentials only.
func (s *submission) SetOauth(client.OAuth) {}

// OAuth tells twilio-go that no OAuth token is used.
func (s *submission) OAuth() client.OAuth { return nil }

// SendRequest sends the write, and keeps what came of it for outcome.
func (s *submission) SendRequest(method, rawURL string, data url.Values, _ map[string]any, body ...byte) (*http.Response, error) {
	text, header, err := s.send(method, rawURL, data, body)
	if err != nil {
		s.err = err
		return nil, err
	}
	s.answer = text
	return &http.Response{
		StatusCode: http.StatusOK, Status: http.StatusText(http.StatusOK), Header: header, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(bytes.NewReader(text)), ContentLength: int64(len(text)),
	}, nil
}

func (s *submission) send(method, rawURL string, data url.Values, body []byte) ([]byte, http.Header, *Error) {
	w := s.writer
	if err := w.reader.hosts.check(s.address); err != nil {
		return nil, nil, w.refuse(s.address, "%v", err)
	}
	if method != http.MethodPost || rawURL != s.address.String() || len(body) > 0 {
		return nil, nil, w.refuse(s.address, "twilio-go would %s something else, to %s", method, rawURL)
	}
	for _, name := range slices.Sorted(maps.Keys(data)) {
		if slices.ContainsFunc(data[name], holdsMarker) {
			return nil, nil, w.refuse(s.address, "the parameter %s holds the marker of a secret that was dropped, and Twilio would keep "+
				"that in place of the secret", name)
		}
	}
	form := data.Encode()
	text, header, f := w.reader.persist(s.ctx, method, s.address, func() try { return s.attempt(form) })
	if f != nil {
		return nil, nil, w.fail(s.address, *f)
	}
	return text, header, nil
}

// attempt sends the form once.
func (s *submission) attempt(form string) try {
	var connected atomic.Bool
	ctx := httptrace.WithClientTrace(s.ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address.String(), strings.NewReader(form))
	if err != nil {
		return try{failure: &failure{reason: "the address is no URL", unprocessed: true}}
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	t := s.writer.reader.exchange(s.writer.http, request, s.writer.reader.way.patience.timeout, readValue)
	if f := t.failure; f != nil {
		// Without a connection nothing can have arrived. With one, nobody but the answer tells.
		f.unprocessed = f.unprocessed || s.changesNothing || !connected.Load()
		f.again = f.again && (s.changesNothing || f.status == http.StatusTooManyRequests)
	}
	return t
}

// outcome is the error of the write, nil or an *[Error], after twilio-go returned err. When Twilio has answered that it was done,
// it was done, also if twilio-go cannot make sense of the answer.
func (s *submission) outcome(err error) error {
	switch {
	case s.err != nil:
		return s.err
	case s.answer != nil:
		return nil
	case err == nil:
		err = errors.New("twilio-go did not ask for it")
	}
	return s.writer.refuse(s.address, "%v", err)
}

// holdsMarker tells whether a value, or a name or a text in it if it is JSON, holds a secret marker.
func holdsMarker(value string) bool {
	if len(secret.Markers(value)) > 0 {
		return true
	}
	if !strings.Contains(value, `\`) {
		return false
	}
	dec := decoder([]byte(value))
	for {
		token, err := dec.ReadToken()
		if err != nil {
			return false // The end, or no JSON.
		}
		if token.Kind() == '"' && len(secret.Markers(token.String())) > 0 {
			return true
		}
	}
}
