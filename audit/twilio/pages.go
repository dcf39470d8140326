package twilio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// List is a list of resources, which Twilio gives page by page.
type List struct {
	Host string // the product: "api", "studio"
	Path string // with its placeholders filled
	// Query are the parameters beside PageSize. https://www.twilio.com/docs/usage/twilios-response#pagination
	Query url.Values
	// Items is the member of a page that holds the items: "incoming_phone_numbers".
	Items    string
	PageSize int // 0 for Twilio's default of 50
}

// maxPages bounds a list. At 1000 items a page it is beyond any account; at 20 a page it still holds 40,000 items.
const maxPages = 2000

// List calls each with every item of every page, in order: its own raw bytes, numbers as they were written, free to be kept. Items
// that were delivered before an error stay delivered: the error, an *[Error], names the page that could not be read. An error of
// each ends the list and is returned as it is.
func (r *Reader) List(ctx context.Context, l List, each func(item []byte) error) error {
	u, err := r.address(l.Host, l.Path)
	if err != nil {
		return err
	}
	query := url.Values{}
	for name, values := range l.Query {
		query[name] = values
	}
	if l.PageSize > 0 {
		query.Set("PageSize", strconv.Itoa(l.PageSize))
	}
	u.RawQuery = query.Encode()
	seen := map[string]bool{}
	for {
		if seen[u.String()] {
			const circle = "this page was read before: the list goes in a circle, and what else it holds is not known"
			return r.fail(u, failure{reason: circle, advice: adviseBroken})
		}
		if len(seen) == maxPages {
			return r.fail(u, failure{reason: fmt.Sprintf("the list has more than %d pages", maxPages), advice: adviseBroken})
		}
		seen[u.String()] = true
		var p page
		err := r.get(ctx, u, func(body []byte) (err error) {
			p, err = readPage(body, l.Items)
			return err
		})
		if err != nil {
			return err
		}
		for _, item := range p.items {
			if err := each(bytes.Clone(item)); err != nil {
				return err
			}
		}
		if p.next == "" {
			return nil
		}
		next, err := r.hosts.follow(u, r.credentials.AccountSID, p.next)
		if err != nil {
			return r.fail(u, failure{reason: err.Error(), advice: adviseRefused})
		}
		u = next
	}
}

// page is one page of a list.
type page struct {
	items [][]byte // parts of the page's own text
	next  string   // link to the next page, "" on the last one
}

// readPage cuts a page into its items. It understands both styles of paging: next_page_uri beside the items (2010-04-01) and
// next_page_url in meta (all others).
func readPage(body []byte, member string) (page, error) {
	var p page
	found := false
	dec := decoder(body)
	err := readObject(dec, func(name string) error {
		switch {
		case name == member:
			found = true
			p.items = p.items[:0]
			return readArray(dec, member, func() error {
				item, err := readRaw(dec, body)
				p.items = append(p.items, item)
				return err
			})
		case name == "next_page_uri":
			return readLink(dec, &p.next)
		case name == "meta" && dec.PeekKind() == '{':
			return readMeta(dec, &p)
		default:
			return dec.SkipValue()
		}
	})
	switch {
	case err != nil:
		return page{}, fmt.Errorf("the answer is no page of a list: %w", because(err))
	case !found:
		return page{}, fmt.Errorf("the answer is no page of a list: it has no member %q", member)
	}
	return p, trailing(dec)
}

func readMeta(dec *jsontext.Decoder, p *page) error {
	var token string
	err := readObject(dec, func(name string) error {
		switch name {
		case "next_page_url":
			return readLink(dec, &p.next)
		case "next_token", "nextToken":
			return readLink(dec, &token)
		default:
			return dec.SkipValue()
		}
	})
	if err == nil && p.next == "" && token != "" {
		return errors.New("it goes on with a token in place of a link, which no audited list does")
	}
	return err
}

// readObject reads an object, calling member before each value, which has to read it.
func readObject(dec *jsontext.Decoder, member func(name string) error) error {
	if kind := dec.PeekKind(); kind != '{' && kind != 0 {
		return errors.New("it is not an object")
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil {
			return err
		}
		if err := member(name.String()); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

// readArray reads an array, calling element before each value, which has to read it.
func readArray(dec *jsontext.Decoder, name string, element func() error) error {
	if kind := dec.PeekKind(); kind != '[' && kind != 0 {
		return fmt.Errorf("its member %q is not an array", name)
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for kind := dec.PeekKind(); kind != ']' && kind != 0; kind = dec.PeekKind() {
		if err := element(); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

// readRaw is the next value as it stands in the body.
func readRaw(dec *jsontext.Decoder, body []byte) ([]byte, error) {
	value, err := dec.ReadValue()
	if err != nil {
		return nil, err
	}
	end := int(dec.InputOffset())
	return body[end-len(value) : end], nil
}

// readLink reads a link to another page, which is null on the last one.
func readLink(dec *jsontext.Decoder, link *string) error {
	token, err := dec.ReadToken()
	switch {
	case err != nil:
		return err
	case token.Kind() == '"':
		*link = token.String()
	case token.Kind() == 'n':
	default:
		return errors.New("its link to the next page is not a string")
	}
	return nil
}

// readValue checks that a body is one JSON value.
func readValue(body []byte) error {
	dec := decoder(body)
	if err := dec.SkipValue(); err != nil {
		return fmt.Errorf("the answer is no JSON: %w", because(err))
	}
	return trailing(dec)
}

// because says what is wrong with a JSON text, without the name of a library.
func because(err error) error {
	s, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it ends too early")
	case ok && s.Err != nil:
		return fmt.Errorf("%w (byte %d)", s.Err, s.ByteOffset)
	}
	return err
}

// trailing refuses text after the value.
func trailing(dec *jsontext.Decoder) error {
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return errors.New("the answer is no JSON: there is more text after its end")
	}
	return nil
}

// decoder accepts what audit/jsonpos does; what is to be thought of repeated names and broken characters is decided there.
func decoder(body []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}
