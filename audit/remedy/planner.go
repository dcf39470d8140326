package remedy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/secret"
	"github.com/twilint/twilint/audit/twilio"
)

// PlanOptions are what a plan depends on besides the audit.
type PlanOptions struct {
	Version string // of twilint
	// Reader is what the accounts are read with. The planner asks it for the calls that began executions.
	Reader *twilio.Reader
	// Unsafe also plans what somebody has to want.
	Unsafe bool
	// OlderThan is the age that an execution must have to be ended.
	OlderThan time.Duration
}

// Planner makes a plan of audits, one account after the other. It keeps nothing of an inventory.
type Planner struct {
	options PlanOptions
	plan    Plan
}

// NewPlanner begins a plan.
func NewPlanner(o PlanOptions) *Planner {
	credentials := o.Reader.Credentials()
	return &Planner{options: o, plan: Plan{
		Schema: PlanSchema, Purpose: ToFix, Version: o.Version,
		Account: credentials.AccountSID, Region: region(credentials), MarkerKey: o.Reader.Redactor().Key(),
		Incomplete: []string{}, Changes: []Change{}, Refused: []Refusal{}, Manual: []Manual{},
	}}
}

// region is where the data of an account is. https://www.twilio.com/docs/global-infrastructure/understanding-twilio-regions
func region(c twilio.Credentials) string {
	if c.Region == "" {
		return "us1"
	}
	return c.Region
}

// Plan is the plan of everything that was added.
func (p *Planner) Plan() *Plan {
	p.plan.sort()
	return &p.plan
}

// wish is what a finding wants of one resource.
type wish struct {
	closed   audit.Fingerprint
	rule     string
	settings []Setting
}

// wanted is everything that is wanted of one resource.
type wanted struct {
	ref    inventory.Ref
	parent string
	wishes []wish
}

// Add plans what the findings about one account ask for.
func (p *Planner) Add(ctx context.Context, inv *inventory.Inventory, result *audit.Result) {
	if p.plan.AsOf.IsZero() || inv.AsOf.Before(p.plan.AsOf) {
		p.plan.AsOf = inv.AsOf.UTC()
	}
	p.noteGaps(result)
	var order []*wanted
	byKey := map[string]*wanted{}
	for i := range result.Findings {
		f := &result.Findings[i]
		for _, part := range parts(f) {
			for _, update := range part.updates(p.options.Unsafe) {
				key := string(update.Resource.Kind) + "/" + update.Resource.SID
				w := byKey[key]
				if w == nil {
					w = &wanted{ref: update.Resource, parent: update.Parent}
					byKey[key] = w
					order = append(order, w)
				}
				w.wishes = append(w.wishes, wish{closed: part.fingerprint, rule: f.Rule.ID, settings: settingsOf(update)})
			}
		}
		p.noteManual(f)
	}
	first := len(p.plan.Changes)
	for _, w := range order {
		p.resolve(inv, w)
	}
	p.checkExecutions(ctx, inv.AsOf, first)
}

func settingsOf(u audit.Update) []Setting {
	var all []Setting
	for _, s := range u.Settings {
		all = append(all, newSetting(s.Pointer, "", canonical([]byte(s.Want))))
	}
	return all
}

// part is a finding about one thing, or one member of a finding.
type part struct {
	fingerprint audit.Fingerprint
	fix         *audit.Fix
}

func parts(f *audit.Finding) []part {
	if len(f.Members) == 0 {
		return []part{{f.Fingerprint, f.Fix}}
	}
	var all []part
	for _, m := range f.Members {
		all = append(all, part{m.Fingerprint, m.Fix})
	}
	return all
}

// updates are those that a plan makes of the part, none if a person has to see to it.
func (p part) updates(unsafe bool) []audit.Update {
	if p.fix == nil || p.fix.Unsafe && !unsafe {
		return nil
	}
	return p.fix.Updates
}

func (p *Planner) noteGaps(result *audit.Result) {
	for _, o := range result.Outcomes {
		if o.Incomplete() {
			p.plan.Incomplete = append(p.plan.Incomplete, fmt.Sprintf("%s is %s in %s: %s", o.Rule.ID, strings.ReplaceAll(string(o.Outcome), "-", " "), o.Account, o.Reason))
		}
	}
	for _, c := range result.Coverage {
		for _, gap := range c.Gaps {
			if c.Kind == inventory.KindSubaccount {
				p.plan.Incomplete = append(p.plan.Incomplete, fmt.Sprintf("%s was not read: %s", gap.Ref, gap.Reason))
			}
		}
	}
}

