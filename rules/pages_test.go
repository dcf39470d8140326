package rules_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/fixture"
	"github.com/twilint/twilint/audit/manual"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/rules"
)

var update = flag.Bool("update", false, "write the generated pages instead of comparing them")

// TestGeneratedPages holds docs/rules to the rules: one page for each, and the list of them all.
func TestGeneratedPages(t *testing.T) {
	folder := filepath.Join("..", "docs", "rules")
	pages := map[string][]byte{}
	for _, rule := range rules.All() {
		examples, err := fixture.Load(fixtures(t), rule.ID)
		if err != nil {
			t.Fatal(err)
		}
		pages[rule.ID+".md"] = []byte(manual.Page(rule, examples))
	}
	var list bytes.Buffer
	list.WriteString("# Rules\n\nThis page and the pages that it leads to are generated from the rules and their tested examples: `make generate`.\n\n")
	if err := report.WriteRules(&list, "markdown", rules.All(), report.Options{}); err != nil {
		t.Fatal(err)
	}
	pages["README.md"] = list.Bytes()

	if *update {
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, page := range pages {
		path := filepath.Join(folder, name)
		if *update {
			if err := os.WriteFile(path, page, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Errorf("%v; run: make generate", err)
			continue
		}
		if diff := cmp.Diff(string(page), string(got)); diff != "" {
			t.Errorf("docs/rules/%s is out of date (-want +got); run: make generate\n%s", name, diff)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if pages[entry.Name()] == nil {
			t.Errorf("docs/rules/%s belongs to no rule; run: make generate", entry.Name())
		}
	}
}
