package flow

import (
	"net/url"
	"strings"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

// address is a URL that a widget holds. What Liquid or a placeholder fills in is not known.
type address struct {
	widget   *studio.Widget
	property string
	kind     studio.PropertyKind
	value    jsonpos.Value
	text     string
	scheme   string // in small letters, "" if it is not written out
	// authority is from where to where in text the host stands, with user and port.
	authority struct{ start, end int }
	host      string // in small letters and without user and port, "" if it is not written out
}

// addresses are the URLs in the properties that Twilio requests, plays or sends, of all widgets whose type is known. Several rules ask
// for them, and share them.
func addresses(d *studio.Definition) []address {
	return studio.Shared(d, func() []address {
		var all []address
		for _, w := range d.Widgets {
			known, _ := w.Known()
			for _, property := range known.Properties {
				if !property.Kind.IsURL() {
					continue
				}
				value := w.Property(property.Name)
				if text := value.Text(); strings.TrimSpace(text) != "" {
					all = append(all, readAddress(w, property, value, text))
				}
			}
		}
		return all
	})
}

func readAddress(w *studio.Widget, property studio.Property, value jsonpos.Value, text string) address {
	a := address{widget: w, property: property.Name, kind: property.Kind, value: value, text: text}
	start := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	if scheme, _, ok := strings.Cut(text[start:], "://"); ok && isScheme(scheme) {
		a.scheme = strings.ToLower(scheme)
		start += len(scheme) + len("://")
	}
	a.authority.start, a.authority.end = start, start+authorityLength(text[start:])
	if a.scheme != "" {
		a.host = literalHost(text[start:a.authority.end])
	}
	return a
}

func isScheme(text string) bool {
	for _, r := range text {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return text != ""
}

// authorityLength is how far the host goes, with user and port. Liquid in it may hold slashes that end nothing.
func authorityLength(text string) int {
	for i := 0; i < len(text); i++ {
		switch {
		case strings.IndexByte(`/?#\`, text[i]) >= 0:
			return i
		case text[i] == '{' && i+1 < len(text) && (text[i+1] == '{' || text[i+1] == '%'):
			closer := "}}"
			if text[i+1] == '%' {
				closer = "%}"
			}
			length := strings.Index(text[i:], closer)
			if length < 0 {
				return len(text)
			}
			i += length + len(closer) - 1
		}
	}
	return len(text)
}

// literalHost is the host of an authority that is written out.
func literalHost(authority string) string {
	if dynamic(authority) {
		return ""
	}
	if isHostName(authority) {
		return strings.ToLower(authority)
	}
	u, err := url.Parse("//" + strings.TrimSpace(authority))
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// isHostName tells the plain name of a host, as nearly all are, without user and port.
func isHostName(authority string) bool {
	for i := range len(authority) {
		c := authority[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// development is what kind of development host the URL goes to, in words, "" if to none.
func (a address) development() string {
	if a.host == "" {
		return ""
	}
	return inventory.DevelopmentHost(a.host)
}
