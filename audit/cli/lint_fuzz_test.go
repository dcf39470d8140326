package cli_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/remedy"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/rules"
)

// linted is what lint makes of one text.
type linted struct {
	result *audit.Result
	flow   []byte // the text that fixes count in, nil if it could not be read
}

// lintText does with a text what `twilint lint -` does with standard input, all rules included. It is named by folder, which must exist.
func lintText(tb testing.TB, folder string, text []byte) linted {
	tb.Helper()
	options := source.FilesOptions{
		Paths: []string{source.Stdin}, Stdin: bytes.NewReader(text), StdinName: "flow.json", Root: folder, Dir: folder, AsOf: asOf, Jobs: 1,
	}
	all, _, err := source.Files(tb.Context(), options, func(inv *inventory.Inventory) linted {
		l := linted{result: audit.Run(inv, rules.All())}
		if len(inv.Flows) > 0 && inv.Flows[0].Document.Root().Exists() {
			l.flow = inv.Flows[0].Document.Text()
		}
		return l
	})
	if err != nil || len(all) != 1 {
		tb.Fatalf("%d results, %v", len(all), err)
	}
	return all[0]
}

// judged fails if lint breaks a promise that it makes about every text.
func judged(t *testing.T, folder string, text []byte) {
	t.Helper()
	l := lintText(t, folder, text)
	for _, outcome := range l.result.Outcomes {
		if outcome.Outcome != audit.Evaluated && outcome.Outcome != audit.NotApplicable {
			t.Errorf("%s: %s: %s", outcome.Rule.ID, outcome.Outcome, outcome.Reason)
		}
	}
	// Most of a report is about rules, which are the same for every text: only those that found something are written.
	shown := audit.Result{AsOf: l.result.AsOf, Findings: l.result.Findings, Coverage: l.result.Coverage}
	for i := range shown.Findings {
		if rule := shown.Findings[i].Rule; !slices.Contains(shown.Rules, rule) {
			shown.Rules = append(shown.Rules, rule)
		}
	}
	for _, format := range report.Formats() {
		var out bytes.Buffer
		if err := format.Write(&out, &shown, report.Options{Width: len(text) % 100}); err != nil {
			t.Errorf("%s: %v", format.Name, err)
		}
		printed(t, format.Name, out.String())
	}
	if l.flow != nil {
		fixed(t, folder, l)
	}
}

// printed fails if a report holds what a terminal obeys, or is not the JSON that it should be.
func printed(t *testing.T, format, text string) {
	t.Helper()
	switch format {
	case "json", "sarif":
		if !json.Valid([]byte(text)) {
			t.Errorf("%s: the report is not JSON: %.200q", format, text)
		}
	default:
		for i, r := range text {
			if r != '\n' && (unicode.IsControl(r) || !utf8.ValidRune(r)) || r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd") {
				t.Errorf("%s: %U reaches the output: %.200q", format, r, text[max(0, i-40):])
				return
			}
		}
	}
}

// fixed fails if the fixes of a flow do not come to an end, or make something else than JSON of it.
func fixed(t *testing.T, folder string, l linted) {
	t.Helper()
	for _, unsafe := range []bool{false, true} {
		text, result := l.flow, l.result
		for round := 0; ; round++ {
			next, count := remedy.Apply(text, result.Findings, unsafe)
			if count == 0 {
				if !bytes.Equal(next, text) {
					t.Errorf("nothing was fixed, and the text is another one: %q", next)
				}
				break
			}
			again := lintText(t, folder, next)
			const most = 10 // Fixes that overlap wait for the next run.
			if again.flow == nil || round == most {
				t.Errorf("round %d of the fixes (unsafe: %v) made %q of %q", round, unsafe, next, text)
				break
			}
			text, result = next, again.result
		}
	}
}

