//go:build unix

package cli_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/twilint/twilint/audit/cli"
	"github.com/twilint/twilint/audit/twiliosim"
)

// A signal stops an audit that goes on for a while, and what was read until then is judged.
func TestSignalStopsTheAudit(t *testing.T) {
	t.Parallel()
	o := newOffice(t, twiliosim.Demo(asOf)...)
	audit := exec.Command("twilint", "audit", "--format", "json")
	var refused atomic.Pointer[string]
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		switch {
		case strings.HasSuffix(path, "/Executions") && refused.CompareAndSwap(nil, &path):
			w.Header().Set("Retry-After", "1") // So that it goes on for a second at least.
			w.WriteHeader(http.StatusTooManyRequests)
		case refused.Load() != nil && path == *refused.Load():
			if err := audit.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Error(err)
			}
			<-r.Context().Done()
		default:
			o.server.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(front.Close)
	o.variables["TWILINT_API_URL"] = front.URL
	audit.Env = append(os.Environ(), "HOME="+o.dir)
	for name, value := range o.variables {
		audit.Env = append(audit.Env, name+"="+value)
	}
	var stdout, stderr bytes.Buffer
	audit.Stdout, audit.Stderr = &stdout, &stderr
	err := audit.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != cli.ExitIncomplete {
		t.Fatalf("%v, want exit code %d\n%s", err, cli.ExitIncomplete, stderr.String())
	}
	if !strings.Contains(stderr.String(), "interrupted") {
		t.Errorf("standard error is %q", stderr.String())
	}
	if r := parseReport(t, stdout.String()); len(r.Findings) == 0 {
		t.Error("nothing that was read is judged")
	}
}
