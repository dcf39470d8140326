package twilio

import (
	"context"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// account is a server that takes a number of requests at once, each of which takes its time, and refuses the rest unprocessed.
type account struct {
	limit      int
	latency    time.Duration
	slowly     bool   // refusals take as long as answers
	retryAfter string // of refusals
	others     int    // requests of somebody else, as the header tells them

	mu              sync.Mutex
	inFlight        int
	served, refused int
	lost            map[string]int // by path: times asked for and never answered
}

func (a *account) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	a.mu.Lock()
	if a.lost == nil {
		a.lost = map[string]int{}
	}
	a.inFlight++
	full := a.inFlight+a.others > a.limit
	w.Header().Set("Twilio-Concurrent-Requests", strconv.Itoa(a.inFlight+a.others))
	if full {
		a.inFlight--
		a.refused++
		a.lost[req.URL.Path]++
	}
	a.mu.Unlock()
	if full {
		if a.slowly {
			time.Sleep(a.latency)
		}
		if a.retryAfter != "" {
			w.Header().Set("Retry-After", a.retryAfter)
		}
		refuse(w, http.StatusTooManyRequests, 20429, "Too Many Requests")
		return
	}
	time.Sleep(a.latency)
	a.mu.Lock()
	a.inFlight--
	a.served++
	delete(a.lost, req.URL.Path)
	a.mu.Unlock()
	reply(w, `{"sid": "`+req.URL.Path+`"}`)
}

// fetchAll fetches so many resources, of several products, as fast as the reader lets it.
func fetchAll(tb testing.TB, r *Reader, count int) {
	tb.Helper()
	products := []string{"api", "studio", "messaging", "trunking"}
	var wg sync.WaitGroup
	for i := range count {
		wg.Go(func() {
			path := "/v2/Flows/" + strconv.Itoa(i)
			text, err := r.Fetch(context.Background(), products[i%len(products)], path)
			if err != nil || !strings.Contains(string(text), path) {
				tb.Errorf("%s: %q, %v", path, text, err)
			}
		})
	}
	wg.Wait()
}

// TestNothingIsLostTo429 lets a reader find the limit of accounts of every sort.
func TestNothingIsLostTo429(t *testing.T) {
	tests := []struct {
		name    string
		account *account
		refused int // at most
	}{
		{"the limit is high", &account{limit: 1000}, 0},
		{"the limit is where it starts", &account{limit: 8}, 12},
		{"the limit is a little above", &account{limit: 10}, 12},
		{"the limit is below", &account{limit: 3}, 20},
		{"the limit is one", &account{limit: 1}, 30},
		{"refusals take as long as answers", &account{limit: 10, slowly: true}, 12},
		{"with a time to wait", &account{limit: 10, retryAfter: "0"}, 12},
		{"somebody else uses half of it", &account{limit: 10, others: 5}, 20},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			const count = 200
			a := test.account
			a.latency = 2 * time.Millisecond
			r := serve(t, Options{}, a.ServeHTTP)
			fetchAll(t, r, count)
			if a.served != count || len(a.lost) > 0 {
				t.Errorf("%d of %d served, lost: %v", a.served, count, a.lost)
			}
			s := r.Stats()
			if s.Throttled != a.refused || s.Requests != a.served+a.refused || s.Retried != a.refused {
				t.Errorf("the reader counts %+v, the server %d served and %d refused", s, a.served, a.refused)
			}
			const slow = 3 // A machine that is busy with other things notices refusals late.
			if a.refused > slow*test.refused {
				t.Errorf("%d refusals, want at most %d", a.refused, slow*test.refused)
			}
			// One too many shows the limit; more can be sent while a refusal is on its way.
			if want := min(max(startInFlight, a.limit+2*slow), maxInFlight); s.PeakInFlight > want {
				t.Errorf("%d in flight at once, want at most %d", s.PeakInFlight, want)
			}
		})
	}
}

// TestRoomIsLeftForOthers holds the reader at its start while the header tells of somebody else's requests.
func TestRoomIsLeftForOthers(t *testing.T) {
	a := &account{limit: 1000, others: 20, latency: time.Millisecond}
	r := serve(t, Options{}, a.ServeHTTP)
	fetchAll(t, r, 100)
	if got := r.Stats().PeakInFlight; got != startInFlight {
		t.Errorf("%d in flight at once", got)
	}
}

