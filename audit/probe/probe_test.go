package probe_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twilio/twilio-go/client"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/probe"
	"github.com/twilint/twilint/audit/secret"
)

const (
	account = "AC00000000000000000000000000000001"
	token   = "0123456789abcdef0123456789abcdef"
	flowSID = "FW00000000000000000000000000000001"
	webhook = "https://webhooks.twilio.com/v1/Accounts/" + account + "/Flows/" + flowSID
)

var (
	flow   = inventory.StudioTarget{Account: account, Flow: flowSID}
	moment = time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC)
)

// newProber makes a prober that may talk to the servers of the tests.
func newProber(o probe.Options) *probe.Prober {
	o.UserAgent, o.AllowPrivate, o.Now = "twilint/1.2.3 (probe)", true, func() time.Time { return moment }
	return probe.New(o)
}

// serve starts a server.
func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

// serveTLS starts a server that speaks TLS, with the certificate of package httptest.
func serveTLS(t *testing.T, config *tls.Config, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.TLS = config
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // Handshakes that fail are what is tested.
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// post is a callback by POST.
func post(address string) inventory.Callback {
	return inventory.Callback{Method: http.MethodPost, URL: address}
}

// seen is what a finding says of a callback, and whether it passes the end of calls on.
type seen struct {
	Words  string
	Passes inventory.Presence
}

// ask probes a callback and says what was seen, with the server's address taken out.
func ask(t *testing.T, p *probe.Prober, c inventory.Callback) seen {
	t.Helper()
	redactor, err := secret.NewRedactor("test")
	if err != nil {
		t.Fatal(err)
	}
	inv := inventory.New(inventory.Account{SID: account}, moment, redactor)
	inv.AddProbe(c, p.Probe(t.Context(), c, probe.NewSigner(account, token)))
	r, ok := inv.Probe(c)
	if !ok {
		t.Fatal("the result is not kept")
	}
	u, err := url.Parse(c.URL)
	if err != nil {
		t.Fatal(err)
	}
	return seen{strings.ReplaceAll(inv.DescribeProbe(r, flow), u.Host, "HOST"), inv.PassesOn(r, flow)}
}

// passOn redirects as an application has to.
func passOn(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		w.Header().Set("Location", webhook+"?"+r.PostForm.Encode())
		w.WriteHeader(status)
	}
}

// redirect redirects to a fixed address.
func redirect(status int, location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.WriteHeader(status)
	}
}

// answer answers with a status.
func answer(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

// hijack answers with a text that is written to the connection as it is.
func hijack(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer connection.Close()
		_, _ = io.WriteString(connection, text)
	}
}

