// Package twiliosim is a simulated Twilio over loopback HTTP: for tests, for the demo, for the benchmarks.
//
// It answers as the real API does as far as a reader can tell the difference: the URL layout by Host header, both styles of
// paging, who may read what with which credential, the ceiling on concurrent requests, the error bodies. What it serves is read
// off the kinds table of audit/inventory, and what a resource looks like off testdata/twilio-api.json, so a new row in the table
// is served without new code here. Faults are made on demand: see [Fault].
//
// The worlds ([Demo], [Healthy], [Large], [Hostile], [Agency]) are accounts to begin with.
package twiliosim

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// Server is a simulated Twilio. Make one with [New], add accounts, and start it. Accounts and faults may also be added while it
// runs; Latency must be set before.
type Server struct {
	// Latency is how long every answer takes, refusals for too many concurrent requests excepted: those come at once.
	Latency time.Duration

	routes []route
	http   *http.Server
	url    string
	served chan struct{} // closed when the server has ended

	mu       sync.Mutex
	accounts map[string]*Account
	faults   []*activeFault
	log      []Request
	inFlight map[string]int // by account
	peak     map[string]int
}

// New makes a server with the given accounts.
func New(accounts ...*Account) *Server {
	s := &Server{routes: makeRoutes(), accounts: map[string]*Account{}, inFlight: map[string]int{}, peak: map[string]int{}}
	for _, a := range accounts {
		s.AddAccount(a)
	}
	return s
}

// AddAccount puts an account on the server. One with the same SID is replaced.
func (s *Server) AddAccount(a *Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts[a.SID] = a
}

// Start listens on a free port of 127.0.0.1.
func (s *Server) Start() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("start the simulated Twilio: %w", err)
	}
	s.url = "http://" + listener.Addr().String()
	s.served = make(chan struct{})
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func() {
		defer close(s.served)
		if err := s.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // Serve ends in no other way but by a broken listener, and whoever waits for an answer would wait for ever.
		}
	}()
	return nil
}

// URL is where the server listens: "http://127.0.0.1:PORT". Which product is meant, the Host header of each request says.
func (s *Server) URL() string { return s.url }

// Close ends the server and every request in flight.
func (s *Server) Close() {
	if s.http != nil {
		s.http.Close()
		<-s.served
	}
}

// call is one request on its way.
type call struct {
	*http.Request
	server   *Server
	host     host
	fault    Fault
	account  *Account // whose resources are asked for, nil before that is known
	route    route
	params   params
	id       int // place in the log
	start    time.Time
	inFlight int // of the account, this one included
}

// answer is what goes back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{Request: r, server: s, host: parseHost(r.Host), start: time.Now()}
	c.fault = s.fault(r, c.host)
	a := c.admit()
	if c.account != nil {
		defer s.leave(c)
	}
	if a.status != http.StatusTooManyRequests && !wait(r, s.Latency+c.fault.Delay) {
		return
	}
	if a.status == 0 {
		a = c.respond()
	}
	c.send(w, a)
}

// admit decides what is decided before any work: a fault, who is asking, what for, and whether there is room. An answer without
// a status lets the call in. It notes the call in the log.
func (c *call) admit() answer {
	defer func() { c.id = c.server.enter(c) }()
	switch {
	case c.fault.Status != 0:
		return c.fault.answer()
	case c.host.product == "":
		return answer{status: http.StatusNotFound, body: []byte("no such host\n")}
	}
	credential, refusal := c.server.authenticate(c)
	if refusal.status != 0 {
		return refusal
	}
	rt, found := findRoute(c.server.routes, c.host.product, c.URL.Path)
	if refusal := c.server.authorize(c, credential, rt); refusal.status != 0 {
		return refusal
	}
	if !found {
		return notFound(c.URL.Path)
	}
	if c.Method != http.MethodGet {
		return methodNotAllowed(c.Method)
	}
	c.route = rt.route
	c.params = rt.params
	return answer{}
}