// noteManual lists what is left of a finding.
func (p *Planner) noteManual(f *audit.Finding) {
	m := Manual{
		Rule: f.Rule.ID, Account: f.Account, Kind: f.Subject.Kind, SID: f.Subject.SID, Name: f.Subject.Name, Message: f.Message, Steps: f.Remediation,
	}
	for _, part := range parts(f) {
		if len(part.updates(p.options.Unsafe)) == 0 {
			m.Left = append(m.Left, string(part.fingerprint))
			m.Unsafe = m.Unsafe || part.fix != nil && len(part.fix.Updates) > 0
		}
	}
	if len(m.Left) > 0 {
		p.plan.Manual = append(p.plan.Manual, m)
	}
}

// resolve makes one change of what is wanted of a resource, without the wishes that contradict each other.
func (p *Planner) resolve(inv *inventory.Inventory, w *wanted) {
	item, presence := inv.Find(w.ref.Kind, w.ref.SID)
	if presence != inventory.Present {
		p.refuse(w, w.wishes, "the resource is not among those that were read")
		return
	}
	r := &resource{kind: w.ref.Kind, document: item.Document}
	var sound []wish
	for _, one := range w.wishes {
		if reason := one.settle(r); reason != "" {
			p.refuse(w, []wish{one}, reason)
			continue
		}
		sound = append(sound, one)
	}
	agreed, disputed := agree(sound)
	if len(disputed) > 0 {
		p.refuse(w, disputed, dispute(disputed))
	}
	if len(agreed) == 0 {
		return
	}
	c := Change{
		Account: w.ref.Account, Kind: w.ref.Kind, SID: w.ref.SID, Parent: w.parent, Name: w.ref.Name,
		SHA256: r.digest(), DefinitionSHA256: r.definitionDigest(),
	}
	c.Call = c.call()
	for _, one := range agreed {
		c.Closes = append(c.Closes, one.closes())
		for _, s := range one.settings {
			if !slices.ContainsFunc(c.Settings, func(other Setting) bool { return other.Pointer == s.Pointer }) {
				c.Settings = append(c.Settings, s)
			}
		}
	}
	c.CommitMessage, c.Final = commitMessage(&c, ToFix), final(c.Kind, c.Settings)
	if c.Kind == inventory.KindExecution {
		began, by := r.beginning()
		c.Execution = &Run{Began: began, Age: age(inv.AsOf.Sub(began)), InitiatedBy: by, OlderThan: p.options.OlderThan.String()}
	}
	if err := c.check(ToFix); err != nil { // It would be refused when it is to be applied.
		p.refuse(w, agreed, err.Error())
		return
	}
	p.plan.Changes = append(p.plan.Changes, c)
}

// commitMessage says in the history of a flow why it was changed, "" for what has no history.
func commitMessage(c *Change, purpose Purpose) string {
	if c.Kind != inventory.KindFlow {
		return ""
	}
	var rules []string
	for _, closed := range c.Closes {
		if !slices.Contains(rules, closed.Rule) {
			rules = append(rules, closed.Rule)
		}
	}
	slices.Sort(rules)
	return fmt.Sprintf("twilint %s: %s", purpose, strings.Join(rules, ", "))
}

func (w wish) closes() Closed { return Closed{Rule: w.rule, Fingerprint: string(w.closed)} }

// settle finds out what stands now where a wish wants something else, and why the wish cannot be granted, "" if it can.
func (w *wish) settle(r *resource) string {
	nothing := true
	for i, s := range w.settings {
		if len(secret.Markers(s.Want)) > 0 {
			return errMarker
		}
		// Where an object on the way is missing, it comes with the value.
		pointer, want := s.Pointer, s.Want
		for strings.Count(pointer, "/") > 1 {
			end := strings.LastIndexByte(pointer, '/')
			if parent, _ := r.document.Resolve(pointer[:end]); parent.Kind() == jsonpos.Object {
				break
			}
			name, _ := jsontext.AppendQuote(nil, lastToken(pointer)) // It comes from a rule.
			pointer, want = pointer[:end], canonical(fmt.Appendf(nil, "{%s: %s}", name, want))
		}
		w.settings[i] = newSetting(pointer, r.at(pointer), want)
		nothing = nothing && w.settings[i].holds(r, want, true)
	}
	if nothing {
		return "it is so already"
	}
	return ""
}

// agree parts the wishes that can be granted together from those of which two want different values of the same.
func agree(wishes []wish) (agreed, disputed []wish) {
	for i, one := range wishes {
		if slices.ContainsFunc(slices.Concat(wishes[:i], wishes[i+1:]), one.contradicts) {
			disputed = append(disputed, one)
		} else {
			agreed = append(agreed, one)
		}
	}
	return agreed, disputed
}

func (w wish) contradicts(other wish) bool {
	for _, a := range w.settings {
		for _, b := range other.settings {
			if a.overlaps(b) && (a.Pointer != b.Pointer || a.Want != b.Want) {
				return true
			}
		}
	}
	return false
}

