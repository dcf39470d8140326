//go:build unix

package source_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/source"
)

// TestFolders needs links and pipes, which not every system makes for everybody.
func TestFolders(t *testing.T) {
	root := tree(t, map[string]string{
		".git/hooks/x.json":             smallFlow,
		"node_modules/p/flow.json":      smallFlow,
		"flows/a.json":                  smallFlow,
		"flows/B.JSON":                  smallFlow,
		"flows/deep/er/c.json":          smallFlow,
		"flows/old/d.json":              smallFlow,
		"flows/old/node_modules/e.json": smallFlow,
		"flows/readme.md":               `{"states": []}`,
		"package.json":                  `{"name": "p"}`,
		"unasked/x.json":                smallFlow,
	})
	outside := tree(t, map[string]string{"secret.json": smallFlow})
	for link, target := range map[string]string{
		"flows/out.json": filepath.Join(outside, "secret.json"), "flows/outdir": outside, "flows/deep/up": filepath.Join(root, "flows"),
		"flows/again.json": "a.json",
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(root, "flows", "pipe.json"), 0o600); err != nil {
		t.Fatal(err)
	}
	const link = ": it is a symbolic link: what it leads to is read where it stands, if it stands in the folder"
	got, passed, err := lint(t, source.FilesOptions{Paths: []string{"flows", "package.json", "flows/a.json"}, Exclude: []string{"**/old"}, Dir: root, Jobs: 3})
	if err != nil {
		t.Error(err)
	}
	want := []string{"flows/B.JSON flow of 1", "flows/a.json flow of 1", "flows/deep/er/c.json flow of 1", "package.json broken at 1:1: " + noFlow}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = []string{"flows/again.json" + link, "flows/deep/up" + link, "flows/out.json" + link, "flows/outdir" + link, "flows/pipe.json: it is not a regular file"}
	if diff := cmp.Diff(want, passed); diff != "" {
		t.Errorf("passed over (-want +got):\n%s", diff)
	}

	got, _, err = lint(t, source.FilesOptions{Paths: []string{"."}, Exclude: []string{"flows/**"}, Dir: root})
	if diff := cmp.Diff([]string{"unasked/x.json flow of 1"}, got); diff != "" || err != nil {
		t.Errorf("the whole repository: %v (-want +got):\n%s", err, diff)
	}

	// A link that is named is what somebody means.
	got, _, err = lint(t, source.FilesOptions{Paths: []string{"flows/out.json", "flows/outdir"}, Dir: root})
	if diff := cmp.Diff([]string{"flows/out.json flow of 1", "flows/outdir/secret.json flow of 1"}, got); diff != "" || err != nil {
		t.Errorf("named links: %v (-want +got):\n%s", err, diff)
	}
}