// respond does the work.
func (c *call) respond() answer {
	if limit := c.account.ConcurrencyLimit; limit > 0 && c.inFlight > limit {
		return tooManyRequests()
	}
	if c.route.list {
		return c.page()
	}
	return c.one()
}

// wait sleeps, and tells whether the client is still there.
func wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// send writes an answer, with the headers that every answer of Twilio carries, and breaks it as the fault says.
func (c *call) send(w http.ResponseWriter, a answer) {
	took := time.Since(c.start)
	c.server.finish(c.id, a.status, took)
	if c.fault.Cut {
		panic(http.ErrAbortHandler) // The documented way to cut the connection; net/http does not log it.
	}
	if c.fault.NotJSON {
		a.body = []byte("<html><body><h1>502 Bad Gateway</h1></body></html>\n")
	}
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Twilio-Concurrent-Requests", strconv.Itoa(c.inFlight))
	header.Set("Twilio-Request-Id", "RQ"+digest("request", strconv.Itoa(c.id)))
	header.Set("Twilio-Request-Duration", strconv.FormatFloat(took.Seconds(), 'f', 3, 64))
	for name, values := range a.header {
		header[name] = values
	}
	for name, values := range c.fault.Header {
		header[name] = values
	}
	header.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if c.fault.Truncate {
		w.Write(a.body[:len(a.body)/2]) //nolint:errcheck // The connection is cut anyway.
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		panic(http.ErrAbortHandler)
	}
	w.Write(a.body) //nolint:errcheck // The client has gone: there is nobody to tell.
}

// apiError is Twilio's error body. https://www.twilio.com/docs/usage/twilios-response#exceptions
type apiError struct {
	Code     int    `json:"code"`
	Message  string `json:"message"`
	MoreInfo string `json:"more_info"`
	Status   int    `json:"status"`
}

func refuse(status, code int, message string) answer {
	body, err := json.Marshal(apiError{Code: code, Message: message, MoreInfo: "https://www.twilio.com/docs/errors/" + strconv.Itoa(code), Status: status})
	if err != nil {
		panic(err) // Numbers and strings can always be written.
	}
	return answer{status: status, body: body}
}

// The codes: https://www.twilio.com/docs/api/errors
func unauthorized() answer { return refuse(http.StatusUnauthorized, 20003, "Authenticate") }

func notFound(path string) answer {
	return refuse(http.StatusNotFound, 20404, "The requested resource "+path+" was not found")
}

func methodNotAllowed(method string) answer {
	return refuse(http.StatusMethodNotAllowed, 20004, "Method "+method+" is not allowed on this resource")
}

func tooManyRequests() answer { return refuse(http.StatusTooManyRequests, 20429, "Too Many Requests") }

func badPageSize() answer { return refuse(http.StatusBadRequest, 20007, "Page size too large") }

func badPageToken() answer { return refuse(http.StatusBadRequest, 21481, "Invalid PageToken") }

// Request is one request as the server saw it.
type Request struct {
	Method, Host, Path string
	Query              url.Values
	Account            string // whose resources were asked for, "" if that was not found out
	Status             int    // 0 while it is in flight, and for good if it got no answer
	Start              time.Time
	Took               time.Duration
	InFlight           int // requests of the account in flight when it came, itself included
}

// enter writes a call into the log and counts it, and is its place there.
func (s *Server) enter(c *call) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry := Request{Method: c.Method, Host: c.Host, Path: c.URL.Path, Query: c.URL.Query(), Start: c.start}
	if c.account != nil {
		s.inFlight[c.account.SID]++
		c.inFlight = s.inFlight[c.account.SID]
		s.peak[c.account.SID] = max(s.peak[c.account.SID], c.inFlight)
		entry.Account, entry.InFlight = c.account.SID, c.inFlight
	}
	s.log = append(s.log, entry)
	return len(s.log) - 1
}

func (s *Server) leave(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight[c.account.SID]--
}

func (s *Server) finish(id, status int, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log[id].Status, s.log[id].Took = status, took
}

// Requests are all requests so far, in the order in which they came.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.log...)
}
