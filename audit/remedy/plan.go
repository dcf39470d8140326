package remedy

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/secret"
)

// PlanSchema names version 1 of the plan file. Another version of twilint that writes another version of plans does not apply these.
const PlanSchema = "twilint-plan/1"

//go:embed plan-v1.schema.json
var planSchema []byte

// PlanJSONSchema is the JSON Schema (draft 2020-12) of version 1 of the plan file.
func PlanJSONSchema() []byte { return bytes.Clone(planSchema) }

// Purpose is what a plan is for.
type Purpose string

// The purposes.
const (
	ToFix  Purpose = "fix"
	ToUndo Purpose = "undo"
)

// Plan is what is to be changed, to be read by a person before anything is. It is made of what an audit has read, and writes nothing.
type Plan struct {
	Schema  string  `json:"schema"` // always [PlanSchema]
	Purpose Purpose `json:"purpose"`
	Version string  `json:"twilint_version"`
	// AsOf is when the accounts were read.
	AsOf time.Time `json:"as_of"`
	// Account and Region are those of the credentials that the plan was made with. It is applied with credentials of the same.
	Account string `json:"account"`
	Region  string `json:"region"`
	// MarkerKey tells whether the markers of secrets in the plan compare with those of another run: see [secret.Redactor.Key].
	MarkerKey string `json:"marker_key"`
	// Incomplete are the reasons why the audit could not judge everything, so that the plan may lack changes.
	Incomplete []string `json:"incomplete"`
	Changes    []Change `json:"changes"`
	// Refused are changes that were asked for and are not made.
	Refused []Refusal `json:"refused"`
	// Manual are the findings that a person has to see to.
	Manual []Manual `json:"manual"`
}

// Refusal is a change that will not be made.
type Refusal struct {
	Account string         `json:"account"`
	Kind    inventory.Kind `json:"kind"`
	SID     string         `json:"sid"`
	Name    string         `json:"name"`
	Reason  string         `json:"reason"`
	Closes  []Closed       `json:"closes"` // the findings that stay open
}

// Ref names the resource.
func (r *Refusal) Ref() inventory.Ref {
	return inventory.Ref{Account: r.Account, Kind: r.Kind, SID: r.SID, Name: r.Name}
}

// Manual is a finding that no program can be certain about.
type Manual struct {
	Rule    string         `json:"rule"`
	Account string         `json:"account"`
	Kind    inventory.Kind `json:"kind"`
	SID     string         `json:"sid"`
	Name    string         `json:"name"`
	Message string         `json:"message"`
	// Steps say what to do.
	Steps string `json:"steps"`
	// Unsafe tells that twilint can do it, if it is asked to.
	Unsafe bool `json:"unsafe"`
	// Left are the fingerprints of what the plan does not close of the finding.
	Left []string `json:"left"`
}

// Ref names the resource.
func (m *Manual) Ref() inventory.Ref {
	return inventory.Ref{Account: m.Account, Kind: m.Kind, SID: m.SID, Name: m.Name}
}

