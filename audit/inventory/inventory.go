// Package inventory is what an account holds, as far as it was read: typed resources with the places of their values, the gaps,
// and the questions that rules share (who really answers this number, is this URL Studio).
//
// A live account, a snapshot and a flow file all become an Inventory, so that a rule cannot tell them apart.
package inventory

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/secret"
	"github.com/twilint/twilint/audit/studio"
)

// Account is the account that an inventory belongs to.
type Account struct {
	SID    string `json:"sid"`
	Name   string `json:"name"`
	Status string `json:"status"` // active, suspended, closed; "" if it was not read
}

// Credential is what an account was read with.
type Credential string

// The credentials. A snapshot that was written before they were noted has none.
const (
	CredentialAuthToken Credential = "auth_token"
	CredentialAPIKey    Credential = "api_key" // of whatever type: Twilio does not tell
)

// Inventory is what one account holds, or one flow file. Sources fill it, from several goroutines if they like, and call
// [Inventory.Finish]; after that it does not change and rules read it.
type Inventory struct {
	Account Account
	// AsOf is when it was read: the only clock that rules know.
	AsOf time.Time
	// Credential is what it was read with, "" if that is not known.
	Credential Credential
	// Audited are the accounts that the same audit covers, this one among them.
	Audited []Account
	// File tells that it holds a flow file, and knows nothing of an account.
	File bool
	// FilePath is where that file is on this machine, "" for standard input. It stands in no finding.
	FilePath string

	Numbers        []*PhoneNumber
	Applications   []*Application
	Flows          []*Flow
	Executions     []*Execution
	SIPDomains     []*SIPDomain
	Trunks         []*Trunk
	Services       []*MessagingService
	ServiceNumbers []*MessagingServiceNumber

	redactor *secret.Redactor

	mu        sync.Mutex
	resources map[Kind][]*Item
	index     map[Kind]map[string]*Item
	coverage  map[Kind]*Coverage
	records   []Record
	added     map[recordKey]bool
	revisions map[string]*Revision // published revisions that stand in documents of their own, by the SID of the flow

	numbers      map[string]*PhoneNumber
	applications map[string]*Application
	flows        map[string]*Flow
	flowByURL    map[string]*Flow
	trunks       map[string]*Trunk
	services     map[string]*MessagingService
	serviceOf    map[string]string // SID of a number → SID of its messaging service

	voiceOnce, messageOnce         sync.Once
	voiceHandlers, messageHandlers []Handler
	entriesOnce                    sync.Once
	entries                        map[place][]Handler
	conversationsOnce              sync.Once
	conversations                  map[string]bool // numbers whose messages begin conversations, in E.164
	graphOnce                      sync.Once
	graph                          *Graph

	probes map[Callback]ProbeResult
}

// Record is one resource as a snapshot keeps it.
type Record struct {
	Kind   Kind
	Parent string
	SID    string
	Text   []byte // canonical, with markers in the place of secrets
}

type recordKey struct {
	kind        Kind
	parent, sid string
}

// New makes an empty inventory of an account. The redactor drops the secrets of everything that is added.
func New(account Account, asOf time.Time, redactor *secret.Redactor) *Inventory {
	return &Inventory{
		Account: account, AsOf: asOf, Audited: []Account{account}, redactor: redactor,
		resources: map[Kind][]*Item{}, coverage: map[Kind]*Coverage{}, added: map[recordKey]bool{}, revisions: map[string]*Revision{},
	}
}

// DocumentURI is the name of the document of a live resource in findings.
func DocumentURI(account string, kind Kind, sid string) string {
	return path.Join("twilio", account, string(kind), sid+".json")
}

