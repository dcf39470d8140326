package remedy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// ReceiptSchema names version 1 of the receipt.
const ReceiptSchema = "twilint-receipt/1"

// Outcome is what became of one change.
type Outcome string

// The outcomes.
const (
	Done    Outcome = "done"    // written, read back, and as planned
	Already Outcome = "already" // it was so before anything was written
	Refused Outcome = "refused" // nothing was written: the resource is not what the plan saw, or must not be changed now
	Failed  Outcome = "failed"  // nothing was written: a request was refused or could not be sent
	Differs Outcome = "differs" // written, and something else of the resource is not as it should be
	Unknown Outcome = "unknown" // it cannot be told whether it was written
	// NotBegun is the outcome of what comes after a surprise. It stands in no receipt.
	NotBegun Outcome = "not begun"
)

// Surprise tells whether the outcome is one that nobody has planned.
func (o Outcome) Surprise() bool { return o != Done && o != Already }

// written tells whether the change was certainly made.
func (o Outcome) written() bool { return o == Done || o == Differs }

// head is the first line of a receipt: which plan it belongs to.
type head struct {
	Type       string    `json:"type"` // "receipt"
	Schema     string    `json:"schema"`
	Purpose    Purpose   `json:"purpose"`
	PlanSHA256 string    `json:"plan_sha256"`
	Version    string    `json:"twilint_version"`
	Account    string    `json:"account"`
	Region     string    `json:"region"`
	MarkerKey  string    `json:"marker_key"`
	At         time.Time `json:"at"`
}

// intent is the line that stands in a receipt before a write is sent.
type intent struct {
	Type   string    `json:"type"` // "intent"
	At     time.Time `json:"at"`
	Change Change    `json:"change"`
	// SHA256 and DefinitionSHA256 are what the resource will have when it is written.
	SHA256           string `json:"sha256"`
	DefinitionSHA256 string `json:"definition_sha256,omitempty"`
}

// outcome is the line about what became of a change.
type outcome struct {
	Type    string    `json:"type"` // "outcome"
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	SID     string    `json:"sid"`
	Outcome Outcome   `json:"outcome"`
	Reason  string    `json:"reason,omitempty"`
	// SHA256 and DefinitionSHA256 are what the resource had when it was read back.
	SHA256           string `json:"sha256,omitempty"`
	DefinitionSHA256 string `json:"definition_sha256,omitempty"`
}

// entry is what a receipt knows of one change.
type entry struct {
	intent  *intent // nil if no write was ever begun
	outcome *outcome
}

// open tells whether a write was begun of which the end is not known.
func (e *entry) open() bool {
	return e.intent != nil && (e.outcome == nil || e.outcome.Outcome == Unknown)
}

// Receipt is the file in which each write is announced before it is sent and told afterwards, in JSON lines. What stands in it is on the
// disk before anything goes on, so that a run which was ended at any point can be taken up. It is locked: a second run of the same plan
// waits for the first.
type Receipt struct {
	file    *lockedfile.File
	head    head
	entries map[string]*entry
	order   []string // keys of the entries with an intent, the first first

	afterStep func(string)
}

