package twiliosim

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twiliosim/apifacts"
)

// defaultPageSize is Twilio's. https://www.twilio.com/docs/usage/twilios-response#pagination
const defaultPageSize = 50

// one answers for one resource.
func (c *call) one() answer {
	if c.route.kind == inventory.KindAccount || c.route.kind == inventory.KindSubaccount {
		return answer{http.StatusOK, c.account.body().text}
	}
	if r := c.account.find(c.route.kind, c.params.parent, c.params.sid); r != nil {
		return answer{http.StatusOK, r.text}
	}
	if c.route.kind == kindCall {
		return c.notFound()
	}
	d := inventory.Describe(c.route.kind)
	if owner := c.params.parent; d.Single && (owner == "" || c.account.find(d.Parent, "", owner) != nil) {
		return answer{http.StatusOK, c.account.untouched(d.Kind, owner).text}
	}
	return c.notFound()
}

// untouched is a resource of which there is always one, as it is before anybody changes it.
func (a *Account) untouched(kind inventory.Kind, parent string) *resource {
	sid := cmp.Or(parent, a.SID)
	r := &resource{sid: sid, parent: parent, members: a.complete(kind, parent, sid, nil)}
	r.write(kind)
	return r
}

// notFound names the path as Twilio does: whole in the 2010-04-01 API, without the version in all others.
func (c *call) notFound() answer {
	path := c.URL.Path
	if c.host.product != "api" {
		if _, rest, ok := strings.Cut(path[1:], "/"); ok {
			path = "/" + rest
		}
	}
	return notFound(path)
}

// body is the account as a resource. The real one holds the auth token as well.
func (a *Account) body() *resource {
	members := Members{
		"friendly_name": a.Name, "auth_token": a.AuthToken, "owner_account_sid": a.SID, "date_created": a.Created, "date_updated": a.Created,
	}
	if a.Parent != "" {
		members["owner_account_sid"] = a.Parent
	}
	if a.Status != "" {
		members["status"] = a.Status
	}
	if a.Type != "" {
		members["type"] = a.Type
	}
	r := &resource{sid: a.SID, members: a.complete(inventory.KindAccount, "", a.SID, members)}
	r.write(inventory.KindAccount)
	return r
}

// family is the account and its subaccounts: what the list of accounts shows.
func (s *Server) family(a *Account) []*resource {
	s.mu.Lock()
	defer s.mu.Unlock()
	var members []*Account
	for _, other := range s.accounts {
		if other.SID == a.SID || other.Parent == a.SID {
			members = append(members, other)
		}
	}
	slices.SortFunc(members, func(x, y *Account) int {
		if x.Parent != y.Parent {
			return strings.Compare(x.Parent, y.Parent)
		}
		return strings.Compare(x.SID, y.SID)
	})
	var bodies []*resource
	for _, member := range members {
		bodies = append(bodies, member.body())
	}
	return bodies
}

// page answers with one page of a list.
func (c *call) page() answer {
	d := inventory.Describe(c.route.kind)
	if d.Parent != "" && c.account.find(d.Parent, "", c.params.parent) == nil {
		return c.notFound()
	}
	query := c.URL.Query()
	size, ok := pageSize(query, c.route.facts.PageSize)
	if !ok {
		return badPageSize()
	}
	items := c.items(query)
	begin, ok := firstItem(items, query, size)
	if !ok {
		return badPageToken()
	}
	end := min(begin+size, len(items))
	texts := []json.RawMessage{}
	for _, r := range items[begin:end] {
		texts = append(texts, r.listed)
	}
	p := pageLinks{call: c, size: size, number: pageNumber(query), begin: begin, shown: len(texts)}
	if end < len(items) {
		p.next = tokenAfter + items[end-1].sid
	}
	if begin > 0 {
		p.previous = tokenBefore + items[begin].sid
	}
	envelope := p.envelope()
	envelope[c.route.facts.Items] = texts
	return answer{http.StatusOK, marshal(envelope)}
}

// A PageToken is one of these with the SID of an item: the page of what comes after it or before it.
const (
	tokenAfter  = "PA"
	tokenBefore = "PB"
)

// firstItem is the place of the first item of a page. Pages cannot be counted off, only followed.
// https://www.twilio.com/docs/api/errors/40153
func firstItem(items []*resource, query url.Values, size int) (begin int, ok bool) {
	token := query.Get("PageToken")
	if token == "" {
		return 0, pageNumber(query) == 0
	}
	sid := token[min(len(tokenAfter), len(token)):]
	at := slices.IndexFunc(items, func(r *resource) bool { return r.sid == sid })
	switch {
	case at < 0:
		return 0, false
	case strings.HasPrefix(token, tokenAfter):
		return at + 1, true
	case strings.HasPrefix(token, tokenBefore):
		return max(at-size, 0), true
	default:
		return 0, false
	}
}

