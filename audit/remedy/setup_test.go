package remedy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/remedy"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twilio"
	"github.com/twilint/twilint/audit/twiliosim"
	"github.com/twilint/twilint/rules"
)

// asOf is when the tests take place.
var asOf = time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC)

// stage is a simulated Twilio with one account, and what a run against it needs.
type stage struct {
	t       *testing.T
	server  *twiliosim.Server
	account *twiliosim.Account
	folder  string
	// now is the clock of the runs.
	now time.Time
}

func start(t *testing.T, accounts ...*twiliosim.Account) *stage {
	t.Helper()
	server := twiliosim.New(accounts...)
	server.Now = func() time.Time { return asOf }
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return &stage{t: t, server: server, account: accounts[0], folder: t.TempDir(), now: asOf.Add(time.Hour)}
}

// sandbox is an account with one flow behind everything.
func sandbox() (account *twiliosim.Account, flow string) {
	account = twiliosim.NewAccount("sandbox", "Sandbox", asOf.AddDate(-9, 0, 0))
	flow = account.AddFlow(twiliosim.FlowSpec{
		Name: "Support", Created: asOf.AddDate(-9, 0, 0), Revision: 7,
		Definition: json.RawMessage(`{"states": [{"name": "Trigger", "type": "trigger", "properties": {"offset": {"y": 1.0, "x": 12345678901234567890}},
			"transitions": [{"event": "incomingCall", "next": "hello"}]},
			{"type": "say-play", "name": "hello", "properties": {"say": "Hello. <b>&</b>", "loop": 1}, "transitions": []}],
			"initial_state": "Trigger", "flags": {"allow_concurrent_calls": false}, "description": "café"}`),
	})
	return account, flow
}

// number adds a number that runs a flow and lacks its status callback.
func number(a *twiliosim.Account, e164, flow string, over twiliosim.Members) string {
	members := twiliosim.Members{"voice_url": a.Webhook(flow), "date_updated": asOf.AddDate(0, -1, 0)}
	for name, value := range over {
		members[name] = value
	}
	return a.AddNumber(e164, members)
}

func (s *stage) options() twilio.Options {
	return twilio.Options{
		APIURL: s.server.URL(), BaseDelay: time.Millisecond, RetryBudget: time.Second,
		Credentials: twilio.Credentials{AccountSID: s.account.SID, Username: s.account.SID, Password: s.account.AuthToken},
	}
}

func (s *stage) withKey() twilio.Options {
	o := s.options()
	o.Credentials.Username, o.Credentials.Password = s.account.Keys[0].SID, s.account.Keys[0].Secret
	return o
}

// audit reads the account and judges it.
func (s *stage) audit(o twilio.Options, add func(*inventory.Inventory, *audit.Result)) *twilio.Reader {
	s.t.Helper()
	reader, err := twilio.NewReader(o)
	if err != nil {
		s.t.Fatal(err)
	}
	for inv, err := range source.Live(context.Background(), reader, source.LiveOptions{
		Kinds: audit.Kinds(rules.All()), Now: func() time.Time { return s.now },
	}) {
		if err != nil {
			s.t.Fatal(err)
		}
		add(inv, audit.Run(inv, rules.All()))
	}
	return reader
}

type planning struct {
	unsafe    bool
	olderThan time.Duration
	rules     []string
}

// plan makes a plan of the account, and sends it through its file form.
func (s *stage) plan(p planning) *remedy.Plan { return s.planWith(s.options(), p) }