// OpenReceipt opens the receipt of a plan, or begins it. A receipt of another plan is refused.
func OpenReceipt(path string, plan *Plan, now time.Time) (*Receipt, error) {
	sum, err := plan.SHA256()
	if err != nil {
		return nil, err
	}
	r, err := open(path, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, err
	}
	if r.head.Type != "" {
		if r.head.PlanSHA256 != sum {
			return nil, errors.Join(fmt.Errorf("the receipt %s belongs to another plan: name another file with --receipt", path), r.Close())
		}
		return r, nil
	}
	r.head = head{
		Type: "receipt", Schema: ReceiptSchema, Purpose: plan.Purpose, PlanSHA256: sum, Version: plan.Version,
		Account: plan.Account, Region: plan.Region, MarkerKey: plan.MarkerKey, At: now.UTC(),
	}
	err = r.append(r.head)
	if err == nil {
		err = syncFolder(path)
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// ReadReceipt opens a receipt to undo what it tells of.
func ReadReceipt(path string) (*Receipt, error) {
	r, err := open(path, os.O_RDWR)
	if err != nil {
		return nil, err
	}
	if r.head.Type == "" {
		return nil, errors.Join(fmt.Errorf("the receipt %s is empty: nothing was written", path), r.Close())
	}
	return r, nil
}

// receiptMode is for its owner only: a receipt holds addresses of an account.
const receiptMode = 0o600

func open(path string, flag int) (*Receipt, error) {
	// A link, a pipe or a device would have the lines go where nobody looks for them, or wait for ever to be opened.
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("the receipt %s is no ordinary file (%s): name another one", path, info.Mode().Type())
	}
	file, err := lockedfile.OpenFile(path, flag, receiptMode)
	if err != nil {
		return nil, fmt.Errorf("open the receipt: %w", err)
	}
	r := &Receipt{file: file, entries: map[string]*entry{}}
	text, err := io.ReadAll(io.LimitReader(file, maxPlan+1))
	switch {
	case err != nil:
		err = fmt.Errorf("read the receipt %s: %w", path, err)
	case len(text) > maxPlan:
		err = fmt.Errorf("%s is larger than %d MB: it is no receipt that twilint wrote", path, maxPlan>>20)
	default:
		err = r.understand(path, text)
	}
	if err == nil {
		err = r.closeToOthers(path)
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// closeToOthers gives a file that was there before the mode that a new one has.
func (r *Receipt) closeToOthers(path string) error {
	info, err := r.file.Stat()
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm() != receiptMode { // Windows has no such modes.
		err = r.file.Chmod(receiptMode)
	}
	if err != nil {
		return fmt.Errorf("close the receipt %s to others: %w", path, err)
	}
	return nil
}

// firstBytes are what every receipt begins with, so that no other file is taken for a torn one and cut.
const firstBytes = `{"type":"receipt"`

// understand reads the lines. The last one may be torn: the process was ended while it was written, so nothing that it announces was
// sent. It is cut off.
func (r *Receipt) understand(path string, text []byte) error {
	length := 0
	for number := 1; length < len(text); number++ {
		line, rest, whole := bytes.Cut(text[length:], []byte("\n"))
		if !whole { // What it says is not taken for true even where all of it is there: it is about to go.
			if number == 1 && !bytes.HasPrefix(line, []byte(firstBytes[:min(len(firstBytes), len(line))])) {
				return fmt.Errorf("%s is no receipt", path)
			}
			break
		}
		if err := r.line(line); err != nil {
			if len(rest) == 0 && number > 1 {
				break
			}
			return fmt.Errorf("line %d of %s cannot be understood (%w): it is no receipt, or was changed; nothing is written on the word of it", number, path, err)
		}
		length += len(line) + 1
	}
	if length == len(text) {
		return nil
	}
	if err := r.file.Truncate(int64(length)); err != nil {
		return fmt.Errorf("cut the torn last line off the receipt %s: %w", path, err)
	}
	if _, err := r.file.Seek(int64(length), io.SeekStart); err != nil {
		return fmt.Errorf("read the receipt %s: %w", path, err)
	}
	return nil
}

func (r *Receipt) line(text []byte) error {
	var kind struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(text, &kind); err != nil {
		return err
	}
	if (kind.Type == "receipt") != (r.head.Type == "") {
		return errors.New("the first line, and only that, says what receipt it is")
	}
	switch kind.Type {
	case "receipt":
		if err := json.Unmarshal(text, &r.head); err != nil {
			return err
		}
		if r.head.Schema != ReceiptSchema {
			return fmt.Errorf("its schema is %q, and this version of twilint reads %q", r.head.Schema, ReceiptSchema)
		}
		return nil
	case "intent":
		var i intent
		if err := json.Unmarshal(text, &i); err != nil {
			return err
		}
		if err := i.Change.check(r.head.Purpose); err != nil {
			return err
		}
		r.note(&i)
		return nil
	case "outcome":
		var o outcome
		if err := json.Unmarshal(text, &o); err != nil {
			return err
		}
		e := r.entry(o.Kind + "/" + o.SID)
		switch o.Outcome {
		case Done, Differs:
			if e.intent == nil {
				return fmt.Errorf("it tells of a write to %q that was not announced", o.SID)
			}
		case Already, Refused, Failed, Unknown:
		default:
			return fmt.Errorf("the outcome %q is none", o.Outcome)
		}
		e.outcome = &o
		return nil
	default:
		return fmt.Errorf("it is of the unknown type %q", kind.Type)
	}
}

// entry is what is known of a change.
func (r *Receipt) entry(key string) *entry {
	e := r.entries[key]
	if e == nil {
		e = &entry{}
		r.entries[key] = e
	}
	return e
}

func (r *Receipt) note(i *intent) {
	e := r.entry(i.Change.key())
	if e.intent == nil {
		r.order = append(r.order, i.Change.key())
	}
	e.intent, e.outcome = i, nil
}

// announce puts a write on the disk that is about to be sent.
func (r *Receipt) announce(i intent) error {
	i.Type = "intent"
	if err := r.append(i); err != nil {
		return err
	}
	r.note(&i)
	return nil
}

// tell puts on the disk what became of a change.
func (r *Receipt) tell(c *Change, o outcome) error {
	o.Type, o.Kind, o.SID = "outcome", string(c.Kind), c.SID
	if err := r.append(o); err != nil {
		return err
	}
	r.entry(c.key()).outcome = &o
	return nil
}

// append adds a line and waits until it is on the disk.
func (r *Receipt) append(line any) error {
	text, err := marshal(line)
	if err != nil {
		return fmt.Errorf("write the receipt: %w", err)
	}
	if _, err := r.file.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("write the receipt: %w", err)
	}
	r.step("written")
	if err := r.file.Sync(); err != nil {
		return fmt.Errorf("write the receipt to the disk: %w", err)
	}
	r.step("synced")
	return nil
}

func (r *Receipt) step(name string) {
	if r.afterStep != nil {
		r.afterStep(name)
	}
}

// syncFolder puts the name of a new file on the disk, where the system can do that for a folder.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("write the receipt to the disk: %w", err)
	}
	defer folder.Close()
	_ = folder.Sync() // Windows and some file systems cannot, and have no need of it.
	return nil
}

// Close gives the receipt free for others.
func (r *Receipt) Close() error { return r.file.Close() }
