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
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// Server is a simulated Twilio. Make one with [New] and start it. Accounts and faults may also be added while it runs.
type Server struct {
	// Latency is how long every answer takes, save a refusal for too many concurrent requests, which comes at once. It must be set
	// before the server is started.
	Latency time.Duration
	// Now is the time that a change is dated with; nil for the clock. It must be set before the server is started.
	Now func() time.Time

	routes []route
	http   *http.Server
	url    string
	ended  chan struct{} // closed when the server has ended

	writing sync.Mutex // held while a resource is changed

	mu       sync.Mutex
	accounts map[string]*Account
	faults   []*plannedFault
	log      []Request
	inFlight map[string]int // by account
}

// New makes a server with the given accounts.
func New(accounts ...*Account) *Server {
	s := &Server{routes: append(makeRoutes(), callRoute()), accounts: map[string]*Account{}, inFlight: map[string]int{}}
	for _, a := range accounts {
		s.AddAccount(a)
	}
	return s
}

// AddAccount puts an account on the server, in the place of one with the same SID.
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
	s.ended = make(chan struct{})
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func() {
		defer close(s.ended)
		if err := s.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // Only a broken listener ends Serve otherwise, and whoever waits for an answer would wait for ever.
		}
	}()
	return nil
}

// URL is where the server listens, "http://127.0.0.1:PORT". Which product is meant, the Host header of a request says.
func (s *Server) URL() string { return s.url }

// Close ends the server and every request in flight. Closing a server that was not started does nothing.
func (s *Server) Close() {
	if s.http == nil {
		return
	}
	s.http.Close() //nolint:errcheck // It reports a listener that is already closed, which is what is wanted.
	<-s.ended
}

// call is one request on its way through the server.
type call struct {
	*http.Request
	server  *Server
	host    host
	fault   Fault
	account *Account // whose resources are asked for; nil if that could not be found out
	route   *route   // nil if there is none
	params  params
	form    url.Values // of a POST

	id       int // place in the log
	start    time.Time
	inFlight int // requests of the account, this one included
	counted  bool
}

// answer is what goes back.
type answer struct {
	status int
	body   []byte
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{Request: r, server: s, host: parseHost(r.Host), start: time.Now()}
	badForm := c.readForm()
	refusal, refused := c.admit()
	if roomFor := s.enter(c); !roomFor {
		c.send(w, tooManyRequests())
		return
	}
	defer s.leave(c)
	c.fault = s.faultFor(r)
	if !wait(r, s.Latency+c.fault.delayBefore()) {
		return
	}
	switch {
	case c.fault.Status != 0 && !c.fault.AfterWrite:
		c.send(w, c.fault.answer())
	case refused:
		c.send(w, refusal)
	case c.writes():
		c.send(w, c.write(badForm))
	case c.route.list:
		c.send(w, c.page())
	default:
		c.send(w, c.one())
	}
}

// admit finds out who asks and what for, and refuses what Twilio refuses.
func (c *call) admit() (refusal answer, refused bool) {
	if c.host.product == "" {
		return answer{status: http.StatusNotFound, body: []byte("no such host\n")}, true
	}
	credential, ok := c.server.authenticate(c)
	if !ok {
		return unauthorized(), true
	}
	c.route, c.params = findRoute(c.server.routes, c.host.product, c.URL.Path)
	if c.account, ok = c.server.authorize(credential, c); !ok {
		return unauthorized(), true
	}
	switch {
	case c.route == nil:
		return notFound(c.URL.Path), true
	case c.Method != http.MethodGet && !c.writes():
		return methodNotAllowed(c.Method), true
	case !credential.may(c.route.kind), c.writes() && credential.onlyReads():
		return forbidden(), true
	}
	return answer{}, false
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

// send writes an answer with the headers that every answer of Twilio carries, broken as the fault has it.
func (c *call) send(w http.ResponseWriter, a answer) {
	// A client that keeps to the ceiling sends its next request as soon as it has this answer, so the place must be free by then.
	c.server.leave(c)
	if c.fault.Cut {
		panic(http.ErrAbortHandler) // The documented way to cut a connection; net/http does not log it.
	}
	took := time.Since(c.start)
	c.server.finish(c, a.status, took)
	if c.fault.NotJSON {
		a.body = []byte("<html><head><title>Bad Gateway</title></head><body>upstream sent too big header</body></html>\n")
	}
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Twilio-Concurrent-Requests", strconv.Itoa(c.inFlight))
	header.Set("Twilio-Request-Id", "RQ"+digest("request", strconv.Itoa(c.id)))
	header.Set("Twilio-Request-Duration", strconv.FormatFloat(took.Seconds(), 'f', 3, 64))
	for name, values := range c.fault.Header {
		header[http.CanonicalHeaderKey(name)] = values
	}
	header.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if c.fault.Truncate {
		w.Write(a.body[:len(a.body)/2])       //nolint:errcheck // The connection is cut next.
		http.NewResponseController(w).Flush() //nolint:errcheck // As above.
		panic(http.ErrAbortHandler)
	}
	w.Write(a.body) //nolint:errcheck // A client that has gone cannot be told.
}
