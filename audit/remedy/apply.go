package remedy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
	"github.com/twilint/twilint/audit/twilio"
)

// ApplyOptions are what a plan is applied with.
type ApplyOptions struct {
	Plan    *Plan
	Receipt *Receipt
	// Writers are one for each account that the plan changes.
	Writers map[string]*twilio.Writer
	// KeepGoing goes on with the other changes after a surprise.
	KeepGoing bool
	Now       func() time.Time
	// Tell is called with the result of each change, in their order; nil for nobody.
	Tell func(Result)
	// AfterStep, if not nil, is called after everything that a run does in the world: "read", "sent", and "written" and "synced" for each
	// line of the receipt. Tests end the process there.
	AfterStep func(step string)
}

// Result is what became of one change.
type Result struct {
	Change  *Change
	Outcome Outcome
	Reason  string // "" where there is nothing to say
}

// CheckCredentials refuses credentials that are not of the account and region of a plan.
func (p *Plan) CheckCredentials(c twilio.Credentials) error {
	if c.AccountSID != p.Account {
		return fmt.Errorf("the plan is for account %s, and the credentials are those of %s: give those of %s", p.Account, c.AccountSID, p.Account)
	}
	if region(c) != p.Region {
		return fmt.Errorf("the plan is for region %s, and the credentials are of region %s: set TWILIO_REGION and TWILIO_EDGE as they were for the plan",
			p.Region, region(c))
	}
	return nil
}

// ApplyPlan makes the changes of a plan, one after the other. It stops at the first surprise, unless told otherwise. When ctx ends, the
// change that was begun is finished and the rest is not begun.
//
// The error is one of the receipt: without it nothing may be written.
func ApplyPlan(ctx context.Context, o ApplyOptions) ([]Result, error) {
	a := &applier{ApplyOptions: o}
	o.Receipt.afterStep = o.AfterStep
	var results []Result
	stopped := false
	for i := range o.Plan.Changes {
		c := &o.Plan.Changes[i]
		result := Result{Change: c, Outcome: NotBegun}
		if !stopped && ctx.Err() == nil {
			var err error
			if result, err = a.change(ctx, c); err != nil {
				return append(results, result), err
			}
		}
		stopped = stopped || result.Outcome.Surprise() && !o.KeepGoing
		results = append(results, result)
		if o.Tell != nil {
			o.Tell(result)
		}
	}
	return results, nil
}

type applier struct{ ApplyOptions }

func (a *applier) step(name string) {
	if a.AfterStep != nil {
		a.AfterStep(name)
	}
}

// reading is a resource as it was read just now.
type reading struct {
	*resource
	raw []byte // as Twilio sent it, with its secrets
}

func (a *applier) read(ctx context.Context, c *Change) (*reading, error) {
	reader := a.Writers[c.Account].Reader()
	text, err := reader.Fetch(ctx, inventory.Describe(c.Kind).Host, c.address())
	if err != nil {
		return nil, err
	}
	r, err := understand(c.Account, c.Kind, c.Parent, c.SID, text, reader.Redactor())
	if err != nil {
		return nil, fmt.Errorf("read %s again: %s", c.SID, reader.Redactor().Scrub(err.Error()))
	}
	a.step("read")
	return &reading{r, text}, nil
}

// change makes one change, if it still may.
func (a *applier) change(ctx context.Context, c *Change) (Result, error) {
	e := a.Receipt.entry(c.key())
	now, err := a.read(ctx, c)
	if err != nil {
		if e.open() {
			return a.end(c, Unknown, "a write was begun before, and the resource could not be read: "+err.Error(), nil)
		}
		return a.end(c, Failed, err.Error(), nil)
	}
	switch before := e.outcome; {
	case before != nil && before.Outcome.written() && c.made(now.resource):
		return Result{c, before.Outcome, joinReasons(fmt.Sprintf("written before, at %s", stamp(e.intent.At)), before.Reason)}, nil
	case before != nil && before.Outcome.written():
		return Result{c, Refused, fmt.Sprintf("it was written at %s, and somebody has changed it since: make a new plan", stamp(e.intent.At))}, nil
	case e.open() && c.made(now.resource):
		return a.resumed(c, e.intent, now)
	case c.made(now.resource):
		return a.end(c, Already, "it is so already, and was not written", nil)
	}
	if reason := a.moved(c, now); reason != "" {
		if e.open() {
			return a.end(c, Unknown, fmt.Sprintf("a write was begun at %s, and the resource is neither as it was planned nor as it was before: %s", stamp(e.intent.At), reason), nil)
		}
		return a.end(c, Refused, reason, nil)
	}
	if e.open() && !c.idempotent() {
		if until := e.intent.At.Add(settling); a.Now().Before(until) {
			return a.end(c, Unknown, fmt.Sprintf("a write was begun at %s and may still be under way: run again after %s", stamp(e.intent.At), stamp(until)), nil)
		}
	}
	if c.Execution != nil {
		run := Run{OlderThan: c.Execution.OlderThan}
		run.Began, run.InitiatedBy = now.beginning() // What the plan says of it is for people.
		if reason := run.over(ctx, a.Writers[c.Account].Reader(), c.Account, a.Now()); reason != "" {
			return a.end(c, Refused, reason, nil)
		}
	}
	return a.write(context.WithoutCancel(ctx), c, now)
}

// settling is how long a request that was cut off may still be under way: the longest time that twilint waits for an answer.
const settling = time.Minute

// resumed is the end of a change of which the write was begun in a run that was ended, and that is as it was wanted.
func (a *applier) resumed(c *Change, i *intent, now *reading) (Result, error) {
	const who = "it is as wanted; whether by the write that was begun at %s or by somebody else cannot be told"
	if now.digest() != i.SHA256 {
		return a.end(c, Differs, fmt.Sprintf(who+", and something else of it has changed as well", stamp(i.At)), now)
	}
	return a.end(c, Done, fmt.Sprintf(who, stamp(i.At)), now)
}

