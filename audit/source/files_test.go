package source_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
)

var asOf = time.Date(2026, time.March, 4, 5, 6, 7, 0, time.UTC)

const smallFlow = `{"states": [{"name": "Trigger", "type": "trigger"}], "initial_state": "Trigger"}`

// tree writes files into a new folder. A name that ends in a slash is a folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		full := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(full, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// describe says what an inventory of a file holds, in a line.
func describe(inv *inventory.Inventory) string {
	var parts []string
	for _, f := range inv.Flows {
		text := f.Ref.Path
		if f.Ref.Index > 0 {
			text += fmt.Sprintf("#%d", f.Ref.Index)
		}
		if f.Fault != nil {
			text += fmt.Sprintf(" broken at %d:%d: %s", f.Fault.Location.Span.Start.Line, f.Fault.Location.Span.Start.Column, f.Fault.Reason)
		} else {
			text += fmt.Sprintf(" flow of %d", len(f.Published.Definition.Widgets))
		}
		if f.Ref.SID != "" {
			text += " " + f.Ref.SID
		}
		parts = append(parts, text)
	}
	coverage, _ := inv.Coverage(inventory.KindFlow)
	for _, gap := range coverage.Gaps {
		parts = append(parts, gap.Ref+" gap: "+gap.Reason)
	}
	return strings.Join(parts, "; ")
}

// lint describes what Files makes of the options, and what it passes over, as lines.
func lint(t *testing.T, o source.FilesOptions) ([]string, []string, error) {
	t.Helper()
	o.AsOf = asOf
	lines, passed, err := source.Files(t.Context(), o, func(inv *inventory.Inventory) string {
		if !inv.File || !inv.AsOf.Equal(asOf) {
			t.Errorf("the inventory of a file does not say so: %v, %v", inv.File, inv.AsOf)
		}
		return describe(inv)
	})
	var over []string
	for _, p := range passed {
		over = append(over, p.Path+": "+p.Reason)
	}
	return lines, over, err
}

const (
	noKeys  = "it has neither states nor initial_state"
	broken  = `{"initial_state": "Trigger", "states": [`
	noFlow  = "this is JSON, but not a flow definition: " + noKeys
	flowSID = "FW00000000000000000000000000000001"
)

func TestWhatIsAFlowFile(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		// named and found are what becomes of the text as a named file, and in a folder; "" for passed over.
		named, found string
	}{
		"bare":              {smallFlow, "f.json flow of 1", "f.json flow of 1"},
		"byte-order mark":   {"\xef\xbb\xbf" + smallFlow, "f.json flow of 1", "f.json flow of 1"},
		"initial state":     {`{"initial_state": 1}`, "f.json flow of 0", "f.json flow of 0"},
		"envelope":          {`{"sid": "` + flowSID + `", "definition": ` + smallFlow + `}`, "f.json flow of 1 " + flowSID, "f.json flow of 1 " + flowSID},
		"array":             {`[` + smallFlow + `, {"sid": "x"}, {"definition": ` + smallFlow + `}]`, "f.json flow of 1; f.json#2 flow of 1", "f.json flow of 1; f.json#2 flow of 1"},
		"escaped key":       {`{"\u0073tates": []}`, "f.json flow of 0", "f.json flow of 0"},
		"another object":    {`{"name": "x", "nested": {"states": []}}`, "f.json broken at 1:1: " + noFlow, ""},
		"key as a value":    {`{"key": "states"}`, "f.json broken at 1:1: " + noFlow, ""},
		"another array":     {` [1, [2], {"a": null}]`, "f.json broken at 1:2: this is JSON, but not a flow definition: none of its elements has states or initial_state", ""},
		"a number":          {`17`, "f.json broken at 1:1: " + noFlow, ""},
		"empty":             {``, "f.json broken at 1:1: the text is empty", ""},
		"not JSON":          {"a: 1\n", "f.json broken at 1:1: invalid character 'a' at start of value", ""},
		"cut off":           {broken, "f.json broken at 1:41: the text ends too early", "f.json broken at 1:41: the text ends too early"},
		"cut off in a name": {`{"states"`, "f.json broken at 1:10: the text ends too early", "f.json broken at 1:10: the text ends too early"},
		"comma too many":    {"{\n\"states\" : [],\n}", "f.json broken at 2:14: invalid character ',' at start of value", "f.json broken at 2:14: invalid character ',' at start of value"},
		"word in a comment": {`// "states" is a word`, "f.json broken at 1:1: invalid character '/' at start of value", ""},
		"UTF-16": {
			"\xff\xfe{\x00\"\x00s\x00t\x00a\x00t\x00e\x00s\x00\"\x00:\x00[\x00]\x00}\x00",
			"f.json broken at 1:1: the text is UTF-16 where JSON must be UTF-8: save it as UTF-8",
			"f.json broken at 1:1: the text is UTF-16 where JSON must be UTF-8: save it as UTF-8",
		},
		"UTF-16 of something else": {"\xff\xfe{\x00}\x00", "f.json broken at 1:1: the text is UTF-16 where JSON must be UTF-8: save it as UTF-8", ""},
	} {
		t.Run(name, func(t *testing.T) {
			root := tree(t, map[string]string{".git/": "", "f.json": test.text})
			named, _, err := lint(t, source.FilesOptions{Paths: []string{"f.json"}, Dir: root})
			if diff := cmp.Diff(test.named, strings.Join(named, "|")); diff != "" || err != nil {
				t.Errorf("named: %v (-want +got):\n%s", err, diff)
			}
			found, passed, err := lint(t, source.FilesOptions{Paths: []string{"."}, Dir: root})
			if diff := cmp.Diff(test.found, strings.Join(found, "|")); diff != "" {
				t.Errorf("in a folder (-want +got):\n%s", diff)
			}
			if test.found == "" && (len(passed) != 1 || err == nil || !strings.Contains(err.Error(), "no Studio flow was found in .")) {
				t.Errorf("in a folder: passed over %q, error %v", passed, err)
			}
			stdin, _, err := lint(t, source.FilesOptions{Paths: []string{"-"}, Dir: root, Stdin: strings.NewReader(test.text), StdinName: "f.json"})
			if diff := cmp.Diff(named, stdin); diff != "" || err != nil {
				t.Errorf("standard input: %v (-named +stdin):\n%s", err, diff)
			}
		})
	}
}

