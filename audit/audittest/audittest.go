// Package audittest runs the examples of rules and holds the rules to them, both ways: what a rule reports and no example expects
// fails, and so does what an example expects and no rule reports. It is meant for every author of rules.
package audittest

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/fixture"
	"github.com/twilint/twilint/audit/inventory"
)

// Run runs the examples of each rule, which stand in fixtures as RULE-ID.txtar, and demands a bad and a good one of each.
func Run(t *testing.T, fixtures fs.FS, rules []*audit.Rule) {
	t.Helper()
	for _, rule := range rules {
		t.Run(rule.ID, func(t *testing.T) {
			if err := rule.Validate(); err != nil {
				t.Error(err)
			}
			f, err := fixture.Load(fixtures, rule.ID)
			if err != nil {
				t.Fatal(err)
			}
			if f.Intro == "" {
				t.Error("the examples have no introduction")
			}
			for _, bad := range []bool{true, false} {
				if !slices.ContainsFunc(f.Cases, func(c fixture.Case) bool { return c.Bad == bad }) {
					t.Errorf("there is no example with bad = %v", bad)
				}
			}
			for _, problem := range problems(f, rule, func(*audit.Result) {}) {
				t.Error(problem)
			}
			for _, c := range f.Cases {
				for _, problem := range fixProblems(c, rule) {
					t.Errorf("%s: %s", c.Name, problem)
				}
			}
		})
	}
}

// problems are the differences between what the examples want and what the rule reports, after mutate.
func problems(f *fixture.Fixture, rule *audit.Rule, mutate func(*audit.Result)) []string {
	var all []string
	for _, c := range f.Cases {
		note := func(format string, args ...any) {
			all = append(all, fmt.Sprintf("%s: ", c.Name)+fmt.Sprintf(format, args...))
		}
		result, err := c.Run(rule)
		if err != nil {
			note("%v", err)
			continue
		}
		mutate(result)
		want, err := parseWant(c.Want)
		if err != nil {
			note("want: %v", err)
			continue
		}
		if c.Bad != want.bad() {
			note("a bad example must want a finding, a good one must not")
		}
		want.match(result, note)
	}
	return all
}

type wanted struct {
	findings []wantedFinding
	outcomes []wantedOutcome
}

func (w wanted) bad() bool { return len(w.findings) > 0 }

type wantedFinding struct {
	severity audit.Severity
	place    string
	message  *regexp.Regexp
	members  []string
	line     string
}

type wantedOutcome struct {
	outcome audit.Outcome
	reason  *regexp.Regexp
}

func parseWant(text string) (wanted, error) {
	var w wanted
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if place, ok := strings.CutPrefix(strings.TrimSpace(line), "member "); ok {
			if len(w.findings) == 0 {
				return w, fmt.Errorf("%q comes before any finding", line)
			}
			last := &w.findings[len(w.findings)-1]
			last.members = append(last.members, place)
			continue
		}
		head, expression, ok := strings.Cut(line, ": ")
		word, place, _ := strings.Cut(head, " ")
		if !ok || place == "" {
			return w, fmt.Errorf("%q is not \"severity place: regular expression\"", line)
		}
		pattern, err := regexp.Compile(expression)
		if err != nil {
			return w, fmt.Errorf("%q: %w", line, err)
		}
		if word == "outcome" {
			w.outcomes = append(w.outcomes, wantedOutcome{audit.Outcome(place), pattern})
			continue
		}
		severity, err := audit.ParseSeverity(word)
		if err != nil {
			return w, fmt.Errorf("%q: %w", line, err)
		}
		w.findings = append(w.findings, wantedFinding{severity: severity, place: place, message: pattern, line: line})
	}
	return w, nil
}

// Place is how examples name a place: the SID or the file, a #, and the symbolic pointer.
func Place(subject inventory.Ref, location inventory.Location) string {
	owner := subject.SID
	if owner == "" {
		owner = location.Document
	}
	return fixture.ShortenSIDs(owner) + "#" + location.Symbolic
}

