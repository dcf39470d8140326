package twilio

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	// maxBody bounds an answer, in bytes. A page of 1000 phone numbers has about two million.
	maxBody = 64 << 20
	// maxErrorBody bounds an answer that is no success, in bytes.
	maxErrorBody = 1 << 20
	// maxFailures bounds the tries of a request that fails. Refusals with 429 are bounded by time only: the request is sound.
	maxFailures = 6
	// maxDoublings bounds the growth of the pauses.
	maxDoublings = 5
	// maxRetryAfter bounds the pause that a server may ask for.
	maxRetryAfter = time.Minute
)

// patience is how long and how often a request is tried again.
type patience struct {
	budget, base, timeout time.Duration
}

// pause is a random part of a limit that doubles with each try ("full jitter"), so that requests that failed together do not come
// back together. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
func (p patience) pause(tries int) time.Duration {
	limit := p.base << min(tries-1, maxDoublings)
	return rand.N(limit + 1) //nolint:gosec // Nothing depends on its being unguessable.
}

// try is one attempt at a request.
type try struct {
	text       []byte
	header     http.Header
	status     int
	ended      time.Time
	took       time.Duration
	concurrent int // what Twilio said of the account's requests in flight, 0 for nothing
	failure    *failure
}

// persist makes attempts at a request until it is answered, cannot be answered, or has taken too long.
func (r *Reader) persist(ctx context.Context, method string, u *url.URL, attempt func() try) ([]byte, http.Header, *failure) {
	var spent time.Duration // since the first try, without the waiting for slots
	failures, refusals := 0, 0
	for tries := 1; ; tries++ {
		s, err := r.limiter.acquire(ctx, tries > 1)
		if err != nil {
			return nil, nil, ended(err)
		}
		if tries > 1 {
			r.retried.Add(1)
		}
		t := attempt()
		spent += t.took
		var pause time.Duration
		switch {
		case t.failure == nil:
			r.limiter.release(s, served, t.concurrent)
			r.logf("%s %s: %d, %d bytes in %d ms", method, u, t.status, len(t.text), t.took.Milliseconds())
			return t.text, t.header, nil
		case t.status == http.StatusTooManyRequests:
			r.limiter.release(s, throttled, t.concurrent)
			r.throttled.Add(1)
			// The limiter sends it again when another request has been answered: after a first refusal that is pause enough.
			if refusals++; refusals > 1 {
				pause = r.way.patience.pause(refusals - 1)
			}
		default:
			r.limiter.release(s, failed, t.concurrent)
			failures++
			pause = r.way.patience.pause(failures)
		}
		if ctx.Err() != nil {
			f := ended(ctx.Err())
			f.unprocessed = t.failure.unprocessed
			return nil, nil, f
		}
		pause = max(pause, retryAfter(t.header, t.ended))
		if !t.failure.again || failures >= maxFailures || spent+pause > r.way.patience.budget {
			r.logf("%s %s: %s in %d ms", method, u, t.failure.reason, t.took.Milliseconds())
			if tries > 1 {
				t.failure.reason += fmt.Sprintf(" (given up after %d tries)", tries)
			}
			return nil, nil, t.failure
		}
		r.logf("%s %s: %s in %d ms; again in %d ms", method, u, t.failure.reason, t.took.Milliseconds(), pause.Milliseconds())
		if err := sleep(ctx, pause); err != nil {
			return nil, nil, ended(err)
		}
		spent += pause
	}
}

// read makes one attempt to read. Check refuses a broken answer.
func (r *Reader) read(ctx context.Context, u *url.URL, timeout time.Duration, check func([]byte) error) try {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return try{failure: &failure{reason: "the address is no URL", unprocessed: true}}
	}
	return r.exchange(r.way.http, request, timeout, check)
}

// exchange sends a request once, with the credentials, and reads the answer. Check refuses a broken one.
func (r *Reader) exchange(c *http.Client, request *http.Request, timeout time.Duration, check func([]byte) error) (t try) {
	start := time.Now()
	defer func() {
		t.took = time.Since(start)
		t.ended = start.Add(t.took)
	}()
	ctx, cancel := context.WithTimeout(request.Context(), timeout)
	defer cancel()
	request = request.WithContext(ctx)
	request.SetBasicAuth(r.credentials.Username, r.credentials.Password)
	request.Header.Set("User-Agent", r.way.userAgent)
	request.Header.Set("Accept", "application/json")
	r.requests.Add(1)
	response, err := c.Do(request)
	if err != nil {
		t.failure = unanswered(err, timeout)
		return t
	}
	defer func() { _ = response.Body.Close() }()
	t.status, t.header = response.StatusCode, response.Header
	t.concurrent, _ = strconv.Atoi(strings.TrimSpace(response.Header.Get("Twilio-Concurrent-Requests")))
	if t.status < http.StatusOK || t.status >= http.StatusMultipleChoices {
		body, _ := io.ReadAll(io.LimitReader(response.Body, maxErrorBody)) // The status tells enough if the rest is missing.
		f := refusal(t.status, response.Header, body)
		t.failure = &f
		return t
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	switch {
	case err != nil:
		t.failure = unanswered(fmt.Errorf("the answer broke off: %w", err), timeout)
		t.failure.status = t.status
	case len(body) > maxBody:
		t.failure = &failure{status: t.status, reason: fmt.Sprintf("the answer is larger than %d MiB", maxBody>>20), advice: adviseBroken}
	default:
		if err := check(body); err != nil {
			t.failure = &failure{status: t.status, reason: err.Error(), advice: adviseBroken, again: true}
			return t
		}
		t.text = body
	}
	return t
}

// unanswered is the failure of a request that got no whole answer.
func unanswered(err error, timeout time.Duration) *failure {
	if urlError, ok := errors.AsType[*url.Error](err); ok {
		err = urlError.Err // The address is named by the *Error.
	}
	f := &failure{reason: err.Error(), advice: adviseNetwork, again: true}
	if errors.Is(err, context.DeadlineExceeded) {
		f.reason = fmt.Sprintf("no whole answer within %v", timeout)
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		f.again = false // Somebody stands between, and will at the next try.
	}
	return f
}

// ended is the failure of a request whose context ended before it was sent, or before it was sent again.
func ended(err error) *failure {
	if errors.Is(err, context.DeadlineExceeded) {
		return &failure{reason: "the time given for the audit ran out", cause: context.DeadlineExceeded, unprocessed: true}
	}
	return &failure{reason: "the audit was interrupted", cause: context.Canceled, unprocessed: true}
}

// retryAfter is the pause that an answer asks for, in seconds or until a date, bounded.
// https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(max(0, min(seconds, int(maxRetryAfter/time.Second)))) * time.Second
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, min(date.Sub(now), maxRetryAfter))
	}
	return 0
}

// sleep waits, or returns the error of the context that ended first.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
