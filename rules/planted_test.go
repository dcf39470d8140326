package rules_test

import (
	"flag"
	"testing"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/rules"
)

var moreFlows = flag.Int("flows", 1, "times as many random flows to build")

// flowRules are the rules that can judge a flow file, of every persona.
func flowRules() []*audit.Rule {
	var judges []*audit.Rule
	for _, rule := range rules.All() {
		if _, missing := rule.MissingInFile(); !missing {
			judges = append(judges, rule)
		}
	}
	return judges
}

// told is what rules report of a flow: rule and place of each finding, and of each member of one that has several.
func told(tb testing.TB, text []byte, judges []*audit.Rule) []string {
	tb.Helper()
	var all []string
	for _, f := range lint(tb, text, judges) {
		if len(f.Members) == 0 {
			all = append(all, f.Rule.ID+" "+f.Location.Symbolic)
		}
		for _, m := range f.Members {
			all = append(all, f.Rule.ID+" "+m.Location.Symbolic)
		}
	}
	return all
}

func TestNothingFoundInSoundFlows(t *testing.T) {
	judges := flowRules()
	for seed := range uint64(400 * *moreFlows) {
		f := soundFlow(seed)
		text := f.text(t)
		if found := told(t, text, judges); len(found) > 0 {
			t.Fatalf("seed %d, %d widgets: %q\n%s", seed, len(f.widgets), found, text)
		}
	}
}
