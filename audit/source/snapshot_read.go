package source

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/secret"
)

// Snapshot reads a snapshot, compressed or not, account by account, into the inventories that it was written of. An account that
// was cut off is yielded with gaps for what is missing of it; then, as whenever something is wrong with the snapshot as a whole,
// comes an error, which is the last thing yielded.
//
// Kinds are those that the selected rules need, none for all that it holds. Others are passed over as a live source does not ask for
// them, so that a snapshot of everything gives the report that the account would have given.
func Snapshot(r io.Reader, kinds ...inventory.Kind) iter.Seq2[*inventory.Inventory, error] {
	return func(yield func(*inventory.Inventory, error) bool) {
		s, err := newSnapshotReader(r)
		if len(kinds) > 0 {
			s.wanted = wantedKinds(kinds)
			s.wanted[inventory.KindSubaccount] = true
		}
		if err == nil {
			err = s.read(func(inv *inventory.Inventory) bool { return yield(inv, nil) })
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(nil, s.explain(err))
		}
	}
}

// errStopped: whoever takes the inventories wants no more of them.
var errStopped = errors.New("stopped")

// damage is something wrong with a snapshot, in words.
type damage string

func (d damage) Error() string { return string(d) }

const noSnapshot = damage("this is not a snapshot that twilint wrote")

// snapshotReader reads one snapshot.
type snapshotReader struct {
	in       *jsontext.Decoder
	redactor *secret.Redactor
	tool     snapshotTool
	audited  []inventory.Account
	known    map[string]bool         // SIDs of the accounts that were read
	wanted   map[inventory.Kind]bool // nil for all kinds
}

// newSnapshotReader tells a compressed snapshot by its first bytes, since standard input has no name.
func newSnapshotReader(r io.Reader) (*snapshotReader, error) {
	s := &snapshotReader{known: map[string]bool{}}
	buffered := bufio.NewReader(r)
	var text io.Reader = buffered
	if magic, _ := buffered.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) { // What keeps Peek from two bytes, reading will tell.
		zip, err := gzip.NewReader(buffered)
		if err != nil {
			return s, err
		}
		text = zip
	}
	s.in = jsontext.NewDecoder(text, jsontext.AllowDuplicateNames(true))
	var err error
	// The markers in a snapshot stay as they are. A secret that somebody wrote into one by hand becomes a marker as well.
	s.redactor, err = secret.NewRedactor("snapshot")
	return s, err
}

// explain says what an error means for the snapshot.
func (s *snapshotReader) explain(err error) error {
	writer := ""
	if s.tool.Version != "" {
		writer = fmt.Sprintf("; it was written by %s %s", s.tool.Name, s.tool.Version)
	}
	if found, ok := errors.AsType[damage](err); ok {
		return fmt.Errorf("%s%s", string(found), writer)
	}
	syntax, isSyntax := errors.AsType[*jsontext.SyntacticError](err)
	corrupt, isCorrupt := errors.AsType[flate.CorruptInputError](err)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return fmt.Errorf("the snapshot ends too early: it was cut off (whole accounts in it: %d)%s", len(s.known), writer)
	case isCorrupt:
		return fmt.Errorf("the snapshot is damaged: its compressed text is broken at byte %d%s", int64(corrupt), writer)
	case errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader):
		return fmt.Errorf("the snapshot is damaged: its compressed text has a wrong header or checksum%s", writer)
	case isSyntax && s.tool.Version == "":
		return noSnapshot
	case isSyntax:
		return fmt.Errorf("the snapshot is damaged at byte %d: it is not JSON there%s", syntax.ByteOffset, writer)
	default:
		return fmt.Errorf("read the snapshot: %w", err)
	}
}

