package cli_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/cli"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/twiliosim"
	"github.com/twilint/twilint/rules"
)

// office is where commands are run in a test: a folder of their own, a simulated Twilio, and the credentials for it.
type office struct {
	dir       string
	server    *twiliosim.Server
	variables map[string]string
}

func newOffice(t *testing.T, accounts ...*twiliosim.Account) *office {
	t.Helper()
	server := twiliosim.New(accounts...)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return &office{dir: t.TempDir(), server: server, variables: map[string]string{
		"TWILINT_API_URL":    server.URL(),
		"TWILIO_ACCOUNT_SID": accounts[0].SID,
		"TWILIO_AUTH_TOKEN":  accounts[0].AuthToken,
	}}
}

// run runs a command, which has to end with an exit code, and returns what it prints.
func (o *office) run(t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	return o.runUntil(t.Context(), t, want, args...)
}

func (o *office) runUntil(ctx context.Context, t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	env := environment()
	env.Stdin, env.Stdout, env.Stderr = strings.NewReader(""), &out, &err
	env.Getenv = func(name string) string { return o.variables[name] }
	env.Dir, env.Home = o.dir, o.dir
	env.Terminal = func(io.Writer) (int, bool) { return 0, false }
	if code := cli.Run(ctx, args, env); code != want {
		t.Fatalf("twilint %s: exit code %d, want %d\n%s", strings.Join(args, " "), code, want, err.String())
	}
	return out.String(), err.String()
}

// audit runs a command that writes a JSON report to standard output.
func (o *office) audit(t *testing.T, want int, args ...string) *report.Report {
	t.Helper()
	stdout, _ := o.run(t, want, append(args, "--format", "json")...)
	return parseReport(t, stdout)
}

func parseReport(t *testing.T, text string) *report.Report {
	t.Helper()
	var r report.Report
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return &r
}

// gaps are the gaps of a report, as "ref: reason" by kind.
func gaps(r *report.Report) map[string][]string {
	all := map[string][]string{}
	for _, c := range r.Coverage {
		for _, gap := range c.Gaps {
			all[c.Kind] = append(all[c.Kind], gap.Ref+": "+gap.Reason)
		}
	}
	return all
}

// found are the fingerprints of what a report says, by rule: those of the members where a finding has some.
func found(r *report.Report) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	add := func(rule, fingerprint string) {
		if all[rule] == nil {
			all[rule] = map[string]bool{}
		}
		all[rule][fingerprint] = true
	}
	for _, f := range r.Findings {
		for _, m := range f.Members {
			add(f.Rule, m.Fingerprint)
		}
		if len(f.Members) == 0 {
			add(f.Rule, f.Fingerprint)
		}
	}
	return all
}

// expectedOutcomes says of each rule whether it may call itself evaluated when resources of these kinds are missing.
func expectedOutcomes(missing map[string][]string) map[string]bool {
	whole := map[string]bool{}
	for _, r := range rules.All() {
		whole[r.ID] = !slices.ContainsFunc(r.Needs, func(n audit.Need) bool { return n.How != audit.Optional && len(missing[string(n.Kind)]) > 0 })
		// What a rule is about may be refused where it is optional, but has to be asked for.
		if about := r.Needs[0]; about.How == audit.Optional && slices.ContainsFunc(missing[string(about.Kind)], notRefused) {
			whole[r.ID] = false
		}
	}
	return whole
}

func notRefused(gap string) bool { return !strings.Contains(gap, "refused") }

// needing are the rules that look at a kind.
func needing(kind inventory.Kind) map[string]bool {
	needing := map[string]bool{}
	for _, r := range rules.All() {
		_, needing[r.ID] = r.Need(kind)
	}
	return needing
}

