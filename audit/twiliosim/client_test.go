package twiliosim_test

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twiliosim"
)

// moment is the present of every test.
var moment = time.Date(2026, time.November, 20, 9, 30, 0, 0, time.UTC)

// start starts a server with accounts.
func start(t *testing.T, accounts ...*twiliosim.Account) *twiliosim.Server {
	t.Helper()
	s := twiliosim.New(accounts...)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// client asks a simulated Twilio as a user of it does.
type client struct {
	t        *testing.T
	ctx      context.Context
	server   *twiliosim.Server
	user     string
	password string
}

// as is a client with the auth token of an account.
func as(t *testing.T, s *twiliosim.Server, a *twiliosim.Account) client {
	t.Helper()
	return client{t, t.Context(), s, a.SID, a.AuthToken}
}

// with is the client with another context.
func (c client) with(ctx context.Context) client {
	c.ctx = ctx
	return c
}

// response is what came back.
type response struct {
	status int
	header http.Header
	body   []byte
}

// do sends a request; address is a URL with the real host name, or a path on api.twilio.com.
func (c client) do(method, address string) (response, error) {
	c.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		c.t.Fatal(err)
	}
	host := u.Host
	if host == "" {
		host = "api.twilio.com"
	}
	request, err := http.NewRequestWithContext(c.ctx, method, c.server.URL()+u.RequestURI(), http.NoBody)
	if err != nil {
		c.t.Fatal(err)
	}
	request.Host = host
	if c.user != "" {
		request.SetBasicAuth(c.user, c.password)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return response{}, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return response{answer.StatusCode, answer.Header, body}, err
}

// get sends a GET that must be answered.
func (c client) get(address string) response {
	c.t.Helper()
	r, err := c.do(http.MethodGet, address)
	if err != nil {
		c.t.Fatalf("GET %s: %v", address, err)
	}
	return r
}

// object sends a GET that must be answered with 200 and an object.
func (c client) object(address string) map[string]any {
	c.t.Helper()
	r := c.get(address)
	if r.status != http.StatusOK {
		c.t.Fatalf("GET %s: %d %s", address, r.status, r.body)
	}
	return decode(c.t, r.body)
}

// code is the code of a refusal, which must have Twilio's form.
func (r response) code(t *testing.T) int {
	t.Helper()
	var refusal struct {
		Code     int
		Message  string
		MoreInfo string `json:"more_info"`
		Status   int
	}
	if err := json.Unmarshal(r.body, &refusal); err != nil {
		t.Fatalf("refusal %s: %v", r.body, err)
	}
	if refusal.Status != r.status || refusal.Message == "" || refusal.MoreInfo == "" {
		t.Errorf("refusal with status %d: %s", r.status, r.body)
	}
	return refusal.Code
}

func decode(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var value map[string]any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return value
}

// listAddress is the first page of a list.
func listAddress(kind inventory.Kind, account, parent, query string) string {
	d := inventory.Describe(kind)
	return "https://" + d.Host + ".twilio.com" + inventory.Expand(d.List, account, parent, "") + "?" + query
}

// itemAddress is one resource.
func itemAddress(kind inventory.Kind, account, parent, sid string) string {
	d := inventory.Describe(kind)
	return "https://" + d.Host + ".twilio.com" + inventory.Expand(d.Item, account, parent, sid)
}

// page is one page of a list.
type page struct {
	address string
	body    map[string]any
	items   []map[string]any
	next    string // "" on the last
}

// pages reads all pages of a list, following the links.
func (c client) pages(kind inventory.Kind, address string) []page {
	c.t.Helper()
	var pages []page
	for address != "" {
		if len(pages) > 100 {
			c.t.Fatalf("the list at %s does not end", address)
		}
		p := page{address: address, body: c.object(address)}
		if meta, ok := p.body["meta"].(map[string]any); ok {
			p.next, _ = meta["next_page_url"].(string)
		} else {
			p.next, _ = p.body["next_page_uri"].(string)
		}
		list, ok := p.body[inventory.Describe(kind).Items].([]any)
		if !ok {
			c.t.Fatalf("%s has no list of %s", address, kind)
		}
		for _, element := range list {
			p.items = append(p.items, element.(map[string]any))
		}
		pages = append(pages, p)
		address = p.next
	}
	return pages
}

// items are all items of a list.
func (c client) items(kind inventory.Kind, parent, query string) []map[string]any {
	c.t.Helper()
	var all []map[string]any
	for _, p := range c.pages(kind, listAddress(kind, c.user, parent, query)) {
		all = append(all, p.items...)
	}
	return all
}

func sids(items []map[string]any) []string {
	var list []string
	for _, item := range items {
		list = append(list, item["sid"].(string))
	}
	return list
}

// keys are what items of a list go by: their SIDs, or what the kinds table says instead.
func keys(kind inventory.Kind, items []map[string]any) []string {
	var list []string
	for _, item := range items {
		list = append(list, item[cmp.Or(inventory.Describe(kind).Key, "sid")].(string))
	}
	return list
}