// pageSize reads PageSize.
func pageSize(query url.Values, greatest int) (int, bool) {
	text := query.Get("PageSize")
	if text == "" {
		return defaultPageSize, true
	}
	size, err := strconv.Atoi(text)
	return size, err == nil && size >= 1 && (greatest == 0 || size <= greatest)
}

func pageNumber(query url.Values) int {
	number, err := strconv.Atoi(query.Get("Page"))
	if err != nil {
		return 0
	}
	return number
}

// items are the resources that a list holds, all pages of it.
func (c *call) items(query url.Values) []*resource {
	var items []*resource
	if c.route.kind == inventory.KindSubaccount {
		items = c.server.family(c.account)
	} else {
		items = c.account.list(c.route.kind, c.params.parent)
	}
	if c.route.kind == inventory.KindExecution { // https://www.twilio.com/docs/studio/rest-api/v2/execution: newest first.
		slices.SortStableFunc(items, func(a, b *resource) int {
			return strings.Compare(text(b.members["date_created"]), text(a.members["date_created"]))
		})
	}
	if c.fault.IgnoreFilters {
		return items
	}
	members := shapes.Get()[c.route.kind].members
	for _, name := range c.route.facts.Query {
		if query.Has(name) && !slices.Contains([]string{"Page", "PageSize", "PageToken"}, name) {
			items = filter(items, members, name, query.Get(name))
		}
	}
	return items
}

// filter keeps the resources that a query parameter asks for. Names follow one scheme: FriendlyName asks for friendly_name,
// DateCreatedFrom and DateCreatedTo for a date_created from then on and before then. A parameter that fits no member of the kind
// text filters nothing.
func filter(items []*resource, members apifacts.Members, name, want string) []*resource {
	keep := func(*resource) bool { return true }
	member := snake(name)
	from, isFrom := strings.CutSuffix(member, "_from")
	to, isTo := strings.CutSuffix(member, "_to")
	switch limit := parseDate(want); {
	case members[member].Type == "string":
		keep = func(r *resource) bool { return text(r.members[member]) == want }
	case isFrom && members[from].Format == "date-time":
		keep = func(r *resource) bool { return !parseDate(text(r.members[from])).Before(limit) }
	case isTo && members[to].Format == "date-time":
		keep = func(r *resource) bool { return parseDate(text(r.members[to])).Before(limit) }
	}
	var kept []*resource
	for _, r := range items {
		if keep(r) {
			kept = append(kept, r)
		}
	}
	return kept
}

func text(value any) string {
	s, _ := value.(string)
	return s
}

// parseDate reads a date of a query or a body; the zero time if it is none.
func parseDate(s string) time.Time {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// pageLinks makes what stands around the items of a page.
type pageLinks struct {
	*call
	size, number, begin, shown int
	next, previous             string // tokens, "" where there is no such page
}

// envelope are the members of a page without its items.
func (p pageLinks) envelope() map[string]any {
	first, here, next := p.link(0, ""), p.link(p.number, p.URL.Query().Get("PageToken")), any(nil)
	if p.next != "" {
		next = p.link(p.number+1, p.next)
	}
	var previous any
	if p.previous != "" {
		previous = p.link(p.number-1, p.previous)
	}
	switch p.fault.NextLink {
	case "":
	case NextIsSame:
		next = here
	default:
		next = p.fault.NextLink
	}
	if p.route.facts.Paging == apifacts.PagingMeta {
		return map[string]any{"meta": map[string]any{
			"first_page_url": first, "key": p.route.facts.Items, "next_page_url": next, "page": p.number, "page_size": p.size,
			"previous_page_url": previous, "url": here,
		}}
	}
	return map[string]any{
		"start": p.begin, "end": max(p.begin+p.shown-1, p.begin), "first_page_uri": first, "next_page_uri": next, "page": p.number, "page_size": p.size,
		"previous_page_uri": previous, "uri": here,
	}
}

// link names a page: a path in the 2010-04-01 API, a URL on the host that was asked in all others.
func (p pageLinks) link(number int, token string) string {
	query := p.URL.Query()
	query.Set("PageSize", strconv.Itoa(p.size))
	query.Set("Page", strconv.Itoa(number))
	query.Del("PageToken")
	if token != "" {
		query.Set("PageToken", token)
	}
	link := p.URL.Path + "?" + query.Encode()
	if p.route.facts.Paging == apifacts.PagingMeta {
		link = "https://" + p.Host + link
	}
	return link
}
