package apifacts_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/twiliosim/apifacts"
	"github.com/twilint/twilint/testdata"
)

var update = flag.Bool("update", false, "write testdata/twilio-api.json anew")

// TestExtractIsCurrent holds the committed facts to Twilio's documents (https://github.com/twilio/twilio-oai), where those are
// beside the repository.
func TestExtractIsCurrent(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "..", "shared", "twilio-oai")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("Twilio's OpenAPI documents are not on this machine: %v", err)
	}
	facts, err := apifacts.Extract(dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := facts.Format()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		write(t, filepath.Join("..", "..", "..", "testdata", "twilio-api.json"), string(text))
		return
	}
	if diff := cmp.Diff(string(text), string(testdata.TwilioAPI)); diff != "" {
		t.Errorf("testdata/twilio-api.json is not what Twilio's documents say (-documents +committed):\n%s", diff)
	}
}

func TestFormatAndParseAgree(t *testing.T) {
	facts, err := apifacts.Parse(testdata.TwilioAPI)
	if err != nil {
		t.Fatal(err)
	}
	text, err := facts.Format()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(testdata.TwilioAPI), string(text)); diff != "" {
		t.Errorf("reading and writing the facts changes them:\n%s", diff)
	}
}

// TestExtract takes facts out of a small document that has each of the shapes that Twilio's have.
func TestExtract(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "one.json"), `{
		"servers": [{"url": "https://birds.twilio.com"}],
		"paths": {
			"/v1/Nests": {"get": {"operationId": "ListNest",
				"parameters": [{"$ref": "#/components/parameters/size"}, {"name": "Tree", "in": "query"}, {"name": "X", "in": "header"}],
				"responses": {"200": {"content": {"application/json": {"schema": {"properties": {
					"meta": {"properties": {"next_page_url": {"type": "string"}}},
					"nests": {"type": "array", "items": {"$ref": "#/components/schemas/birds.v1.nest"}}}}}}}}},
				"post": {}},
			"/v1/Nests/{Sid}": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/birds.v1.nest"}}}}}},
				"post": {"operationId": "UpdateNest", "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {
					"properties": {"Tree": {"type": "string", "format": "uri"}, "State": {"$ref": "#/components/schemas/nest_enum_state"}},
					"required": ["Tree", "State"]}}}}}},
			"/v1/Nests/{Sid}/Move": {"post": {"operationId": "CreateMove", "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {
				"properties": {"To": {"type": "string"}}}}}}}},
			"/v1/Nests/{Sid}/Eggs": {"post": {"operationId": "UpdateEggs", "requestBody": {"content": {"application/json": {"schema": {}}}}}},
			"/v1/Sky": {"servers": [{"url": "https://sky.twilio.com"}], "get": {"operationId": "FetchSky", "responses": {"307": {}}}}},
		"components": {
			"parameters": {"size": {"name": "PageSize", "in": "query", "schema": {"type": "integer", "maximum": 20}}},
			"schemas": {
				"nest_enum_state": {"type": "string", "enum": ["full", "empty"]},
				"birds.v1.nest": {"oneOf": [{"properties": {"any": {"nullable": true}}}], "properties": {
					"sid": {"type": "string", "pattern": "^NE[0-9a-fA-F]{32}$", "nullable": true},
					"state": {"$ref": "#/components/schemas/nest_enum_state"},
					"built": {"type": "string", "format": "date-time"}}}}}}`)
	got, err := apifacts.Extract(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := &apifacts.Facts{
		Paths: []apifacts.Path{
			{Host: "birds", Path: "/v1/Nests", Resource: "birds.v1.nest", Items: "nests", Paging: apifacts.PagingMeta, PageSize: 20, Query: []string{"PageSize", "Tree"}},
			{Host: "birds", Path: "/v1/Nests/{Sid}", Resource: "birds.v1.nest"},
			{Host: "sky", Path: "/v1/Sky"},
		},
		Updates: []apifacts.Update{{
			Host: "birds", Path: "/v1/Nests/{Sid}", Required: []string{"State", "Tree"},
			Parameters: apifacts.Members{"Tree": {Type: "string", Format: "uri"}, "State": {Type: "string", Format: "full|empty"}},
		}},
		Resources: map[string]apifacts.Members{"birds.v1.nest": {
			"any": {Type: "any", Nullable: true}, "sid": {Type: "string", Format: "NE", Nullable: true},
			"state": {Type: "string", Format: "full|empty"}, "built": {Type: "string", Format: "date-time"},
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	if values := got.Resources["birds.v1.nest"]["state"].Values(); !cmp.Equal(values, []string{"full", "empty"}) {
		t.Errorf("values of state: %q", values)
	}
}

func TestLookup(t *testing.T) {
	facts, err := apifacts.Parse(testdata.TwilioAPI)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := facts.Lookup("verify", "/v2/Services/{Sid}/Entities"); got.Path != "/v2/Services/{ServiceSid}/Entities" {
		t.Errorf("a literal segment was taken for a placeholder: %s", got.Path)
	}
	if got, _ := facts.Lookup("intelligence", "/v2/Operators/Custom"); got.Path != "/v2/Operators/Custom" {
		t.Errorf("a literal path was taken for one with a placeholder: %s", got.Path)
	}
	for asked, want := range map[string]string{
		"/v2/Flows/{Anything}":                        "/v2/Flows/{Sid}",
		"/v2/Flows/{Sid}/Revisions/LatestPublished":   "/v2/Flows/{Sid}/Revisions/{Revision}",
		"/v2/Flows/{FlowSid}/Executions/{Sid}/Steps":  "/v2/Flows/{FlowSid}/Executions/{ExecutionSid}/Steps",
		"/v2/Flows/{Sid}/Nothing":                     "",
		"/v2":                                         "",
		"/2010-04-01/Accounts/{AccountSid}/Keys.json": "", // Another product's.
	} {
		if got, _ := facts.Lookup("studio", asked); got.Path != want {
			t.Errorf("Lookup(%s) = %q, want %q", asked, got.Path, want)
		}
	}
}

func TestLookupUpdate(t *testing.T) {
	facts, err := apifacts.Parse(testdata.TwilioAPI)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := facts.LookupUpdate("studio", "/v2/Flows/FW1/Executions/FN1")
	want := apifacts.Update{
		Host: "studio", Path: "/v2/Flows/{FlowSid}/Executions/{Sid}", Required: []string{"Status"},
		Parameters: apifacts.Members{"Status": {Type: "string", Format: "active|ended"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("how an execution is ended (-want +got):\n%s", diff)
	}
	if got, _ := facts.LookupUpdate("studio", "/v2/Flows/Validate"); got.Path != "/v2/Flows/Validate" {
		t.Errorf("a literal path was taken for one with a placeholder: %s", got.Path)
	}
	if got, ok := facts.LookupUpdate("api", "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json"); ok {
		t.Errorf("buying a number is taken for an update: %+v", got)
	}
}

func TestExtractSaysWhatIsWrong(t *testing.T) {
	for name, text := range map[string]string{
		"not JSON":      `{`,
		"no server":     `{"paths": {"/v1/X": {"get": {}}}}`,
		"other servers": `{"servers": [{"url": "https://twilio.example"}], "paths": {"/v1/X": {"get": {}}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "broken.json"), text)
			if _, err := apifacts.Extract(dir); err == nil {
				t.Error("no error")
			}
		})
	}
	if _, err := apifacts.Extract(t.TempDir()); err == nil {
		t.Error("no error for an empty folder")
	}
	if _, err := apifacts.Parse([]byte(`{"resources":{"x":{"sid":"sting"}}}`)); err == nil {
		t.Error("no error for a type that JSON does not have")
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