// Add decodes one resource from its JSON and keeps it. Parent is the SID of the resource it was listed below, "" if none. On an
// error nothing is kept: the caller notes a gap.
func (inv *Inventory) Add(kind Kind, parent string, text []byte) error {
	raw, err := jsonpos.Parse("", text)
	if err != nil {
		return fmt.Errorf("the response is not JSON: %w", err)
	}
	if k := raw.Root().Kind(); k != jsonpos.Object {
		return fmt.Errorf("the response is %s where an object was expected", k)
	}
	description := Describe(kind)
	sid, ok := description.Identity(inv.Account.SID, parent, raw.Root())
	if !ok {
		return fmt.Errorf("the response has no valid %s", cmp.Or(description.Key, "sid"))
	}
	sid = strings.Clone(sid) // It outlives the text that it is a part of: findings refer to it. So do the names below.
	uri := DocumentURI(inv.Account.SID, kind, sid)
	if description.Shared {
		uri = DocumentURI(inv.Account.SID, kind, path.Join(parent, sid))
	}
	canonical := inv.redactor.Document(raw, description.Personal...)
	document, err := jsonpos.Parse(uri, canonical)
	if err != nil {
		return fmt.Errorf("the canonical text is not JSON: %w", err)
	}
	item := Item{
		Ref:      Ref{Account: inv.Account.SID, Kind: kind, SID: sid},
		Parent:   parent,
		Document: document,
		value:    document.Root(),
	}
	if err := item.check(description); err != nil {
		return err
	}
	if !description.Single {
		item.Ref.Name = strings.Clone(item.Field(description.nameMember()).Text)
	}
	keep, err := inv.decode(&item)
	if err != nil {
		return err
	}
	inv.mu.Lock()
	defer inv.mu.Unlock()
	key := recordKey{kind, parent, sid}
	if inv.added[key] {
		return fmt.Errorf("it is there twice")
	}
	inv.added[key] = true
	keep()
	inv.records = append(inv.records, Record{Kind: kind, Parent: parent, SID: sid, Text: canonical})
	return nil
}

// decode gives an item its type, for the kinds that the questions of this package are about; rules read the others through [Item].
// The function that it returns adds it, and is called under the lock.
func (inv *Inventory) decode(item *Item) (func(), error) {
	switch item.Ref.Kind {
	case KindPhoneNumber:
		return decodeInto(inv, &PhoneNumber{Item: *item}, &inv.Numbers)
	case KindApplication:
		return decodeInto(inv, &Application{Item: *item}, &inv.Applications)
	case KindFlow:
		return decodeInto(inv, &Flow{Item: *item}, &inv.Flows)
	case KindExecution:
		return decodeInto(inv, &Execution{Item: *item}, &inv.Executions)
	case KindSIPDomain:
		return decodeInto(inv, &SIPDomain{Item: *item}, &inv.SIPDomains)
	case KindTrunk:
		return decodeInto(inv, &Trunk{Item: *item}, &inv.Trunks)
	case KindMessagingService:
		return decodeInto(inv, &MessagingService{Item: *item}, &inv.Services)
	case KindMessagingServiceNumber:
		return decodeInto(inv, &MessagingServiceNumber{Item: *item}, &inv.ServiceNumbers)
	case KindFlowRevision:
		revision, err := decodeRevision(item)
		if err == nil && revision.Draft {
			err = fmt.Errorf("the latest published revision has the status draft")
		}
		return func() { inv.keep(item); inv.revisions[item.Ref.SID] = revision }, err
	case KindAccount:
		return func() {
			inv.keep(item)
			inv.Account.Name, inv.Account.Status = item.Ref.Name, item.Text("status")
		}, nil
	case KindSubaccount:
		return nil, fmt.Errorf("subaccounts are audited as accounts of their own")
	default:
		return func() { inv.keep(item) }, nil
	}
}

// keep adds an item to those of its kind.
func (inv *Inventory) keep(item *Item) {
	inv.resources[item.Ref.Kind] = append(inv.resources[item.Ref.Kind], item)
}

func decodeInto[T interface {
	hasItem
	decode() error
}](inv *Inventory, resource T, list *[]T) (func(), error) {
	err := resource.decode()
	return func() { inv.keep(resource.item()); *list = append(*list, resource) }, err
}

// AddFile keeps the flow that a file holds at value: the whole file, an element of an array, bare or in the envelope of an API
// response. Index is its place in the array.
func (inv *Inventory) AddFile(document *jsonpos.Document, value jsonpos.Value, index int) {
	item := Item{
		Ref:      Ref{Kind: KindFlow, Path: document.URI, Index: index},
		Document: document,
		value:    value,
	}
	definition := value
	if inner := value.Get("definition"); inner.Kind() == jsonpos.Object {
		definition = inner
		if sid := value.Get("sid").Text(); IsSID(sid) {
			item.Ref.SID = strings.Clone(sid)
		}
		item.Ref.Name = strings.Clone(value.Get("friendly_name").Text())
	}
	if item.Ref.Name == "" {
		item.Ref.Name = document.URI
	}
	f := &Flow{Item: item, Publication: Present}
	f.Latest = &Revision{Item: &f.Item, Definition: studio.Parse(definition)}
	f.Published = f.Latest
	inv.Flows = append(inv.Flows, f)
}

