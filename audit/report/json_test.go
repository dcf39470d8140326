package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/report"
)

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("report", text); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("report")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, text []byte) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

func TestJSONSchema(t *testing.T) {
	schema := compileSchema(t)
	all := results(t)
	all["empty"] = &audit.Result{}
	for name, r := range all {
		if err := validate(t, schema, write(t, "json", r, report.Options{})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	good := string(write(t, "json", all["live"], report.Options{}))
	for _, change := range [][2]string{
		{`"schema": "twilint-report/1"`, `"schema": "twilint-report/2"`},
		{`"severity": "error"`, `"severity": "fatal"`},
		{`"related": []`, `"related": null`},
		{`"fix": null`, `"fix": null, "extra": 1`},
		{`"as_of": "2026-03-04T02:17:09Z"`, `"as_of": "yesterday"`},
		{`"outcome": "evaluated"`, `"outcome": "skipped"`},
		{`"state": "open",`, ``},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Fatalf("%s is not in the report", change[0])
		}
		if err := validate(t, schema, []byte(bad)); err == nil {
			t.Errorf("the schema accepts %s", change[1])
		}
	}
}

// object is an object of the schema.
type object struct {
	Title                string
	Ref                  string `json:"$ref"`
	Description          string
	AdditionalProperties *bool
	Required             []string
	Properties           map[string]object
	Items                *object
	Enum                 []string
	Defs                 map[string]object `json:"$defs"`
	Type                 any
	Const                string
}

func readSchema(t *testing.T) object {
	t.Helper()
	var schema object
	if err := json.Unmarshal(report.JSONSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	return schema
}

func (o object) resolve(root object) object {
	if o.Ref == "" {
		return o
	}
	return root.Defs[strings.TrimPrefix(o.Ref, "#/$defs/")]
}

// The schema knows every member of the types, and no others.
func TestSchemaFitsTypes(t *testing.T) {
	root := readSchema(t)
	objects := 0
	var check func(path string, o object, typ reflect.Type)
	check = func(path string, o object, typ reflect.Type) {
		o = o.resolve(root)
		if typ.Kind() == reflect.Slice {
			check(path+"[]", *o.Items, typ.Elem())
			return
		}
		if typ.Kind() != reflect.Struct {
			return
		}
		objects++
		var names []string
		for _, field := range reflect.VisibleFields(typ) {
			if field.Anonymous {
				continue
			}
			name := field.Tag.Get("json")
			names = append(names, name)
			member, ok := o.Properties[name]
			if !ok {
				t.Errorf("the schema does not know %s.%s", path, name)
				continue
			}
			if member.Description == "" {
				t.Errorf("the schema does not describe %s.%s", path, name)
			}
			check(path+"."+name, member, field.Type)
		}
		slices.Sort(names)
		if diff := cmp.Diff(names, slices.Sorted(maps.Keys(o.Properties))); diff != "" {
			t.Errorf("members of %s (- types, + schema):\n%s", path, diff)
		}
		if diff := cmp.Diff(names, slices.Sorted(slices.Values(o.Required))); diff != "" {
			t.Errorf("required members of %s (- types, + schema):\n%s", path, diff)
		}
		if o.AdditionalProperties == nil || *o.AdditionalProperties {
			t.Errorf("the schema lets %s have other members", path)
		}
	}
	check("report", root, reflect.TypeFor[report.Report]())
	if objects < 10 {
		t.Errorf("only %d objects were compared", objects)
	}
}

const (
	beginFields = "<!-- Generated from audit/report/report-v1.schema.json by go test ./audit/report -update -->\n"
	endFields   = "<!-- End of the generated part -->\n"
)

// docs/report.md describes every member, in the words of the schema, and shows a real report.
func TestReportDocumented(t *testing.T) {
	file := filepath.Join(root, "docs", "report.md")
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(page), beginFields)
	_, after, ended := strings.Cut(rest, endFields)
	if !found || !ended {
		t.Fatalf("%s has no generated part", file)
	}
	want := before + beginFields + fieldTables(readSchema(t)) + exampleReport(t) + endFields + after
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(page), want); diff != "" {
		t.Errorf("docs/report.md is out of date (- page, + schema); run go test ./audit/report -update\n%s", diff)
	}
}

func fieldTables(schema object) string {
	var b strings.Builder
	table := func(title string, o object) {
		fmt.Fprintf(&b, "\n### %s\n\n| member | type | meaning |\n|---|---|---|\n", title)
		for _, name := range o.Required { // In the order of the report.
			member := o.Properties[name]
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, typeName(member, schema), member.Description)
		}
	}
	table("The report", schema)
	for _, name := range []string{
		"tool", "account", "finding", "subject", "location", "related", "member", "coverage", "gap", "rule_result", "shortfall", "summary",
	} {
		table("`"+schema.Defs[name].Title+"`", schema.Defs[name])
	}
	return b.String()
}

func typeName(o, schema object) string {
	resolved := o.resolve(schema)
	switch {
	case resolved.Const != "":
		return fmt.Sprintf("`%q`", resolved.Const)
	case len(resolved.Enum) > 0:
		return "string"
	case resolved.Items != nil:
		return "list of " + typeName(*resolved.Items, schema)
	case len(resolved.Properties) > 0:
		return "object"
	}
	if types, ok := resolved.Type.([]any); ok {
		return fmt.Sprintf("%v or %v", types[0], types[1])
	}
	return fmt.Sprint(resolved.Type)
}

func exampleReport(t *testing.T) string {
	t.Helper()
	r := audit.Run(flowFile(t, "flows/survey.json", surveyFlow), []*audit.Rule{rules()[3], rules()[4]})
	return "\n### An example\n\nThe report on one flow file, by two rules:\n\n```json\n" + string(write(t, "json", r, report.Options{})) + "```\n"
}