func TestFileNames(t *testing.T) {
	root := tree(t, map[string]string{
		"repo/.git/": "", "repo/a/f.json": smallFlow, "repo/worktree/.git": "gitdir: ../.git/worktrees/w", "repo/worktree/f.json": smallFlow,
		"plain/b/f.json": smallFlow,
	})
	for name, test := range map[string]struct {
		dir, root string
		paths     []string
		want      []string
		err       string
	}{
		"from the git root":       {dir: "repo/a", paths: []string{"f.json"}, want: []string{"a/f.json"}},
		"a worktree is a root":    {dir: "plain", paths: []string{"../repo/worktree"}, want: []string{"f.json"}},
		"--root wins":             {dir: "repo/a", root: "..", paths: []string{"."}, want: []string{"a/f.json"}},
		"--root above":            {dir: "repo/a", root: "../..", paths: []string{"f.json"}, want: []string{"repo/a/f.json"}},
		"--root beside":           {dir: "repo/a", root: "../../plain", paths: []string{"f.json"}, err: "is not below --root"},
		"no repository":           {dir: "plain", paths: []string{"b/f.json"}, want: []string{"b/f.json"}},
		"no repository, from out": {dir: "repo", paths: []string{"../plain/b"}, want: []string{filepath.ToSlash(filepath.Join(root, "plain/b/f.json"))}},
		"two of one name":         {dir: "repo", paths: []string{"worktree/f.json", "../other/f.json"}, err: "would both be called f.json"},
		"no such root":            {dir: "repo", root: "nowhere", paths: []string{"a"}, err: "--root: "},
		"a file as root":          {dir: "repo", root: "a/f.json", paths: []string{"a"}, err: "is not a folder"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "two of one name" {
				if err := os.MkdirAll(filepath.Join(root, "other", ".git"), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(root, "other", "f.json"), []byte(smallFlow), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got, _, err := lint(t, source.FilesOptions{Paths: test.paths, Dir: filepath.Join(root, test.dir), Root: test.root})
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Errorf("error %v, want %q", err, test.err)
				}
				return
			}
			for i := range got {
				got[i] = strings.TrimSuffix(got[i], " flow of 1")
			}
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// TestNamedAndFound: a file that is named must hold a flow, also when its folder is named before or after it.
func TestNamedAndFound(t *testing.T) {
	root := tree(t, map[string]string{".git/": "", "flows/data.json": `{}`, "flows/flow.json": smallFlow})
	for _, paths := range [][]string{{"flows", "flows/data.json"}, {"flows/data.json", "./flows/", "flows"}} {
		got, passed, err := lint(t, source.FilesOptions{Paths: paths, Dir: root})
		want := []string{"flows/data.json broken at 1:1: " + noFlow, "flows/flow.json flow of 1"}
		if diff := cmp.Diff(want, got); diff != "" || err != nil || passed != nil {
			t.Errorf("%q: error %v, passed over %q (-want +got):\n%s", paths, err, passed, diff)
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	root := tree(t, map[string]string{".git/": "", "a.json": smallFlow, "big/huge.json": "", "big/dull.json": "", "big/late.json": "", "empty/": ""})
	// Sparse files: large, and quickly made.
	for name, text := range map[string]string{"huge.json": `{"states": [`, "dull.json": `{"data": [`, "late.json": "["} {
		file, err := os.OpenFile(filepath.Join(root, "big", name), os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, writeErr := file.WriteString(text)
		truncateErr := file.Truncate(65 << 20)
		if name == "late.json" { // The key stands across the end of what is kept.
			_, writeErr = file.WriteAt([]byte(`"initial_state"`), 64<<20-4)
		}
		if err := errors.Join(writeErr, truncateErr, file.Close()); err != nil {
			t.Fatal(err)
		}
	}
	got, passed, err := lint(t, source.FilesOptions{Paths: []string{"big"}, Dir: root, Jobs: 1})
	want := []string{"big/huge.json gap: it is larger than 64 MiB", "big/late.json gap: it is larger than 64 MiB"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("huge files in a folder: %v (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff([]string{"big/dull.json: " + noKeys}, passed); diff != "" {
		t.Errorf("huge files passed over (-want +got):\n%s", diff)
	}
	_, err = os.Stat(filepath.Join(root, "gone"))
	missing := errors.Unwrap(err) // Each system has its own words for it.
	for name, test := range map[string]struct {
		o   source.FilesOptions
		err string
	}{
		"no such file":    {source.FilesOptions{Paths: []string{"a.json", "gone/x.json"}}, "gone/x.json cannot be read: " + missing.Error()},
		"a huge file":     {source.FilesOptions{Paths: []string{"a.json", "big/dull.json"}}, "big/dull.json cannot be read: it is larger than 64 MiB"},
		"no name":         {source.FilesOptions{Paths: []string{"a.json", "-"}, Stdin: strings.NewReader(smallFlow)}, "standard input has no name to tell its findings by: give it one with --stdin-filename"},
		"a broken pipe":   {source.FilesOptions{Paths: []string{"a.json", "-"}, Stdin: io.MultiReader(strings.NewReader("{"), brokenPipe{}), StdinName: "x.json"}, "standard input cannot be read: io: read/write on closed pipe"},
		"nothing named":   {source.FilesOptions{}, "no flow file or folder is named"},
		"an empty folder": {source.FilesOptions{Paths: []string{"empty"}}, "no Studio flow was found in empty: there are no JSON files"},
		"all excluded":    {source.FilesOptions{Paths: []string{"a.json"}, Exclude: []string{"*.json"}}, "no Studio flow was found in a.json: a.json: it is excluded"},
		"a broken glob":   {source.FilesOptions{Paths: []string{"a.json"}, Exclude: []string{"[a"}}, `"[a" is not a glob: see --exclude`},
	} {
		t.Run(name, func(t *testing.T) {
			test.o.Dir = root
			got, _, err := lint(t, test.o)
			if err == nil || err.Error() != test.err {
				t.Errorf("error %v, want %q", err, test.err)
			}
			if len(test.o.Paths) == 2 && !cmp.Equal(got, []string{"a.json flow of 1"}) {
				t.Errorf("the file beside it was lost: %q", got)
			}
		})
	}
}

type brokenPipe struct{}

func (brokenPipe) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: "|0", Err: io.ErrClosedPipe}
}

func TestFilesInterrupted(t *testing.T) {
	root := tree(t, map[string]string{".git/": "", "a.json": smallFlow, "b.json": smallFlow, "c.json": smallFlow})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	got, _, err := source.Files(ctx, source.FilesOptions{Paths: []string{"."}, Dir: root, Jobs: 1}, func(inv *inventory.Inventory) string {
		cancel()
		return describe(inv)
	})
	const reason = " gap: interrupted before it was read"
	if diff := cmp.Diff([]string{"a.json flow of 1", "b.json" + reason, "c.json" + reason}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestFilesOrder(t *testing.T) {
	files := map[string]string{".git/": ""}
	var want []string
	for i := range 200 {
		name := fmt.Sprintf("%03d.json", i)
		files[name] = `{"states": [` + strings.TrimSuffix(strings.Repeat(`{},`, i), ",") + `], "initial_state": "x"}`
		want = append(want, fmt.Sprintf("%s flow of %d", name, i))
	}
	root := tree(t, files)
	for _, jobs := range []int{0, 1, 8} {
		got, _, err := lint(t, source.FilesOptions{Paths: []string{"."}, Dir: root, Jobs: jobs})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("with %d jobs: %v (-want +got):\n%s", jobs, err, diff)
		}
	}
}

// TestPublicFlows reads flow definitions that people have published.
func TestPublicFlows(t *testing.T) {
	results, _, err := source.Files(t.Context(), source.FilesOptions{Paths: []string{publicFlows(t)}, Jobs: 2}, func(inv *inventory.Inventory) int {
		widgets := 0
		for _, f := range inv.Flows {
			if f.Fault != nil {
				t.Errorf("%s: %s", f.Ref.Path, f.Fault.Reason)
				continue
			}
			widgets += len(f.Published.Definition.Widgets)
		}
		return widgets
	})
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, widgets := range results {
		total += widgets
	}
	if len(results) < 30 || total < 300 {
		t.Errorf("%d files with %d widgets", len(results), total)
	}
}

// publicFlows is the folder that holds them, beside the root of the module. They are other people's work, so they are no part of it.
func publicFlows(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for filepath.Dir(folder) != folder {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			break
		}
		folder = filepath.Dir(folder)
	}
	flows := filepath.Join(folder, "..", "shared", "corpus", "flows")
	if _, err := os.Stat(flows); err != nil {
		t.Skipf("the published flows are not there: %v", err)
	}
	return flows
}
