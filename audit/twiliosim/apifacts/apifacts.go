// Package apifacts holds facts about Twilio's REST APIs that were taken out of Twilio's OpenAPI documents by a program, not by
// hand: which paths can be read, how their lists are paged, what a resource has for members, and what an update may change.
//
// The kinds table of audit/inventory and the simulator are two readings of the same API by the same people, so one mistake would
// fool both. The facts stand beside them in testdata/twilio-api.json and hold both to what Twilio says.
// The documents: https://github.com/twilio/twilio-oai
package apifacts

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Where the documents are not at hand, this changes nothing.
//go:generate go test . -run TestExtractIsCurrent -update

// Facts are the facts of all documents.
type Facts struct {
	// Paths are the paths that answer GET, sorted by host and path.
	Paths []Path `json:"paths"`
	// Updates are the paths that take a form by POST and change one resource, sorted by host and path.
	Updates []Update `json:"updates"`
	// Resources are the members of each resource, by the name of its schema.
	Resources map[string]Members `json:"resources"`
}

// Path is one path that answers GET.
type Path struct {
	Host string `json:"host"` // the product's host name before .twilio.com
	Path string `json:"path"` // with placeholders: /v2/Flows/{Sid}
	// Resource names what the answer holds, one or a page of them; "" where the documents do not describe it.
	Resource string `json:"resource,omitempty"`
	// Items is the member of a page that holds the items, "" if the path is no list that comes in pages.
	Items  string `json:"items,omitempty"`
	Paging Paging `json:"paging,omitempty"`
	// PageSize is the greatest that the documents allow, 0 where they name none.
	PageSize int `json:"page_size,omitempty"`
	// Query are the names of the query parameters, sorted.
	Query []string `json:"query,omitempty"`
}

// Update is one path that takes a form by POST and changes what stands there.
type Update struct {
	Host string `json:"host"` // as in Path
	Path string `json:"path"` // as in Path
	// Parameters are those of the form, by their names: "StatusCallback".
	Parameters Members `json:"parameters"`
	// Required are the names of the parameters that must be there, sorted.
	Required []string `json:"required,omitempty"`
}

// Paging is where a page names the next one.
type Paging string

// The two styles of Twilio. https://www.twilio.com/docs/usage/twilios-response#pagination
const (
	PagingURI  Paging = "next_page_uri"      // the 2010-04-01 API: a path
	PagingMeta Paging = "meta.next_page_url" // all others: a URL
)

// Members are the members of a resource by name.
type Members map[string]Member

// Member is the type of a member.
type Member struct {
	// Type is the JSON type, "any" where the documents name none.
	Type string
	// Format is a format of the documents ("date-time", "uri-map"), or the prefix of a SID ("PN"), or the values that are allowed,
	// joined by "|"; "" if there is none.
	Format string
	// Nullable tells that null is allowed.
	Nullable bool
}

// MarshalText writes a member as "type:format?", the question mark for one that may be null.
func (m Member) MarshalText() ([]byte, error) {
	text := m.Type
	if m.Format != "" {
		text += ":" + m.Format
	}
	if m.Nullable {
		text += "?"
	}
	return []byte(text), nil
}

// UnmarshalText reads what MarshalText writes.
func (m *Member) UnmarshalText(text []byte) error {
	rest, nullable := strings.CutSuffix(string(text), "?")
	typ, format, _ := strings.Cut(rest, ":")
	*m = Member{Type: typ, Format: format, Nullable: nullable}
	switch typ {
	case "string", "boolean", "integer", "number", "array", "object", "any":
		return nil
	default:
		return fmt.Errorf("%q is no JSON type", typ)
	}
}

// Values are the values that a member may have, nil if any.
func (m Member) Values() []string {
	if !strings.Contains(m.Format, "|") {
		return nil
	}
	return strings.Split(m.Format, "|")
}

// Parse reads facts as [Facts.Format] writes them.
func Parse(text []byte) (*Facts, error) {
	var f Facts
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("read the facts about Twilio's APIs: %w", err)
	}
	return &f, nil
}

// Format writes the facts with one line for each path and each resource, so that a change of Twilio's shows as a line.
func (f *Facts) Format() ([]byte, error) {
	var b strings.Builder
	b.WriteString("{\"paths\":[\n")
	for i := range f.Paths {
		if err := writeLine(&b, "", f.Paths[i], i < len(f.Paths)-1); err != nil {
			return nil, err
		}
	}
	b.WriteString("],\"updates\":[\n")
	for i := range f.Updates {
		if err := writeLine(&b, "", f.Updates[i], i < len(f.Updates)-1); err != nil {
			return nil, err
		}
	}
	b.WriteString("],\"resources\":{\n")
	names := f.resourceNames()
	for i, name := range names {
		if err := writeLine(&b, name, f.Resources[name], i < len(names)-1); err != nil {
			return nil, err
		}
	}
	b.WriteString("}}\n")
	return []byte(b.String()), nil
}

func (f *Facts) resourceNames() []string {
	names := make([]string, 0, len(f.Resources))
	for name := range f.Resources {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func writeLine(b *strings.Builder, name string, value any, more bool) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write the facts about Twilio's APIs: %w", err)
	}
	if name != "" {
		fmt.Fprintf(b, "%q:", name)
	}
	b.Write(text)
	if more {
		b.WriteByte(',')
	}
	b.WriteByte('\n')
	return nil
}

// Lookup finds a path, whatever its placeholders are called. A literal segment also fits a placeholder of the documents
// (Revisions/LatestPublished is described as Revisions/{Revision}); a path with that very segment comes first, since letters sort
// before braces.
func (f *Facts) Lookup(host, path string) (Path, bool) {
	for i := range f.Paths {
		if f.Paths[i].Host == host && sameSegments(f.Paths[i].Path, path) {
			return f.Paths[i], true
		}
	}
	return Path{}, false
}

// LookupUpdate finds the update of a path, as [Facts.Lookup] does.
func (f *Facts) LookupUpdate(host, path string) (Update, bool) {
	for i := range f.Updates {
		if f.Updates[i].Host == host && sameSegments(f.Updates[i].Path, path) {
			return f.Updates[i], true
		}
	}
	return Update{}, false
}

// Below are the paths one segment below a path of one resource: what Twilio lists as its links.
func (f *Facts) Below(host, path string) []Path {
	var below []Path
	path = strings.TrimSuffix(path, ".json")
	for i := range f.Paths {
		documented := strings.TrimSuffix(f.Paths[i].Path, ".json")
		cut := strings.LastIndexByte(documented, '/')
		if f.Paths[i].Host != host || isPlaceholder(documented[cut+1:]) {
			continue
		}
		if sameSegments(documented[:cut], path) {
			below = append(below, f.Paths[i])
		}
	}
	return below
}

// sameSegments tells whether a documented path describes one that is asked for.
func sameSegments(documented, asked string) bool {
	a, b := strings.Split(documented, "/"), strings.Split(asked, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !isPlaceholder(a[i]) {
			return false
		}
	}
	return true
}

// isPlaceholder tells {Sid} and {Sid}.json from a literal segment.
func isPlaceholder(segment string) bool { return strings.HasPrefix(segment, "{") }
