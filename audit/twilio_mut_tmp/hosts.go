package twilio

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// domain is below which every host of Twilio's API stands.
const domain = ".twilio.com"

// unitedStates is the region that plain hosts belong to. api.us1.twilio.com is the one regional host without an edge that stays.
const unitedStates = "us1"

// hosts are the hosts of one edge and region, the only ones that may see the credentials: {product}.twilio.com or
// {product}.{edge}.{region}.twilio.com. https://www.twilio.com/docs/global-infrastructure/using-the-twilio-rest-api-in-a-non-us-region
type hosts struct{ edge, region string }

// normal leaves out a region that says nothing more than the plain hosts do.
func (h hosts) normal() hosts {
	if h.edge == "" && h.region == unitedStates {
		return hosts{}
	}
	return h
}

// validate refuses what would make up a host that does not exist, or that is not Twilio's. Hosts with a region and no edge stopped
// on 2026-04-28. https://www.twilio.com/docs/global-infrastructure/api-domain-migration-guide
func (h hosts) validate() error {
	if h.edge != "" && !isLabel(h.edge) {
		return errors.New("the edge is malformed: set TWILIO_EDGE to the name of an edge location, such as dublin or sydney")
	}
	if h.region != "" && !isLabel(h.region) {
		return errors.New("the region is malformed: set TWILIO_REGION to the name of a region, such as ie1 or au1")
	}
	if n := h.normal(); n.region != "" && n.edge == "" {
		return fmt.Errorf("region %s is set without an edge, and Twilio's hosts with a region alone no longer answer: "+
			"set TWILIO_EDGE as well (dublin for ie1, sydney for au1), or unset TWILIO_REGION", h.region)
	}
	return nil
}

// suffix is what follows the product in a host name. An edge without a region enters the United States, as in Twilio's libraries.
func (h hosts) suffix() string {
	h = h.normal()
	if h.edge == "" {
		return domain
	}
	region := h.region
	if region == "" {
		region = unitedStates
	}
	return "." + h.edge + "." + region + domain
}

// check refuses an address that the credentials must not be sent to.
func (h hosts) check(u *url.URL) error {
	product, found := strings.CutSuffix(u.Host, h.suffix())
	switch {
	case u.Scheme != "https":
		return fmt.Errorf("%q is not https", u.Scheme)
	case u.User != nil:
		return errors.New("the address carries a user name")
	case !found || !isLabel(product):
		return fmt.Errorf("%q is none of the hosts *%s", u.Host, h.suffix())
	}
	return nil
}

// follow is the address of the next page, from the link in the page before: relative in the 2010-04-01 API, whole elsewhere. The
// next page has to be at the same host and of the same account. A link may name the plain host of the product, which twilio-go
// turns into the one of the edge and region.
func (h hosts) follow(current *url.URL, account, link string) (*url.URL, error) {
	ref, err := url.Parse(link)
	if err != nil {
		return nil, errors.New("the link to the next page is no URL")
	}
	next := current.ResolveReference(ref)
	product, _, _ := strings.Cut(current.Host, ".")
	if next.Host == product+domain {
		next.Host = current.Host
	}
	switch {
	case next.Scheme != current.Scheme:
		return nil, fmt.Errorf("the link to the next page leaves %s for %q", current.Scheme, next.Scheme)
	case next.Host != current.Host:
		return nil, fmt.Errorf("the link to the next page leads to another host, %q", next.Host)
	case next.User != nil:
		return nil, errors.New("the link to the next page carries a user name")
	case !cleanPath(next.Path):
		return nil, errors.New("the link to the next page has a path that is none of the API's")
	}
	next.Fragment, next.RawFragment, next.RawPath = "", "", ""
	own := accountsIn(decoded(current))
	if len(own) == 0 {
		own = []string{account}
	}
	for _, sid := range accountsIn(decoded(next)) {
		if !slices.Contains(own, sid) {
			return nil, fmt.Errorf("the link to the next page leads to another account, %s", sid)
		}
	}
	return next, nil
}

// decoded is the path and the query of an address as the server will understand them.
func decoded(u *url.URL) string {
	query, err := url.QueryUnescape(u.RawQuery)
	if err != nil {
		query = u.RawQuery
	}
	return u.Path + "?" + query
}

// accountsIn are the account SIDs that an address names.
func accountsIn(address string) []string {
	var found []string
	for _, part := range strings.FieldsFunc(address, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if isSID(accountPrefix, part) {
			found = append(found, part)
		}
	}
	return found
}

// cleanPath tells whether a path is one as Twilio's API has them: nothing in it may change what the request means.
func cleanPath(path string) bool {
	if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, "?#\\%") || strings.Contains(path, "//") || plain(path) != path {
		return false
	}
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return false
		}
	}
	return true
}

// isLabel tells whether s is one label of a host name.
func isLabel(s string) bool {
	const most = 63
	return s != "" && len(s) <= most && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && s[0] != '-' && s[len(s)-1] != '-'
}
