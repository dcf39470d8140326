package source

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/twilint/twilint/audit/inventory"
)

// SnapshotSchema names the format of snapshots. The number is raised when readers of the old one would misread the new one;
// members that may be ignored are added without.
//
// A snapshot is one JSON object, its members in this order:
//
//	{
//	  "schema": "twilint-snapshot/1",
//	  "tool": {"name": "twilint", "version": "1.2.3"},
//	  "audited": [{"sid": "AC…", "name": "…", "status": "active"}],
//	  "accounts": [{
//	    "sid": "AC…", "name": "…", "status": "active", "as_of": "2026-01-02T03:04:05Z", "credential": "auth_token",
//	    "coverage": [{"kind": "studio_flow", "status": "complete", "read": 1, "filter": "…", "gaps": […], "absent": […]}],
//	    "resources": {"studio_flow": [{"parent": "…", "resource": {…}}]}
//	  }],
//	  "complete": true
//	}
//
// Resources are as Twilio gave them, with their members sorted, numbers verbatim, and markers in the place of secrets. Complete
// says that no account has a gap; it comes last, so a snapshot without it was cut off.
const SnapshotSchema = snapshotFormat + "1"

const snapshotFormat = "twilint-snapshot/"

type snapshotTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type snapshotCoverage struct {
	Kind   inventory.Kind   `json:"kind"`
	Status inventory.Status `json:"status"`
	Read   int              `json:"read"`
	Filter string           `json:"filter,omitzero"`
	Gaps   []snapshotGap    `json:"gaps,omitzero"`
	Absent []string         `json:"absent,omitzero"`
}

// snapshotGap is inventory.Gap as it is written; the compiler holds the two together.
type snapshotGap struct {
	Ref    string `json:"ref"`
	Reason string `json:"reason"`
	Denied bool   `json:"denied,omitzero"`
	List   bool   `json:"list,omitzero"`
}

type snapshotResource struct {
	Parent   string         `json:"parent,omitzero"`
	Resource jsontext.Value `json:"resource"`
}

// SnapshotWriter writes inventories down, one account after the other, without keeping them. The same inventories give the same
// bytes.
type SnapshotWriter struct {
	zip      *gzip.Writer // nil for an uncompressed snapshot
	out      *jsontext.Encoder
	version  string
	begun    bool
	complete bool
	err      error
}

// NewSnapshotWriter writes to w. Name is the name of the file: where it ends in .gz, the snapshot is compressed. Version is that
// of twilint.
func NewSnapshotWriter(w io.Writer, name, version string) *SnapshotWriter {
	s := &SnapshotWriter{version: version, complete: true}
	if strings.HasSuffix(strings.ToLower(name), ".gz") {
		s.zip = gzip.NewWriter(w)
		w = s.zip
	}
	// Twilio's JSON may repeat a name in an object; it is kept as it is.
	s.out = jsontext.NewEncoder(w, jsontext.WithIndent("  "), jsontext.AllowDuplicateNames(true))
	return s
}

// Write adds an account that was read.
func (s *SnapshotWriter) Write(inv *inventory.Inventory) error {
	s.begin(inv.Audited)
	s.token(jsontext.BeginObject)
	s.member("sid", inv.Account.SID)
	s.member("name", inv.Account.Name)
	s.member("status", inv.Account.Status)
	s.member("as_of", inv.AsOf.Format(time.RFC3339Nano))
	if inv.Credential != "" {
		s.member("credential", inv.Credential)
	}
	s.coverage(inv.Coverages())
	s.resources(inv.Records())
	s.token(jsontext.EndObject)
	return s.failure()
}

// Close writes the end, without which the snapshot counts as cut off. It does not close what the writer writes to.
func (s *SnapshotWriter) Close() error {
	s.begin(nil)
	s.token(jsontext.EndArray)
	s.member("complete", s.complete)
	s.token(jsontext.EndObject)
	if s.zip != nil && s.err == nil {
		s.err = s.zip.Close()
	}
	return s.failure()
}

func (s *SnapshotWriter) failure() error {
	if s.err == nil {
		return nil
	}
	if cause := errors.Unwrap(s.err); cause != nil { // The encoder says that writing failed, its cause why.
		return fmt.Errorf("write the snapshot: %w", cause)
	}
	return fmt.Errorf("write the snapshot: %w", s.err)
}

func (s *SnapshotWriter) begin(audited []inventory.Account) {
	if s.begun {
		return
	}
	s.begun = true
	s.token(jsontext.BeginObject)
	s.member("schema", SnapshotSchema)
	s.member("tool", snapshotTool{Name: "twilint", Version: s.version})
	s.member("audited", audited)
	s.token(jsontext.String("accounts"))
	s.token(jsontext.BeginArray)
}

func (s *SnapshotWriter) coverage(all []inventory.Coverage) {
	s.token(jsontext.String("coverage"))
	s.token(jsontext.BeginArray)
	for _, c := range all {
		written := snapshotCoverage{Kind: c.Kind, Status: c.Status, Read: c.Read, Filter: c.Filter, Absent: c.Absent}
		for _, gap := range c.Gaps {
			written.Gaps = append(written.Gaps, snapshotGap(gap))
		}
		s.complete = s.complete && len(c.Gaps) == 0
		s.value(written)
	}
	s.token(jsontext.EndArray)
}

// resources writes records, which are sorted by kind.
func (s *SnapshotWriter) resources(records []inventory.Record) {
	s.token(jsontext.String("resources"))
	s.token(jsontext.BeginObject)
	for i, record := range records {
		if i == 0 || record.Kind != records[i-1].Kind {
			if i > 0 {
				s.token(jsontext.EndArray)
			}
			s.token(jsontext.String(string(record.Kind)))
			s.token(jsontext.BeginArray)
		}
		s.value(snapshotResource{Parent: record.Parent, Resource: record.Text})
	}
	if len(records) > 0 {
		s.token(jsontext.EndArray)
	}
	s.token(jsontext.EndObject)
}

func (s *SnapshotWriter) member(name string, value any) {
	s.token(jsontext.String(name))
	s.value(value)
}

func (s *SnapshotWriter) token(t jsontext.Token) {
	if s.err == nil {
		s.err = s.out.WriteToken(t)
	}
}

func (s *SnapshotWriter) value(value any) {
	if s.err == nil {
		s.err = json.MarshalEncode(s.out, value)
	}
}
