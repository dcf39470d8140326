package apifacts

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit/lazy"
)

// Extract takes the facts out of the OpenAPI documents in a folder: every *.json file there.
func Extract(dir string) (*Facts, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("find the OpenAPI documents in %s: %w", dir, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no OpenAPI document (*.json) in %s", dir)
	}
	facts := &Facts{Resources: map[string]Members{}}
	for _, file := range files {
		if err := facts.addFile(file); err != nil {
			return nil, fmt.Errorf("extract the facts of %s: %w", file, err)
		}
	}
	slices.SortFunc(facts.Paths, func(a, b Path) int {
		return strings.Compare(a.Host+" "+a.Path, b.Host+" "+b.Path)
	})
	slices.SortFunc(facts.Updates, func(a, b Update) int {
		return strings.Compare(a.Host+" "+a.Path, b.Host+" "+b.Path)
	})
	return facts, nil
}

// document is the part of an OpenAPI document that facts are made of.
type document struct {
	Servers    []server            `json:"servers"`
	Paths      map[string]pathItem `json:"paths"`
	Components struct {
		Schemas    map[string]*schema   `json:"schemas"`
		Parameters map[string]parameter `json:"parameters"`
		Responses  map[string]response  `json:"responses"`
	} `json:"components"`
}

type server struct {
	URL string `json:"url"`
}

type pathItem struct {
	Servers    []server    `json:"servers"`
	Parameters []parameter `json:"parameters"`
	Get        *struct {
		ID         string              `json:"operationId"`
		Parameters []parameter         `json:"parameters"`
		Responses  map[string]response `json:"responses"`
	} `json:"get"`
	Post *struct {
		ID          string `json:"operationId"`
		RequestBody struct {
			Content map[string]mediaType `json:"content"`
		} `json:"requestBody"`
	} `json:"post"`
}

type mediaType struct {
	Schema *schema `json:"schema"`
}

type parameter struct {
	Ref    string  `json:"$ref"`
	Name   string  `json:"name"`
	In     string  `json:"in"`
	Schema *schema `json:"schema"`
}

type response struct {
	Ref     string               `json:"$ref"`
	Content map[string]mediaType `json:"content"`
}

