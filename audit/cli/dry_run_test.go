package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/twilint/twilint/audit/cli"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twiliosim"
)

// TestDryRunSendsNothing runs it where an audit would reach an account.
func TestDryRunSendsNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t, twiliosim.Healthy(asOf)...)
	stdout, stderr := o.run(t, cli.ExitOK, "audit", "--dry-run", "--subaccounts", "all")
	if requests := o.server.Requests(); len(requests) > 0 {
		t.Errorf("%d requests, the first to %s%s", len(requests), requests[0].Host, requests[0].Path)
	}
	if stderr != "" {
		t.Errorf("it says %s", stderr)
	}
	for _, want := range []string{
		"GET https://api.twilio.com/2010-04-01/Accounts.json\n",
		"Studio flows: 1 for each page of 1000, and 1 for each Studio flow (26)\n  GET https://studio.twilio.com/v2/Flows\n  GET https://studio.twilio.com/v2/Flows/{Sid}\n",
		"every rule is evaluated: the auth token.\n",
		"\n    /twilio/studio/flows/list\n    /twilio/studio/flows/read\n",
		"A restricted API key\n  is not known to read: subaccounts, accounts, ",
		"A standard API key\n  does not read: subaccounts, accounts.\n",
		"A list below a resource takes another one for each further page",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is missing in\n%s", want, stdout)
		}
	}
}

// dryRun runs it without any credentials.
func dryRun(t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	env := environment()
	env.Stdout, env.Stderr, env.Home = &out, &errs, t.TempDir()
	env.Getenv = func(string) string { return "" }
	if code := cli.Run(t.Context(), append([]string{"audit", "--dry-run"}, args...), env); code != want {
		t.Fatalf("exit code %d, want %d\n%s", code, want, errs.String())
	}
	return out.String(), errs.String()
}

// TestDryRunNamesTheWeakestCredential holds its advice to an audit with exactly that.
func TestDryRunNamesTheWeakestCredential(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ rules, want string }{
		{"number-demo-handler,audit-credential-too-strong", "a restricted API key"}, // Which can do without the account.
		{"number-demo-handler,trusthub-profile-rejected", "a standard API key"},
		{"number-demo-handler,account-trial-or-suspended", "a main API key"},
	} {
		stdout, _ := dryRun(t, cli.ExitOK, "--rule", test.rules)
		if !strings.Contains(stdout, "every rule is evaluated: "+test.want+".") {
			t.Errorf("%s: not %s:\n%s", test.rules, test.want, stdout)
		}
		for _, key := range []string{"restricted", "standard", "main"} {
			if !strings.Contains(stdout, " "+key+" API key\n") { // It is stronger than needed.
				continue
			}
			exit := cli.ExitIncomplete
			if strings.Contains(test.want, key) {
				exit = cli.ExitOK
			}
			auditWith(t, key, exit, test.rules)
		}
	}
}

// auditWith audits a sound account with one type of key, for some rules. The restricted key may read what a permission is known for.
func auditWith(t *testing.T, key string, want int, rules string) {
	t.Helper()
	accounts := twiliosim.Healthy(asOf)
	restricted := twiliosim.Key{SID: twiliosim.SID("SK", "few"), Secret: "restricted-secret-of-32-characters", Type: twiliosim.RestrictedKey}
	for i := range inventory.Kinds {
		if len(inventory.Kinds[i].Permissions()) > 0 {
			restricted.Allowed = append(restricted.Allowed, inventory.Kinds[i].Kind)
		}
	}
	accounts[0].Keys = append(accounts[0].Keys, restricted)
	chosen := map[string]twiliosim.Key{"standard": accounts[0].Keys[0], "main": accounts[0].Keys[1], "restricted": restricted}[key]
	o := newOffice(t, accounts...)
	o.variables["TWILIO_API_KEY"], o.variables["TWILIO_API_SECRET"] = chosen.SID, chosen.Secret
	stdout, stderr := o.run(t, want, "audit", "--fail-on", "never", "--rule", rules)
	if want == cli.ExitIncomplete && !strings.Contains(stdout, "not evaluated") {
		t.Errorf("%s with a %s key:\n%s%s", rules, key, stdout, stderr)
	}
}

func TestDryRunReadsNothingElse(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--snapshot", "account.json"}, {"--probe"}, {"--format", "json"}} {
		if _, stderr := dryRun(t, cli.ExitUsage, args...); !strings.Contains(stderr, args[0]+" does not go with --dry-run, which reads nothing") {
			t.Errorf("%q: %s", args, stderr)
		}
	}
}