// TestLimiter plays an account against the limiter, request by request: answers come in the order in which the requests were sent.
func TestLimiter(t *testing.T) {
	l := newLimiter(0)
	type request struct {
		slot    slot
		refused bool
	}
	var sent []request
	taken := 0 // requests that the account is at work on
	// play answers so many requests, with so much room, and gives the numbers of those served from one refusal to the next.
	play := func(room, answers int) (between []int) {
		run := 0
		for range answers {
			for l.inFlight < l.limit {
				s, err := l.acquire(t.Context(), false)
				if err != nil {
					t.Fatal(err)
				}
				sent = append(sent, request{s, taken >= room})
				if taken < room {
					taken++
				}
			}
			first := sent[0]
			sent = sent[1:]
			if first.refused {
				between = append(between, run)
				run = 0
				l.release(first.slot, throttled, 0)
				continue
			}
			taken--
			run++
			l.release(first.slot, served, 0)
		}
		return between
	}

	// It grows over windows of 8, 9 and 10 answers; the refusal of the eleventh request comes 10 answers after it was sent. From then
	// on it holds for 4, 8, 16, 32 and then for 64 windows of 10.
	if diff := cmp.Diff([]int{37, 50, 90, 170, 330, 650, 650, 650}, play(10, 3000)); diff != "" {
		t.Errorf("answers between refusals:\n%s", diff)
	}
	if l.limit != 10 || l.peak != 11 {
		t.Errorf("limit %d, peak %d", l.limit, l.peak)
	}
	if got := play(4, 200); len(got) > 12 || l.limit != 4 {
		t.Errorf("with less room, %d refusals, and the limit is %d", len(got), l.limit)
	}
	if got := play(1000, 3000); len(got) > 0 || l.limit != maxInFlight {
		t.Errorf("with more room, %d refusals, and the limit is %d", len(got), l.limit)
	}
	if play(0, 200); l.limit != 1 {
		t.Errorf("with no room at all, the limit is %d", l.limit)
	}
	if play(10, 600); l.limit != 10 {
		t.Errorf("with room again, the limit is %d", l.limit)
	}
}

// TestLimiterDoesNotGrowUnused holds because a number that was never in flight tells nothing about the next.
func TestLimiterDoesNotGrowUnused(t *testing.T) {
	l := newLimiter(4)
	for range 100 {
		s, err := l.acquire(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		l.release(s, served, 1)
	}
	if l.limit != 4 {
		t.Errorf("the limit is %d", l.limit)
	}
}

// TestLimiterOrder lets refused requests go before fresh ones, and each sort in its order.
func TestLimiterOrder(t *testing.T) {
	l := newLimiter(1)
	s, err := l.acquire(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	order := make(chan string, 4)
	var wg sync.WaitGroup
	for i, name := range []string{"fresh 1", "fresh 2", "again 1", "again 2"} {
		wg.Go(func() {
			s, err := l.acquire(t.Context(), strings.HasPrefix(name, "again"))
			if err != nil {
				t.Error(err)
			}
			order <- name
			l.release(s, failed, 0)
		})
		for waiting(l) <= i { // Until it stands in its queue.
			runtime.Gosched()
		}
	}
	l.release(s, failed, 0)
	wg.Wait()
	close(order)
	var got []string
	for name := range order {
		got = append(got, name)
	}
	if diff := cmp.Diff([]string{"again 1", "again 2", "fresh 1", "fresh 2"}, got); diff != "" {
		t.Error(diff)
	}
}

func waiting(l *limiter) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.again.Len() + l.fresh.Len()
}

// TestLimiterSurvivesCancellation cancels waiters before and while slots are given out: no slot may get lost.
func TestLimiterSurvivesCancellation(t *testing.T) {
	l := newLimiter(1)
	for i := range 1000 {
		s, err := l.acquire(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			if s, err := l.acquire(ctx, i%3 == 0); err == nil {
				l.release(s, failed, 0)
			}
		}()
		for waiting(l) == 0 {
			runtime.Gosched()
		}
		if i%2 == 0 { // It gives up, and is given a slot before it could say so.
			l.mu.Lock()
			cancel()
			l.inFlight--
			l.admit()
			l.mu.Unlock()
			<-done
		} else {
			cancel()
			<-done
			l.release(s, failed, 0)
		}
		if l.inFlight != 0 || waiting(l) != 0 {
			t.Fatalf("round %d: %d in flight, %d waiting", i, l.inFlight, waiting(l))
		}
	}
}

// BenchmarkConcurrencyLimit reads 410 resources of an account with a limit of 10 at 80 ms each. x-of-floor is the time it takes, as a
// multiple of the least that is possible.
func BenchmarkConcurrencyLimit(b *testing.B) {
	const (
		count   = 410
		limit   = 10
		latency = 80 * time.Millisecond
	)
	for name, slowly := range map[string]bool{"refused-at-once": false, "refused-slowly": true} {
		b.Run(name, func(b *testing.B) {
			var total time.Duration
			refused := 0
			for b.Loop() {
				a := &account{limit: limit, latency: latency, slowly: slowly}
				r := serve(b, Options{BaseDelay: defaultBaseDelay}, a.ServeHTTP)
				start := time.Now()
				fetchAll(b, r, count)
				total += time.Since(start)
				refused += a.refused
				if a.served != count {
					b.Fatalf("%d of %d served", a.served, count)
				}
			}
			floor := latency * count / limit
			b.ReportMetric(float64(total)/float64(b.N)/float64(floor), "x-of-floor")
			b.ReportMetric(float64(refused)/float64(b.N), "refused")
		})
	}
}

// BenchmarkReadPage cuts a page of 1000 phone numbers.
func BenchmarkReadPage(b *testing.B) {
	item := `{"sid": "PN00000000000000000000000000000001", "voice_url": "https://example.com/` + strings.Repeat("v", 1200) + `", "n": [1, 2, 3]}`
	body := []byte(`{"incoming_phone_numbers": [` + strings.Repeat(item+", ", 999) + item + `], "next_page_uri": null}`)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if p, err := readPage(body, "incoming_phone_numbers"); err != nil || len(p.items) != 1000 {
			b.Fatal(len(p.items), err)
		}
	}
}
