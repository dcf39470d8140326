package twilio

import (
	"container/list"
	"context"
	"sync"
)

const (
	// startInFlight is how many requests are in flight at first. Twilio publishes no limit; none was ever seen this low.
	startInFlight = 8
	// maxInFlight bounds the growth: the account's own traffic shares the limit, and an audit is never worth its calls and messages.
	maxInFlight = 32
	// firstHold and maxHold are how many windows pass before a number that was refused is tried again; the hold doubles each time it
	// is refused once more. A window is as many answers as requests may be in flight, which is about one round trip.
	firstHold = 4
	maxHold   = 64
)

// outcome is what a request tells about the limit.
type outcome uint8

const (
	failed    outcome = iota // nothing
	served                   // there was room
	throttled                // there was none: 429
)

// limiter keeps the requests of one account just below the number that Twilio refuses.
//
// Twilio counts concurrent requests per account and refuses one too many with 429, unprocessed
// (https://www.twilio.com/docs/api/errors/20429), so a refusal costs one round trip and tells the limit exactly: the requests that
// the client has in flight are at least those that Twilio counts, so one fewer than were in flight is as many as it takes. The
// number grows by one a window until a request is refused, stays one below, and tries that number again ever more rarely. Backing
// off by half, as TCP does, would leave half the room unused after each refusal, which for a limit of 10 costs a quarter of the time.
type limiter struct {
	mu              sync.Mutex
	inFlight, limit int
	most            int // bound of limit
	refused         int // the lowest number known to be refused, 0 if none is
	hold            int // windows before refused is tried again
	windows         int // windows served at limit since the last change
	answers         int // answers in this window

	// A burst of requests that was sent before its first refusal came back is one event, in which every refusal lowers the number
	// that was in flight by one. Requests of earlier generations tell nothing new.
	generation int
	burstTop   int
	burst      int

	again, fresh list.List // of *waiter; those that were refused before go first
	peak         int
}

// slot is the permission to have one request in flight.
type slot struct {
	generation int
	inFlight   int // with this one
}

type waiter struct{ ready chan slot }

func newLimiter(start int) *limiter {
	if start <= 0 {
		start = startInFlight
	}
	return &limiter{limit: start, most: max(start, maxInFlight), hold: firstHold}
}

// acquire waits for a slot until the context ends. Every slot has to be released.
func (l *limiter) acquire(ctx context.Context, again bool) (slot, error) {
	if err := ctx.Err(); err != nil {
		return slot{}, err
	}
	l.mu.Lock()
	queue := &l.fresh
	if again {
		queue = &l.again
	}
	w := &waiter{ready: make(chan slot, 1)}
	place := queue.PushBack(w)
	l.admit()
	l.mu.Unlock()

	select {
	case s := <-w.ready:
		return s, nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	queue.Remove(place)
	l.mu.Unlock()
	select {
	case s := <-w.ready: // It was admitted just before it gave up.
		l.release(s, failed, 0)
	default:
	}
	return slot{}, ctx.Err()
}

// release gives a slot back. Concurrent is what Twilio said of the account's requests in flight (the Twilio-Concurrent-Requests
// header, https://www.twilio.com/docs/usage/rest-api-best-practices), 0 if nothing.
func (l *limiter) release(s slot, o outcome, concurrent int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	top := max(s.inFlight, l.inFlight)
	full := l.inFlight >= l.limit
	l.inFlight--
	switch o {
	case throttled:
		l.shrink(s, top)
	case served:
		switch {
		case concurrent > l.limit:
			l.answers = 0 // Somebody else uses the account as well: leave them the room that is left.
		case full:
			l.grow()
		}
	case failed:
	}
	l.admit()
}

// admit gives slots to those who wait.
func (l *limiter) admit() {
	for l.inFlight < l.limit {
		queue := &l.again
		if queue.Len() == 0 {
			queue = &l.fresh
		}
		first := queue.Front()
		if first == nil {
			return
		}
		w := queue.Remove(first).(*waiter) //nolint:forcetypeassert // Nothing else is ever put in.
		l.inFlight++
		l.peak = max(l.peak, l.inFlight)
		w.ready <- slot{generation: l.generation, inFlight: l.inFlight}
	}
}

// grow counts an answer to a request that had the whole limit in use.
func (l *limiter) grow() {
	if l.answers++; l.answers < l.limit {
		return
	}
	l.answers = 0
	if l.refused > 0 && l.limit >= l.refused { // A whole window at that number, and nothing refused: there is room again.
		l.refused, l.hold = 0, firstHold
	}
	if l.limit+1 == l.refused {
		if l.windows++; l.windows < l.hold {
			return
		}
		l.windows = 0
	}
	l.limit = min(l.limit+1, l.most)
}

// shrink takes a refusal of a request that had at most top requests in flight with it.
func (l *limiter) shrink(s slot, top int) {
	switch s.generation {
	case l.generation:
		if l.refused > 0 && top >= l.refused {
			l.hold = min(l.hold*2, maxHold)
		} else {
			l.hold = firstHold
		}
		l.generation++
		l.burstTop, l.burst = top, 1
	case l.generation - 1:
		l.burst++
	default:
		return
	}
	l.answers, l.windows = 0, 0
	if limit := max(1, l.burstTop-l.burst); limit < l.limit {
		l.limit, l.refused = limit, limit+1
	}
}

// peakInFlight is the greatest number of requests that were in flight at once.
func (l *limiter) peakInFlight() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.peak
}