func TestAnswersAreToldApart(t *testing.T) {
	t.Parallel()
	const lost = ", without the callback's CallSid and CallStatus"
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		want    seen
	}{
		"301 to the flow": {passOn(301), seen{"redirected a probe (301) to the webhook of the flow, with the callback's parameters", inventory.Present}},
		"302 to the flow": {passOn(302), seen{"redirected a probe (302) to the webhook of the flow, with the callback's parameters", inventory.Present}},
		"303 to the flow": {passOn(303), seen{"redirected a probe (303) to the webhook of the flow, with the callback's parameters", inventory.Present}},
		"307 to the flow": {passOn(307), seen{"redirected a probe (307) to the webhook of the flow, with the callback's parameters", inventory.Present}},
		"308 to the flow": {passOn(308), seen{"answered a probe with 308, which Twilio does not follow", inventory.Absent}},
		"300":             {passOn(300), seen{"answered a probe with 300, which Twilio does not follow", inventory.Absent}},
		"304":             {answer(304), seen{"answered a probe with 304, which Twilio does not follow", inventory.Absent}},

		"302 without parameters": {redirect(302, webhook), seen{"redirected a probe (302) to the webhook of the flow" + lost, inventory.Absent}},
		"307 without parameters": {redirect(307, webhook+"?FlowEvent=return#rc=1"), seen{"redirected a probe (307) to the webhook of the flow" + lost, inventory.Absent}},
		"302 without the status": {
			redirect(302, webhook+"?CallSid="+probe.CallSID),
			seen{"redirected a probe (302) to the webhook of the flow, without the callback's CallStatus", inventory.Absent},
		},
		"302 with another call": {
			redirect(302, webhook+"?CallStatus=completed&CallSid=CA00000000000000000000000000000009"),
			seen{"redirected a probe (302) to the webhook of the flow, without the callback's CallSid", inventory.Absent},
		},

		"302 elsewhere": {
			redirect(302, "https://user:hunter2@sso.example.org/login?token=hunter2#hunter2"),
			seen{"redirected a probe (302) to https://sso.example.org/login, which is not the webhook of the flow", inventory.Absent},
		},
		"302 to another flow": {
			redirect(302, strings.ReplaceAll(webhook, flowSID, "FW00000000000000000000000000000002")+"?CallSid="+probe.CallSID+"&CallStatus=completed"),
			seen{"redirected a probe (302) to " + strings.ReplaceAll(webhook, flowSID, "FW00000000000000000000000000000002") +
				", which is not the webhook of the flow", inventory.Absent},
		},
		"302 to a lookalike": {
			redirect(302, strings.ReplaceAll(webhook, "twilio.com", "twilio.com.example.org")+"?CallSid="+probe.CallSID+"&CallStatus=completed"),
			seen{"redirected a probe (302) to " + strings.ReplaceAll(webhook, "twilio.com", "twilio.com.example.org") +
				", which is not the webhook of the flow", inventory.Absent},
		},
		"302 to nowhere":    {answer(302), seen{"answered a probe with 302 and no usable address to go to", inventory.Absent}},
		"302 to no address": {redirect(302, "https://[half"), seen{"answered a probe with 302 and no usable address to go to", inventory.Absent}},
		"302 to a long path": {
			redirect(302, "https://sso.example.org/"+strings.Repeat("x", 5000)),
			seen{"redirected a probe (302) to https://sso.example.org/" + strings.Repeat("x", 200-len("https://sso.example.org/")) +
				"…, which is not the webhook of the flow", inventory.Absent},
		},

		"200": {answer(200), seen{"answered a probe with 200 and no redirect", inventory.Absent}},
		"204": {answer(204), seen{"answered a probe with 204 and no redirect", inventory.Absent}},
		"404": {answer(404), seen{"answered a probe with 404 and no redirect", inventory.Absent}},
		"201 that names a place": {
			redirect(201, webhook+"?CallSid="+probe.CallSID+"&CallStatus=completed"), seen{"answered a probe with 201 and no redirect", inventory.Absent},
		},
		"401": {answer(401), seen{"could not be probed: it refused the request (401)", inventory.Unknown}},
		"403": {answer(403), seen{"could not be probed: it refused the request (403)", inventory.Unknown}},
		"429": {answer(429), seen{"could not be probed: it refused the request (429)", inventory.Unknown}},
		"500": {answer(500), seen{"could not be probed: it failed (500)", inventory.Unknown}},
		"503": {answer(503), seen{"could not be probed: it failed (503)", inventory.Unknown}},

		"no HTTP":        {hijack("hello\r\n\r\n"), seen{"could not be probed: the answer is broken", inventory.Unknown}},
		"nothing":        {hijack(""), seen{"could not be probed: the answer is broken", inventory.Unknown}},
		"head of 100 KB": {redirect(302, webhook+"?"+strings.Repeat("x", 100<<10)), seen{"could not be probed: the answer is broken", inventory.Unknown}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int64
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				test.handler(w, r)
			})
			got := ask(t, newProber(probe.Options{}), post(server.URL+"/calls?desk=1#rc=3&rp=all"))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if n := requests.Load(); n != 1 {
				t.Errorf("%d requests were sent, want 1", n)
			}
		})
	}
}

