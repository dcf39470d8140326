package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/twilio/twilio-go/client"

	"github.com/twilint/twilint/audit/cli"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twiliosim"
)

// application is one that status callbacks go to. It writes down what it is asked.
type application struct {
	file     string // where else it writes that, "" for nowhere
	accounts []*twiliosim.Account

	mu    sync.Mutex
	asked []string
}

// ServeHTTP answers by the path: /STATUS, with a redirect to a flow of the account that asks, /STATUS/bare, without the parameters, or
// /STATUS/login, elsewhere.
func (a *application) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	a.mu.Lock()
	defer a.mu.Unlock()
	signer := "nobody"
	for _, account := range a.accounts {
		validator := client.NewRequestValidator(account.AuthToken)
		if validator.ValidateBody("http://"+r.Host+r.RequestURI, body, r.Header.Get("X-Twilio-Signature")) {
			signer = account.Name
		}
		if account.SID != form.Get("AccountSid") {
			continue
		}
		location := account.Webhook(account.SIDs(inventory.KindFlow)[0])
		switch {
		case strings.HasSuffix(r.URL.Path, "/bare"):
		case strings.HasSuffix(r.URL.Path, "/login"):
			location = "https://sso.example.org/login?next=" + url.QueryEscape(r.URL.Path)
		default:
			location += "?" + form.Encode()
		}
		w.Header().Set("Location", location)
	}
	a.asked = append(a.asked, fmt.Sprintf("%s %s signed by %s", r.Method, r.URL.Path, signer))
	if a.file != "" {
		if err := os.WriteFile(a.file, []byte(strings.Join(a.asked, "\n")+"\n"), 0o600); err != nil {
			panic(err)
		}
	}
	status := 0
	_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
	w.WriteHeader(status)
}

// requests are what was asked, sorted: several may come at once.
func (a *application) requests() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Sorted(slices.Values(a.asked))
}