// AddBrokenFile keeps a file that should hold a flow and does not. The document may be one that did not parse.
func (inv *Inventory) AddBrokenFile(document *jsonpos.Document, span jsonpos.Span, reason string) {
	f := &Flow{Item: Item{Ref: Ref{Kind: KindFlow, Path: document.URI, Name: document.URI}, Document: document, value: document.Root()}}
	f.Fault = &Fault{Location: Location{Document: document.URI, Span: span}, Reason: reason}
	inv.Flows = append(inv.Flows, f)
}

// Finish sorts what was added and links it together.
func (inv *Inventory) Finish() {
	inv.mu.Lock()
	defer inv.mu.Unlock()
	sortItems(inv.Numbers)
	sortItems(inv.Applications)
	sortItems(inv.Flows)
	sortItems(inv.Executions)
	sortItems(inv.SIPDomains)
	sortItems(inv.Trunks)
	sortItems(inv.Services)
	sortItems(inv.ServiceNumbers)
	inv.index = map[Kind]map[string]*Item{}
	for kind, items := range inv.resources {
		sort.SliceStable(items, func(i, j int) bool {
			return cmp.Or(cmp.Compare(items[i].Ref.SID, items[j].Ref.SID), cmp.Compare(items[i].Parent, items[j].Parent)) < 0
		})
		inv.index[kind] = make(map[string]*Item, len(items))
		for _, item := range items {
			if _, twice := inv.index[kind][item.Ref.SID]; !twice { // The same below several parents: any of them answers for it.
				inv.index[kind][item.Ref.SID] = item
			}
		}
	}
	inv.numbers = bySID(inv.Numbers)
	inv.applications = bySID(inv.Applications)
	inv.flows = bySID(inv.Flows)
	inv.trunks = bySID(inv.Trunks)
	inv.services = bySID(inv.Services)
	inv.flowByURL = map[string]*Flow{}
	for _, f := range inv.Flows {
		if address, ok := hostAndPath(f.WebhookURL.Text); ok {
			inv.flowByURL[address] = f
		}
		if f.Latest != nil && f.Latest.Draft {
			f.Published = inv.revisions[f.Ref.SID]
			f.Publication = Present
			if f.Published == nil {
				f.Publication = Unknown
				if c, ok := inv.coverage[KindFlowRevision]; ok && slices.Contains(c.Absent, f.Ref.SID) {
					f.Publication = Absent
				}
			}
		}
	}
	inv.serviceOf = map[string]string{}
	for _, n := range inv.ServiceNumbers {
		inv.serviceOf[n.Ref.SID] = n.Parent
	}
	sort.Slice(inv.records, func(i, j int) bool {
		a, b := inv.records[i], inv.records[j]
		if a.Kind != b.Kind {
			return a.Kind < b.Kind
		}
		if a.Parent != b.Parent {
			return a.Parent < b.Parent
		}
		return a.SID < b.SID
	})
	inv.finishCoverage()
}

type hasItem interface{ item() *Item }

func (it *Item) item() *Item { return it }

// sortItems sorts by SID, and by the order of adding where there is none.
func sortItems[T hasItem](list []T) {
	sort.SliceStable(list, func(i, j int) bool { return list[i].item().Ref.SID < list[j].item().Ref.SID })
}

func bySID[T hasItem](list []T) map[string]T {
	index := make(map[string]T, len(list))
	for _, element := range list {
		index[element.item().Ref.SID] = element
	}
	return index
}

func (inv *Inventory) count(kind Kind) int {
	if kind == KindSubaccount {
		return max(len(inv.Audited)-1, 0)
	}
	count := 0
	for _, r := range inv.records {
		if r.Kind == kind {
			count++
		}
	}
	if inv.File && kind == KindFlow {
		return len(inv.Flows)
	}
	return count
}

// Records are the resources as a snapshot keeps them, sorted.
func (inv *Inventory) Records() []Record { return inv.records }

// CanHold tells whether the source of this inventory can hold a kind at all. A flow file holds flows and nothing else.
func (inv *Inventory) CanHold(kind Kind) bool { return !inv.File || kind == KindFlow }

// PhoneNumber looks a phone number up.
func (inv *Inventory) PhoneNumber(sid string) (*PhoneNumber, Presence) {
	return lookup(inv, inv.numbers, KindPhoneNumber, sid)
}

// Flow looks a flow up. The flow is nil unless the answer is Present.
func (inv *Inventory) Flow(sid string) (*Flow, Presence) {
	return lookup(inv, inv.flows, KindFlow, sid)
}

// Application looks a TwiML application up.
func (inv *Inventory) Application(sid string) (*Application, Presence) {
	return lookup(inv, inv.applications, KindApplication, sid)
}