// read reads the snapshot and hands each account to yield.
func (s *snapshotReader) read(yield func(*inventory.Inventory) bool) error {
	begun, ended := false, false
	err := s.object(noSnapshot, func(name string) error {
		if !begun && name != "schema" {
			return noSnapshot
		}
		begun = true
		switch name {
		case "schema":
			return s.schema()
		case "tool":
			return s.decode(name, &s.tool)
		case "audited":
			return s.decode(name, &s.audited)
		case "accounts":
			if len(s.audited) == 0 {
				return damage("the snapshot holds no account")
			}
			return s.array(name, func() error { return s.account(yield) })
		case "complete":
			ended = true
		}
		return s.in.SkipValue()
	})
	if err != nil {
		return err
	}
	switch _, err := s.in.ReadToken(); {
	case err == nil:
		return damage("the snapshot is damaged: there is more text behind its end")
	case err != io.EOF: //nolint:errorlint // Only a plain one means that the text has ended as it should.
		return err
	}
	switch {
	case !begun:
		return noSnapshot
	case !ended:
		return damage("the snapshot is damaged: its last member, complete, is missing")
	case len(s.known) == 0:
		return damage("the snapshot holds no account")
	}
	return nil
}

func (s *snapshotReader) schema() error {
	var schema string
	if err := s.decode("schema", &schema); err != nil {
		return err
	}
	switch version, ok := strings.CutPrefix(schema, snapshotFormat); {
	case !ok:
		return noSnapshot
	case schema != SnapshotSchema:
		return damage(fmt.Sprintf("the snapshot has version %q of the format, and this twilint reads version %s: take a newer twilint, or write the snapshot again",
			version, strings.TrimPrefix(SnapshotSchema, snapshotFormat)))
	}
	return nil
}

// snapshotHead is what stands before the resources of an account.
type snapshotHead struct {
	account    inventory.Account
	asOf       time.Time
	credential inventory.Credential
	coverage   []snapshotCoverage
}

// account reads one account. As far as its resources are there, it is judged, whatever comes after.
func (s *snapshotReader) account(yield func(*inventory.Inventory) bool) error {
	var head snapshotHead
	var inv *inventory.Inventory
	held := map[inventory.Kind]int{}
	err := s.object("the snapshot is damaged: an account is not an object", func(name string) error {
		switch name {
		case "sid":
			return s.decode(name, &head.account.SID)
		case "name":
			return s.decode(name, &head.account.Name)
		case "status":
			return s.decode(name, &head.account.Status)
		case "as_of":
			return s.decode(name, &head.asOf)
		case "credential":
			return s.decode(name, &head.credential)
		case "coverage":
			return s.decode(name, &head.coverage)
		case "resources":
			var err error
			if inv, err = s.begin(head); err != nil {
				return err
			}
			return s.object("the snapshot is damaged: resources is not an object", func(name string) error {
				return s.resources(inv, inventory.Kind(name), held)
			})
		default:
			return s.in.SkipValue()
		}
	})
	if inv == nil && err == nil {
		return damage(fmt.Sprintf("the snapshot is damaged: account %q has no resources", head.account.SID))
	}
	if inv != nil {
		s.finish(inv, head.coverage, held)
		if err == nil {
			s.known[inv.Account.SID] = true
		}
		if !yield(inv) {
			return errStopped
		}
	}
	return err
}

// begin makes the inventory of an account of which everything but the resources was read.
func (s *snapshotReader) begin(head snapshotHead) (*inventory.Inventory, error) {
	switch {
	case !inventory.IsSID(head.account.SID):
		return nil, damage("the snapshot is damaged: an account has no valid sid before its resources")
	case s.known[head.account.SID]:
		return nil, damage(fmt.Sprintf("the snapshot is damaged: it holds account %s twice", head.account.SID))
	case head.asOf.IsZero() || len(head.coverage) == 0:
		return nil, damage(fmt.Sprintf("the snapshot is damaged: account %s has no as_of or no coverage before its resources", head.account.SID))
	}
	inv := inventory.New(head.account, head.asOf.UTC(), s.redactor)
	inv.Audited, inv.Credential = s.audited, head.credential
	for _, c := range head.coverage {
		if !inventory.IsKind(c.Kind) {
			return nil, unknownKind(c.Kind)
		}
		if !s.wants(c.Kind) {
			continue
		}
		inv.Cover(c.Kind, c.Filter)
		for _, gap := range c.Gaps {
			inv.AddGap(c.Kind, inventory.Gap(gap))
		}
		for _, sid := range c.Absent {
			inv.AddAbsent(c.Kind, sid)
		}
	}
	return inv, nil
}

