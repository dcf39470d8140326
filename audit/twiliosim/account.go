package twiliosim

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/twilint/twilint/audit/inventory"
)

// Account is a simulated account with what it holds. Its fields must be set before it is put on a server; resources may be added
// and changed at any time. Everything about it is deterministic: the same calls make the same SIDs and bodies.
type Account struct {
	SID  string
	Name string
	// Status is active, suspended or closed; "" is active. The credentials of an account that is not active are refused.
	Status string
	// Type is Full or Trial, "" is Full.
	Type      string
	AuthToken string
	Keys      []Key
	// Parent is the SID of the account that this one is a subaccount of.
	Parent string
	// Region is where the account's data and credentials are, "" for us1.
	Region  string
	Created time.Time
	// ConcurrencyLimit is how many requests may be in flight at once, 0 for any number.
	ConcurrencyLimit int

	mu        sync.RWMutex
	resources map[inventory.Kind][]*resource // in the order of adding
	names     map[string]int                 // how many resources were added under a name
}

// NewAccount makes an account whose SID, auth token and standard API key are made of a seed.
func NewAccount(seed, name string, created time.Time) *Account {
	return &Account{
		SID:       SID("AC", seed),
		Name:      name,
		AuthToken: digest("auth token", seed),
		Keys: []Key{{
			SID: SID("SK", seed), Secret: digest("standard key", seed), Type: StandardKey,
		}, {
			SID: SID("SK", seed, "main"), Secret: digest("main key", seed), Type: MainKey,
		}},
		Created: created,
	}
}

// SID is a SID that is made of its parts, the same for the same parts.
func SID(prefix string, parts ...string) string {
	return prefix + digest(slices.Concat([]string{prefix}, parts)...)
}

// digest is 32 hexadecimal digits made of its parts.
func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// Secrets are what must never be seen of the account: its auth token and the secrets of its keys.
func (a *Account) Secrets() []string {
	secrets := []string{a.AuthToken}
	for _, key := range a.Keys {
		secrets = append(secrets, key.Secret)
	}
	return secrets
}

func (a *Account) region() string {
	if a.Region == "" {
		return defaultRegion
	}
	return a.Region
}

func (a *Account) isActive() bool { return a.Status == "" || a.Status == "active" }

// resource is one resource of an account, complete.
type resource struct {
	sid, parent string
	members     Members
	text        []byte // the body when it is fetched by itself
	listed      []byte // the body in a list
	unlisted    bool
}

// Add adds a resource and is its SID. Parent is the SID of the resource that it belongs below, "" if none. Members are written
// over plausible defaults for every member that the resource has in Twilio's documents; a [time.Time] is written as the API in
// question writes dates. A SID among the members is taken; otherwise one is made of the account, the kind and the name.
//
// It panics on a member that the resource does not have, which is a misspelling in the caller's source.
func (a *Account) Add(kind inventory.Kind, parent string, members Members) (sid string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d := inventory.Describe(kind)
	sid, _ = members[cmp.Or(d.Key, "sid")].(string)
	if d.Single {
		sid = cmp.Or(parent, a.SID)
	}
	if sid == "" {
		sid = a.nextSID(kind, parent, members)
	}
	r := &resource{sid: sid, parent: parent, members: a.complete(kind, parent, sid, members)}
	r.write(kind)
	if a.resources == nil {
		a.resources = map[inventory.Kind][]*resource{}
	}
	a.resources[kind] = append(a.resources[kind], r)
	return sid
}

// nextSID makes a SID of the resource's name, so that a world keeps its SIDs when something is added in its middle.
func (a *Account) nextSID(kind inventory.Kind, parent string, members Members) string {
	name := parent
	for _, member := range []string{"phone_number", "domain_name", "friendly_name", "unique_name"} {
		if value, ok := members[member].(string); ok {
			name = parent + " " + value
			break
		}
	}
	if a.names == nil {
		a.names = map[string]int{}
	}
	key := string(kind) + " " + name
	a.names[key]++
	return SID(inventory.Describe(kind).Prefix, a.SID, key, strconv.Itoa(a.names[key]))
}

// reserveSID is nextSID for a caller that does not hold the lock.
func (a *Account) reserveSID(kind inventory.Kind, parent string, members Members) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.nextSID(kind, parent, members)
}

// Change writes members of a resource over, and tells whether there is such a resource. The same resource below several parents
// changes everywhere.
func (a *Account) Change(kind inventory.Kind, sid string, members Members) bool {
	return a.each(kind, sid, func(r *resource) {
		changed := Members{}
		for name, value := range r.members {
			changed[name] = value
		}
		for name, value := range members {
			changed[name] = value
		}
		r.members = a.complete(kind, r.parent, sid, changed)
		r.write(kind)
	})
}

// Unlist takes a resource out of its lists, and tells whether there is such a resource. It can still be fetched by its SID: to a
// reader it was created after the list was read.
func (a *Account) Unlist(kind inventory.Kind, sid string) bool {
	return a.each(kind, sid, func(r *resource) { r.unlisted = true })
}

// Remove deletes a resource, and tells whether there was one.
func (a *Account) Remove(kind inventory.Kind, sid string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	before := len(a.resources[kind])
	a.resources[kind] = slices.DeleteFunc(slices.Clone(a.resources[kind]), func(r *resource) bool { return r.sid == sid })
	return len(a.resources[kind]) < before
}

// each replaces every resource of that SID by a changed copy, so that a request in progress keeps what it has.
func (a *Account) each(kind inventory.Kind, sid string, change func(*resource)) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	found := false
	list := slices.Clone(a.resources[kind])
	for i, r := range list {
		if r.sid == sid {
			changed := *r
			change(&changed)
			list[i], found = &changed, true
		}
	}
	a.resources[kind] = list
	return found
}

// find is a resource by its SID and parent, nil if there is none.
func (a *Account) find(kind inventory.Kind, parent, sid string) *resource {
	a.mu.RLock()
	defer a.mu.RUnlock()
	for _, r := range a.resources[kind] {
		if (r.sid == sid || sid == "" && r.sid == cmp.Or(parent, a.SID)) && (parent == "" || r.parent == parent) {
			return r
		}
	}
	return nil
}

// list are the resources of a kind below a parent that a list shows.
func (a *Account) list(kind inventory.Kind, parent string) []*resource {
	a.mu.RLock()
	defer a.mu.RUnlock()
	var shown []*resource
	for _, r := range a.resources[kind] {
		if !r.unlisted && r.parent == parent {
			shown = append(shown, r)
		}
	}
	return shown
}

// SIDs are the SIDs of the resources of a kind, in the order in which they were added.
func (a *Account) SIDs(kind inventory.Kind) []string {
	a.mu.RLock()
	defer a.mu.RUnlock()
	var sids []string
	for _, r := range a.resources[kind] {
		sids = append(sids, r.sid)
	}
	return sids
}