type schema struct {
	Ref        string             `json:"$ref"`
	Type       string             `json:"type"`
	Format     string             `json:"format"`
	Nullable   bool               `json:"nullable"`
	Pattern    string             `json:"pattern"`
	Enum       []any              `json:"enum"`
	Maximum    int                `json:"maximum"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	Items      *schema            `json:"items"`
	OneOf      []*schema          `json:"oneOf"`
	AllOf      []*schema          `json:"allOf"`
}

func (f *Facts) addFile(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return err
	}
	for path, item := range d.Paths {
		if err := f.update(&d, path, item); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if item.Get == nil {
			continue
		}
		fact, err := f.path(&d, path, item)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		f.Paths = append(f.Paths, fact)
	}
	return nil
}

func (f *Facts) path(d *document, path string, item pathItem) (Path, error) {
	host, err := productHost(slices.Concat(item.Servers, d.Servers))
	if err != nil {
		return Path{}, err
	}
	fact := Path{Host: host, Path: path}
	for _, p := range slices.Concat(item.Parameters, item.Get.Parameters) {
		if p.Ref != "" {
			p = d.Components.Parameters[lastSegment(p.Ref)]
		}
		if p.In == "query" {
			fact.Query = append(fact.Query, p.Name)
			if p.Name == "PageSize" && p.Schema != nil {
				fact.PageSize = p.Schema.Maximum
			}
		}
	}
	slices.Sort(fact.Query)
	answer := item.Get.Responses["200"]
	if answer.Ref != "" {
		answer = d.Components.Responses[lastSegment(answer.Ref)]
	}
	body := answer.Content["application/json"].Schema
	if body == nil {
		return fact, nil
	}
	members := d.members(body)
	fact.Paging = paging(d, members)
	if fact.Paging == "" {
		f.resource(d, &fact, body, item.Get.ID)
		return fact, nil
	}
	for _, name := range sortedNames(members) {
		if list := d.resolve(members[name]); list.Type == "array" {
			fact.Items = name
			f.resource(d, &fact, list.Items, item.Get.ID)
		}
	}
	return fact, nil
}

// update notes what may be changed at a path, if anything may. The documents name such operations UpdateApplication and the like.
func (f *Facts) update(d *document, path string, item pathItem) error {
	if item.Post == nil || !strings.HasPrefix(item.Post.ID, "Update") {
		return nil
	}
	form := item.Post.RequestBody.Content["application/x-www-form-urlencoded"].Schema
	if form == nil {
		return nil
	}
	host, err := productHost(slices.Concat(item.Servers, d.Servers))
	if err != nil {
		return err
	}
	fact := Update{Host: host, Path: path, Parameters: Members{}, Required: slices.Sorted(slices.Values(d.resolve(form).Required))}
	for name, s := range d.members(form) {
		fact.Parameters[name] = d.member(s)
	}
	f.Updates = append(f.Updates, fact)
	return nil
}

// resource notes what a path answers with, and its members.
func (f *Facts) resource(d *document, fact *Path, body *schema, operation string) {
	members := d.members(body)
	if len(members) == 0 {
		return
	}
	fact.Resource = fact.Host + "." + operation
	if body.Ref != "" {
		fact.Resource = lastSegment(body.Ref)
	}
	facts := Members{}
	for name, s := range members {
		facts[name] = d.member(s)
	}
	f.Resources[fact.Resource] = facts
}

func (d *document) resolve(s *schema) *schema {
	for range 100 { // More than any document nests; a reference to itself ends here.
		if s == nil || s.Ref == "" {
			break
		}
		s = d.Components.Schemas[lastSegment(s.Ref)]
	}
	if s == nil {
		return &schema{}
	}
	return s
}

// members are those of a schema, and of the alternatives that it may consist of.
func (d *document) members(s *schema) map[string]*schema {
	s = d.resolve(s)
	all := map[string]*schema{}
	for _, part := range slices.Concat(s.OneOf, s.AllOf) {
		for name, member := range d.members(part) {
			all[name] = member
		}
	}
	for name, member := range s.Properties {
		all[name] = member
	}
	return all
}

// sidPattern is how the documents describe a SID: "^PN[0-9a-fA-F]{32}$".
var sidPattern = lazy.Regexp{Text: `^\^([A-Z]{2})\[0-9a-fA-F\]\{32\}\$$`}

func (d *document) member(s *schema) Member {
	s = d.resolve(s)
	m := Member{Type: s.Type, Format: s.Format, Nullable: s.Nullable}
	if m.Type == "" {
		m.Type = "any"
	}
	if prefix := sidPattern.Get().FindStringSubmatch(s.Pattern); prefix != nil {
		m.Format = prefix[1]
	}
	if len(s.Enum) > 0 {
		values := make([]string, len(s.Enum))
		for i, value := range s.Enum {
			values[i] = fmt.Sprint(value)
		}
		m.Format = strings.Join(values, "|")
	}
	return m
}

func paging(d *document, members map[string]*schema) Paging {
	if _, ok := members["next_page_uri"]; ok {
		return PagingURI
	}
	if meta, ok := members["meta"]; ok {
		if _, ok := d.members(meta)["next_page_url"]; ok {
			return PagingMeta
		}
	}
	return ""
}

func productHost(servers []server) (string, error) {
	if len(servers) == 0 {
		return "", fmt.Errorf("no server is named")
	}
	u, err := url.Parse(servers[0].URL)
	if err != nil {
		return "", err
	}
	product, ok := strings.CutSuffix(u.Hostname(), ".twilio.com")
	if !ok {
		return "", fmt.Errorf("%s is not on twilio.com", servers[0].URL)
	}
	return product, nil
}

func lastSegment(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

func sortedNames(members map[string]*schema) []string {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
