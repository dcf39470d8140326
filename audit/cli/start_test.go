package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A command that takes a few milliseconds is not kept waiting by what it does not need: no package of ours does anything when the
// program starts. The families of rules are left out: some work out from the table of kinds what they need.
func TestNothingRunsAtTheStart(t *testing.T) {
	if testing.CoverMode() != "" {
		t.Skip("counters of what the tests reach are set up at the start")
	}
	t.Parallel()
	twilint := exec.Command("twilint", "version")
	twilint.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var trace bytes.Buffer
	twilint.Stderr = &trace
	if err := twilint.Run(); err != nil {
		t.Fatal(err)
	}
	const ours = "github.com/twilint/twilint/"
	seen := 0
	for line := range strings.Lines(trace.String()) {
		words := strings.Fields(line) // init PACKAGE @0.1 ms, 0.02 ms clock, 72 bytes, 2 allocs
		if len(words) < 2 || words[0] != "init" {
			continue
		}
		seen++
		name, isOurs := strings.CutPrefix(words[1], ours)
		if isOurs && !strings.HasSuffix(name, "_test") && !strings.HasPrefix(name, "rules/") {
			t.Errorf("package %s does something when the program starts: %s", name, strings.TrimSpace(line))
		}
	}
	if seen == 0 {
		t.Errorf("there is no trace in %q", trace.String())
	}
}
