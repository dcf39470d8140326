package twiliosim

import (
	"net/http"
	"strings"
	"time"
)

// Fault is something that goes wrong, and with which requests. Matching fields that are empty match every request.
type Fault struct {
	Method string
	Host   string // part of the host name: "studio"
	Path   string // part of the path with its query: "/Flows/FW", "PageToken="
	// Nth is the first matching request that is affected, counted from 1; 0 is the same as 1.
	Nth int
	// Times is how many are affected from there on, 0 for all.
	Times int

	// Status answers with this status instead of an answer. The body is Body, or Twilio's error body with Code and Message.
	Status  int
	Code    int
	Message string
	Body    string
	// Header is added to the answer: Retry-After, say.
	Header http.Header
	// Delay comes on top of the latency.
	Delay time.Duration
	// Cut cuts the connection before anything is sent. Go's own client sends a GET again when a connection that it used before is
	// cut, so one cut alone may pass unnoticed. It never does so with a POST.
	Cut bool
	// AfterWrite lets a POST change what it asks for before Status, Delay or Cut come into force. Without it, nothing is changed.
	AfterWrite bool
	// Truncate cuts the connection after half of the body.
	Truncate bool
	// NotJSON sends a gateway's HTML page with the status that the answer would have had.
	NotJSON bool
	// NextLink replaces a page's link to the next one. NextIsSame makes the page name itself.
	NextLink string
	// IgnoreFilters answers a list as if it had no query parameters but those for paging.
	IgnoreFilters bool
}

// NextIsSame is a [Fault.NextLink] that makes a page name itself as the next one.
const NextIsSame = "same page"

// plannedFault is a fault with the number of requests that it has matched.
type plannedFault struct {
	Fault
	matched int
}

// Fault plans a fault. Of several that affect the same request, the one that was planned first is made.
func (s *Server) Fault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &plannedFault{Fault: f})
}

// ClearFaults forgets all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// faultFor is the fault of a request. Every fault that matches counts the request, whether or not it is the one that is made.
func (s *Server) faultFor(r *http.Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var chosen *plannedFault
	for _, f := range s.faults {
		if !f.matches(r) {
			continue
		}
		f.matched++
		first := max(f.Nth, 1)
		if chosen == nil && f.matched >= first && (f.Times == 0 || f.matched < first+f.Times) {
			chosen = f
		}
	}
	if chosen == nil {
		return Fault{}
	}
	return chosen.Fault
}

func (f *Fault) matches(r *http.Request) bool {
	return (f.Method == "" || f.Method == r.Method) && strings.Contains(r.Host, f.Host) && strings.Contains(r.URL.RequestURI(), f.Path)
}

// delayBefore is the part of the delay that comes before anything is done.
func (f *Fault) delayBefore() time.Duration {
	if f.AfterWrite {
		return 0
	}
	return f.Delay
}

// answer is the one that the fault gives instead.
func (f *Fault) answer() answer {
	if f.Body != "" {
		return answer{status: f.Status, body: []byte(f.Body)}
	}
	message := f.Message
	if message == "" {
		message = http.StatusText(f.Status)
	}
	return refuse(f.Status, f.Code, message)
}