// fuzzFlow is a flow in which all that rules look at occurs, and NAME and TEXT stand for what is filled in.
const fuzzFlow = `{"description": "TEXT", "flags": {"allow_concurrent_calls": false}, "initial_state": "Trigger", "states": [
  {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingCall", "next": "ask"}, {"event": "incomingMessage", "next": "NAME"}], "properties": {}},
  {"name": "ask", "type": "gather-input-on-call", "transitions": [{"event": "keypress", "next": "choose"}, {"event": "NAME", "next": "ask"}],
   "properties": {"say": "TEXT", "num_digits": 1, "timeout": 5, "NAME": "TEXT"}},
  {"name": "choose", "type": "split-based-on", "transitions": [{"event": "noMatch", "nxt": "ask"},
    {"event": "match", "next": "request", "conditions": [{"friendly_name": "TEXT", "type": "contains", "arguments": ["{{widgets.ask.Digits}}"], "value": "TEXT"}]},
    {"event": "match", "next": "NAME", "conditions": [{"friendly_name": "b", "type": "regex", "arguments": ["TEXT"], "value": "TEXT"}]}],
   "properties": {"input": "{{widgets.ask.Digits}}"}},
  {"name": "request", "type": "make-http-request", "transitions": [{"event": "success", "next": "set"}, {"event": "failed"}],
   "properties": {"method": "POST", "content_type": "application/json", "url": "http://api.twilio.com/TEXT", "body": "{\"a\": \"TEXT\"}",
    "parameters": [{"key": "NAME", "value": "TEXT"}], "add_twilio_auth": true}},
  {"name": "set", "type": "set-variables", "transitions": [{"event": "next", "next": "send"}], "properties": {"variables": [{"key": "NAME", "value": "TEXT"}]}},
  {"name": "send", "type": "send-and-wait-for-reply", "transitions": [{"event": "incomingMessage", "next": "run"}, {"event": "timeout", "next": "send"}],
   "properties": {"body": "TEXT {{widgets.NAME.body}} {{flow.variables.NAME}}", "timeout": "3600"}},
  {"name": "run", "type": "run-function", "transitions": [{"event": "success", "next": "dial"}], "properties": {"url": "TEXT"}},
  {"name": "dial", "type": "connect-call-to", "transitions": [{"event": "callCompleted"}], "properties": {"noun": "sip", "sip_password": "TEXT", "to": "TEXT"}},
  {"name": "NAME", "type": "NAME", "transitions": [{"event": "TEXT", "next": "TEXT"}], "properties": {"TEXT": "NAME"}}
]}`

// filledIn is the flow with names and texts filled in, as JSON writes them.
func filledIn(name, text string) []byte {
	escaped := func(s string) string {
		quoted, err := json.Marshal(s)
		if err != nil {
			panic(err)
		}
		return string(quoted[1 : len(quoted)-1])
	}
	return []byte(strings.NewReplacer("NAME", escaped(name), "TEXT", escaped(text)).Replace(fuzzFlow))
}

// FuzzLint lints texts of which nothing is known.
func FuzzLint(f *testing.F) {
	for _, seed := range []string{
		"", "{", "\xef\xbb\xbf{}", `{"states": []}`, `[{"states": [1, {}]}, {"definition": {"initial_state": 1}}]`, `{"states": {"a": 1}}`, "\xff\xfe{\x00",
		`{"states": [{"name": "\ud800", "type": 1, "transitions": {}}, {"transitions": [1, {"next": []}]}], "initial_state": null, "flags": []}`,
		string(filledIn("x", "{{widgets.ask.Digits}}")), string(filledIn("a\u0000b", "\x1b[31m::error::")), fuzzFlow,
	} {
		f.Add([]byte(seed))
	}
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) { judged(t, folder, text) })
}

// FuzzLintTexts lints a flow into which other people wrote names and texts.
func FuzzLintTexts(f *testing.F) {
	for _, seed := range [][2]string{
		{"x", "plain"},
		{"ask", "{{widgets.ask.SpeechResult | default: 'a'}}"},
		{"", "{% if flow.variables.x %}{{ trigger.message.Body }}"},
		{"Trigger", "https://user:hunter2hunter2@abc.ngrok.io/?token=8f14e45fceea167a5a36dedd4bea2543"},
		{"a\nb", "::error::\r\n##[error]\u202e\x1b]8;;https://a.org\x1b\\"},
		{"${var.name}", "${var.host}/{{flow.data.x}}"},
		{"next", "Say your card number. (a|b)*c{1,2}[^"},
	} {
		f.Add(seed[0], seed[1])
	}
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, name, text string) { judged(t, folder, filledIn(name, text)) })
}