// A redirect to itself is requested once, as every other.
func TestRedirectLoop(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		redirect(302, r.URL.Path)(w, r)
	})
	got := ask(t, newProber(probe.Options{}), post(server.URL+"/calls"))
	if want := (seen{"redirected a probe (302) to http://HOST/calls, which is not the webhook of the flow", inventory.Absent}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if n := requests.Load(); n != 1 {
		t.Errorf("%d requests were sent, want 1", n)
	}
}

// Of a large body nothing is read: the connection is closed while the server still writes.
func TestLargeBody(t *testing.T) {
	t.Parallel()
	const whole = 10 << 20
	cut := make(chan int, 1)
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		written := 0
		for chunk := make([]byte, 64<<10); written < 10*whole; {
			n, err := w.Write(chunk)
			written += n
			if err != nil {
				break
			}
		}
		cut <- written
	})
	got := ask(t, newProber(probe.Options{}), post(server.URL))
	if want := (seen{"answered a probe with 200 and no redirect", inventory.Absent}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if written := <-cut; written >= 10*whole {
		t.Errorf("the server could write all of %d bytes", written)
	}
}

func TestTimeoutAndInterruption(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{}, 2)
	server := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // Else the server does not notice that the client is gone.
		arrived <- struct{}{}
		<-r.Context().Done()
	})
	got := ask(t, newProber(probe.Options{Timeout: 50 * time.Millisecond}), post(server.URL))
	if want := (seen{"could not be probed: no answer within 50ms", inventory.Unknown}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	<-arrived

	ctx, interrupt := context.WithCancel(t.Context())
	go func() {
		<-arrived
		interrupt()
	}()
	r := newProber(probe.Options{}).Probe(ctx, post(server.URL), probe.NewSigner(account, token))
	if diff := cmp.Diff(inventory.ProbeResult{Unknown: "interrupted"}, r); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	secure := serveTLS(t, nil, passOn(302))
	old := serveTLS(t, &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}, passOn(302))
	demanding := serveTLS(t, &tls.Config{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}, passOn(302))
	plain := serve(t, passOn(302))
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())

	_, port, err := net.SplitHostPort(secure.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		address string
		roots   *x509.CertPool
		want    string
	}{
		"accepted":          {secure.URL, roots, "redirected a probe (302) to the webhook of the flow, with the callback's parameters"},
		"unknown authority": {secure.URL, nil, "could not be probed: TLS error: the certificate is of an unknown authority"},
		"another host":      {"https://localhost:" + port, roots, "could not be probed: TLS error: the certificate is another host's"},
		"no TLS":            {strings.Replace(plain.URL, "http:", "https:", 1), roots, "could not be probed: TLS error: the server does not speak TLS there"},
		"too old":           {old.URL, roots, "could not be probed: TLS error: the server ended the handshake"},
		"client certificate": {
			demanding.URL, roots, "could not be probed: TLS error: the server ended the handshake",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := ask(t, newProber(probe.Options{Roots: test.roots}), post(test.address)); got.Words != test.want {
				t.Errorf("got %q, want %q", got.Words, test.want)
			}
		})
	}
}

func TestNoConnection(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + listener.Addr().String()
	listener.Close()
	if got := ask(t, newProber(probe.Options{}), post(nobody)); !strings.HasPrefix(got.Words, "could not be probed: no connection: ") || got.Passes != inventory.Unknown {
		t.Errorf("got %v", got)
	}
	names := resolver(t, nil)
	if got := ask(t, newProber(probe.Options{Resolver: names}), post("http://calls.example.org/")); got.Words != "could not be probed: there is no host of its name" {
		t.Errorf("got %v", got)
	}
}