// moved says in what a resource is no longer what the plan saw, "" if it is.
func (a *applier) moved(c *Change, now *reading) string {
	keyed := a.Plan.MarkerKey == a.Writers[c.Account].Reader().Redactor().Key()
	var changed []string
	for _, s := range c.Settings {
		if !s.holds(now.resource, s.Seen, keyed) {
			changed = append(changed, fmt.Sprintf("%s was %s and is %s", s.name(), s.value(s.Seen), s.value(now.at(s.Pointer))))
		}
	}
	updated := ""
	if date := now.text("date_updated"); date != "" {
		updated = ", last on " + date
	}
	switch {
	case len(changed) > 0:
		return "it was changed after it was planned" + updated + ": " + strings.Join(changed, ", ")
	case now.definitionDigest() != c.DefinitionSHA256:
		return "its definition was changed after it was planned" + updated
	case now.digest() != c.SHA256:
		return "it was changed after it was planned" + updated + ", though not in what is to be set"
	case c.Kind == inventory.KindFlow && now.text("status") != published:
		return "its latest revision is a draft, which would be published with the change"
	case secret.Unkeyed(now.name) != secret.Unkeyed(c.Name):
		return fmt.Sprintf("the plan calls it %q, and its name is %q: somebody has changed the plan", plain(c.Name), plain(now.name))
	case c.Execution != nil && !c.Execution.tells(now.resource):
		return "the plan tells of another beginning of it: somebody has changed the plan"
	default:
		return ""
	}
}

// tells whether what a person was shown of an execution is so.
func (run *Run) tells(r *resource) bool {
	began, by := r.beginning()
	return run.Began.Equal(began) && secret.Unkeyed(run.InitiatedBy) == secret.Unkeyed(by)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// write announces a change, makes it, reads it back and tells what became of it.
func (a *applier) write(ctx context.Context, c *Change, before *reading) (Result, error) {
	w := a.Writers[c.Account]
	parameters, err := c.parameters(before.raw)
	if err != nil {
		return a.end(c, Failed, err.Error(), nil)
	}
	should, err := before.with(c.Settings)
	if err != nil {
		return a.end(c, Failed, err.Error(), nil)
	}
	if definition, ok := parameters["Definition"]; ok {
		if err := w.ValidateFlow(ctx, before.text("friendly_name"), published, []byte(definition)); err != nil {
			return a.end(c, Failed, err.Error(), nil)
		}
		// Studio takes no condition with an update, and what somebody publishes meanwhile would be lost: the moment has to be short.
		if again, err := a.read(ctx, c); err != nil {
			return a.end(c, Failed, err.Error(), nil)
		} else if !bytes.Equal(again.raw, before.raw) {
			return a.end(c, Refused, "it was changed while Twilio checked the definition: make a new plan", nil)
		}
	}
	err = a.Receipt.announce(intent{At: a.Now().UTC(), Change: *c, SHA256: should.digest(), DefinitionSHA256: should.definitionDigest()})
	if err != nil {
		return Result{c, Failed, err.Error()}, err
	}
	_, lost := w.Update(ctx, twilio.Update{Kind: c.Kind, Parent: c.Parent, SID: c.SID, Parameters: parameters})
	a.step("sent")
	if cause, ok := errors.AsType[*twilio.Error](lost); ok && cause.Unprocessed() {
		return a.end(c, Failed, lost.Error(), nil)
	}
	after, err := a.read(ctx, c)
	switch {
	case err != nil && lost != nil:
		return a.end(c, Unknown, fmt.Sprintf("%v; it could not be read back either: %v", lost, err), nil)
	case err != nil:
		return a.end(c, Unknown, "it was written, and could not be read back: "+err.Error(), nil)
	case lost != nil && !c.made(after.resource):
		return a.end(c, Unknown, fmt.Sprintf("%v; it is not written so far: run again", lost), nil)
	}
	note := ""
	if lost != nil {
		note = "the answer was lost, and it is as wanted"
	}
	if others := after.differences(should); len(others) > 0 {
		return a.end(c, Differs, joinReasons(note, "what was read back is not as it should be in "+strings.Join(others, ", ")), after)
	}
	if between := revisionsBetween(before.resource, after.resource); between != "" {
		return a.end(c, Differs, joinReasons(note, between), after)
	}
	return a.end(c, Done, note, after)
}

// revisionsBetween says that a flow has more new revisions than the one of the change, "" if it has not. Whatever makes a revision counts
// it up by one. https://www.twilio.com/docs/studio/rest-api/v2/flow-revision
func revisionsBetween(before, after *resource) string {
	was, ok := before.root().Get("revision").AsInt()
	is, okToo := after.root().Get("revision").AsInt()
	if !ok || !okToo || is <= was+1 {
		return ""
	}
	return fmt.Sprintf("it went from revision %d to %d while one was written: somebody made another at the same moment, which may be lost in the "+
		"latest; see its revisions in Studio", was, is)
}

// end tells the receipt what became of a change.
func (a *applier) end(c *Change, what Outcome, reason string, after *reading) (Result, error) {
	o := outcome{At: a.Now().UTC(), Outcome: what, Reason: reason}
	if after != nil {
		o.SHA256, o.DefinitionSHA256 = after.digest(), after.definitionDigest()
	}
	err := a.Receipt.tell(c, o)
	return Result{c, what, reason}, err
}

func joinReasons(reasons ...string) string {
	return strings.Join(slices.DeleteFunc(reasons, func(s string) bool { return s == "" }), "; ")
}
