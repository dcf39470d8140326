package rules_test

import (
	"flag"
	"fmt"
	"io/fs"
	"testing"

	"github.com/twilint/twilint/audit/audittest"
	"github.com/twilint/twilint/rules"
	"github.com/twilint/twilint/testdata"
)

var showMutants = flag.Bool("mutants", false, "print how many mutants were tried")

func fixtures(t *testing.T) fs.FS {
	t.Helper()
	folder, err := fs.Sub(testdata.Rules, "rules")
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestExamples(t *testing.T) { audittest.Run(t, fixtures(t), rules.All()) }

func TestEveryMutantDies(t *testing.T) {
	count := audittest.Mutants(t, fixtures(t), rules.All())
	if *showMutants {
		fmt.Printf("%d mutants of %d rules, all of them noticed: %v\n", count, len(rules.All()), !t.Failed())
	}
}

func TestRegistry(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range rules.All() {
		for _, id := range append([]string{rule.ID}, rule.Aliases...) {
			if seen[id] {
				t.Errorf("two rules have the id %s", id)
			}
			seen[id] = true
		}
	}
	files, err := fs.Glob(fixtures(t), "*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if id := file[:len(file)-len(".txtar")]; !seen[id] {
			t.Errorf("testdata/rules/%s belongs to no rule", file)
		}
	}
}
