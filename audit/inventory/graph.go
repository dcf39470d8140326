package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit/lazy"
	"github.com/twilint/twilint/audit/studio"
)

// Graph is how the resources of an account lead to each other: which number runs which flow by way of which application or messaging
// service, and where the flow goes on to. Callers and messages come in at the entries.
type Graph struct {
	edges    []Edge // sorted
	from     map[node][]int
	reached  map[node]int  // the edge by which traffic first comes to a resource, noEdge for an entry
	possible map[node]bool // what something leads to, or may run, that leaves no trace in the account
	complete bool
}

// Edge is one resource leading to another.
type Edge struct {
	From, To *Item
	// Label says by what: "calls", "messages", "fallback", "subflow".
	Label string
	// Fallback: traffic goes this way only where the usual one fails.
	Fallback bool
}

// node is a resource by what it goes by.
type node struct {
	kind Kind
	sid  string
}

const noEdge = -1

func nodeOf(it *Item) node { return node{it.Ref.Kind, it.Ref.SID} }

// entryKinds are the kinds of resources by which callers and messages come into an account.
var entryKinds = []Kind{
	KindPhoneNumber, KindSIPDomain, KindBYOCTrunk, KindWhatsAppSender, KindConversationsAddress, KindFlexFlow, KindMessagingShortCode,
}

// GraphKinds are the kinds that have to be read for telling that traffic comes to nothing: the entries, and what stands between them
// and flows.
func GraphKinds() []Kind {
	return append(slices.Clone(entryKinds), KindApplication, KindTrunk, KindMessagingService, KindMessagingServiceNumber)
}

// Graph is worked out once, after the inventory was read.
func (inv *Inventory) Graph() *Graph {
	inv.graphOnce.Do(func() {
		b := graphBuilder{inv: inv, seen: map[Edge]bool{}}
		b.webhooks()
		b.references()
		b.flows()
		inv.graph = b.finish()
	})
	return inv.graph
}

// Edges are all edges, sorted by their beginnings and ends.
func (g *Graph) Edges() []Edge { return g.edges }

// Reached tells whether callers or messages come to a resource, as far as the account shows it. Unknown means that something which
// may lead to it was not read, or that it, or what leads to it, may be used without a trace in the account: an application by the
// Voice SDK, a flow by the REST API, a Function by anybody who knows its address.
func (g *Graph) Reached(it *Item) Presence {
	if _, ok := g.reached[nodeOf(it)]; ok {
		return Present
	}
	if g.complete && it.Ref.Kind == KindFlow && !g.possible[nodeOf(it)] {
		return Absent
	}
	return Unknown
}

// WayTo is the shortest way by which callers or messages come to a resource, from the entry to the last one before it: nothing for an
// entry, and for what nothing is known to lead to.
func (g *Graph) WayTo(it *Item) []*Item {
	var way []*Item
	for at := nodeOf(it); ; {
		edge, ok := g.reached[at]
		if !ok || edge == noEdge {
			slices.Reverse(way)
			return way
		}
		way = append(way, g.edges[edge].From)
		at = nodeOf(g.edges[edge].From)
	}
}

func compareItems(a, b *Item) int {
	return cmp.Or(cmp.Compare(a.Ref.Kind, b.Ref.Kind), cmp.Compare(a.Ref.SID, b.Ref.SID), cmp.Compare(a.Parent, b.Parent))
}

type graphBuilder struct {
	inv      *Inventory
	seen     map[Edge]bool
	edges    []Edge
	requests []node // flows that the REST API can run
}

func (b *graphBuilder) lead(from, to *Item, label string, fallback bool) {
	e := Edge{From: from, To: to, Label: label, Fallback: fallback}
	if from == nil || to == nil || from == to || b.seen[e] {
		return
	}
	b.seen[e] = true
	b.edges = append(b.edges, e)
}

// webhooks lead to the flows and Functions that they run.
func (b *graphBuilder) webhooks() {
	for _, w := range b.inv.Webhooks() {
		if w.Role == RoleCallback { // It hears of traffic and takes none.
			continue
		}
		if inForce, _ := b.inv.InForce(w); inForce == Absent {
			continue
		}
		b.lead(w.Item, b.inv.runs(w.Text), labelOf(w), w.Role == RoleFallback)
	}
}

func labelOf(w Webhook) string {
	switch {
	case w.Role == RoleFallback:
		return "fallback"
	case w.Channel == Voice:
		return "calls"
	case w.Channel == Message:
		return "messages"
	default:
		return "webhook"
	}
}

// runs is the flow or the Functions environment of this account that a URL runs, nil if it is neither.
func (inv *Inventory) runs(raw string) *Item {
	if target, ok := inv.StudioFlow(raw); ok {
		if target.Account != inv.Account.SID {
			return nil
		}
		flow, _ := inv.Find(KindFlow, target.Flow)
		return flow
	}
	if u, ok := ParseWebhookURL(raw); ok {
		return inv.environmentAt(u.Hostname())
	}
	return nil
}

