package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/twilio"
)

// accountReader reads one account. Every request runs in a goroutine of its own as soon as what it depends on is known; the
// limiter of the client decides how many are in flight, so nothing here waits for a whole list or a whole kind.
type accountReader struct {
	twilio   *twilio.Reader
	account  inventory.Account // as far as it was known before
	plan     plan
	inv      *inventory.Inventory
	progress func(kind inventory.Kind, done, total int)

	work sync.WaitGroup

	mu sync.Mutex
	// taken are the resources that were listed or asked for: lists shift while they are read, and may show one twice.
	taken map[resourceKey]bool
	// answers are the outcomes of the requests that depend on no other, nil for an answer.
	answers     []error
	done, total map[inventory.Kind]int
}

// resourceKey names a resource that was listed or asked for.
type resourceKey struct {
	kind        inventory.Kind
	parent, sid string
}

func newAccountReader(r *twilio.Reader, o LiveOptions, account inventory.Account, audited []inventory.Account) *accountReader {
	asOf := o.Now().UTC().Truncate(time.Second)
	a := &accountReader{
		twilio: r, account: account, plan: newPlan(o, asOf), inv: inventory.New(account, asOf, r.Redactor()), progress: o.Progress,
		taken: map[resourceKey]bool{}, done: map[inventory.Kind]int{}, total: map[inventory.Kind]int{},
	}
	a.inv.Audited = audited
	a.inv.Credential = inventory.CredentialAPIKey
	if r.Credentials().UsesAuthToken() {
		a.inv.Credential = inventory.CredentialAuthToken
	}
	for _, kind := range slices.Concat(a.plan.kinds, a.plan.apart) {
		a.inv.Cover(kind, a.plan.filter(kind))
	}
	return a
}

// read reads what the plan asks for, then what that refers to and did not hold.
func (a *accountReader) read(ctx context.Context) {
	for _, kind := range a.plan.kinds {
		a.begin(ctx, inventory.Describe(kind))
	}
	a.work.Wait()
	a.inv.Finish()
	for missing := a.missing(); len(missing) > 0; missing = a.missing() {
		holders := map[inventory.Kind]parents{} // Taken before any answer comes in and adds to them.
		for _, m := range missing {
			if parent := inventory.Describe(m.Kind).Parent; parent != "" {
				coverage, _ := a.inv.Coverage(parent)
				holders[parent] = parents{a.inv.Items(parent), len(coverage.Gaps) == 0}
			}
		}
		for _, m := range missing {
			d := inventory.Describe(m.Kind)
			a.confirm(ctx, d, holders[d.Parent], m.SID)
		}
		a.work.Wait()
		a.inv.Finish()
	}
}

// begin asks for the resources of a kind that do not depend on others.
func (a *accountReader) begin(ctx context.Context, d *inventory.Description) {
	selected := a.plan.only.SIDs[d.Kind]
	switch {
	case d.Kind == inventory.KindAccount:
		a.fetch(ctx, d, a.account.SID)
	case d.Parent != "" || a.plan.byReference(d.Kind):
	case d.Single:
		a.fetch(ctx, d, a.account.SID)
	case d.Kind == inventory.KindPhoneNumber && a.plan.byNumber:
		for _, sid := range selected {
			a.fetch(ctx, d, sid)
		}
		for _, number := range a.plan.only.Numbers {
			a.listAll(ctx, d, url.Values{"PhoneNumber": {number}})
		}
	case d.Kind == inventory.KindFlow && a.plan.fewFlows:
		for _, sid := range selected {
			a.fetch(ctx, d, sid)
		}
	default:
		a.listAll(ctx, d, url.Values{})
	}
}

func (a *accountReader) listAll(ctx context.Context, d *inventory.Description, query url.Values) {
	a.work.Go(func() {
		_, err := a.list(ctx, d, "", query)
		a.answered(err)
	})
}

func (a *accountReader) fetch(ctx context.Context, d *inventory.Description, sid string) {
	if a.take(d.Kind, "", sid) {
		a.work.Go(func() {
			_, err := a.one(ctx, d, "", sid)
			a.answered(err)
		})
	}
}