// begin starts the application, and returns its address without the scheme.
func (a *application) begin(closeWith func(func())) string {
	server := httptest.NewServer(a)
	closeWith(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// desk is an account with one flow, and a number for each status callback.
func desk(name string, callbacks ...string) *twiliosim.Account {
	a := twiliosim.NewAccount(name, name, asOf.AddDate(-1, 0, 0))
	flow := a.AddFlow(twiliosim.FlowSpec{Name: "Support", Definition: emptyFlow(), Created: asOf.AddDate(-1, 0, 0), Updated: asOf.AddDate(-1, 0, 0)})
	for i, callback := range callbacks {
		a.AddNumber(fmt.Sprintf("+1555010%d", i), twiliosim.Members{
			"voice_url": a.Webhook(flow), "status_callback": callback, "date_created": asOf.AddDate(-1, 0, 0), "date_updated": asOf.AddDate(-1, 0, 0),
		})
	}
	return a
}

// emptyFlow is the definition of a flow that does nothing.
func emptyFlow() map[string]any {
	return map[string]any{
		"description": "", "initial_state": "Trigger", "flags": map[string]any{"allow_concurrent_calls": true}, "states": []any{},
	}
}

// everyAnswer are callbacks that answer in every way that is told apart.
func everyAnswer(host string) []string {
	var all []string
	for _, path := range []string{"302/login", "302/bare", "302", "200", "308", "500", "200#rc=3"} {
		all = append(all, "http://"+host+"/"+path)
	}
	return all
}

// callbacks starts an application and a simulated Twilio, in which numbers have status callbacks that go there, and points the
// environment of the story at it: callbacks [key]. The application writes down in the file "asked" what it is asked.
func callbacks(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 1 {
		ts.Fatalf("usage: callbacks [key]")
	}
	app := &application{file: ts.MkAbs("asked")}
	account := desk("desk", everyAnswer(app.begin(ts.Defer))...)
	app.accounts = []*twiliosim.Account{account}
	server := twiliosim.New(account)
	if err := server.Start(); err != nil {
		ts.Fatalf("%v", err)
	}
	ts.Defer(server.Close)
	ts.Setenv("TWILINT_API_URL", server.URL())
	ts.Setenv("TWILIO_ACCOUNT_SID", account.SID)
	if len(args) == 1 {
		ts.Setenv("TWILIO_API_KEY", account.Keys[0].SID)
		ts.Setenv("TWILIO_API_SECRET", account.Keys[0].Secret)
	} else {
		ts.Setenv("TWILIO_AUTH_TOKEN", account.AuthToken)
	}
}

// atTerminal runs a command for somebody at a terminal, who types something.
func (o *office) atTerminal(ctx context.Context, t *testing.T, typed io.Reader, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	env := environment()
	env.Stdin, env.Stdout, env.Stderr = typed, &out, &err
	env.Getenv = func(name string) string { return o.variables[name] }
	env.Dir, env.Home = o.dir, o.dir
	env.Terminal = func(w io.Writer) (int, bool) { return 100, w == &err }
	if code := cli.Run(ctx, args, env); code != want {
		t.Fatalf("twilint %s: exit code %d, want %d\n%s", strings.Join(args, " "), code, want, err.String())
	}
	return out.String(), err.String()
}

const foreignRule = "studio-number-status-callback-foreign"

// probe is the command line of an audit that probes.
func probe(more ...string) []string {
	return append([]string{"audit", "--rule", foreignRule, "--probe", "--probe-allow-private", "--format", "json"}, more...)
}

func TestProbeAsks(t *testing.T) {
	t.Parallel()
	for typed, sent := range map[string]bool{"y\n": true, "YES\r\n": true, "n\n": false, "\n": false, "": false, "yes please\n": false} {
		t.Run(fmt.Sprintf("%q", typed), func(t *testing.T) {
			t.Parallel()
			app := &application{}
			host := app.begin(t.Cleanup)
			account := desk("desk", "http://"+host+"/302", "http://"+host+"/200", "http://"+host+"/200#rc=3")
			app.accounts = []*twiliosim.Account{account}
			o := newOffice(t, account)
			stdout, stderr := o.atTerminal(t.Context(), t, strings.NewReader(typed), cli.ExitFindings, probe()...)
			question := fmt.Sprintf("twilint: --probe is about to send 2 requests, signed with the auth token of account %s, as Twilio does when a call has ended:\n"+
				"twilint:   POST http://%s/200\ntwilint:   POST http://%s/302\ntwilint: send them? [y/N] ", account.SID, host, host)
			if strings.Count(stderr, question) != 1 {
				t.Errorf("standard error is:\n%s\nwant in it:\n%s", stderr, question)
			}
			// Without the answers, all three numbers are reported.
			var want []string
			members := 3
			if sent {
				want, members = []string{"POST /200 signed by desk", "POST /302 signed by desk"}, 2
			}
			if diff := cmp.Diff(want, app.requests()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			if got := len(found(parseReport(t, stdout))[foreignRule]); got != members {
				t.Errorf("%d numbers are reported, want %d", got, members)
			}
			if told := strings.Contains(stderr, "nothing was sent"); told == sent {
				t.Errorf("standard error is:\n%s", stderr)
			}
		})
	}
}

// Who is asked may also interrupt. Then nothing is sent, and what was read is judged.
func TestProbeInterruptedWhileAsking(t *testing.T) {
	t.Parallel()
	app := &application{}
	account := desk("desk", "http://"+app.begin(t.Cleanup)+"/200")
	ctx, interrupt := context.WithCancel(t.Context())
	terminal, typed := io.Pipe()
	t.Cleanup(func() { typed.Close() })
	stdout, _ := newOffice(t, account).atTerminal(ctx, t, readerFunc(func(p []byte) (int, error) {
		interrupt()
		return terminal.Read(p)
	}), cli.ExitFindings, probe()...)
	if n := len(found(parseReport(t, stdout))[foreignRule]); n != 1 || len(app.requests()) > 0 {
		t.Errorf("%d numbers are reported, the application was asked %q", n, app.requests())
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// Each account's requests are signed with its own token, and asked for by themselves.
func TestProbeOfSubaccounts(t *testing.T) {
	t.Parallel()
	app := &application{}
	host := app.begin(t.Cleanup)
	main, branch := desk("main", "http://"+host+"/200"), desk("branch", "http://"+host+"/200", "http://"+host+"/302")
	branch.Parent = main.SID
	app.accounts = []*twiliosim.Account{main, branch}
	o := newOffice(t, main, branch)
	stdout, stderr := o.atTerminal(t.Context(), t, strings.NewReader("y\ny\n"), cli.ExitFindings, probe("--subaccounts", "all")...)
	want := []string{"POST /200 signed by branch", "POST /200 signed by main", "POST /302 signed by branch"}
	if diff := cmp.Diff(want, app.requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if n := len(found(parseReport(t, stdout))[foreignRule]); n != 2 {
		t.Errorf("%d numbers are reported, want 2", n)
	}
	if n := strings.Count(stderr, "[y/N]"); n != 2 {
		t.Errorf("it asked %d times:\n%s", n, stderr)
	}
	for _, account := range []*twiliosim.Account{main, branch} {
		if strings.Contains(stdout+stderr, account.AuthToken) {
			t.Errorf("the token of %s is shown", account.Name)
		}
	}
}

// Only what the report can be about is asked, and never Twilio itself, nor an address that held a secret.
func TestProbeAsksNoMoreThanItHasTo(t *testing.T) {
	t.Parallel()
	const planted = "q7Vz2mK9xW4tR8bN3cY6"
	app := &application{}
	host := app.begin(t.Cleanup)
	account := desk("desk",
		"http://"+host+"/302", "http://"+host+"/200", "http://"+host+"/200?token="+planted, "http://user:"+planted+"@"+host+"/200",
		"https://calls.invalid.twilio.com/", "ftp://"+host+"/200",
	)
	app.accounts = []*twiliosim.Account{account}
	o := newOffice(t, account)
	stdout, stderr := o.run(t, cli.ExitFindings, probe("--probe-yes", "--verbose")...)
	if diff := cmp.Diff([]string{"POST /200 signed by desk", "POST /302 signed by desk"}, app.requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if strings.Contains(stderr, "POST https://calls.invalid.twilio.com/") {
		t.Errorf("Twilio itself is probed:\n%s", stderr)
	}
	if strings.Contains(stdout+stderr, planted) || !strings.Contains(stdout, "its URL holds a secret, which is not kept") {
		t.Errorf("the report is:\n%s\nand standard error:\n%s", stdout, stderr)
	}
	o.run(t, cli.ExitFindings, probe("--probe-yes", "--only", account.SIDs(inventory.KindPhoneNumber)[1])...)
	if diff := cmp.Diff([]string{"POST /200 signed by desk", "POST /200 signed by desk", "POST /302 signed by desk"}, app.requests()); diff != "" {
		t.Errorf("requests with --only (-want +got):\n%s", diff)
	}
}

// Who asks for one flow does not want the callbacks of another to be asked.
func TestProbeOfOneFlow(t *testing.T) {
	t.Parallel()
	app := &application{}
	host := app.begin(t.Cleanup)
	account := desk("desk", "http://"+host+"/200", "http://"+host+"/404")
	app.accounts = []*twiliosim.Account{account}
	one := account.SIDs(inventory.KindFlow)[0]
	other := account.AddFlow(twiliosim.FlowSpec{Name: "Sales", Definition: emptyFlow(), Created: asOf.AddDate(-1, 0, 0), Updated: asOf.AddDate(-1, 0, 0)})
	account.AddNumber("+15550109", twiliosim.Members{
		"voice_url": account.Webhook(other), "status_callback": "http://" + host + "/500", "date_updated": asOf.AddDate(-1, 0, 0),
	})
	newOffice(t, account).run(t, cli.ExitFindings, probe("--probe-yes", "--only", one)...)
	if diff := cmp.Diff([]string{"POST /200 signed by desk", "POST /404 signed by desk"}, app.requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}
