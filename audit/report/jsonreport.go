package report

import (
	"bytes"
	_ "embed"
	"io"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// Schema names version 1 of the JSON report. Members may be added within a version; none changes its meaning or goes away.
const Schema = "twilint-report/1"

//go:embed report-v1.schema.json
var jsonSchema []byte

// JSONSchema is the JSON Schema (draft 2020-12) of version 1 of the JSON report.
func JSONSchema() []byte { return bytes.Clone(jsonSchema) }

// Report is version 1 of the JSON report. Every member is always there; a list without elements is [], and only as_of and fix
// can be null. docs/report.md describes it, from the descriptions in the JSON Schema.
type Report struct {
	Schema             string       `json:"schema"` // always [Schema]
	Tool               ReportTool   `json:"tool"`
	AsOf               *string      `json:"as_of"` // RFC 3339, UTC; null if it is not known
	FingerprintVersion int          `json:"fingerprint_version"`
	Accounts           []Account    `json:"accounts"`      // by SID; empty if only files were read
	Findings           []Finding    `json:"findings"`      // in the order of the result
	Coverage           []Coverage   `json:"coverage"`      // what was asked for; a kind that no rule needed is not in it
	Rules              []RuleResult `json:"rules"`         // every rule on every account
	NotEvaluated       []Shortfall  `json:"not_evaluated"` // those of Rules that were not, or only partly, evaluated
	Summary            Summary      `json:"summary"`
}

// ReportTool is the program that made the report.
type ReportTool struct {
	Name           string `json:"name"`
	Version        string `json:"version"`
	InformationURI string `json:"information_uri"`
}

// Account is an account that the audit covers.
type Account struct {
	SID    string `json:"sid"`
	Name   string `json:"name"`   // "" if it was not read
	Status string `json:"status"` // active, suspended or closed; "" if it was not read
}

// Finding is something that is wrong.
type Finding struct {
	Rule        string    `json:"rule"`
	Severity    string    `json:"severity"` // error, warning or note
	Account     string    `json:"account"`  // SID; "" for a flow file
	Subject     Subject   `json:"subject"`
	Location    Location  `json:"location"`
	ReachedFrom []Subject `json:"reached_from"` // the way of callers and messages to the subject; empty if it is an entry, or none is known
	Related     []Related `json:"related"`
	Members     []Member  `json:"members"` // empty if the finding is about one thing
	Message     string    `json:"message"`
	Remediation string    `json:"remediation"`
	HelpURI     string    `json:"help_uri"`
	ConsoleURI  string    `json:"console_uri"` // "" if the subject has no page in the Console
	Fingerprint string    `json:"fingerprint"`
	State       string    `json:"state"` // open
	Fix         *struct{} `json:"fix"`   // always null in this version of the tool
}

// Subject is a resource, or the flow in a file.
type Subject struct {
	Kind string `json:"kind"`
	SID  string `json:"sid"`  // "" for a flow file without one
	Name string `json:"name"` // other people wrote it; "" if it has none
}

// Location is a place in a document. Lines and columns count from 1, columns in Unicode code points; the end is the place after
// the last character.
type Location struct {
	File      string `json:"file"` // path of the file, or twilio/ACCOUNT/KIND/SID.json for a live resource
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
	Pointer   string `json:"pointer"` // JSON Pointer; "" for the whole document
}

// Related is a place that helps to understand a finding.
type Related struct {
	Location
	Message string `json:"message"`
}

// Member is one of several things that a finding is about.
type Member struct {
	Subject     Subject  `json:"subject"`
	Location    Location `json:"location"`
	Fingerprint string   `json:"fingerprint"`
}

// Coverage is what was read of one kind in one account.
type Coverage struct {
	Account string `json:"account"` // SID; "" for flow files
	Kind    string `json:"kind"`
	Status  string `json:"status"` // complete, partial, denied or failed
	Read    int    `json:"read"`
	Filter  string `json:"filter"` // what was asked for, in words; "" for everything
	Gaps    []Gap  `json:"gaps"`
}

// Gap is something that was asked for and could not be read.
type Gap struct {
	Ref    string `json:"ref"` // SID of a resource, path of a file, or address of a page
	Reason string `json:"reason"`
}

// RuleResult is what became of a rule on one account.
type RuleResult struct {
	Rule    string `json:"rule"`
	Account string `json:"account"` // SID; "" for flow files
	Outcome string `json:"outcome"` // evaluated, partly-evaluated, not-evaluated or not-applicable
	Reason  string `json:"reason"`  // "" if evaluated
}

// Shortfall is a rule that could not judge everything on one account.
type Shortfall struct {
	Rule    string `json:"rule"`
	Account string `json:"account"` // SID; "" for flow files
	Reason  string `json:"reason"`
}

// Summary counts the open findings by severity.
type Summary struct {
	Error   int `json:"error"`
	Warning int `json:"warning"`
	Note    int `json:"note"`
}

func writeJSON(w io.Writer, r *audit.Result, o Options) error {
	return encode(w, newReport(r, o.Tool), list{name: "findings", depth: 1, elements: func(yield func(any) bool) {
		for i := range r.Findings {
			if !yield(newFinding(&r.Findings[i])) {
				return
			}
		}
	}})
}

// newReport is a result as the JSON report has it, but for the findings.
func newReport(r *audit.Result, tool Tool) *Report {
	report := &Report{
		Schema:             Schema,
		Tool:               ReportTool(tool),
		FingerprintVersion: audit.FingerprintVersion,
		Accounts:           []Account{},
		Findings:           []Finding{},
		Coverage:           []Coverage{},
		Rules:              []RuleResult{},
		NotEvaluated:       []Shortfall{},
		Summary:            Summary{Error: r.Count(audit.Error), Warning: r.Count(audit.Warning), Note: r.Count(audit.Note)},
	}
	if !r.AsOf.IsZero() {
		report.AsOf = new(r.AsOf.UTC().Format(time.RFC3339))
	}
	for _, a := range r.Accounts {
		report.Accounts = append(report.Accounts, Account(a))
	}
	for _, c := range r.Coverage {
		coverage := Coverage{Account: c.Account, Kind: string(c.Kind), Status: string(c.Status), Read: c.Read, Filter: c.Filter, Gaps: []Gap{}}
		for _, gap := range c.Gaps {
			coverage.Gaps = append(coverage.Gaps, Gap{Ref: gap.Ref, Reason: gap.Reason})
		}
		report.Coverage = append(report.Coverage, coverage)
	}
	for _, outcome := range r.Outcomes {
		report.Rules = append(report.Rules, RuleResult{
			Rule: outcome.Rule.ID, Account: outcome.Account, Outcome: string(outcome.Outcome), Reason: outcome.Reason,
		})
		if outcome.Incomplete() {
			report.NotEvaluated = append(report.NotEvaluated, Shortfall{Rule: outcome.Rule.ID, Account: outcome.Account, Reason: outcome.Reason})
		}
	}
	return report
}

func newFinding(f *audit.Finding) Finding {
	finding := Finding{
		Rule:        f.Rule.ID,
		Severity:    f.Severity.String(),
		Account:     f.Account,
		Subject:     newSubject(f.Subject),
		Location:    newLocation(f.Location),
		ReachedFrom: []Subject{},
		Related:     []Related{},
		Members:     []Member{},
		Message:     f.Message,
		Remediation: f.Remediation,
		HelpURI:     f.Rule.HelpURI(),
		ConsoleURI:  f.ConsoleURI,
		Fingerprint: string(f.Fingerprint),
		State:       string(f.State),
	}
	for _, step := range f.ReachedFrom {
		finding.ReachedFrom = append(finding.ReachedFrom, newSubject(step))
	}
	for _, related := range f.Related {
		finding.Related = append(finding.Related, Related{Location: newLocation(related.Location), Message: related.Message})
	}
	for _, m := range f.Members {
		finding.Members = append(finding.Members, Member{
			Subject: newSubject(m.Subject), Location: newLocation(m.Location), Fingerprint: string(m.Fingerprint),
		})
	}
	return finding
}

func newSubject(ref inventory.Ref) Subject {
	return Subject{Kind: string(ref.Kind), SID: ref.SID, Name: ref.Name}
}

func newLocation(at inventory.Location) Location {
	return Location{
		File:      at.Document,
		Line:      at.Span.Start.Line,
		Column:    at.Span.Start.Column,
		EndLine:   at.Span.End.Line,
		EndColumn: at.Span.End.Column,
		Pointer:   at.Pointer,
	}
}