// resolver looks every name up at a DNS server of its own, which answers with one IPv4 address, or with none for nil.
func resolver(t *testing.T, address net.IP) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(buffer)
			if err != nil {
				return
			}
			_, _ = server.WriteTo(dnsAnswer(buffer[:n], address), from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

// dnsAnswer answers a query for one name (RFC 1035, section 4.1).
func dnsAnswer(query []byte, address net.IP) []byte {
	const header, typeA = 12, 1
	end := header
	for query[end] != 0 {
		end += int(query[end]) + 1
	}
	question := query[header : end+5]
	reply := append([]byte{}, query[:2]...)
	flags, answers := uint16(0x8180), uint16(0)
	isA := binary.BigEndian.Uint16(question[len(question)-4:]) == typeA
	switch {
	case address == nil:
		flags |= 3 // There is no such name.
	case isA:
		answers = 1
	}
	for _, field := range []uint16{flags, 1, answers, 0, 0} {
		reply = binary.BigEndian.AppendUint16(reply, field)
	}
	reply = append(reply, question...)
	if answers == 1 {
		reply = append(reply, 0xc0, header, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4)
		reply = append(reply, address.To4()...)
	}
	return reply
}

// What a name leads to is judged when it is connected to, so a name that leads to this machine reaches nothing on it.
func TestPrivateAddressesAreRefused(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		passOn(302)(w, r)
	})
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	rebound := resolver(t, net.IPv4(127, 0, 0, 1))
	for name, test := range map[string]struct {
		host     string
		resolver *net.Resolver
		address  string
	}{
		"literal":               {host: "127.0.0.1", address: "127.0.0.1"},
		"literal in IPv6":       {host: "[::ffff:127.0.0.1]", address: "127.0.0.1"},
		"localhost":             {host: "localhost"},
		"name of a public zone": {host: "calls.example.org", resolver: rebound, address: "127.0.0.1"},
		"unspecified":           {host: "0.0.0.0"},
		"private":               {host: "10.0.0.1", address: "10.0.0.1"},
		"link-local":            {host: "169.254.169.254", address: "169.254.169.254"},
	} {
		t.Run(name, func(t *testing.T) {
			p := probe.New(probe.Options{Now: func() time.Time { return moment }, Resolver: test.resolver})
			got := p.Probe(t.Context(), post("http://"+test.host+":"+port+"/"), probe.NewSigner(account, token))
			if !strings.HasPrefix(got.Unknown, "it leads to "+test.address) || !strings.Contains(got.Unknown, "no public address") {
				t.Errorf("got %+v", got)
			}
		})
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests reached the server", n)
	}
	// The names do lead there.
	if got := ask(t, newProber(probe.Options{Resolver: rebound}), post("http://calls.example.org:"+port+"/")); got.Passes != inventory.Present {
		t.Errorf("allowed, the name leads to %v", got)
	}
}

// No proxy is used, whatever the environment says: it would look names up itself, and it would be handed credentials.
func TestNoProxy(t *testing.T) {
	var proxied atomic.Int64
	proxy := serve(t, func(http.ResponseWriter, *http.Request) { proxied.Add(1) })
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(name, strings.Replace(proxy.URL, "://", "://user:hunter2@", 1))
	}
	names := resolver(t, nil)
	if got := ask(t, newProber(probe.Options{Resolver: names}), post("http://calls.example.org/")); got.Passes != inventory.Unknown {
		t.Errorf("got %v", got)
	}
	if n := proxied.Load(); n != 0 {
		t.Errorf("%d requests went through the proxy", n)
	}
}