// busyDemo is the account of the demo with so many more numbers, all of them sound, that their list has a second page, and with a
// number on its first page that runs a flow which was made after the list of flows was read.
func busyDemo(t *testing.T) (account *twiliosim.Account, newFlow, broken string) {
	t.Helper()
	account = twiliosim.Demo(asOf)[0]
	flows := account.SIDs(inventory.KindFlow)
	sound := func(i int, flow string) {
		account.AddNumber(fmt.Sprintf("+1360555%04d", i), twiliosim.Members{
			"voice_url": account.Webhook(flow), "status_callback": account.Webhook(flow), "voice_fallback_url": "https://handler.twilio.com/twiml/EH1",
			"emergency_address_status": "registered", "capabilities": map[string]any{"voice": true, "sms": false, "mms": false, "fax": false},
		})
	}
	// The first two flows of the demo are sound: the main menu and the London practice.
	newFlow, broken = flows[0], flows[1]
	for i := range 1000 {
		sound(i, newFlow)
	}
	account.Unlist(inventory.KindFlow, newFlow)
	return account, newFlow, broken
}

// Whatever cannot be read is named, the rules that it concerns say so, and all else is audited as if nothing had happened.
func TestFaultsOfAnAccountAreGaps(t *testing.T) {
	t.Parallel()
	account, newFlow, broken := busyDemo(t)
	o := newOffice(t, account)
	sound := o.audit(t, cli.ExitFindings, "audit")
	if len(gaps(sound)) > 0 {
		t.Fatalf("there are gaps before there are faults: %v", gaps(sound))
	}

	// The token of a page was good for too short a time, a product refuses, and a gateway answers for a flow.
	o.server.Fault(twiliosim.Fault{Path: "/IncomingPhoneNumbers.json?Page=1", Status: http.StatusBadRequest, Code: 21481, Message: "Invalid PageToken"})
	o.server.Fault(twiliosim.Fault{Host: "messaging", Status: http.StatusForbidden, Code: 70051, Message: "Authorization Failed"})
	o.server.Fault(twiliosim.Fault{Path: "/Executions"}) // Those of the flow are answered as they should be.
	o.server.Fault(twiliosim.Fault{Host: "studio", Path: "/v2/Flows/" + broken, NotJSON: true})
	stdout, _ := o.run(t, cli.ExitIncomplete, "audit", "--format", "json", "--format", "table=report.txt", "--format", "github=report.log", "--format", "sarif=report.sarif")
	faulty := parseReport(t, stdout)

	got := gaps(faulty)
	kinds := []string{"phone_number", "studio_flow"}
	for _, c := range sound.Coverage {
		if inventory.Describe(inventory.Kind(c.Kind)).Host == "messaging" {
			kinds = append(kinds, c.Kind)
		}
	}
	slices.Sort(kinds)
	if diff := cmp.Diff(kinds, slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("kinds with gaps (-want +got):\n%s\n%v", diff, got)
	}
	for kind, wants := range map[string][]string{
		"phone_number":      {"/IncomingPhoneNumbers.json?Page=1", "400", "Invalid PageToken"},
		"messaging_service": {"/v1/Services", "403", "Authorization Failed"},
		"studio_flow":       {broken, "no JSON"},
	} {
		for _, want := range wants {
			if len(got[kind]) != 1 || !strings.Contains(got[kind][0], want) {
				t.Errorf("the gap of %s is %q, want one that names %q", kind, got[kind], want)
			}
		}
	}

	whole := expectedOutcomes(got)
	refused := needing(inventory.KindMessagingService)
	before, after := found(sound), found(faulty)
	notEvaluated := map[string]string{}
	for _, s := range faulty.NotEvaluated {
		notEvaluated[s.Rule] = s.Reason
	}
	for _, r := range faulty.Rules {
		if evaluated := r.Outcome == "evaluated"; evaluated != whole[r.Rule] {
			t.Errorf("%s is %s (%s)", r.Rule, r.Outcome, r.Reason)
		}
		if (notEvaluated[r.Rule] == "") != whole[r.Rule] {
			t.Errorf("%s is %s, and among what was not evaluated stands %q", r.Rule, r.Outcome, notEvaluated[r.Rule])
		}
		want := before[r.Rule]
		switch {
		case r.Outcome == "not-evaluated":
			want = nil
		case refused[r.Rule]: // It may say less than before, and nothing new.
			maps.DeleteFunc(want, func(fingerprint string, _ bool) bool { return !after[r.Rule][fingerprint] })
		}
		// All else was read: the demo's faults stand on the first page of the numbers and in other flows.
		if diff := cmp.Diff(want, after[r.Rule], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s, %s, reports something else than before (-want +got):\n%s", r.Rule, r.Outcome, diff)
		}
	}
	if len(faulty.Rules) != len(sound.Rules) || len(notEvaluated) == 0 || len(after) < len(before)/2 {
		t.Errorf("%d rules of %d, %d of them not evaluated; %d report something, and %d did", len(faulty.Rules), len(sound.Rules), len(notEvaluated), len(after), len(before))
	}

	// The flow that was made in between is there, and nobody is told that it is missing.
	for _, f := range faulty.Findings {
		if strings.Contains(f.Message, newFlow+", which does not exist") {
			t.Errorf("the new flow is reported: %s", f.Message)
		}
	}
	asked := func(r twiliosim.Request) bool { return r.Path == "/v2/Flows/"+newFlow && r.Status == http.StatusOK }
	if !slices.ContainsFunc(o.server.Requests(), asked) {
		t.Error("the new flow was never asked for")
	}

	// Every format names the gaps.
	for _, name := range []string{"report.txt", "report.log", "report.sarif"} {
		text := o.read(t, name)
		for _, want := range []string{"Invalid PageToken", "Authorization Failed", broken} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}

// A snapshot with gaps is written, says so, and is judged as the live account is.
func TestFaultsInASnapshot(t *testing.T) {
	t.Parallel()
	account, _, broken := busyDemo(t)
	o := newOffice(t, account)
	o.server.Fault(twiliosim.Fault{Path: "/IncomingPhoneNumbers.json?Page=1", Status: http.StatusBadRequest, Code: 21481, Message: "Invalid PageToken"})
	o.server.Fault(twiliosim.Fault{Host: "messaging", Status: http.StatusForbidden, Code: 70051, Message: "Authorization Failed"})
	o.server.Fault(twiliosim.Fault{Host: "studio", Path: "/v2/Flows/" + broken, Status: http.StatusGone, Body: "<html>gone</html>"})
	_, stderr := o.run(t, cli.ExitIncomplete, "snapshot", "-o", "faulty.json.gz")
	for _, want := range []string{"Invalid PageToken", "Authorization Failed", broken} {
		if !strings.Contains(stderr, want) {
			t.Errorf("the snapshot does not say %q: %s", want, stderr)
		}
	}
	o.run(t, cli.ExitIncomplete, append([]string{"audit"}, everyFormat("live.")...)...)
	o.run(t, cli.ExitIncomplete, append([]string{"audit", "--snapshot", "faulty.json.gz"}, everyFormat("snapshot.")...)...)
	for _, f := range report.Formats() {
		if live, snapshot := o.read(t, "live."+f.Name), o.read(t, "snapshot."+f.Name); live != snapshot {
			t.Errorf("%s: live and snapshot differ (-live +snapshot):\n%s", f.Name, cmp.Diff(live, snapshot))
		}
	}
	// Whoever knows of the gaps may say so.
	o.run(t, cli.ExitFindings, "audit", "--snapshot", "faulty.json.gz", "--allow-partial")
	o.run(t, cli.ExitOK, "audit", "--snapshot", "faulty.json.gz", "--allow-partial", "--fail-on", "never")
}

// Where the direct request for a flow that no list showed fails, nobody knows whether there is such a flow.
func TestUnconfirmedFlowIsAGap(t *testing.T) {
	t.Parallel()
	account := twiliosim.Healthy(asOf)[0]
	o := newOffice(t, account)
	delete(o.variables, "TWILIO_AUTH_TOKEN") // There is something to say about an audit with it.
	o.variables["TWILIO_API_KEY"], o.variables["TWILIO_API_SECRET"] = account.Keys[1].SID, account.Keys[1].Secret
	flow := account.SIDs(inventory.KindFlow)[0]
	account.Unlist(inventory.KindFlow, flow)
	if r := o.audit(t, cli.ExitOK, "audit"); len(gaps(r)) > 0 || len(r.Findings) > 0 {
		t.Errorf("a flow that is only newer than the list: %v, %v", gaps(r), r.Findings)
	}
	o.server.Fault(twiliosim.Fault{Host: "studio", Path: "/v2/Flows/" + flow, Status: http.StatusForbidden, Code: 70051})
	r := o.audit(t, cli.ExitIncomplete, "audit")
	if got := gaps(r)["studio_flow"]; len(got) != 1 || !strings.HasPrefix(got[0], flow+": ") {
		t.Errorf("the gaps are %q, want the flow %s", got, flow)
	}
	if missing := found(r)["number-handler-flow-missing"]; len(missing) > 0 {
		t.Error("the flow is reported as missing, and nobody knows whether it is")
	}
}

func (o *office) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(o.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(name, ".gz") {
		return string(text)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if text, err = io.ReadAll(unpacked); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// everyFormat are the flags that write a file in every format, named after it.
func everyFormat(prefix string) []string {
	var flags []string
	for _, f := range report.Formats() {
		flags = append(flags, "--format", f.Name+"="+prefix+f.Name)
	}
	return flags
}

// A live audit only reads, and nothing that it writes holds a secret: not the auth token that stands in the body of an account or is
// repeated by an error, not those of subaccounts, not what people leave in names and URLs.
func TestNothingWritesASecret(t *testing.T) {
	t.Parallel()
	for name, world := range map[string]struct {
		accounts []*twiliosim.Account
		planted  []string
		args     []string
	}{
		"demo":    {accounts: twiliosim.Demo(asOf)},
		"hostile": {accounts: twiliosim.Hostile(asOf), planted: twiliosim.PlantedSecrets()},
		"agency":  {accounts: twiliosim.Agency(asOf), args: []string{"--subaccounts", "all"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, world.accounts...)
			secrets := slices.Clone(world.planted)
			for _, a := range world.accounts {
				secrets = append(secrets, a.Secrets()...)
				secrets = append(secrets, base64.StdEncoding.EncodeToString([]byte(a.SID+":"+a.AuthToken)))
				o.server.Fault(twiliosim.Fault{
					Path: "/Accounts/" + a.SID + "/Applications", Status: http.StatusForbidden, Code: 20003,
					Message: "Denied: " + a.AuthToken + " at https://" + a.SID + ":" + a.AuthToken + "@api.twilio.com/?t=" + a.AuthToken,
				})
			}
			main := world.accounts[0]
			if body := o.fetch(t, main); !strings.Contains(body, main.AuthToken) {
				t.Fatalf("the body of the account holds no auth token, so that nothing is tested: %s", body)
			}

			outputs := map[string]string{}
			command := func(label string, args ...string) {
				outputs[label+", stdout"], outputs[label+", stderr"] = o.run(t, cli.ExitIncomplete, args...)
			}
			live := slices.Concat([]string{"audit", "--verbose"}, world.args)
			command("audit", slices.Concat(live, everyFormat("live."))...)
			command("coloured table", slices.Concat(live, []string{"--color", "always"})...)
			for _, form := range []string{"table", "markdown", "json"} {
				command("controls as "+form, slices.Concat(live, []string{"--compliance", "nist-800-53", "--format", form})...)
			}
			for _, file := range []string{"account.json", "account.json.gz"} {
				command("snapshot "+file, append([]string{"snapshot", "--verbose", "-o", file}, world.args...)...)
				outputs[file] = o.read(t, file)
			}
			command("audit of the snapshot", append([]string{"audit", "--verbose", "--snapshot", "account.json.gz"}, everyFormat("snapshot.")...)...)
			for _, f := range report.Formats() {
				outputs["live "+f.Name] = o.read(t, "live."+f.Name)
				outputs["snapshot "+f.Name] = o.read(t, "snapshot."+f.Name)
				if outputs["live "+f.Name] != outputs["snapshot "+f.Name] {
					t.Errorf("%s: live and snapshot differ:\n%s", f.Name, cmp.Diff(outputs["live "+f.Name], outputs["snapshot "+f.Name]))
				}
			}
			o.variables["TWILIO_AUTH_TOKEN"] += "0"
			secrets = append(secrets, o.variables["TWILIO_AUTH_TOKEN"])
			_, outputs["wrong token, stderr"] = o.run(t, cli.ExitUsage, "audit", "--verbose")

			for label, text := range outputs {
				for _, secret := range secrets {
					if strings.Contains(text, secret) {
						t.Errorf("%s holds the secret %s", label, secret)
					}
				}
			}
			for _, label := range []string{"audit, stderr", "live table", "live json", "live sarif", "live github", "account.json"} {
				if !strings.Contains(outputs[label], "Denied: ") {
					t.Errorf("%s does not repeat the error that holds the token", label)
				}
			}
			for _, r := range o.server.Requests() {
				if r.Method != http.MethodGet {
					t.Errorf("%s %s%s", r.Method, r.Host, r.Path)
				}
			}
		})
	}
}

// fetch is the body of an account as Twilio sends it.
func (o *office) fetch(t *testing.T, a *twiliosim.Account) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, o.server.URL()+"/2010-04-01/Accounts/"+a.SID+".json", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "api.twilio.com"
	request.SetBasicAuth(a.SID, a.AuthToken)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// Who is interrupted gets what is known by then, told apart from the whole.
func TestInterruptedAuditIsJudged(t *testing.T) {
	t.Parallel()
	account := twiliosim.Demo(asOf)[0]
	flow := invalidFlow(t, account)
	for name, args := range map[string][]string{
		"audit":    {"audit", "--format", "json"},
		"snapshot": {"snapshot", "-o", "account.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, account)
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			// The executions of a flow are asked for when the flow itself was read.
			o.interruptAt(t, "/v2/Flows/"+flow+"/Executions", interrupt)
			stdout, stderr := o.runUntil(ctx, t, cli.ExitIncomplete, args...)
			if !strings.Contains(stderr, "interrupted") {
				t.Errorf("standard error is %q", stderr)
			}
			if name == "snapshot" {
				stdout, _ = o.run(t, cli.ExitIncomplete, "audit", "--snapshot", "account.json", "--format", "json")
			}
			r := parseReport(t, stdout)
			judged := slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.Rule == "studio-flow-invalid" && f.Subject.SID == flow })
			if !judged {
				t.Errorf("the flow that was read is not judged: %v", r.Findings)
			}
			if got := gaps(r)["studio_execution"]; !slices.ContainsFunc(got, func(gap string) bool { return strings.HasPrefix(gap, flow+": interrupted") }) {
				t.Errorf("the gaps of executions are %q, want one of flow %s", got, flow)
			}
			whole := expectedOutcomes(gaps(r))
			for _, outcome := range r.Rules {
				if evaluated := outcome.Outcome == "evaluated"; evaluated != whole[outcome.Rule] {
					t.Errorf("%s is %s (%s)", outcome.Rule, outcome.Outcome, outcome.Reason)
				}
			}
		})
	}
}

