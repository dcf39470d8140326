package remedy_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twilint/twilint/audit/remedy"
	"github.com/twilint/twilint/audit/twilio"
	"github.com/twilint/twilint/audit/twiliosim"
)

// order is what a child process is to do: this program again, as another process that can be killed.
type order struct {
	Plan, Receipt, URL           string
	AccountSID, Username, Secret string
	Now                          time.Time
	KillAfter                    int // steps; 0 for never
}

const orderVariable = "REMEDY_TEST_ORDER"

func TestMain(m *testing.M) {
	if text := os.Getenv(orderVariable); text != "" {
		if err := child(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child applies a plan, and kills itself after so many steps: no deferred call runs, no buffer is flushed.
func child(text string) error {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	file, err := os.Open(o.Plan)
	if err != nil {
		return err
	}
	plan, err := remedy.ReadPlan(file)
	if err != nil {
		return err
	}
	writer, err := twilio.NewWriter(twilio.Options{
		APIURL: o.URL, Credentials: twilio.Credentials{AccountSID: o.AccountSID, Username: o.Username, Password: o.Secret},
	})
	if err != nil {
		return err
	}
	receipt, err := remedy.OpenReceipt(o.Receipt, plan, o.Now)
	if err != nil {
		return err
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	steps := 0
	results, err := remedy.ApplyPlan(context.Background(), remedy.ApplyOptions{
		Plan: plan, Receipt: receipt, Writers: map[string]*twilio.Writer{o.AccountSID: writer}, KeepGoing: true,
		Now: func() time.Time { return o.Now },
		AfterStep: func(string) {
			if steps++; steps == o.KillAfter {
				if err := self.Kill(); err == nil {
					select {} // Until the signal arrives.
				}
			}
		},
	})
	if err != nil {
		return err
	}
	for _, r := range results {
		fmt.Println(r)
	}
	return receipt.Close()
}

// crashing is an account with something of each sort to change, and its plan in a file.
type crashing struct {
	*stage
	plan  *remedy.Plan
	runs  int
	flow  string
	order order
}

func newCrashing(t *testing.T) *crashing {
	t.Helper()
	account, flow := sandbox()
	number(account, "+15550100", flow, nil)
	number(account, "+15550101", flow, twiliosim.Members{"api_version": "2008-08-01"})
	account.AddExecution(flow, twiliosim.ExecutionSpec{Created: asOf.AddDate(0, 0, -2), Call: "completed"})
	c := &crashing{stage: start(t, account), flow: flow}
	c.plan = c.stage.plan(planning{rules: []string{callbackMissing, apiVersion, concurrentCalls, stuck}})
	if len(c.plan.Changes) != 4 {
		t.Fatalf("%d changes", len(c.plan.Changes))
	}
	c.order = order{
		Plan: filepath.Join(c.folder, "plan.json"), Receipt: filepath.Join(c.folder, "receipt"), URL: c.server.URL(),
		AccountSID: account.SID, Username: account.SID, Secret: account.AuthToken,
	}
	file, err := os.Create(c.order.Plan)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := c.plan.Write(file); err != nil {
		t.Fatal(err)
	}
	return c
}

// command is a run in another process, some minutes after the one before.
func (c *crashing) command(killAfter int) *exec.Cmd {
	c.t.Helper()
	c.runs++
	o := c.order
	o.KillAfter, o.Now = killAfter, c.now.Add(time.Duration(c.runs)*2*time.Minute)
	text, err := json.Marshal(o)
	if err != nil {
		c.t.Fatal(err)
	}
	cmd := exec.CommandContext(c.t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), orderVariable+"="+string(text))
	return cmd
}

// run runs it, and tells whether it was killed.
func (c *crashing) run(killAfter int) (killed bool) {
	c.t.Helper()
	out, err := c.command(killAfter).CombinedOutput()
	if err == nil {
		return false
	}
	if text := err.Error(); !strings.Contains(text, "killed") && !strings.Contains(text, "exit status 1") || len(out) > 0 {
		c.t.Fatalf("%v: %s", err, out)
	}
	return true
}

// finish takes the plan up once more and sees that everything was done, each write once.
func (c *crashing) finish(what string) {
	c.t.Helper()
	out, err := c.command(0).CombinedOutput()
	if err != nil {
		c.t.Fatalf("%s: %v: %s", what, err, out)
	}
	if done := strings.Count(string(out), "done "); done != 4 {
		c.t.Errorf("%s: %d done:\n%s", what, done, out)
	}
	for _, change := range c.plan.Changes {
		if n := c.posts()[change.SID]; n != 1 {
			c.t.Errorf("%s: %s was written %d times\n%s", what, change.SID, n, out)
		}
	}
	if revision := c.stage.flow(c.flow)["revision"]; revision != json.Number("8") {
		c.t.Errorf("%s: revision %v", what, revision)
	}
	if _, fixable := c.everything(); len(fixable) > 0 {
		c.t.Errorf("%s: left: %v", what, fixable)
	}
}

// TestKilledAnywhere kills a run after each of its steps: each reading, each line of the receipt before and after it is on the disk, each
// write. Taken up, every write has happened exactly once.
func TestKilledAnywhere(t *testing.T) {
	steps := 1
	for ; ; steps++ {
		c := newCrashing(t)
		if !c.run(steps) {
			c.finish("not killed")
			break
		}
		c.finish(fmt.Sprintf("killed after step %d", steps))
	}
	if least := 4*7 + 2 - 1; steps < least { // Of each change two readings, a write and two lines; the first line of the receipt comes before.
		t.Errorf("only %d steps", steps)
	}
	t.Logf("%d points", steps-1)
}

// TestKilledAgainAndAgain kills every run after a few steps until there is nothing left to do. With fewer than seven, the last change is never reached: what was
// done before is read again each time.
func TestKilledAgainAndAgain(t *testing.T) {
	for _, steps := range []int{7, 8, 9, 11, 13} {
		c := newCrashing(t)
		for c.run(steps) {
			if c.runs > 60 {
				t.Fatalf("every %d steps: it does not end", steps)
			}
		}
		c.finish(fmt.Sprintf("every %d steps, %d runs", steps, c.runs))
	}
}

// TestKilledDuringWrite kills a run while Twilio is busy with one of its writes: before it is done, and after it is done and before the
// answer is sent.
func TestKilledDuringWrite(t *testing.T) {
	for _, after := range []bool{false, true} {
		for change := range 4 {
			c := newCrashing(t)
			sid := c.plan.Changes[change].SID
			c.server.Fault(twiliosim.Fault{Method: "POST", Path: sid, Times: 1, Delay: time.Minute, AfterWrite: after})
			cmd := c.command(0)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for c.posts()[sid] == 0 || after && !c.made(change) {
				time.Sleep(time.Millisecond) // Until the write has come.
			}
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err == nil {
				t.Fatal("it was not killed")
			}
			c.server.ClearFaults()
			out, err := c.command(0).CombinedOutput()
			if err != nil || strings.Count(string(out), "done ") != 4 {
				t.Errorf("killed in change %d: %v\n%s", change, err, out)
			}
			if said := strings.Contains(string(out), "cannot be told"); said != after {
				t.Errorf("killed in change %d, written %v: %s", change, after, out)
			}
			want := 1 // Sent again where the first was not done.
			if !after {
				want = 2
			}
			if n := c.posts()[sid]; n != want {
				t.Errorf("killed in change %d, written %v: sent %d times", change, after, n)
			}
			if revision := c.stage.flow(c.flow)["revision"]; revision != json.Number("8") {
				t.Errorf("killed in change %d: revision %v", change, revision)
			}
		}
	}
}

// made tells whether a change is made on the server.
func (c *crashing) made(change int) bool {
	planned := c.plan.Changes[change]
	host, path := "api", strings.TrimPrefix(planned.Call, "POST ")
	if strings.HasPrefix(path, "/v2/") {
		host = "studio"
	}
	value := any(c.resource(host, path))
	for name := range strings.SplitSeq(planned.Settings[0].Pointer[1:], "/") {
		value = value.(map[string]any)[name]
	}
	text, err := json.Marshal(value)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text) == planned.Settings[0].Want
}