// parents are the resources below which one of another kind may stand.
type parents struct {
	items []*inventory.Item
	all   bool // there are no others
}

// confirm asks directly for a resource that something refers to and that no list showed. One that stands below another is asked for
// below each that it may stand below; only if none has it, and there are no others, it is absent.
func (a *accountReader) confirm(ctx context.Context, d *inventory.Description, holders parents, sid string) {
	if d.Parent == "" {
		a.fetch(ctx, d, sid)
		return
	}
	if !a.take(d.Kind, "", sid) {
		return
	}
	a.work.Go(func() {
		defer a.finished(d.Kind)
		for _, parent := range holders.items {
			text, err := a.twilio.Fetch(ctx, d.Host, inventory.Expand(d.Item, a.account.SID, parent.Ref.SID, sid))
			if cause, ok := errors.AsType[*twilio.Error](err); ok && cause.NotFound() {
				continue
			}
			if err == nil {
				a.keep(ctx, d, parent.Ref.SID, sid, text)
				return
			}
			gap := explain(ctx, a.twilio, a.account, d, err)
			gap.Ref = sid
			a.inv.AddGap(d.Kind, gap)
			return
		}
		if holders.all {
			a.inv.AddAbsent(d.Kind, sid)
		}
	})
}

func (a *accountReader) answered(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answers = append(a.answers, err)
}

// list reads a list and everything below its resources, and tells how many it showed. Its error is one that let nothing through.
func (a *accountReader) list(ctx context.Context, d *inventory.Description, parent string, query url.Values) (shown int, failure error) {
	for _, p := range d.Query {
		query.Set(p.Name, p.Value)
	}
	l := twilio.List{Host: d.Host, Path: inventory.Expand(d.List, a.account.SID, parent, ""), Query: query, Items: d.Items, PageSize: d.PageSize}
	err := a.twilio.List(ctx, l, func(text []byte) error {
		shown++
		a.listed(ctx, d, parent, l.Path, text)
		return nil
	})
	if err == nil {
		return shown, nil
	}
	gap := explain(ctx, a.twilio, a.account, d, err)
	gap.List = true
	if parent != "" {
		gap.Ref = parent
	}
	a.inv.AddGap(d.Kind, gap)
	a.missBelow(d, gap)
	if shown == 0 {
		return 0, err
	}
	return shown, nil
}

// missBelow notes that what stands below resources that could not be read is missing as well.
func (a *accountReader) missBelow(d *inventory.Description, gap inventory.Gap) {
	gap.Reason = fmt.Sprintf("not all %s are known: %s", d.Plural, gap.Reason)
	gap.List = true
	for _, child := range a.plan.children(d.Kind) {
		a.inv.AddGap(child.Kind, gap)
	}
}

// listed takes one item of a list.
func (a *accountReader) listed(ctx context.Context, d *inventory.Description, parent, address string, text []byte) {
	document, err := jsonpos.Parse("", text)
	sid, ok := d.Identity(a.account.SID, parent, document.Root())
	if err != nil || !ok {
		a.inv.AddGap(d.Kind, inventory.Gap{Ref: address, Reason: "an item of the list has no valid " + cmp.Or(d.Key, "sid"), List: true})
		return
	}
	if !a.wants(d.Kind, document.Root()) || !a.take(d.Kind, parent, sid) {
		return
	}
	if d.Detail {
		a.work.Go(func() { _, _ = a.one(ctx, d, parent, sid) }) // What it could not read is noted as a gap.
		return
	}
	a.keep(ctx, d, parent, sid, text)
}

// wants tells whether a listed resource was asked for. A server may ignore the parameters of a list, so each item is held against
// them again; one that cannot be judged is taken, and found to be unreadable later.
func (a *accountReader) wants(kind inventory.Kind, item jsonpos.Value) bool {
	switch {
	case kind == inventory.KindExecution:
		begun, err := time.Parse(time.RFC3339, item.Get("date_created").Text())
		return err != nil || item.Get("status").Text() == "active" && begun.Before(a.plan.stuckBefore)
	case kind == inventory.KindPhoneNumber && a.plan.byNumber:
		return slices.Contains(a.plan.only.Numbers, item.Get("phone_number").Text())
	default:
		return true
	}
}

