package cli_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/twilint/twilint/audit/cli"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twiliosim"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing them")

// asOf is the clock of the command stories.
var asOf = time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC)

// environment is that of the process, with the clock of the stories.
func environment() cli.Env {
	env := cli.OS()
	env.Now = func() time.Time { return asOf }
	env.Home = os.Getenv("HOME")
	return env
}

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"twilint": func() { os.Exit(cli.Run(context.Background(), os.Args[1:], environment())) },
	})
}

// TestScripts runs the command stories in testdata/scripts: real processes against a simulated Twilio.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "testdata", "scripts"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Values["simulated"] = &simulated{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"simulate":  simulate,
			"change":    change,
			"callbacks": callbacks,
			"exit":      exit,
		},
	})
}

// worlds are the accounts that a story can be set in.
var worlds = map[string]func(time.Time) []*twiliosim.Account{
	"agency":  twiliosim.Agency,
	"demo":    twiliosim.Demo,
	"healthy": twiliosim.Healthy,
	"estate":  twiliosim.Estate,
	"hostile": twiliosim.Hostile,
}

// simulated are the accounts of a story.
type simulated struct{ accounts []*twiliosim.Account }

// change changes members of a resource behind twilint's back: change KIND SID MEMBER=TEXT….
func change(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: change KIND SID MEMBER=TEXT…")
	}
	members := twiliosim.Members{}
	for _, arg := range args[2:] {
		name, value, _ := strings.Cut(arg, "=")
		members[name] = value
	}
	for _, account := range ts.Value("simulated").(*simulated).accounts {
		if account.Change(inventory.Kind(args[0]), args[1], members) {
			return
		}
	}
	ts.Fatalf("there is no %s %s", args[0], args[1])
}

// simulate starts a simulated Twilio and points the environment of the story at it: simulate WORLD [token|key|main-key].
func simulate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 || worlds[args[0]] == nil {
		ts.Fatalf("usage: simulate WORLD [token|key|main-key]")
	}
	accounts := worlds[args[0]](asOf)
	server := twiliosim.New(accounts...)
	server.Now = func() time.Time { return asOf }
	if err := server.Start(); err != nil {
		ts.Fatalf("%v", err)
	}
	ts.Defer(server.Close)
	ts.Value("simulated").(*simulated).accounts = accounts
	account := accounts[0]
	ts.Setenv("TWILINT_API_URL", server.URL())
	ts.Setenv("TWILIO_ACCOUNT_SID", account.SID)
	switch credential := strings.Join(args[1:], " "); credential {
	case "", "token":
		ts.Setenv("TWILIO_AUTH_TOKEN", account.AuthToken)
	case "key":
		ts.Setenv("TWILIO_API_KEY", account.Keys[0].SID)
		ts.Setenv("TWILIO_API_SECRET", account.Keys[0].Secret)
	case "main-key":
		ts.Setenv("TWILIO_API_KEY", account.Keys[1].SID)
		ts.Setenv("TWILIO_API_SECRET", account.Keys[1].Secret)
	default:
		ts.Fatalf("no credential is called %q", credential)
	}
}

// exit runs a command and demands an exit code: exit CODE COMMAND….
func exit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit CODE COMMAND…")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if err != nil {
		code = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("the exit code is %s, not %s", code, args[0])
	}
}
