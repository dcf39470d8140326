package audit_test

import (
	"strings"
	"testing"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
)

// excerpt is what a finding at a pointer of a flow file shows.
func excerpt(t *testing.T, text, pointer string) (line, marked string) {
	t.Helper()
	inv := newInventory(t, 0, func(inv *inventory.Inventory) {
		inv.File = true
		inv.Cover(inventory.KindFlow, "")
		document, err := jsonpos.Parse("flow.json", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		inv.AddFile(document, document.Root(), 0)
	})
	result := audit.Run(inv, []*audit.Rule{rule(func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			v, _ := r.Document.Resolve(pointer)
			r.Report(audit.Report{Location: r.Place(v), Message: "m", Remediation: "r"})
		})
		return nil
	}, aboutFlows)})
	if len(result.Findings) != 1 {
		t.Fatalf("%d findings", len(result.Findings))
	}
	e := result.Findings[0].Excerpt
	runes := []rune(e.Text)
	return e.Text, string(runes[e.Start:e.End])
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("é", 500)
	for name, test := range map[string]struct{ text, pointer, line, marked string }{
		"plain":             {"{\n  \"initial_state\": \"Trigger\",\r\n  \"states\": []}", "/initial_state", `  "initial_state": "Trigger",`, `"Trigger"`},
		"byte-order mark":   {"\xef\xbb\xbf{\"initial_state\": \"Trigger\", \"states\": []}", "/initial_state", `{"initial_state": "Trigger", "states": []}`, `"Trigger"`},
		"an array":          {`{"initial_state": "T", "states": [1]}`, "/states", `{"initial_state": "T", "states": [1]}`, `"states"`},
		"secret before":     {`{"sip_password": "hunter2", "initial_state": "T", "states": []}`, "/initial_state", `{"sip_password": "***", "initial_state": "T", "states": []}`, `"T"`},
		"secret after":      {`{"initial_state": "T", "token": "hunter2"}`, "/initial_state", `{"initial_state": "T", "token": "***"}`, `"T"`},
		"secret itself":     {`{"initial_state": "T", "token": "hunter2hunter2"}`, "/token", `{"initial_state": "T", "token": "***"}`, `"***"`},
		"secret in a URL":   {`{"initial_state": "T", "u": "https://bob:hunter2@a.org/"}`, "/u", `{"initial_state": "T", "u": "https://bob:***@a.org/"}`, `"https://bob:***@a.org/"`},
		"secret by its key": {`{"initial_state": "T", "p": [{"key": "api_key", "value": "hunter2"}]}`, "/initial_state", `{"initial_state": "T", "p": [{"key": "api_key", "value": "***"}]}`, `"T"`},
	} {
		t.Run(name, func(t *testing.T) {
			line, marked := excerpt(t, test.text, test.pointer)
			if line != test.line || marked != test.marked {
				t.Errorf("line   %s\nwant   %s\nmarked %s\nwant   %s", line, test.line, marked, test.marked)
			}
		})
	}
	line, marked := excerpt(t, `{"description": "`+long+`", "initial_state": "T", "more": "`+long+`"}`, "/initial_state")
	if marked != `"T"` || len(line) > 200 || !strings.HasPrefix(line, "…") || !strings.HasSuffix(line, "…") {
		t.Errorf("of a long line: %q, marked %q", line, marked)
	}
	if line, _ := excerpt(t, `{"description": "`+long+`", "token": "`+strings.Repeat("hunter2", 100)+`", "initial_state": "T"}`, "/initial_state"); strings.Contains(line, "hunter2") {
		t.Errorf("the window begins inside a secret: %q", line)
	}
}