// Interrupted before anything was read, there is nothing to judge; that is still no sound account.
func TestInterruptedAtOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t, twiliosim.Demo(asOf)...)
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	stdout, stderr := o.runUntil(ctx, t, cli.ExitIncomplete, "audit", "--format", "json")
	r := parseReport(t, stdout)
	if len(r.Findings) > 0 || len(r.Rules) == 0 || len(r.NotEvaluated) != len(r.Rules) || !strings.Contains(stderr, "interrupted") {
		t.Errorf("%d findings, %d rules not evaluated of %d, %q", len(r.Findings), len(r.NotEvaluated), len(r.Rules), stderr)
	}
}

// invalidFlow is a flow of the demo in which Twilio itself finds an error.
func invalidFlow(t *testing.T, account *twiliosim.Account) string {
	t.Helper()
	r := newOffice(t, account).audit(t, cli.ExitFindings, "audit", "--rule", "studio-flow-invalid")
	if len(r.Findings) == 0 {
		t.Fatal("the demo has no invalid flow")
	}
	return r.Findings[0].Subject.SID
}

// interruptAt puts a server in front of the simulated Twilio that interrupts when a path is asked for, and does not answer that.
func (o *office) interruptAt(t *testing.T, path string, interrupt func()) {
	t.Helper()
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path {
			interrupt()
			<-r.Context().Done()
			return
		}
		o.server.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	o.variables["TWILINT_API_URL"] = front.URL
}