// dispute says who wants what.
func dispute(wishes []wish) string {
	var claims []string
	for _, w := range wishes {
		for _, s := range w.settings {
			if slices.ContainsFunc(wishes, func(other wish) bool {
				return slices.ContainsFunc(other.settings, func(o Setting) bool { return o.Pointer == s.Pointer && o.Want != s.Want })
			}) {
				claims = append(claims, fmt.Sprintf("%s wants %s to be %s", w.rule, s.Parameter, s.Want))
			}
		}
	}
	return strings.Join(claims, ", ") + "; choose one with --rule, apply it, and plan again"
}

// final says why a change cannot be undone, "" if it can.
func final(kind inventory.Kind, settings []Setting) string {
	if kind == inventory.KindExecution {
		return "an execution that has ended cannot be made active again"
	}
	for _, s := range settings {
		if len(secret.Markers(s.Seen)) > 0 {
			return fmt.Sprintf("the value of %s holds a secret, which twilint does not keep", s.name())
		}
	}
	return ""
}

func (p *Planner) refuse(w *wanted, wishes []wish, reason string) {
	r := Refusal{Account: w.ref.Account, Kind: w.ref.Kind, SID: w.ref.SID, Name: w.ref.Name, Reason: reason}
	for _, one := range wishes {
		r.Closes = append(r.Closes, one.closes())
	}
	slices.SortFunc(r.Closes, compareClosed)
	p.plan.Refused = append(p.plan.Refused, r)
}

// checkExecutions takes out of the plan, from the first change of this account on, the ends of executions that may still be going on.
func (p *Planner) checkExecutions(ctx context.Context, asOf time.Time, first int) {
	reasons := make([]string, len(p.plan.Changes))
	var work sync.WaitGroup
	for i := first; i < len(p.plan.Changes); i++ {
		c := &p.plan.Changes[i]
		if c.Execution == nil {
			continue
		}
		work.Go(func() { reasons[i] = c.Execution.over(ctx, p.options.Reader, c.Account, asOf) }) // The reader bounds what is in flight.
	}
	work.Wait()
	kept := p.plan.Changes[:first]
	for i := first; i < len(p.plan.Changes); i++ {
		c := p.plan.Changes[i]
		if reasons[i] == "" {
			kept = append(kept, c)
			continue
		}
		p.plan.Refused = append(p.plan.Refused, Refusal{
			Account: c.Account, Kind: c.Kind, SID: c.SID, Name: c.Name, Reason: reasons[i], Closes: c.Closes,
		})
	}
	p.plan.Changes = kept
}

// over says why an execution must not be ended, "" if nobody can still be in it as far as can be told. It notes the status of the call.
func (run *Run) over(ctx context.Context, reader *twilio.Reader, account string, now time.Time) string {
	least, err := time.ParseDuration(run.OlderThan)
	if err != nil {
		return fmt.Sprintf("the age %q that it must have is no duration", run.OlderThan)
	}
	if run.Began.IsZero() {
		return "when it began cannot be told"
	}
	if d := now.Sub(run.Began); d <= least {
		return fmt.Sprintf("it has been active for %s, and only those older than %s are ended", age(d), age(least))
	}
	if !strings.HasPrefix(run.InitiatedBy, "CA") {
		return ""
	}
	status, err := callStatus(ctx, reader, account, run.InitiatedBy)
	if err != nil {
		return fmt.Sprintf("whether its call %s is over cannot be told: %v", run.InitiatedBy, err)
	}
	run.CallStatus = status
	if !slices.Contains(finalCalls[:], status) {
		return fmt.Sprintf("its call %s is not over: its status is %q", run.InitiatedBy, status)
	}
	return ""
}

// age is a length of time as people would tell it, rounded down.
func age(d time.Duration) string {
	if d >= 48*time.Hour {
		return count(int(d/(24*time.Hour)), "day", "days")
	}
	text := count(int(d/time.Hour), "hour", "hours")
	if minutes := int(d % time.Hour / time.Minute); minutes > 0 {
		text += " " + count(minutes, "minute", "minutes")
	}
	return text
}

// finalCalls are the statuses of calls that are over. https://www.twilio.com/docs/voice/api/call-resource#call-status-values
var finalCalls = [...]string{"completed", "busy", "failed", "no-answer", "canceled"}

// callStatus is the status of a call, read just now.
func callStatus(ctx context.Context, reader *twilio.Reader, account, sid string) (string, error) {
	if !inventory.IsSID(sid) {
		return "", fmt.Errorf("%q is not the SID of a call", sid)
	}
	text, err := reader.Fetch(ctx, "api", "/2010-04-01/Accounts/"+account+"/Calls/"+sid+".json")
	if err != nil {
		return "", err
	}
	document, err := jsonpos.Parse("", text)
	if err != nil || document.Root().Get("sid").Text() != sid {
		return "", errors.New("the answer is about another call")
	}
	return document.Root().Get("status").Text(), nil
}