func (w wanted) match(result *audit.Result, note func(string, ...any)) {
	left := slices.Clone(result.Findings)
	for _, want := range w.findings {
		i := slices.IndexFunc(left, want.matches)
		if i < 0 {
			note("it does not report: %s", want.describe())
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, f := range left {
		note("it reports, and should not: %s", describe(f))
	}
	seen := map[audit.Fingerprint]bool{}
	for _, f := range result.Findings {
		if seen[f.Fingerprint] {
			note("two findings have the fingerprint of: %s", describe(f))
		}
		seen[f.Fingerprint] = true
		members := map[audit.Fingerprint]bool{}
		for _, m := range f.Members {
			if members[m.Fingerprint] {
				note("two members have the fingerprint of %s in: %s", Place(m.Subject, m.Location), describe(f))
			}
			members[m.Fingerprint] = true
		}
	}
	for _, outcome := range result.Outcomes {
		i := slices.IndexFunc(w.outcomes, func(want wantedOutcome) bool { return want.outcome == outcome.Outcome })
		switch {
		case i >= 0 && w.outcomes[i].reason.MatchString(fixture.ShortenSIDs(outcome.Reason)):
		case i >= 0 || len(w.outcomes) > 0 || outcome.Outcome != audit.Evaluated:
			note("its outcome is: outcome %s: %s", outcome.Outcome, fixture.ShortenSIDs(outcome.Reason))
		}
	}
}

func (w wantedFinding) matches(f audit.Finding) bool {
	if f.Severity != w.severity || Place(f.Subject, f.Location) != w.place || !w.message.MatchString(fixture.ShortenSIDs(f.Message)) {
		return false
	}
	var members []string
	for _, m := range f.Members {
		members = append(members, Place(m.Subject, m.Location))
	}
	return slices.Equal(members, w.members)
}

func (w wantedFinding) describe() string {
	return w.line + strings.Join(append([]string{""}, w.members...), "\n\tmember ")
}

func describe(f audit.Finding) string {
	text := fmt.Sprintf("%s %s: %s", f.Severity, Place(f.Subject, f.Location), fixture.ShortenSIDs(f.Message))
	for _, m := range f.Members {
		text += "\n\tmember " + Place(m.Subject, m.Location)
	}
	return text
}

// Mutants breaks each rule on purpose, once for each way to break it, and demands that its examples notice: the Check replaced by
// nothing, the Check replaced by one that always reports, and each severity that the rule gives changed into each other one. It
// returns how many mutants there were.
func Mutants(t *testing.T, fixtures fs.FS, rules []*audit.Rule) int {
	t.Helper()
	count := 0
	for _, rule := range rules {
		t.Run(rule.ID, func(t *testing.T) {
			f, err := fixture.Load(fixtures, rule.ID)
			if err != nil {
				t.Fatal(err)
			}
			try := func(name string, mutant *audit.Rule, mutate func(*audit.Result)) {
				count++
				if len(problems(f, mutant, mutate)) == 0 {
					t.Errorf("the examples do not notice that %s", name)
				}
			}
			unchanged := func(*audit.Result) {}

			silent := *rule
			silent.Check = func(*audit.Pass) error { return nil }
			try("Check does nothing", &silent, unchanged)

			loud := *rule
			loud.Check = reportEverything
			try("Check always reports", &loud, unchanged)

			for _, from := range severities(f, rule) {
				for _, to := range audit.Severities() {
					if from == to {
						continue
					}
					try(fmt.Sprintf("every %s became a %s", from, to), rule, func(r *audit.Result) {
						for i := range r.Findings {
							if r.Findings[i].Severity == from {
								r.Findings[i].Severity = to
							}
						}
					})
				}
			}
		})
	}
	return count
}

// severities are those that the rule gives in its examples.
func severities(f *fixture.Fixture, rule *audit.Rule) []audit.Severity {
	var all []audit.Severity
	for _, c := range f.Cases {
		result, err := c.Run(rule)
		if err != nil {
			continue
		}
		for _, finding := range result.Findings {
			if !slices.Contains(all, finding.Severity) {
				all = append(all, finding.Severity)
			}
		}
	}
	return all
}

// reportEverything is the Check of a rule that finds fault with everything.
func reportEverything(p *audit.Pass) error {
	report := func(item *inventory.Item) {
		p.Report(audit.Report{Item: item, Location: item.At("sid"), Message: "everything is wrong", Remediation: "start again"})
	}
	for _, n := range p.Numbers {
		report(&n.Item)
	}
	for _, f := range p.Flows {
		report(&f.Item)
	}
	for _, a := range p.Applications {
		report(&a.Item)
	}
	for _, s := range p.SIPDomains {
		report(&s.Item)
	}
	for _, s := range p.Services {
		report(&s.Item)
	}
	for _, k := range p.Trunks {
		report(&k.Item)
	}
	return nil
}
