package twilio

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Two lists of the 2010-04-01 API, and one of the others.
const (
	numbersPath = "/2010-04-01/Accounts/" + testAccount + "/IncomingPhoneNumbers.json"
	othersPath  = "/2010-04-01/Accounts/" + testOther + "/IncomingPhoneNumbers.json"
	flowsPath   = "/v2/Flows"
)

var (
	numbers = List{Host: "api", Path: numbersPath, Items: "incoming_phone_numbers", PageSize: 1000}
	flows   = List{Host: "studio", Path: flowsPath, Items: "flows", PageSize: 50, Query: url.Values{"Status": {"v1.25 draft"}}}
)

// pagesOf serves pages by their request URI, and anything else as 404.
func pagesOf(pages map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		page, ok := pages[req.Host+req.RequestURI]
		if !ok {
			refuse(w, 404, 20404, "no page "+req.Host+req.RequestURI)
			return
		}
		reply(w, page)
	}
}

// read collects the items of a list.
func read(t *testing.T, r *Reader, l List) ([]string, error) {
	t.Helper()
	var items []string
	err := r.List(t.Context(), l, func(item []byte) error {
		items = append(items, string(item))
		return nil
	})
	return items, err
}

func TestListPages(t *testing.T) {
	tests := []struct {
		name   string
		list   List
		region Credentials
		pages  map[string]string
		want   []string
	}{
		{
			name: "2010-04-01 API", list: numbers,
			pages: map[string]string{
				"api.twilio.com" + numbersPath + "?PageSize=1000": `{"page": 0, "next_page_uri": "` + numbersPath + `?PageSize=1000&Page=1&PageToken=PAabc",
					"incoming_phone_numbers": [{"sid": "PN1",  "n": 1.10}, {"sid": "PN2", "n": 12345678901234567890}]}`,
				"api.twilio.com" + numbersPath + "?PageSize=1000&Page=1&PageToken=PAabc": `{"incoming_phone_numbers": [{"sid": "PN3"}], "next_page_uri": null}`,
			},
			want: []string{`{"sid": "PN1",  "n": 1.10}`, `{"sid": "PN2", "n": 12345678901234567890}`, `{"sid": "PN3"}`},
		}, {
			name: "other APIs", list: flows,
			pages: map[string]string{
				"studio.twilio.com/v2/Flows?PageSize=50&Status=v1.25+draft": `{"flows": [1e400, "é\ud83d", [ ], null],
					"meta": {"key": "flows", "next_page_url": "https://studio.twilio.com/v2/Flows?Status=v1.25+draft&Page=1"}}`,
				"studio.twilio.com/v2/Flows?Status=v1.25+draft&Page=1": `{"flows": [],
					"meta": {"key": "flows", "next_page_url": "https://studio.twilio.com/v2/Flows?Page=2&PageToken=x%2Fy"}}`,
				"studio.twilio.com/v2/Flows?Page=2&PageToken=x%2Fy": `{"flows": [true], "meta": {"key": "flows", "next_page_url": null}}`,
			},
			want: []string{`1e400`, `"é\ud83d"`, `[ ]`, `null`, `true`},
		}, {
			name: "plain host in a region", list: List{Host: "studio", Path: flowsPath, Items: "flows"},
			region: Credentials{Region: "ie1", Edge: "dublin"},
			pages: map[string]string{
				"studio.dublin.ie1.twilio.com/v2/Flows":        `{"flows": [1], "meta": {"next_page_url": "https://studio.twilio.com/v2/Flows?Page=1"}}`,
				"studio.dublin.ie1.twilio.com/v2/Flows?Page=1": `{"flows": [2], "meta": {"next_page_url": "https://studio.dublin.ie1.twilio.com/v2/Flows?Page=2"}}`,
				"studio.dublin.ie1.twilio.com/v2/Flows?Page=2": `{"flows": [3], "meta": {"next_page_url": ""}}`,
			},
			want: []string{"1", "2", "3"},
		}, {
			name: "another account's numbers", list: List{Host: "api", Path: othersPath, Items: "x"},
			pages: map[string]string{
				"api.twilio.com" + othersPath:             `{"x": [1], "next_page_uri": "` + othersPath + `?Page=1"}`,
				"api.twilio.com" + othersPath + "?Page=1": `{"x": [2]}`,
			},
			want: []string{"1", "2"},
		}, {
			name: "a member twice", list: List{Host: "studio", Path: flowsPath, Items: "flows"},
			pages: map[string]string{"studio.twilio.com/v2/Flows": `{"flows": [1], "flows": [2]}`},
			want:  []string{"2"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := tokenOf(testAccount)
			c.Region, c.Edge = test.region.Region, test.region.Edge
			got, err := read(t, serve(t, Options{Credentials: c}, pagesOf(test.pages)), test.list)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestListErrors breaks the second page, or the way to it: the items of the first stay delivered, and the error names the page.
func TestListErrors(t *testing.T) {
	const second = "https://studio.twilio.com/v2/Flows?Page=1&PageToken=abc"
	tests := []struct {
		name    string
		next    string // link on the first page
		second  string // "" for none
		address string
		reason  string
	}{
		{"denied", second, "", "/v2/Flows?Page=1&PageToken=***", "not found (404, code 20404)"},
		{"no JSON", second, `{"flows": [1, `, "/v2/Flows?Page=1&PageToken=***", "it ends too early"},
		{"no list", second, `{"flows": {"sid": 1}}`, "/v2/Flows?Page=1&PageToken=***", `its member "flows" is not an array`},
		{"null for a list", second, `{"flows": null}`, "/v2/Flows?Page=1&PageToken=***", `its member "flows" is not an array`},
		{"other list", second, `{"executions": []}`, "/v2/Flows?Page=1&PageToken=***", `it has no member "flows"`},
		{"array", second, `[1]`, "/v2/Flows?Page=1&PageToken=***", "it is not an object"},
		{"text after it", second, `{"flows": []} x`, "/v2/Flows?Page=1&PageToken=***", "more text after its end"},
		{"link that is no string", second, `{"flows": [], "meta": {"next_page_url": {}}}`, "/v2/Flows?Page=1&PageToken=***", "its link to the next page is not a string"},
		{"token for a link", second, `{"flows": [], "meta": {"next_token": "x"}}`, "/v2/Flows?Page=1&PageToken=***", "a token in place of a link"},
		{"circle of two", second, `{"flows": [], "meta": {"next_page_url": "https://studio.twilio.com/v2/Flows"}}`, "/v2/Flows", "the list goes in a circle"},
		{"circle of one", "https://studio.twilio.com/v2/Flows", "", "/v2/Flows", "the list goes in a circle"},
		{"circle by fragment", "/v2/Flows#x", "", "/v2/Flows", "the list goes in a circle"},
		{"another host", "https://evil.example/v2/Flows", "", "/v2/Flows", `leads to another host, "evil.example"`},
		{"another product", "https://api.twilio.com/v2/Flows", "", "/v2/Flows", `leads to another host, "api.twilio.com"`},
		{"another region", "https://studio.dublin.ie1.twilio.com/v2/Flows", "", "/v2/Flows", "leads to another host"},
		{"another host without a scheme", "//evil.example/v2/Flows", "", "/v2/Flows", "leads to another host"},
		{"another port", "https://studio.twilio.com:444/v2/Flows?Page=1", "", "/v2/Flows", "leads to another host"},
		{"another scheme", "http://studio.twilio.com/v2/Flows?Page=1", "", "/v2/Flows", `leaves https for "http"`},
		{"user name", "https://me@studio.twilio.com/v2/Flows?Page=1", "", "/v2/Flows", "carries a user name"},
		{"another account", "https://studio.twilio.com/v2/Accounts/" + testOther + "/Flows", "", "/v2/Flows", "leads to another account, " + testOther},
		{"another account in the query", "/v2/Flows?AccountSid=" + testOther, "", "/v2/Flows", "leads to another account, " + testOther},
		{"another account, escaped", "/v2/Accounts/%41" + testOther[1:] + "/Flows?%41" + testOther[1:], "", "/v2/Flows", "leads to another account, " + testOther},
		{"escaped path", "/v2/%2e%2e/v1/Flows", "", "/v2/Flows", "a path that is none of the API's"},
		{"no URL", "https://studio.twilio.com/%zz", "", "/v2/Flows", "is no URL"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			pages := map[string]string{"studio.twilio.com/v2/Flows": `{"flows": ["first"], "meta": {"key": "flows", "next_page_url": "` + test.next + `"}}`}
			if test.second != "" {
				pages["studio.twilio.com/v2/Flows?Page=1&PageToken=abc"] = test.second
			}
			r := serve(t, Options{}, pagesOf(pages))
			got, err := read(t, r, List{Host: "studio", Path: flowsPath, Items: "flows"})
			if diff := cmp.Diff([]string{`"first"`}, got); diff != "" {
				t.Error(diff)
			}
			e, ok := errors.AsType[*Error](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			if e.Address != test.address {
				t.Errorf("the address is %q, want %q", e.Address, test.address)
			}
			mustContain(t, e.Reason, test.reason)
		})
	}
}

// TestListIsBounded has a list that never ends.
func TestListIsBounded(t *testing.T) {
	count := 0
	r := serve(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		count++
		reply(w, fmt.Sprintf(`{"flows": [%d], "meta": {"next_page_url": "https://studio.twilio.com/v2/Flows?Page=%[1]d"}}`, count))
	})
	got, err := read(t, r, List{Host: "studio", Path: flowsPath, Items: "flows"})
	if err == nil || !strings.Contains(err.Error(), "the list has more than 2000 pages") || len(got) != maxPages || count != maxPages {
		t.Errorf("%d items of %d pages, %v", len(got), count, err)
	}
}

// TestListStops ends a list from within, and by an address that is none.
func TestListStops(t *testing.T) {
	enough := errors.New("enough")
	r := serve(t, Options{}, pagesOf(map[string]string{
		"studio.twilio.com/v2/Flows": `{"flows": [1, 2], "meta": {"next_page_url": "https://studio.twilio.com/v2/Flows?Page=1"}}`,
	}))
	calls := 0
	err := r.List(t.Context(), List{Host: "studio", Path: flowsPath, Items: "flows"}, func([]byte) error {
		calls++
		return enough
	})
	if err != enough || calls != 1 { //nolint:errorlint // It has to come back as it is.
		t.Errorf("%d calls, %v", calls, err)
	}
	if _, err := read(t, r, List{Host: "evil.example/", Path: flowsPath, Items: "flows"}); err == nil {
		t.Error("a host that is none was asked")
	}
}

// TestListItemsAreTheirOwn holds because callers keep items: one must not hold its whole page in memory, nor change with another.
func TestListItemsAreTheirOwn(t *testing.T) {
	r := serve(t, Options{}, pagesOf(map[string]string{"studio.twilio.com/v2/Flows": `{"flows": ["aa", "bb"]}`}))
	var items [][]byte
	err := r.List(t.Context(), List{Host: "studio", Path: flowsPath, Items: "flows"}, func(item []byte) error {
		items = append(items, item)
		return nil
	})
	if err != nil || len(items) != 2 {
		t.Fatalf("%q, %v", items, err)
	}
	_ = append(items[0], `, "xxxxxxxx`...)
	if string(items[1]) != `"bb"` || cap(items[0]) > 16 {
		t.Errorf("the items share memory: %q, capacity %d", items[1], cap(items[0]))
	}
}

func FuzzReadPage(f *testing.F) {
	f.Add([]byte(`{"flows": [{"sid": "FW1"}], "meta": {"key": "flows", "next_page_url": "https://studio.twilio.com/v2/Flows?Page=1"}}`))
	f.Add([]byte(`{"flows": [], "next_page_uri": null}`))
	f.Add([]byte(`{"flows":[1,{"flows":[2]}],"meta":{"next_token":"x"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := readPage(body, "flows")
		if err != nil {
			return
		}
		if err := readValue(body); err != nil {
			t.Errorf("a page was cut out of %q: %v", body, err)
		}
		for _, item := range p.items {
			if err := readValue(item); err != nil {
				t.Errorf("item %q: %v", item, err)
			}
		}
	})
}

// FuzzFollow holds whatever a page links to: the next request goes to the same host, encrypted, and names no other account.
func FuzzFollow(f *testing.F) {
	f.Add("https://studio.twilio.com/v2/Flows?Page=1")
	f.Add("//evil.example/x")
	f.Add(`\\evil.example\x`)
	f.Add("/v2/%2e%2e/Accounts/" + testOther)
	f.Fuzz(func(t *testing.T, link string) {
		h := hosts{}
		next, err := h.follow(&url.URL{Scheme: "https", Host: "studio.twilio.com", Path: flowsPath}, testAccount, link)
		if err != nil {
			return
		}
		again, err := url.Parse(next.String())
		if err != nil || again.Scheme != "https" || again.Host != "studio.twilio.com" || again.User != nil || strings.Contains(next.String(), testOther) {
			t.Errorf("%q leads to %v, %v", link, next, err)
		}
		if err := h.check(again); err != nil {
			t.Error(err)
		}
	})
}
