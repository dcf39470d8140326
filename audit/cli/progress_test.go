package cli_test

import (
	"bytes"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twilint/twilint/audit/cli"
	"github.com/twilint/twilint/audit/twiliosim"
)

// watch runs a command as at a terminal of so many columns, on which some time passes with each look at the clock, and returns what it
// writes to standard error.
func (o *office) watch(t *testing.T, columns int, passes time.Duration, args ...string) string {
	t.Helper()
	var out, err bytes.Buffer
	var looks atomic.Int64
	env := environment()
	env.Stdin, env.Stdout, env.Stderr = strings.NewReader(""), &out, &err
	env.Getenv = func(name string) string { return o.variables[name] }
	env.Dir, env.Home = o.dir, o.dir
	env.Now = func() time.Time { return asOf.Add(time.Duration(looks.Add(1)) * passes) }
	env.Terminal = func(w io.Writer) (int, bool) { return columns, w == io.Writer(&err) }
	if code := cli.Run(t.Context(), args, env); code == cli.ExitUsage {
		t.Fatalf("twilint %s: %s", strings.Join(args, " "), err.String())
	}
	return err.String()
}

// A person at a terminal sees what is read while it is read, in one line, and nothing of it when the report begins.
func TestProgress(t *testing.T) {
	t.Parallel()
	o := newOffice(t, twiliosim.Demo(asOf)...)
	const columns = 60
	for name, test := range map[string]struct {
		args   []string
		passes time.Duration
		wanted string
	}{
		"audit":      {[]string{"audit"}, time.Second, "Studio flows "},
		"snapshot":   {[]string{"snapshot", "-o", "account.json"}, time.Second, "Studio flows "},
		"drawn once": {[]string{"audit"}, 0, "/1"},
	} {
		t.Run(name, func(t *testing.T) {
			text := o.watch(t, columns, test.passes, test.args...)
			_, line, _ := strings.Cut(text, "\r") // What stands before it is about where the requests go.
			if !strings.Contains(line, test.wanted) {
				t.Errorf("%q does not tell what is read: %q is missing", line, test.wanted)
			}
			var screen string
			for frame := range strings.SplitSeq(line, "\r") {
				if len(frame) >= columns {
					t.Errorf("%q is wider than the terminal", frame)
				}
				screen = frame + screen[min(len(frame), len(screen)):]
			}
			if left := strings.TrimSpace(screen); left != "" {
				t.Errorf("%q is left on the terminal", left)
			}
		})
	}
}

func TestNoProgress(t *testing.T) {
	t.Parallel()
	o := newOffice(t, twiliosim.Demo(asOf)...)
	if text := o.watch(t, 60, time.Second, "audit", "--quiet"); strings.Contains(text, "\r") {
		t.Errorf("--quiet shows %q", text)
	}
	if _, text := o.run(t, cli.ExitFindings, "audit"); strings.Contains(text, "\r") {
		t.Errorf("where there is no terminal, %q is shown", text)
	}
}
