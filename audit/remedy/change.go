package remedy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/secret"
)

// Change is what one update call will do to one live resource, and what the resource has to be like for that.
type Change struct {
	Account string         `json:"account"`
	Kind    inventory.Kind `json:"kind"`
	SID     string         `json:"sid"`
	Parent  string         `json:"parent,omitempty"` // SID of the flow of an execution
	Name    string         `json:"name"`             // for people; other people wrote it
	Call    string         `json:"call"`             // "POST " and the path
	// SHA256 is of the whole resource as it was seen, without the members that Twilio sets by itself.
	SHA256 string `json:"sha256"`
	// DefinitionSHA256 is of the canonical text of the definition that was seen. The definition itself is in no plan.
	DefinitionSHA256 string    `json:"definition_sha256,omitempty"`
	CommitMessage    string    `json:"commit_message,omitempty"` // of the revision of a flow that the change makes
	Settings         []Setting `json:"settings"`
	Execution        *Run      `json:"execution,omitempty"`
	Closes           []Closed  `json:"closes"`
	// Final says why the change cannot be undone, "" if it can.
	Final string `json:"final,omitempty"`
}

// Setting is one value that a change gives to a resource. Where Pointer leads into a member, the rest of that member is sent as it is
// read just before.
type Setting struct {
	Pointer   string          `json:"pointer"`        // JSON Pointer of the value in the resource
	Parameter string          `json:"parameter"`      // of the update call
	SeenJSON  json.RawMessage `json:"seen,omitempty"` // absent if the value was not there
	WantJSON  json.RawMessage `json:"want,omitempty"` // absent if the value goes away
	// Seen and Want are SeenJSON and WantJSON in canonical form, "" for absent.
	Seen string `json:"-"`
	Want string `json:"-"`
}

// Run is what was known of an execution when its end was planned.
type Run struct {
	Began       time.Time `json:"began"`
	Age         string    `json:"age"` // when it was planned
	InitiatedBy string    `json:"initiated_by"`
	CallStatus  string    `json:"call_status,omitempty"` // of the call that began it
	// OlderThan is the age that an execution must have to be ended, as time.ParseDuration reads it.
	OlderThan string `json:"older_than"`
}

// Closed is a finding that a change does away with, or one member of it.
type Closed struct {
	Rule        string `json:"rule"`
	Fingerprint string `json:"fingerprint"`
}

// LeastAge is the age below which executions are never ended: one that is younger may be a call that is going on.
const LeastAge = 4 * time.Hour

func newSetting(pointer, seen, want string) Setting {
	s := Setting{Pointer: pointer, Parameter: parameterOf(pointer), Seen: seen, Want: want}
	if seen != "" {
		s.SeenJSON = json.RawMessage(seen)
	}
	if want != "" {
		s.WantJSON = json.RawMessage(want)
	}
	return s
}

// inMember tells whether the setting changes a part of a member only.
func (s Setting) inMember() bool { return strings.Count(s.Pointer, "/") > 1 }

// overlaps tells whether two settings are about the same value, or one about a part of the other.
func (s Setting) overlaps(other Setting) bool {
	return s.Pointer == other.Pointer || strings.HasPrefix(s.Pointer, other.Pointer+"/") || strings.HasPrefix(other.Pointer, s.Pointer+"/")
}

// parameterOf is what the update calls name a member: StatusCallback is status_callback, in all of Twilio's API.
func parameterOf(pointer string) string {
	member, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	var b strings.Builder
	for word := range strings.SplitSeq(member, "_") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// key tells the changes of a plan apart.
func (c *Change) key() string { return string(c.Kind) + "/" + c.SID }

// Ref names the resource.
func (c *Change) Ref() inventory.Ref {
	return inventory.Ref{Account: c.Account, Kind: c.Kind, SID: c.SID, Name: c.Name}
}

// address is the path of the resource.
func (c *Change) address() string {
	return inventory.Expand(inventory.Describe(c.Kind).Item, c.Account, c.Parent, c.SID)
}

// idempotent tells whether doing the change twice is doing it once. Each update of a flow makes a revision.
func (c *Change) idempotent() bool { return c.Kind != inventory.KindFlow }

// made tells whether a resource is as the change wants it.
func (c *Change) made(r *resource) bool {
	return !slices.ContainsFunc(c.Settings, func(s Setting) bool { return !s.holds(r, s.Want, true) })
}

// holds tells whether the value is what it is compared with.
func (s Setting) holds(r *resource, value string, keyed bool) bool {
	now := r.at(s.Pointer)
	if !keyed {
		now, value = secret.Unkeyed(now), secret.Unkeyed(value)
	}
	return now == value || !s.inMember() && same(now, value)
}

// parameters are what is sent. The text of the resource is as Twilio sent it, with its secrets: what the change leaves as it is goes
// back as it came.
func (c *Change) parameters(text []byte) (map[string]string, error) {
	parameters := map[string]string{}
	parts := map[string]*jsonpos.Document{}
	for _, s := range c.Settings {
		if !s.inMember() {
			value, err := jsonpos.Parse("", []byte(s.Want))
			if err != nil {
				return nil, fmt.Errorf("the value wanted for %s is not JSON: %w", s.Pointer, err)
			}
			parameters[s.Parameter] = value.Root().Text()
			continue
		}
		_, rest, _ := strings.Cut(s.Pointer[1:], "/")
		member := s.Pointer[:len(s.Pointer)-len(rest)-1]
		part, ok := parts[member]
		if !ok {
			whole, err := jsonpos.Parse("", text)
			if err != nil {
				return nil, fmt.Errorf("the resource is not JSON: %w", err)
			}
			value, _ := whole.Resolve(member)
			if part, err = jsonpos.Parse("", value.Raw()); err != nil {
				return nil, fmt.Errorf("%s is not JSON: %w", member, err)
			}
		}
		changed, err := edit(part, "/"+rest, s.Want)
		if err != nil {
			return nil, err
		}
		if part, err = jsonpos.Parse("", changed); err != nil {
			return nil, err
		}
		parts[member] = part
		parameters[s.Parameter] = string(changed)
	}
	if c.Kind == inventory.KindFlow {
		parameters["Status"] = published
		parameters["CommitMessage"] = c.CommitMessage
	}
	return parameters, nil
}

// The words of Twilio's API for the status of a flow and of an execution.
const (
	published = "published"
	active    = "active"
	ended     = "ended"
)
