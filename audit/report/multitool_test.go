//go:build multitool

package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/twilint/twilint/audit/report"
)

// Microsoft's own validator finds nothing to object to, neither as SARIF nor as what GitHub Advanced Security takes. It is the npm
// package @microsoft/sarif-multitool-linux; TWILINT_SARIF_MULTITOOL is the path of its program. TWILINT_SARIF_FILES is a pattern of
// further files to validate.
func TestMultitool(t *testing.T) {
	tool := os.Getenv("TWILINT_SARIF_MULTITOOL")
	if tool == "" {
		t.Fatal("TWILINT_SARIF_MULTITOOL is not set: it must be the path of Sarif.Multitool")
	}
	folder := t.TempDir()
	var files []string
	for name, r := range results(t) {
		file := filepath.Join(folder, name+".sarif")
		if err := os.WriteFile(file, write(t, "sarif", r, report.Options{}), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	if pattern := os.Getenv("TWILINT_SARIF_FILES"); pattern != "" {
		more, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if len(more) == 0 {
			t.Errorf("no file matches TWILINT_SARIF_FILES=%s", pattern)
		}
		files = append(files, more...)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			for _, objection := range objections(t, tool, file) {
				t.Error(objection)
			}
		})
	}
	t.Run("the validator objects to a bad file", func(t *testing.T) {
		text, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		bad := filepath.Join(folder, "bad.sarif")
		if err := os.WriteFile(bad, bytes.Replace(text, []byte(`"shortDescription"`), []byte(`"shortDescriptor"`), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		if len(objections(t, tool, bad)) == 0 {
			t.Error("it does not: what it says of the other files is worth nothing")
		}
	})
}

// objections are the errors and warnings of the validator. It ends with success whatever it finds, so its own report is read.
func objections(t *testing.T, tool, file string) []string {
	t.Helper()
	verdict := filepath.Join(t.TempDir(), "verdict.sarif")
	command := exec.CommandContext(t.Context(), tool, "validate", file, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "-o", verdict, "--log", "ForceOverwrite")
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("run %s: %v\n%s", command, err, output)
	}
	text, err := os.ReadFile(verdict)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID  string
				Level   string // absent for a warning
				Message struct {
					ID        string
					Arguments []string
				}
			}
			Invocations []struct{ ExecutionSuccessful bool }
		}
	}
	if err := json.Unmarshal(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), &log); err != nil {
		t.Fatal(err)
	}
	if len(log.Runs) != 1 || len(log.Runs[0].Invocations) != 1 || !log.Runs[0].Invocations[0].ExecutionSuccessful {
		t.Fatalf("the validator did not finish:\n%s", output)
	}
	var all []string
	for _, result := range log.Runs[0].Results {
		message, err := json.Marshal(result.Message)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, result.Level+" "+result.RuleID+" "+string(message))
	}
	return all
}
