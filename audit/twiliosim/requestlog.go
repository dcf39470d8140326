package twiliosim

import (
	"net/http"
	"net/url"
	"time"
)

// Request is one request as the server saw it.
type Request struct {
	Method, Host, Path string
	Query              url.Values
	// Form is the body of a POST, nil otherwise.
	Form url.Values
	// Account is whose resources were asked for, "" if that could not be found out.
	Account string
	// Status is 0 while the request is in flight, and stays 0 if it gets no answer.
	Status int
	Start  time.Time
	Took   time.Duration
	// InFlight counts the requests of the account that were in flight when this one came, itself included.
	InFlight int
}

// Counters sum the requests up.
type Counters struct {
	Requests  int
	Throttled int // 429
	Refused   int // 401 and 403
	// MaxInFlight is the greatest number of requests that were in flight at once, by account; refused ones do not count.
	MaxInFlight map[string]int
}

// Requests are all requests so far, in the order in which they came.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.log...)
}

// Counters sum up all requests so far.
func (s *Server) Counters() Counters {
	counters := Counters{MaxInFlight: map[string]int{}}
	for _, r := range s.Requests() {
		counters.Requests++
		switch r.Status {
		case http.StatusTooManyRequests:
			counters.Throttled++
			continue
		case http.StatusUnauthorized, http.StatusForbidden:
			counters.Refused++
		}
		if r.Account != "" {
			counters.MaxInFlight[r.Account] = max(counters.MaxInFlight[r.Account], r.InFlight)
		}
	}
	return counters
}

// enter notes a call in the log and takes a place in its account's ceiling. Without a free place it tells so.
func (s *Server) enter(c *call) (roomFor bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry := Request{Method: c.Method, Host: c.Host, Path: c.URL.Path, Query: c.URL.Query(), Form: c.form, Start: c.start}
	roomFor = true
	if c.account != nil {
		entry.Account = c.account.SID
		c.inFlight = s.inFlight[entry.Account] + 1
		entry.InFlight = c.inFlight
		roomFor = c.account.ConcurrencyLimit == 0 || c.inFlight <= c.account.ConcurrencyLimit
		if roomFor {
			c.counted = true
			s.inFlight[entry.Account]++
		}
	}
	c.id = len(s.log)
	s.log = append(s.log, entry)
	return roomFor
}

// leave gives the place back. Doing it twice changes nothing.
func (s *Server) leave(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.counted {
		c.counted = false
		s.inFlight[c.account.SID]--
	}
}

func (s *Server) finish(c *call, status int, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log[c.id].Status, s.log[c.id].Took = status, took
}
