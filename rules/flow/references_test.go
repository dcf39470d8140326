package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/fixture"
	"github.com/twilint/twilint/rules/flow"
)

// run lets one rule of the family judge a flow file.
func run(t *testing.T, id, text string) []audit.Finding {
	t.Helper()
	i := slices.IndexFunc(flow.Rules(), func(r *audit.Rule) bool { return r.ID == id })
	if i < 0 {
		t.Fatalf("no rule is called %s", id)
	}
	c := fixture.Case{Name: t.Name(), Files: []txtar.File{{Name: "flow.json", Data: []byte(text)}}}
	result, err := c.Run(flow.Rules()[i])
	if err != nil {
		t.Fatal(err)
	}
	return result.Findings
}

// greeting is a flow that answers a call with a text, which is written as JSON writes it.
func greeting(say string) string {
	return `{"initial_state": "Trigger", "states": [
		{"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingCall", "next": "greet"}]},
		{"name": "greet", "type": "say-play", "properties": {"say": "` + say + `"}, "transitions": [{"event": "audioComplete"}]},
		{"name": "ask", "type": "make-http-request", "properties": {"method": "POST", "content_type": "application/json", "body": "` + say + `"}}]}`
}

// TestPlacesInsideTexts holds findings to the characters that they mark, behind escapes and characters of several bytes.
func TestPlacesInsideTexts(t *testing.T) {
	for _, test := range []struct{ rule, say, marked string }{
		{"flow-liquid-unknown-widget", `\"Grüße\"\n\uD83D\uDE00 {{ widgets[\"first menu\"].Digits }}`, `widgets[\"first menu\"].Digits`},
		{"flow-liquid-unset-variable", `ä\u00e4{{flow.variables.na\u006de | upcase}}`, `flow.variables.na\u006de`},
		{"flow-liquid-wrong-trigger", `\\\/{{trigger.message.Body}}`, `trigger.message.Body`},
		{"flow-liquid-widget-not-upstream", `\t{{widgets.greet.x}}`, `widgets.greet.x`},
		{"flow-liquid-unknown-root", `😀{{From}}`, `From`},
		{"flow-liquid-syntax", `\"é\" {% if a %}`, `{% if a %}`},
		{"flow-http-json-body", `{\"é\": \"{{trigger.call.From}}\", oops}`, `o`},
		{"flow-http-json-body", `[\"\\\"\", {{trigger.call.From}}]`, `trigger.call.From`},
	} {
		t.Run(test.rule, func(t *testing.T) {
			text := greeting(test.say)
			var marked []string
			for _, f := range run(t, test.rule, text) {
				marked = append(marked, text[f.Location.Span.Start.Offset:f.Location.Span.End.Offset])
			}
			if !slices.Contains(marked, test.marked) {
				t.Errorf("it marks %q, want %q", marked, test.marked)
			}
		})
	}
}

// TestManyFaultsInOneText sees to it that all are told of, those far behind at the whole text.
func TestManyFaultsInOneText(t *testing.T) {
	const many = 70
	var say strings.Builder
	for i := range many {
		fmt.Fprintf(&say, "{{widgets.gone%d.x}}", i)
	}
	text := greeting(say.String())
	exact := 0
	findings := run(t, "flow-liquid-unknown-widget", text)
	for _, f := range findings {
		if strings.HasPrefix(text[f.Location.Span.Start.Offset:], "widgets.") {
			exact++
		}
	}
	const mostExact = 50
	if diff := cmp.Diff([]int{many, mostExact}, []int{len(findings), exact}); diff != "" {
		t.Errorf("findings, and those of them that mark a name (-want +got):\n%s", diff)
	}
}

// TestLongNames keeps names that nobody would read out of messages.
func TestLongNames(t *testing.T) {
	long := strings.Repeat("ä", 5000)
	for _, id := range []string{"flow-liquid-unknown-widget", "flow-liquid-unset-variable", "flow-liquid-unknown-root"} {
		findings := run(t, id, greeting("{{widgets."+long+".x}}{{flow.variables."+long+"}}{{"+long+"}}"))
		if len(findings) != 1 {
			t.Fatalf("%s: %d findings, want 1", id, len(findings))
		}
		if f := findings[0]; len(f.Message) > 1000 || len(f.Remediation) > 1000 {
			t.Errorf("%s: a message of %d bytes, a remediation of %d", id, len(f.Message), len(f.Remediation))
		}
	}
}
