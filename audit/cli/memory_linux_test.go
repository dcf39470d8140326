package cli_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// BenchmarkFolder lints 2,000 files of 10 KB with one finding each on all processors, and tells how much memory the process takes at
// the most.
func BenchmarkFolder(b *testing.B) {
	folder := b.TempDir()
	twilint := built(b, b.TempDir(), "twilint", "github.com/twilint/twilint/cmd/twilint")
	const files, size, widgets = 2000, 10 << 10, 30
	var flow strings.Builder
	flow.WriteString(`{"initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}, "states": [
  {"name": "Trigger", "type": "trigger", "properties": {}, "transitions": [{"event": "incomingCall", "next": "w0"}]}`)
	for i := range widgets {
		timeout := fmt.Sprintf(`, "next": "w%d"`, widgets)
		if i == 0 {
			timeout = ""
		}
		fmt.Fprintf(&flow, `,
  {"name": "w%d", "type": "gather-input-on-call", "properties": {"say": "{{flow.channel.address}}, press a key, or stay on the line.", "language": "en-US",
   "voice": "Polly.Joanna", "stop_gather": true, "timeout": 5, "finish_on_key": "#"}, "transitions": [{"event": "keypress", "next": "w%d"}, {"event": "timeout"%s}]}`,
			i, i+1, timeout)
	}
	fmt.Fprintf(&flow, `,
  {"name": "w%d", "type": "say-play", "properties": {"say": "Goodbye."}, "transitions": []}%s]}`, widgets, strings.Repeat(" ", max(0, size-flow.Len())))
	for i := range files {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("flow%04d.json", i)), []byte(flow.String()), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for _, format := range []string{"table", "text", "json", "sarif", "github"} {
		b.Run(format, func(b *testing.B) {
			var most int64 // in KiB
			for b.Loop() {
				command := exec.Command(twilint, "lint", "--format", format, ".")
				command.Dir = folder
				err := command.Run()
				if exit, exited := errors.AsType[*exec.ExitError](err); !exited || exit.ExitCode() != 1 {
					b.Fatalf("%v, where findings were expected", err)
				}
				if usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
					most = max(most, usage.Maxrss)
				}
			}
			b.ReportMetric(float64(most)/1024, "MB-at-most")
			b.ReportMetric(float64(flow.Len()), "bytes/file")
		})
	}
}