// take tells whether a resource is seen for the first time.
func (a *accountReader) take(kind inventory.Kind, parent, sid string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := resourceKey{kind, parent, sid}
	if a.taken[key] {
		return false
	}
	a.taken[key] = true
	a.total[kind]++
	a.tell(kind)
	return true
}

// finished notes that a resource was read, or never will be.
func (a *accountReader) finished(kind inventory.Kind) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done[kind]++
	a.tell(kind)
}

func (a *accountReader) tell(kind inventory.Kind) {
	if a.progress != nil {
		a.progress(kind, a.done[kind], a.total[kind])
	}
}

// one reads a resource by its SID and everything below it. It tells whether Twilio has it, and the error where that is not known.
func (a *accountReader) one(ctx context.Context, d *inventory.Description, parent, sid string) (inventory.Presence, error) {
	text, err := a.twilio.Fetch(ctx, d.Host, inventory.Expand(d.Item, a.account.SID, parent, sid))
	if cause, ok := errors.AsType[*twilio.Error](err); ok && cause.NotFound() {
		a.inv.AddAbsent(d.Kind, sid)
		a.finished(d.Kind)
		return inventory.Absent, nil
	}
	if err != nil {
		gap := explain(ctx, a.twilio, a.account, d, err)
		gap.Ref = sid
		a.inv.AddGap(d.Kind, gap)
		a.finished(d.Kind)
		a.below(ctx, d, parent, sid, jsonpos.Value{})
		return inventory.Unknown, err
	}
	a.keep(ctx, d, parent, sid, text)
	return inventory.Present, nil
}

// keep puts a resource into the inventory and goes on to what stands below it.
func (a *accountReader) keep(ctx context.Context, d *inventory.Description, parent, sid string, text []byte) {
	a.finished(d.Kind)
	gap := inventory.Gap{Ref: sid}
	document, err := jsonpos.Parse("", text)
	item := document.Root()
	if err == nil {
		err = a.verify(d, parent, sid, item)
	}
	if err != nil { // It is not what was asked for, so nothing below it is either.
		gap.Reason = a.twilio.Redactor().Scrub(err.Error())
		a.inv.AddGap(d.Kind, gap)
		a.missBelow(d, gap)
		return
	}
	if err := a.inv.Add(d.Kind, parent, text); err != nil {
		gap.Reason = a.twilio.Redactor().Scrub(err.Error())
		a.inv.AddGap(d.Kind, gap)
	}
	a.below(ctx, d, parent, sid, item)
}

// verify tells whether an answer is what was asked for. Where the address does not name the account, the credentials decide which
// one answers, and an API key may be another account's.
func (a *accountReader) verify(d *inventory.Description, parent, sid string, item jsonpos.Value) error {
	if got, _ := d.Identity(a.account.SID, parent, item); got != sid {
		return fmt.Errorf("the answer is about %q", got)
	}
	owner := item.Get("account_sid").Text()
	if d.Host != "api" && d.Parent == "" && owner != "" && owner != a.account.SID {
		return fmt.Errorf("it belongs to account %s: the credentials are not those of %s", owner, a.account.SID)
	}
	return nil
}