// Trunk looks a SIP trunk up.
func (inv *Inventory) Trunk(sid string) (*Trunk, Presence) {
	return lookup(inv, inv.trunks, KindTrunk, sid)
}

// Items are the resources of a kind that were read, sorted by SID.
func (inv *Inventory) Items(kind Kind) []*Item { return inv.resources[kind] }

// ItemsBelow are the resources of a kind that were read below a parent.
func (inv *Inventory) ItemsBelow(kind Kind, parent string) []*Item {
	var below []*Item
	for _, item := range inv.resources[kind] {
		if item.Parent == parent {
			below = append(below, item)
		}
	}
	return below
}

// Find looks a resource up by its SID. It is nil unless the answer is Present.
func (inv *Inventory) Find(kind Kind, sid string) (*Item, Presence) {
	if item := inv.index[kind][sid]; item != nil {
		return item, Present
	}
	return nil, inv.presence(kind, sid)
}

// AllBelow tells whether everything of a kind below a parent was read, so that what is not there is absent.
func (inv *Inventory) AllBelow(kind Kind, parent string) bool {
	c, asked := inv.coverage[kind]
	if !asked {
		return false
	}
	for _, gap := range c.Gaps {
		_, other := inv.index[Describe(kind).Parent][gap.Ref]
		if gap.Ref == parent || !gap.List || !other { // A single item that could not be read may stand below any parent.
			return false
		}
	}
	return true
}

func lookup[T any](inv *Inventory, index map[string]*T, kind Kind, sid string) (*T, Presence) {
	if found, ok := index[sid]; ok {
		return found, Present
	}
	return nil, inv.presence(kind, sid)
}

// ServiceOf is the messaging service whose sender pool holds a number. Absent means that no service holds it.
func (inv *Inventory) ServiceOf(number *PhoneNumber) (*MessagingService, Presence) {
	if sid, ok := inv.serviceOf[number.Ref.SID]; ok {
		if service, ok := inv.services[sid]; ok {
			return service, Present
		}
		return nil, Unknown
	}
	if !inv.ReadAll(KindMessagingService, KindMessagingServiceNumber) {
		return nil, Unknown
	}
	return nil, Absent
}

// Dangling are the references to resources of this account that are not among those that were read, each once. A live source
// asks for them directly before the rules run: lists are read at different moments, so a new resource may be missing from one.
func (inv *Inventory) Dangling() []Dangling {
	seen := map[Dangling]bool{}
	var all []Dangling
	note := func(kind Kind, sid string) {
		d := Dangling{kind, sid}
		if _, asked := inv.coverage[kind]; asked && !seen[d] {
			seen[d] = true
			all = append(all, d)
		}
	}
	for _, item := range inv.items() {
		description := Describe(item.Ref.Kind)
		for _, reference := range description.References {
			sid := item.Field(reference.Field).Text
			if IsSID(sid) && !inv.has(reference.Kind, sid) {
				note(reference.Kind, sid)
			}
		}
		for _, webhook := range description.Webhooks {
			target, ok := inv.StudioFlow(item.Field(webhook.Field).Text)
			if ok && target.Account == inv.Account.SID && !inv.has(KindFlow, target.Flow) {
				note(KindFlow, target.Flow)
			}
		}
	}
	for _, workflow := range inv.Items(KindWorkflow) {
		for _, target := range RoutingOf(workflow).Targets {
			if IsSID(target.Queue) && !inv.has(KindTaskQueue, target.Queue) {
				note(KindTaskQueue, target.Queue)
			}
		}
	}
	for _, j := range inv.Revisions() {
		for _, reference := range inv.FlowReferences(j.Revision) {
			if IsSID(reference.Name) && reference.Presence != Present {
				note(reference.Kind, reference.Name)
			}
		}
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Kind != all[j].Kind {
			return all[i].Kind < all[j].Kind
		}
		return all[i].SID < all[j].SID
	})
	return all
}

// Dangling is a reference to a resource that was not read.
type Dangling struct {
	Kind Kind
	SID  string
}

func (inv *Inventory) has(kind Kind, sid string) bool { return inv.index[kind][sid] != nil }

// items are the resources that hold webhooks or refer to others, in a fixed order.
func (inv *Inventory) items() []*Item {
	var all []*Item
	for i := range Kinds {
		if len(Kinds[i].Webhooks) > 0 || len(Kinds[i].References) > 0 {
			all = append(all, inv.resources[Kinds[i].Kind]...)
		}
	}
	return all
}
