package cli_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

// built compiles a program as a release does, puts it in its place as an installation does, and returns its path. A file that the
// linker has just written lies in memory in small pieces, and starts more slowly than it ever will again.
func built(b *testing.B, folder, name, of string) string {
	b.Helper()
	path := filepath.Join(folder, name)
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	linked := path + ".linked"
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", linked, of)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	program, err := os.ReadFile(linked)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, program, 0o700); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkStart tells how many times as long it takes to lint one small file, from the start of the process to its end, as a program
// takes that does nothing. It goes by the medians: now and then a process waits for something else.
func BenchmarkStart(b *testing.B) {
	folder := b.TempDir()
	empty := filepath.Join(folder, "main.go")
	if err := os.WriteFile(empty, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(folder, "flow.json")
	if err := os.WriteFile(file, []byte(says("Hello.")), 0o600); err != nil {
		b.Fatal(err)
	}
	nothing := built(b, folder, "nothing", empty)
	twilint := built(b, folder, "twilint", "github.com/twilint/twilint/cmd/twilint")
	run := func(name string, args ...string) time.Duration {
		command := exec.Command(name, args...)
		command.Dir = folder
		start := time.Now()
		err := command.Run()
		took := time.Since(start)
		if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
			b.Fatal(err)
		}
		return took
	}
	var idle, linting []time.Duration
	for b.Loop() {
		idle = append(idle, run(nothing))
		linting = append(linting, run(twilint, "lint", "--format", "table", "flow.json"))
	}
	median := func(all []time.Duration) float64 {
		slices.Sort(all)
		return float64(all[len(all)/2])
	}
	b.ReportMetric(median(linting)/median(idle), "x-of-nothing")
	b.ReportMetric(median(idle)/1e6, "ms-for-nothing")
	b.ReportMetric(median(linting)/1e6, "ms-to-lint")
}