// environmentAt is the Functions environment of a host name, nil if it is none of this account.
func (inv *Inventory) environmentAt(host string) *Item {
	for _, environment := range inv.Items(KindServerlessEnvironment) {
		if strings.EqualFold(environment.Text("domain_name"), host) {
			return environment
		}
	}
	return nil
}

// references lead from one resource to another that takes its traffic on.
func (b *graphBuilder) references() {
	for _, n := range b.inv.Numbers {
		voice := b.inv.VoiceHandler(n)
		if voice.Holder != nil && voice.Holder != &n.Item {
			b.lead(&n.Item, voice.Holder, "calls", false)
		}
		message := b.inv.MessageHandler(n)
		if message.Holder != nil && message.Holder != &n.Item {
			b.lead(&n.Item, message.Holder, "messages", false)
		}
	}
	for _, kind := range []Kind{KindSIPDomain, KindConversationsAddress, KindFlexFlow} {
		for _, item := range b.inv.Items(kind) {
			if kind == KindConversationsAddress && item.Off("auto_creation.enabled") || kind == KindFlexFlow && item.Off("enabled") {
				continue
			}
			for _, r := range Describe(kind).References {
				to, _ := b.inv.Find(r.Kind, item.Field(r.Field).Text)
				label := "messages"
				if kind == KindSIPDomain {
					label = "calls"
				}
				b.lead(item, to, label, false)
			}
		}
	}
	for _, code := range b.inv.Items(KindMessagingShortCode) {
		service, _ := b.inv.Find(KindMessagingService, code.Parent)
		b.lead(code, service, "messages", false)
	}
}

// flowLabels are the kinds that a flow leads to, by how. Where a flow sends from is no way for what comes in.
var flowLabels = lazy.Value[map[Kind]string]{Make: func() map[Kind]string {
	return map[Kind]string{
		KindFlow: "subflow", KindServerlessEnvironment: "Function", KindWorkflow: "enqueues",
	}
}}

// flows lead to what their published revisions name.
func (b *graphBuilder) flows() {
	for _, f := range b.inv.Flows {
		if f.Published == nil {
			continue
		}
		if f.Published.Definition.Wired(studio.IncomingRequest) {
			b.requests = append(b.requests, nodeOf(&f.Item))
		}
		for _, r := range b.inv.FlowReferences(f.Published) {
			if label, ok := flowLabels.Get()[r.Kind]; ok {
				b.lead(&f.Item, r.Target, label, false)
			}
		}
	}
}

func (b *graphBuilder) finish() *Graph {
	g := &Graph{edges: b.edges, from: map[node][]int{}, reached: map[node]int{}, possible: map[node]bool{}, complete: true}
	slices.SortStableFunc(g.edges, func(x, y Edge) int {
		return cmp.Or(compareItems(x.From, y.From), cmp.Compare(boolRank(x.Fallback), boolRank(y.Fallback)), compareItems(x.To, y.To), cmp.Compare(x.Label, y.Label))
	})
	for i, e := range g.edges {
		g.from[nodeOf(e.From)] = append(g.from[nodeOf(e.From)], i)
	}
	var queue []node
	for _, kind := range entryKinds {
		for _, item := range b.inv.Items(kind) {
			if _, twice := g.reached[nodeOf(item)]; !twice {
				g.reached[nodeOf(item)] = noEdge
				queue = append(queue, nodeOf(item))
			}
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, i := range g.from[queue[0]] {
			to := nodeOf(g.edges[i].To)
			if _, known := g.reached[to]; !known {
				g.reached[to] = i
				queue = append(queue, to)
			}
		}
	}
	g.markPossible(b.requests)
	for _, kind := range GraphKinds() {
		c, asked := b.inv.coverage[kind]
		g.complete = g.complete && asked && len(c.Gaps) == 0 && (c.Filter == "" || c.Filter == Describe(kind).Filter)
	}
	return g
}

// markPossible follows the ways from what may be used without a trace: the flows that the REST API can run, and everything that leads
// on and is no flow, such as an application that no number runs.
func (g *Graph) markPossible(requests []node) {
	queue := slices.Clone(requests)
	for _, e := range g.edges {
		if e.From.Ref.Kind != KindFlow {
			queue = append(queue, nodeOf(e.From))
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		if g.possible[queue[0]] {
			continue
		}
		g.possible[queue[0]] = true
		for _, i := range g.from[queue[0]] {
			queue = append(queue, nodeOf(g.edges[i].To))
		}
	}
}

// boolRank puts the usual way before the fallback.
func boolRank(fallback bool) int {
	if fallback {
		return 1
	}
	return 0
}

// String is the edge in words, for tests and for whoever looks for a mistake.
func (e Edge) String() string { return fmt.Sprintf("%s → %s (%s)", e.From.Ref, e.To.Ref, e.Label) }