func (s *snapshotReader) wants(kind inventory.Kind) bool { return s.wanted == nil || s.wanted[kind] }

func unknownKind(kind inventory.Kind) error {
	return damage(fmt.Sprintf("the snapshot holds resources of the kind %q, which this twilint does not know: take a newer one", kind))
}

// resources reads the resources of a kind.
func (s *snapshotReader) resources(inv *inventory.Inventory, kind inventory.Kind, held map[inventory.Kind]int) error {
	if inventory.IsKind(kind) && !s.wants(kind) {
		return s.in.SkipValue()
	}
	if _, asked := inv.Coverage(kind); !asked {
		if !inventory.IsKind(kind) {
			return unknownKind(kind)
		}
		return damage(fmt.Sprintf("the snapshot is damaged: account %s has resources of the kind %q and no coverage of it", inv.Account.SID, kind))
	}
	return s.array(string(kind), func() error {
		text, err := s.in.ReadValue()
		if err != nil {
			return err
		}
		index := held[kind]
		held[kind]++
		var resource snapshotResource
		if err = json.Unmarshal(text, &resource, jsontext.AllowDuplicateNames(true)); err == nil {
			err = inv.Add(kind, resource.Parent, resource.Resource)
		}
		if err != nil {
			inv.AddGap(kind, s.gap(inv, kind, resource, fmt.Sprintf("%s %d of the snapshot", inventory.Describe(kind).Title, index+1), err))
		}
		return nil
	})
}

// gap makes a gap of a resource that cannot be read. Where not even its SID can be, it is not known what is missing.
func (s *snapshotReader) gap(inv *inventory.Inventory, kind inventory.Kind, resource snapshotResource, place string, err error) inventory.Gap {
	gap := inventory.Gap{Ref: place, Reason: s.redactor.Scrub(err.Error()), List: true}
	document, err := jsonpos.Parse("", resource.Resource)
	if err != nil {
		return gap
	}
	if sid, ok := inventory.Describe(kind).Identity(inv.Account.SID, resource.Parent, document.Root()); ok {
		gap.Ref, gap.List = sid, false
	}
	return gap
}

// finish completes an inventory. Where the snapshot holds another number of resources than it says, something was lost.
func (s *snapshotReader) finish(inv *inventory.Inventory, coverage []snapshotCoverage, held map[inventory.Kind]int) {
	for _, c := range coverage {
		if s.wants(c.Kind) && c.Read != held[c.Kind] && c.Kind != inventory.KindSubaccount { // Subaccounts are accounts of the snapshot, not resources.
			reason := fmt.Sprintf("%d were read when it was written, and it holds %d", c.Read, held[c.Kind])
			inv.AddGap(c.Kind, inventory.Gap{Ref: "snapshot", Reason: reason, List: true})
		}
	}
	inv.Finish()
}

// object reads an object, calling member before each value, which has to read it.
func (s *snapshotReader) object(otherwise damage, member func(name string) error) error {
	if kind := s.in.PeekKind(); kind != '{' && kind != 0 {
		return otherwise
	}
	if _, err := s.in.ReadToken(); err != nil {
		return err
	}
	for s.in.PeekKind() == '"' {
		name, err := s.in.ReadToken()
		if err != nil {
			return err
		}
		if err := member(name.String()); err != nil {
			return err
		}
	}
	_, err := s.in.ReadToken()
	return err
}

// array reads an array, calling element before each value, which has to read it.
func (s *snapshotReader) array(name string, element func() error) error {
	if kind := s.in.PeekKind(); kind != '[' && kind != 0 {
		return damage(fmt.Sprintf("the snapshot is damaged: %s is not an array", name))
	}
	if _, err := s.in.ReadToken(); err != nil {
		return err
	}
	for kind := s.in.PeekKind(); !slices.Contains([]jsontext.Kind{']', 0}, kind); kind = s.in.PeekKind() {
		if err := element(); err != nil {
			return err
		}
	}
	_, err := s.in.ReadToken()
	return err
}

// decode reads a member of a known type.
func (s *snapshotReader) decode(name string, into any) error {
	text, err := s.in.ReadValue()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return damage(fmt.Sprintf("the snapshot is damaged: %s is not what it should be", name))
	}
	return nil
}