func TestUnfitCallbacks(t *testing.T) {
	t.Parallel()
	redactor, err := secret.NewRedactor("test")
	if err != nil {
		t.Fatal(err)
	}
	marked := redactor.Text("", "https://crm.example.org/calls?token=q7Vz2mK9xW4tR8bN")
	for address, want := range map[string]string{
		marked:                         "its URL holds a secret, which is not kept",
		"https://desk@crm.example.org": "its URL holds a user name, and a probe carries no credentials",
		"ftp://crm.example.org":        "it is no http or https URL",
		"calls":                        "it is no http or https URL",
		"https://crm.example.org/":     "",
	} {
		if got := probe.Unfit(post(address)); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
		if want == "" {
			continue
		}
		got := newProber(probe.Options{}).Probe(t.Context(), post(address), probe.NewSigner(account, token))
		if diff := cmp.Diff(inventory.ProbeResult{Unknown: want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", address, diff)
		}
	}
}

// An application that checks signatures with Twilio's own validator accepts the request, and finds in it what Twilio sends.
func TestRequestIsTwilios(t *testing.T) {
	t.Parallel()
	validator := client.NewRequestValidator(token)
	type sent struct {
		Method, Path, Agent, Type string
		Valid                     bool
		Form                      url.Values
		Headers                   []string
	}
	got := make(chan sent, 1)
	handler := func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		scheme := "http"
		if r.TLS != nil {
			scheme = "https"
		}
		address := scheme + "://" + r.Host + r.RequestURI
		signature := r.Header.Get("X-Twilio-Signature")
		s := sent{Method: r.Method, Path: r.RequestURI, Agent: r.UserAgent(), Type: r.Header.Get("Content-Type")}
		s.Valid = validator.ValidateBody(address, body, signature) && !validator.ValidateBody(address+"x", body, signature)
		s.Form, _ = url.ParseQuery(string(body))
		for name := range r.Header {
			switch name {
			case "Accept", "User-Agent", "X-Twilio-Signature", "Content-Type", "Content-Length", "Connection":
			default:
				s.Headers = append(s.Headers, name)
			}
		}
		got <- s
		w.Header().Set("Set-Cookie", "session=1")
	}
	plain := serve(t, handler)
	secure := serveTLS(t, nil, handler)
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())

	form := url.Values{
		"AccountSid": {account}, "ApiVersion": {"2010-04-01"}, "CallDuration": {"0"}, "CallSid": {"CA000000000000000000000070726f6265"},
		"CallStatus": {"completed"}, "CallbackSource": {"call-progress-events"}, "Called": {"+15005550006"}, "Caller": {"+15005550006"},
		"Direction": {"inbound"}, "Duration": {"0"}, "From": {"+15005550006"}, "SequenceNumber": {"0"},
		"Timestamp": {"Wed, 04 Mar 2026 09:30:00 +0000"}, "To": {"+15005550006"},
	}
	const formType = "application/x-www-form-urlencoded; charset=UTF-8"
	prober := newProber(probe.Options{Roots: roots})
	for name, test := range map[string]struct {
		callback inventory.Callback
		want     sent
	}{
		"http": {
			post(plain.URL + "/calls%2Fended/?desk=a%20b&x#rc=3"),
			sent{Method: "POST", Path: "/calls%2Fended/?desk=a%20b&x", Type: formType, Form: form},
		},
		"https":    {post(secure.URL + "/calls"), sent{Method: "POST", Path: "/calls", Type: formType, Form: form}},
		"no path":  {post(secure.URL), sent{Method: "POST", Path: "/", Type: formType, Form: form}},
		"no ASCII": {post(plain.URL + "/é?desk=a b"), sent{Method: "POST", Path: "/%C3%A9?desk=a%20b", Type: formType, Form: form}},
		"GET":      {inventory.Callback{Method: "GET", URL: plain.URL + "/calls"}, sent{Method: "GET", Path: "/calls?" + form.Encode(), Form: url.Values{}}},
		"GET with a query": {
			inventory.Callback{Method: "GET", URL: secure.URL + "/calls?desk=1"},
			sent{Method: "GET", Path: "/calls?desk=1&" + form.Encode(), Form: url.Values{}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			test.want.Valid, test.want.Agent = true, "twilint/1.2.3 (probe)"
			for range 2 { // The second time, a cookie of the first would come along.
				ask(t, prober, test.callback)
				if diff := cmp.Diff(test.want, <-got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestSignerShowsNoToken(t *testing.T) {
	t.Parallel()
	s := probe.NewSigner(account, token)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		if text := fmt.Sprintf(verb, s); !strings.Contains(text, account) || strings.Contains(text, token) {
			t.Errorf("%s prints %s", verb, text)
		}
	}
}
