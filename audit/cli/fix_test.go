package cli_test

import (
	"bytes"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twilint/twilint/audit/cli"
	"github.com/twilint/twilint/audit/twiliosim"
)

// TestFixAsks: at a terminal a plan is shown and asked about, and only yes makes the changes.
func TestFixAsks(t *testing.T) {
	for answer, want := range map[string]int{"y\n": cli.ExitOK, "Yes\n": cli.ExitOK, "n\n": cli.ExitFindings, "\n": cli.ExitFindings, "": cli.ExitFindings, "yesterday\n": cli.ExitFindings} {
		accounts := twiliosim.Demo(asOf)
		server := twiliosim.New(accounts...)
		server.Now = func() time.Time { return asOf }
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(server.Close)
		var out, asked bytes.Buffer
		env := environment()
		env.Dir, env.Stdin, env.Stdout, env.Stderr = t.TempDir(), strings.NewReader(answer), &out, &asked
		env.Terminal = func(io.Writer) (int, bool) { return 120, true }
		env.Getenv = func(name string) string {
			return map[string]string{
				"TWILINT_API_URL": server.URL(), "TWILIO_ACCOUNT_SID": accounts[0].SID, "TWILIO_AUTH_TOKEN": accounts[0].AuthToken,
			}[name]
		}
		if code := cli.Run(t.Context(), []string{"fix", "plan", "-o", "plan.json", "--rule", "studio-number-api-version"}, env); code != cli.ExitOK {
			t.Fatalf("plan: exit code %d: %s", code, &asked)
		}
		if code := cli.Run(t.Context(), []string{"fix", "apply", "plan.json"}, env); code != want {
			t.Errorf("answer %q: exit code %d, want %d", answer, code, want)
		}
		if !strings.Contains(asked.String(), "make this change in account "+accounts[0].SID+"? [y/N]") {
			t.Errorf("it does not ask: %s", &asked)
		}
		writes := 0
		for _, r := range server.Requests() {
			if r.Method != http.MethodGet {
				writes++
			}
		}
		receipts, err := filepath.Glob(filepath.Join(env.Dir, "*.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		if agreed := want == cli.ExitOK; (writes == 1) != agreed || (len(receipts) == 1) != agreed {
			t.Errorf("answer %q: %d writes, %d receipts", answer, writes, len(receipts))
		}
	}
}

// TestFixAsksWhatIsSeen: where the plan would go to a file, nobody sees what the question is about, so it is not asked.
func TestFixAsksWhatIsSeen(t *testing.T) {
	accounts := twiliosim.Demo(asOf)
	server := twiliosim.New(accounts...)
	server.Now = func() time.Time { return asOf }
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	var out, asked bytes.Buffer
	env := environment()
	env.Dir, env.Stdin, env.Stdout, env.Stderr = t.TempDir(), strings.NewReader("y\n"), &out, &asked
	env.Terminal = func(w io.Writer) (int, bool) { return 120, w == io.Writer(&asked) }
	env.Getenv = func(name string) string {
		return map[string]string{
			"TWILINT_API_URL": server.URL(), "TWILIO_ACCOUNT_SID": accounts[0].SID, "TWILIO_AUTH_TOKEN": accounts[0].AuthToken,
		}[name]
	}
	if code := cli.Run(t.Context(), []string{"fix", "plan", "-o", "plan.json", "--rule", "studio-number-api-version"}, env); code != cli.ExitOK {
		t.Fatalf("plan: exit code %d: %s", code, &asked)
	}
	if code := cli.Run(t.Context(), []string{"fix", "apply", "plan.json"}, env); code != cli.ExitUsage || !strings.Contains(asked.String(), "give --yes") {
		t.Errorf("exit code %d: %s", code, &asked)
	}
	for _, r := range server.Requests() {
		if r.Method != http.MethodGet {
			t.Errorf("it sent %s %s", r.Method, r.Path)
		}
	}
}