// below reads what stands below a resource, and what it alone refers to. The item is absent if it could not be read; what is below
// it may still be.
func (a *accountReader) below(ctx context.Context, d *inventory.Description, parent, sid string, item jsonpos.Value) {
	if d.Kind == inventory.KindFlow {
		a.belowFlow(ctx, sid, item.Get("status").Text() == "draft")
		return
	}
	for _, kind := range a.plan.via(d.Kind) {
		if target := item.Get(kind.Via.Field).Text(); target != "" && a.take(kind.Kind, parent, target) {
			a.work.Go(func() { _, _ = a.one(ctx, kind, parent, target) }) // What it could not read is noted as a gap.
		}
	}
	children := a.plan.children(d.Kind)
	for _, child := range children {
		on, known := item.Get(child.When).AsBool()
		switch {
		case child.Via != nil, child.Unless != "", child.When != "" && known && !on:
		case child.Single:
			if a.take(child.Kind, sid, sid) {
				a.work.Go(func() { _, _ = a.one(ctx, child, sid, sid) })
			}
		default:
			a.work.Go(func() { a.listBelow(ctx, child, children, sid) })
		}
	}
}

// listBelow reads a list below a resource, then the lists of those kinds that are only of interest if it is empty.
func (a *accountReader) listBelow(ctx context.Context, d *inventory.Description, siblings []*inventory.Description, parent string) {
	shown, _ := a.list(ctx, d, parent, url.Values{}) // What it could not read is noted as a gap.
	for _, sibling := range siblings {
		if sibling.Unless == d.Kind && shown == 0 {
			a.work.Go(func() { _, _ = a.list(ctx, sibling, parent, url.Values{}) })
		}
	}
}

// belowFlow reads what callers get of a flow whose newest revision is a draft, and the executions of a flow unless it was never
// published.
func (a *accountReader) belowFlow(ctx context.Context, sid string, draft bool) {
	published := inventory.Unknown
	if draft && a.plan.asks(inventory.KindFlowRevision) {
		published = a.publishedRevision(ctx, sid)
	}
	if published != inventory.Absent && a.plan.asks(inventory.KindExecution) {
		query := url.Values{"DateCreatedTo": {a.plan.stuckBefore.Format(time.RFC3339)}}
		_, _ = a.list(ctx, inventory.Describe(inventory.KindExecution), sid, query) // What it could not read is noted as a gap.
	}
}

// publishedRevision reads the latest published revision of a flow, and tells whether there is one.
func (a *accountReader) publishedRevision(ctx context.Context, sid string) inventory.Presence {
	d := inventory.Describe(inventory.KindFlowRevision)
	if !a.take(d.Kind, "", sid) {
		return inventory.Unknown
	}
	presence, _ := a.one(ctx, d, "", sid)
	return presence
}

// missing are the references to resources that were not read and have to be asked for directly: they may be newer than the list.
// Where Twilio refuses a kind altogether, asking again would only be refused again.
func (a *accountReader) missing() []inventory.Dangling {
	reached := a.reachedFlows()
	return slices.DeleteFunc(a.inv.Dangling(), func(m inventory.Dangling) bool {
		coverage, _ := a.inv.Coverage(m.Kind)
		skipped := a.plan.fewFlows && m.Kind == inventory.KindFlow && !reached[m.SID]
		return skipped || coverage.Status == inventory.StatusDenied || a.taken[resourceKey{kind: m.Kind, sid: m.SID}]
	})
}

// reachedFlows are the flows that the selected numbers lead to, by themselves or through what answers for them.
func (a *accountReader) reachedFlows() map[string]bool {
	reached := map[string]bool{}
	for _, number := range a.inv.Numbers {
		if !a.plan.only.Matches(number.Ref) {
			continue
		}
		items := []*inventory.Item{&number.Item}
		for _, sid := range []string{number.VoiceApplicationSID.Text, number.SMSApplicationSID.Text} {
			if application, _ := a.inv.Application(sid); application != nil {
				items = append(items, &application.Item)
			}
		}
		if service, _ := a.inv.ServiceOf(number); service != nil {
			items = append(items, &service.Item)
		}
		for _, item := range items {
			a.noteFlows(item, reached)
		}
	}
	return reached
}

func (a *accountReader) noteFlows(item *inventory.Item, reached map[string]bool) {
	for _, webhook := range inventory.Describe(item.Ref.Kind).Webhooks {
		if target, ok := a.inv.StudioFlow(item.Field(webhook.Field).Text); ok {
			reached[target.Flow] = true
		}
	}
}
