// Package audit is the engine: what a rule is, what a finding is, and how rules judge an inventory.
package audit

import (
	"errors"
	"fmt"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/lazy"
)

// Rule is one thing to check. It is a value: data first, code last.
type Rule struct {
	ID    string // permanent, kebab-case; a renamed rule keeps its former ids as Aliases
	Title string // what is wrong, in a few words, without a full stop
	// Aliases are former ids, still accepted wherever an id is.
	Aliases  []string
	Doc      Doc
	Severity Severity // the usual one; a finding may carry its own, with the reason in its message
	Persona  Persona
	Since    string // the version that brought it
	// Version is raised when what the rule reports changes. Baselines record it.
	Version int
	// Needs are the kinds that the rule looks at; the first is the one that it is about.
	Needs []Need
	Fix   FixKind
	// Anywhere tells that what is wrong in a flow weighs the same where no traffic comes: a secret is known to its readers all the same.
	Anywhere bool
	// Check reports what is wrong. It is pure: no network, no clock, no environment, no dependence on the order of maps. An error
	// means that it could not judge; it is never how a finding is told.
	Check func(*Pass) error
}

// Doc is the text of a rule's page. Its examples are the rule's tested fixtures.
type Doc struct {
	Why         string // Markdown: what happens, and to whom
	Remediation string // Markdown: what to do, in the imperative
	// FalseAlarms says when a finding may be ignored, "" if never.
	FalseAlarms string
	References  []Link
}

// Link is a source: where a fact of the rule can be read.
type Link struct{ Title, URL string }

// Need is a kind that a rule looks at, and how much of it must have been read.
type Need struct {
	Kind inventory.Kind
	How  How
}

// How is how much of a kind a rule needs.
type How uint8

// The ways of needing a kind.
const (
	// Each: every item that was read is judged. With gaps the rule is partly evaluated.
	Each How = iota + 1
	// Complete: for claims of absence ("nothing refers to it"). With any gap or filter the rule is not evaluated.
	Complete
	// Optional: it only refines the severity or the words, through answers of Present, Absent and Unknown. A rule may be about the
	// account in this way: an account is there, even where its record may not be read.
	Optional
	// Text: flow files as they are written, also those whose text cannot be read as a flow. A run with such a rule tells of a
	// broken file by a finding; in any other run it is a gap.
	Text
)

// HelpURI is the page of the rule.
func (r *Rule) HelpURI() string {
	return "https://github.com/twilint/twilint/blob/main/docs/rules/" + r.ID + ".md"
}

var ruleID = lazy.Regexp{Text: `^[a-z0-9]+(-[a-z0-9]+)+$`}

// Validate tells what a rule is missing. The tests of the registry call it for each rule.
func (r *Rule) Validate() error {
	var errs []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf("rule %q: "+format, append([]any{r.ID}, args...)...))
		}
	}
	demand(ruleID.Get().MatchString(r.ID), "the id is not kebab-case")
	demand(r.Title != "", "it has no title")
	demand(r.Doc.Why != "", "its page does not say why")
	demand(r.Doc.Remediation != "", "its page does not say what to do")
	demand(len(r.Doc.References) > 0, "its page names no source")
	demand(r.Severity.Valid(), "it has no severity")
	demand(r.Persona >= Regular && r.Persona <= Strict, "it has no persona")
	demand(r.Fix >= FixManual && r.Fix <= FixUnsafe, "it does not say whether it can be fixed")
	demand(r.Since != "", "it does not say since when it exists")
	demand(r.Version > 0, "it has no version")
	demand(len(r.Needs) > 0, "it needs nothing")
	for i, need := range r.Needs {
		demand(need.How >= Each && need.How <= Text, "its need of %s does not say how much", need.Kind)
		demand(i > 0 || need.How != Optional || need.Kind == inventory.KindAccount, "what it is about cannot be optional")
	}
	demand(r.Check != nil, "it has no Check")
	return errors.Join(errs...)
}

// Need returns how the rule needs a kind.
func (r *Rule) Need(kind inventory.Kind) (How, bool) {
	for _, need := range r.Needs {
		if need.Kind == kind {
			return need.How, true
		}
	}
	return 0, false
}

// MissingInFile is the first kind that the rule needs and a flow file does not hold; it is false for a rule that can judge flow files.
// A file is the revision that callers will get, so a rule about flows needs no other one; a rule about revisions that Twilio keeps does.
func (r *Rule) MissingInFile() (inventory.Kind, bool) {
	for i, need := range r.Needs {
		held := need.Kind == inventory.KindFlow || i > 0 && need.Kind == inventory.KindFlowRevision
		if !held && (i == 0 || need.How != Optional) {
			return need.Kind, true
		}
	}
	return "", false
}

// Kinds are the kinds that any of the rules needs, in the order of the kinds table. Rules that judge the text of flows need those that
// lead to flows as well: what no number leads to weighs less.
func Kinds(rules []*Rule) []inventory.Kind {
	wanted := map[inventory.Kind]bool{}
	for _, r := range rules {
		for _, need := range r.Needs {
			wanted[need.Kind] = true
		}
		if _, missing := r.MissingInFile(); !missing {
			for _, kind := range inventory.GraphKinds() {
				wanted[kind] = true
			}
		}
	}
	var kinds []inventory.Kind
	for i := range inventory.Kinds {
		if wanted[inventory.Kinds[i].Kind] {
			kinds = append(kinds, inventory.Kinds[i].Kind)
		}
	}
	return kinds
}
