package audit

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
)

// FingerprintVersion is raised when fingerprints are made in another way.
const FingerprintVersion = 1

// Fingerprint tells a finding from all others, and stays the same while the finding does: 64 hexadecimal digits.
//
// Version 1 is SHA-256 over length-prefixed fields: rule id, account ("" for a flow file), kind, identity, symbolic pointer,
// discriminator. No line, message, friendly name or secret is in it, so rewording a rule or moving a widget changes nothing.
type Fingerprint string

func fingerprint(rule string, subject inventory.Ref, pointer, discriminator string) Fingerprint {
	h := sha256.New()
	for _, field := range []string{rule, subject.Account, string(subject.Kind), subject.Identity(), pointer, secret.Mask(discriminator)} {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(field)))
		h.Write(length[:])
		h.Write([]byte(field))
	}
	return Fingerprint(hex.EncodeToString(h.Sum(nil)))
}

// State is whether a finding still asks for something.
type State string

// StateOpen is the state of a finding that nobody accepted.
const StateOpen State = "open"

// Finding is something that is wrong.
type Finding struct {
	Rule       *Rule
	Severity   Severity
	Account    string
	Subject    inventory.Ref // the resource that it is about
	ConsoleURI string        // the subject's page in Twilio's Console, "" if it has none
	Location   inventory.Location
	Excerpt    Excerpt // the line that Location begins on
	// Path is the way through a flow that leads to Location, for people, "" if there is none to tell.
	Path string
	// ReachedFrom is a shortest way by which callers or messages come to the subject: the entry first. It is empty for an entry, and
	// where no way is known.
	ReachedFrom []inventory.Ref
	Related     []Related
	Message     string // what is wrong here, with the values, without a full stop at the end
	Remediation string // what to do, in the imperative
	Fingerprint Fingerprint
	// Members are the resources or places that a finding with a list is about. Suppressions, baselines and comparisons act on
	// them, and the finding is open while one of them is. A finding about one thing has none.
	Members []Member
	// Fix is what a program can do about it, nil if nothing. That of a finding with members joins theirs.
	Fix   *Fix
	State State
}

// Reach is the way of ReachedFrom in words: `+15550100 → TwiML application "Desk" (AP…)`, "" if there is none, or if the finding
// lists where it begins.
func (f *Finding) Reach() string {
	for _, m := range f.Members {
		if len(f.ReachedFrom) > 0 && m.Subject == f.ReachedFrom[0] {
			return ""
		}
	}
	steps := make([]string, len(f.ReachedFrom))
	for i, step := range f.ReachedFrom {
		steps[i] = step.String()
	}
	return strings.Join(steps, " → ")
}

// Member is one of several things that a finding is about.
type Member struct {
	Subject     inventory.Ref
	Location    inventory.Location
	Fingerprint Fingerprint
	Fix         *Fix // of this one thing alone
}

// Related is a place that helps to understand a finding.
type Related struct {
	Location inventory.Location
	Message  string
}

// Outcome is what became of a rule on one account.
type Outcome string

// The outcomes.
const (
	Evaluated       Outcome = "evaluated"
	PartlyEvaluated Outcome = "partly-evaluated"
	NotEvaluated    Outcome = "not-evaluated"
	// NotApplicable: the source cannot hold what the rule is about, or the audit was asked to look at less than the rule speaks of.
	// That is normal.
	NotApplicable Outcome = "not-applicable"
)

// RuleOutcome is the outcome of a rule on one account, with the reason where it is not Evaluated.
type RuleOutcome struct {
	Rule    *Rule
	Account string
	Outcome Outcome
	Reason  string
}

// Incomplete tells whether something that was asked for was not judged.
func (o RuleOutcome) Incomplete() bool {
	return o.Outcome == PartlyEvaluated || o.Outcome == NotEvaluated
}

// Result is what an audit found, over all accounts.
type Result struct {
	AsOf     time.Time
	Accounts []inventory.Account
	Findings []Finding
	Coverage []inventory.Coverage
	Outcomes []RuleOutcome
	// Rules are the rules that were run, sorted by id.
	Rules []*Rule
}

// Incomplete tells whether a rule was partly or not evaluated, or a subaccount that was asked for could not be read at all.
func (r *Result) Incomplete() bool { return r.IncompleteBut(Known{}) }

// Known are gaps that somebody knows of and accepts: a product that the account does not use and that refuses every request, a
// subaccount that is suspended. They are told like all others.
type Known struct {
	Kinds    []inventory.Kind
	Accounts []string // SIDs
}

// IncompleteBut tells whether something is missing beside what is known: a rule counts if something else that it needs is missing as
// well, or if it could not judge for another reason.
func (r *Result) IncompleteBut(known Known) bool {
	gaps := map[string][]inventory.Kind{} // by account
	for _, c := range r.Coverage {
		if len(c.Gaps) > 0 {
			gaps[c.Account] = append(gaps[c.Account], c.Kind)
		}
		if c.Kind == inventory.KindSubaccount && len(c.Gaps) > 0 && !slices.Contains(known.Kinds, c.Kind) {
			return true
		}
	}
	return slices.ContainsFunc(r.Outcomes, func(o RuleOutcome) bool {
		if !o.Incomplete() || slices.Contains(known.Accounts, o.Account) {
			return false
		}
		missing, all := 0, 0
		for _, need := range o.Rule.Needs {
			if need.How != Optional && slices.Contains(gaps[o.Account], need.Kind) {
				all++
				if !slices.Contains(known.Kinds, need.Kind) {
					missing++
				}
			}
		}
		return all == 0 || missing > 0
	})
}

// Count is the number of open findings of a severity.
func (r *Result) Count(severity Severity) int {
	count := 0
	for i := range r.Findings {
		if r.Findings[i].Severity == severity && r.Findings[i].State == StateOpen {
			count++
		}
	}
	return count
}

// Sort puts everything into the one order in which it is shown: account, then document and place for flow files, kind and SID for
// resources, then rule. The same input gives the same order.
func (r *Result) Sort() {
	slices.SortFunc(r.Accounts, func(a, b inventory.Account) int { return cmp.Compare(a.SID, b.SID) })
	slices.SortStableFunc(r.Findings, compareFindings)
	slices.SortStableFunc(r.Coverage, func(a, b inventory.Coverage) int { return cmp.Compare(a.Account, b.Account) })
	slices.SortFunc(r.Outcomes, func(a, b RuleOutcome) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Rule.ID, b.Rule.ID))
	})
}

func compareFindings(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.Account, b.Account),
		cmp.Compare(kindIndex(a.Subject.Kind), kindIndex(b.Subject.Kind)),
		cmp.Compare(a.Subject.Path, b.Subject.Path),
		cmp.Compare(a.Subject.SID, b.Subject.SID),
		cmp.Compare(a.Location.Document, b.Location.Document),
		cmp.Compare(a.Location.Span.Start.Offset, b.Location.Span.Start.Offset),
		cmp.Compare(a.Location.Pointer, b.Location.Pointer),
		cmp.Compare(a.Rule.ID, b.Rule.ID),
		cmp.Compare(a.Fingerprint, b.Fingerprint),
	)
}

func kindIndex(kind inventory.Kind) int {
	return slices.IndexFunc(inventory.Kinds[:], func(d inventory.Description) bool { return d.Kind == kind })
}
