package remedy_test

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/twilint/twilint/audit/remedy"
)

// validate holds a plan file to its published schema.
func validate(t *testing.T, plan []byte) {
	t.Helper()
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(remedy.PlanJSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("plan.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("plan.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(plan))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(document); err != nil {
		t.Errorf("the plan is not as its schema says: %v\n%s", err, plan)
	}
}