// Accounts are the SIDs of the accounts that the plan changes, sorted.
func (p *Plan) Accounts() []string {
	var all []string
	for i := range p.Changes {
		all = append(all, p.Changes[i].Account)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// SHA256 tells one plan from another: it is of the text that [Plan.Write] writes.
func (p *Plan) SHA256() (string, error) {
	h := sha256.New()
	if err := p.Write(h); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Write writes the plan as JSON. Characters that do not show as what they are are escaped.
func (p *Plan) Write(w io.Writer) error {
	text, err := marshal(p)
	if err != nil {
		return fmt.Errorf("write the plan as JSON: %w", err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, text, "", "  "); err != nil {
		return fmt.Errorf("write the plan as JSON: %w", err)
	}
	indented.WriteByte('\n')
	_, err = indented.WriteTo(w)
	return err
}

// marshal is JSON on one line, fit to be shown.
func marshal(value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, err
	}
	return report.VisibleJSON(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// maxPlan bounds a plan file, in bytes: a change is less than a kilobyte.
const maxPlan = 64 << 20

// ReadPlan reads a plan and checks that it can be one. Somebody may have taken changes out of it; what is left must still say of itself
// what it does, once and in the spelling of its schema, and do what a fix does. The plan of an undo is none: it is made of a receipt.
func ReadPlan(r io.Reader) (*Plan, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxPlan+1))
	if err != nil {
		return nil, fmt.Errorf("read the plan: %w", err)
	}
	if len(text) > maxPlan {
		return nil, fmt.Errorf("the plan is larger than %d MB: it is none that twilint wrote", maxPlan>>20)
	}
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, fmt.Errorf("the plan is not JSON: %w", err)
	}
	if head.Schema != PlanSchema {
		return nil, fmt.Errorf("the plan has the schema %q, and this version of twilint applies %q: make the plan again with: twilint fix plan",
			head.Schema, PlanSchema)
	}
	var p Plan
	// A name that comes twice, or once more in capital letters, would show one thing to who reads the file and do another.
	if err := jsonv2.Unmarshal(text, &p, jsonv2.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("the plan is malformed: %w", err)
	}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("the plan is malformed: %w", err)
	}
	return &p, nil
}

func (p *Plan) check() error {
	if p.Purpose != ToFix {
		return fmt.Errorf("its purpose is %q and not fix; an undo is made of a receipt, with: twilint fix undo", p.Purpose)
	}
	if !isAccount(p.Account) {
		return fmt.Errorf("its account %q is not the SID of an account", p.Account)
	}
	seen := map[string]bool{}
	for i := range p.Changes {
		c := &p.Changes[i]
		if err := c.check(p.Purpose); err != nil {
			return fmt.Errorf("change %d: %w", i+1, err)
		}
		if seen[c.key()] {
			return fmt.Errorf("change %d: %s is changed twice", i+1, c.SID)
		}
		seen[c.key()] = true
	}
	return nil
}

// check refuses a change that is not what it says or that no fix makes, and fills in what the file leaves out.
func (c *Change) check(purpose Purpose) error {
	switch c.Kind { //nolint:exhaustive // The rest is never written.
	case inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindSIPDomain, inventory.KindFlow:
		if c.Parent != "" || c.Execution != nil {
			return fmt.Errorf("%q has a parent or an age, as only executions have", c.SID)
		}
	case inventory.KindExecution:
		if err := c.checkExecution(); err != nil {
			return err
		}
	default:
		return fmt.Errorf("resources of the kind %q are never written", c.Kind)
	}
	d := inventory.Describe(c.Kind)
	switch {
	case !isAccount(c.Account):
		return fmt.Errorf("%q is not the SID of an account", c.Account)
	case !inventory.IsSID(c.SID) || !strings.HasPrefix(c.SID, d.Prefix):
		return fmt.Errorf("%q is not the SID of a %s", c.SID, d.Title)
	case c.Call != c.call():
		return fmt.Errorf("its call is %q, and that of %s is %q", c.Call, c.SID, c.call())
	case len(c.Settings) == 0:
		return fmt.Errorf("%s has no settings", c.SID)
	case c.CommitMessage != commitMessage(c, purpose):
		return fmt.Errorf("the commit message of %s is not the one that its findings make: %q", c.SID, commitMessage(c, purpose))
	}
	for i := range c.Settings {
		s := &c.Settings[i]
		if err := s.check(); err != nil {
			return fmt.Errorf("%s: %w", c.SID, err)
		}
		if err := c.permitted(*s, purpose); err != nil {
			return fmt.Errorf("%s: %w", c.SID, err)
		}
		if slices.ContainsFunc(c.Settings[:i], s.overlaps) {
			return fmt.Errorf("%s: %q is set twice", c.SID, s.Pointer)
		}
	}
	if why := final(c.Kind, c.Settings); purpose == ToFix && c.Final != why {
		return fmt.Errorf("%s: that it cannot be undone is told as %q, and is %q", c.SID, c.Final, why)
	}
	return nil
}

func (c *Change) checkExecution() error {
	if !inventory.IsSID(c.Parent) || !strings.HasPrefix(c.Parent, inventory.Describe(inventory.KindFlow).Prefix) || c.Execution == nil {
		return fmt.Errorf("%q does not say of which flow it is, and how old", c.SID)
	}
	if least, err := time.ParseDuration(c.Execution.OlderThan); err != nil || least < LeastAge {
		return fmt.Errorf("%q is to be ended if it is older than %q, and none is that is younger than %s", c.SID, c.Execution.OlderThan, LeastAge)
	}
	return nil
}

func (s *Setting) check() error {
	if !strings.HasPrefix(s.Pointer, "/") || len(s.Pointer) < 2 {
		return fmt.Errorf("%q is not the pointer of a member", s.Pointer)
	}
	if s.inMember() && !strings.HasPrefix(s.Pointer, "/definition/") {
		return fmt.Errorf("%q leads into a member that is only written whole", s.Pointer)
	}
	if s.Parameter != parameterOf(s.Pointer) {
		return fmt.Errorf("the parameter of %q is %q, not %q", s.Pointer, parameterOf(s.Pointer), s.Parameter)
	}
	for _, raw := range []json.RawMessage{s.SeenJSON, s.WantJSON} {
		if len(raw) == 0 {
			continue
		}
		if _, err := jsonpos.Parse(s.Pointer, raw); err != nil {
			return err
		}
	}
	s.Seen, s.Want = "", ""
	if len(s.SeenJSON) > 0 {
		s.Seen = canonical(s.SeenJSON)
	}
	if len(s.WantJSON) > 0 {
		s.Want = canonical(s.WantJSON)
	}
	if !s.inMember() {
		if value, err := jsonpos.Parse("", []byte(s.Want)); err != nil || value.Root().Kind() != jsonpos.String {
			return fmt.Errorf("the value wanted for %q is no text", s.Pointer)
		}
	}
	if len(secret.Markers(s.Want)) > 0 {
		return errors.New(errMarker)
	}
	return nil
}

// errMarker is why a value that holds a marker is never written.
const errMarker = "the value to be written holds the marker of a secret, and twilint does not keep the secret"

// call is what the plan shows of the request.
func (c *Change) call() string { return "POST " + c.address() }

func isAccount(sid string) bool { return inventory.IsSID(sid) && strings.HasPrefix(sid, "AC") }

// sort puts the changes into the order in which they are made: account by account, and the ends of executions after what kept them
// from ending.
func (p *Plan) sort() {
	order := func(kind inventory.Kind) int {
		if kind == inventory.KindExecution {
			return len(inventory.Kinds)
		}
		return slices.IndexFunc(inventory.Kinds[:], func(d inventory.Description) bool { return d.Kind == kind })
	}
	slices.SortStableFunc(p.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(order(a.Kind), order(b.Kind)), cmp.Compare(a.SID, b.SID))
	})
	slices.SortStableFunc(p.Refused, func(a, b Refusal) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(order(a.Kind), order(b.Kind)), cmp.Compare(a.SID, b.SID))
	})
	for i := range p.Changes {
		slices.SortFunc(p.Changes[i].Closes, compareClosed)
	}
	slices.Sort(p.Incomplete)
	p.Incomplete = slices.Compact(p.Incomplete)
}

func compareClosed(a, b Closed) int {
	return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Fingerprint, b.Fingerprint))
}
