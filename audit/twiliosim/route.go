package twiliosim

import (
	"net"
	"strings"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/lazy"
	"github.com/twilint/twilint/audit/twiliosim/apifacts"
	"github.com/twilint/twilint/testdata"
)

// facts are what Twilio's documents say. They are read when the first world is made, so that a program which has the simulator in
// it and does not use it pays nothing.
var facts = lazy.Value[*apifacts.Facts]{Make: func() *apifacts.Facts {
	f, err := apifacts.Parse(testdata.TwilioAPI)
	if err != nil {
		panic(err) // The file is part of the program.
	}
	return f
}}

// host is a host name of Twilio, taken apart.
type host struct {
	product string // "" if it is none
	region  string
}

// parseHost knows {product}.twilio.com and {product}.{edge}.{region}.twilio.com. The form with a region and no edge has not been
// served since 2026. https://www.twilio.com/docs/global-infrastructure/understanding-twilio-regions
func parseHost(name string) host {
	if bare, _, err := net.SplitHostPort(name); err == nil {
		name = bare
	}
	labels, ok := strings.CutSuffix(strings.ToLower(name), ".twilio.com")
	if !ok {
		return host{}
	}
	switch parts := strings.Split(labels, "."); len(parts) {
	case 1:
		return host{product: parts[0], region: defaultRegion}
	case 3:
		return host{product: parts[0], region: parts[2]}
	default:
		return host{}
	}
}

// defaultRegion is the one of host names that name none.
const defaultRegion = "us1"

// route is one path that is served.
type route struct {
	product  string
	segments []string
	kind     inventory.Kind
	list     bool
	facts    apifacts.Path
}

// params are what stands in the place of a path's placeholders.
type params struct {
	account, parent, sid string
}

// makeRoutes reads the routes off the kinds table.
func makeRoutes() []route {
	var routes []route
	add := func(d *inventory.Description, path string, list bool) {
		if path == "" {
			return
		}
		fact, ok := facts.Get().Lookup(d.Host, path)
		if !ok {
			panic("twiliosim: Twilio's documents have no " + d.Host + path) // Tests hold the kinds table to the documents.
		}
		routes = append(routes, route{product: d.Host, segments: strings.Split(path, "/"), kind: d.Kind, list: list, facts: fact})
	}
	for i := range inventory.Kinds {
		d := &inventory.Kinds[i]
		add(d, d.List, true)
		add(d, d.Item, false)
	}
	return routes
}

// findRoute is the first route for a path, nil if none.
func findRoute(routes []route, product, path string) (*route, params) {
	segments := strings.Split(path, "/")
	for i := range routes {
		if routes[i].product != product {
			continue
		}
		if p, ok := routes[i].match(segments); ok {
			return &routes[i], p
		}
	}
	return nil, params{}
}

func (rt *route) match(segments []string) (params, bool) {
	if len(segments) != len(rt.segments) {
		return params{}, false
	}
	var p params
	for i, pattern := range rt.segments {
		name, suffix, isPlaceholder := placeholder(pattern)
		if !isPlaceholder {
			if segments[i] != pattern {
				return params{}, false
			}
			continue
		}
		value, ok := strings.CutSuffix(segments[i], suffix)
		if !ok || value == "" {
			return params{}, false
		}
		switch name {
		case "AccountSid":
			p.account = value
		case "Sid":
			p.sid = value
		default:
			p.parent = value
		}
	}
	return p, true
}

// placeholder takes {Sid}.json apart.
func placeholder(segment string) (name, suffix string, ok bool) {
	rest, ok := strings.CutPrefix(segment, "{")
	if !ok {
		return "", "", false
	}
	name, suffix, ok = strings.Cut(rest, "}")
	return name, suffix, ok
}
