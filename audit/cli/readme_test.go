package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/cli"
)

var consoleBlock = regexp.MustCompile("(?s)```console\n\\$ ([^\n]*)\n(.*?)```")

// TestGeneratedConsoleBlocks runs each command that the pages show with its output, and holds the output to what is printed now. With
// -update it writes it.
func TestGeneratedConsoleBlocks(t *testing.T) {
	root := filepath.Join("..", "..")
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for _, page := range append(pages, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		current := consoleBlock.ReplaceAllStringFunc(string(text), func(block string) string {
			blocks++
			command := consoleBlock.FindStringSubmatch(block)[1]
			return "```console\n$ " + command + "\n" + show(t, command) + "```"
		})
		if *update {
			if err := os.WriteFile(page, []byte(current), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(current, string(text)); diff != "" {
			t.Errorf("%s shows what twilint does not print (-want +got); run: make generate\n%s", filepath.Base(page), diff)
		}
	}
	if blocks == 0 {
		t.Error("no page shows a command with its output")
	}
}

// show runs a command line as a shell would and returns what it prints on standard output.
func show(t *testing.T, line string) string {
	t.Helper()
	variables := map[string]string{}
	words := strings.Fields(line)
	for len(words) > 0 && strings.Contains(words[0], "=") {
		name, value, _ := strings.Cut(words[0], "=")
		variables[name] = value
		words = words[1:]
	}
	if len(words) == 0 || words[0] != "twilint" {
		t.Fatalf("%q does not run twilint", line)
	}
	var stdout, stderr bytes.Buffer
	env := environment()
	env.Stdout, env.Stderr = &stdout, &stderr
	env.Dir = filepath.Join(env.Dir, "..", "..") // Commands are meant to be run at the root of the repository.
	env.Getenv = func(name string) string { return variables[name] }
	for i := range words {
		words[i] = strings.Trim(words[i], "'\"")
	}
	if code := cli.Run(t.Context(), words[1:], env); code == cli.ExitUsage {
		t.Fatalf("%s: exit code %d\n%s", line, code, stderr.String())
	}
	return stdout.String()
}

// TestMakeTargetsExist holds the targets that the README and the contributors' page name to the Makefile.
func TestMakeTargetsExist(t *testing.T) {
	root := filepath.Join("..", "..")
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("(?m)(?:^|`)make ([a-z]+)")
	for _, page := range []string{"README.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(string(makefile), "\n"+m[1]+": ") {
				t.Errorf("%s names make %s, which the Makefile does not have", page, m[1])
			}
		}
	}
}