func (s *stage) planWith(o twilio.Options, p planning) *remedy.Plan {
	s.t.Helper()
	if p.olderThan == 0 {
		p.olderThan = 4 * time.Hour
	}
	reader, err := twilio.NewReader(o)
	if err != nil {
		s.t.Fatal(err)
	}
	planner := remedy.NewPlanner(remedy.PlanOptions{Version: "test", Reader: reader, Unsafe: p.unsafe, OlderThan: p.olderThan})
	s.audit(o, func(inv *inventory.Inventory, result *audit.Result) {
		result.Findings = slices.DeleteFunc(result.Findings, func(f audit.Finding) bool {
			return len(p.rules) > 0 && !slices.Contains(p.rules, f.Rule.ID)
		})
		planner.Add(context.Background(), inv, result)
	})
	var file bytes.Buffer
	if err := planner.Plan().Write(&file); err != nil {
		s.t.Fatal(err)
	}
	validate(s.t, file.Bytes())
	plan, err := remedy.ReadPlan(&file)
	if err != nil {
		s.t.Fatal(err)
	}
	return plan
}

// apply applies a plan with the receipt of that name.
func (s *stage) apply(plan *remedy.Plan, receipt string, keepGoing bool) []remedy.Result {
	return s.applyWith(s.options(), plan, receipt, keepGoing)
}

func (s *stage) applyWith(o twilio.Options, plan *remedy.Plan, name string, keepGoing bool) []remedy.Result {
	s.t.Helper()
	writer, err := twilio.NewWriter(o)
	if err != nil {
		s.t.Fatal(err)
	}
	receipt, err := remedy.OpenReceipt(filepath.Join(s.folder, name), plan, s.now)
	if err != nil {
		s.t.Fatal(err)
	}
	results, err := remedy.ApplyPlan(context.Background(), remedy.ApplyOptions{
		Plan: plan, Receipt: receipt, Writers: map[string]*twilio.Writer{s.account.SID: writer}, KeepGoing: keepGoing,
		Now: func() time.Time { return s.now },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := receipt.Close(); err != nil {
		s.t.Fatal(err)
	}
	return results
}

// undo makes the plan that takes back what a receipt tells of.
func (s *stage) undo(name string) *remedy.Plan {
	s.t.Helper()
	receipt, err := remedy.ReadReceipt(filepath.Join(s.folder, name))
	if err != nil {
		s.t.Fatal(err)
	}
	defer receipt.Close()
	plan, err := remedy.UndoPlan(receipt)
	if err != nil {
		s.t.Fatal(err)
	}
	return plan
}

// outcomes are what became of the changes, by the SID of the resource.
func outcomes(results []remedy.Result) map[string]remedy.Outcome {
	all := map[string]remedy.Outcome{}
	for _, r := range results {
		all[r.Change.SID] = r.Outcome
	}
	return all
}

// reasonOf is the reason that a result gives.
func reasonOf(results []remedy.Result, sid string) string {
	for _, r := range results {
		if r.Change.SID == sid {
			return r.Reason
		}
	}
	return ""
}

// posts are the writes that the server was sent, by the SID of the resource; checks of definitions are none.
func (s *stage) posts() map[string]int {
	count := map[string]int{}
	for _, r := range s.server.Requests() {
		if r.Method == http.MethodPost && !strings.HasSuffix(r.Path, "/Validate") {
			count[strings.TrimSuffix(r.Path[strings.LastIndexByte(r.Path, '/')+1:], ".json")]++
		}
	}
	return count
}

// member is a member of a resource as the server has it now.
func (s *stage) member(host, path, name string) any {
	s.t.Helper()
	return s.resource(host, path)[name]
}

func (s *stage) resource(host, path string) map[string]any {
	s.t.Helper()
	reader, err := twilio.NewReader(s.options())
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := reader.Fetch(context.Background(), host, path)
	if err != nil {
		s.t.Fatal(err)
	}
	var members map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&members); err != nil {
		s.t.Fatal(err)
	}
	return members
}

func (s *stage) number(sid string) map[string]any {
	s.t.Helper()
	return s.resource("api", "/2010-04-01/Accounts/"+s.account.SID+"/IncomingPhoneNumbers/"+sid+".json")
}

func (s *stage) flow(sid string) map[string]any {
	s.t.Helper()
	return s.resource("studio", "/v2/Flows/"+sid)
}
