package cli_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/report"
)

// hostile are texts that make careless programs slow, by a size that the time to lint them should go along with.
var hostile = map[string]struct {
	size int
	text func(size int) string
}{
	"a chain of widgets": {500, func(size int) string {
		return chain(size, func(i int) string { return fmt.Sprintf("{{widgets.w%d.Digits}} {{flow.variables.v%d}}", i-1, i) }, "\n")
	}},
	"a chain of widgets on one line": {500, func(size int) string {
		return chain(size, func(i int) string { return fmt.Sprintf("{{widgets.x%d.Digits}} https://u:hunter2hunter2@a.org", i) }, "")
	}},
	"widgets that all lead to all": {40, func(size int) string {
		var b strings.Builder
		for i := range size {
			fmt.Fprintf(&b, `,{"name": "w%d", "type": "split-based-on", "properties": {}, "transitions": [`, i)
			for j := range size {
				fmt.Fprintf(&b, `{"event": "match", "next": "w%d", "conditions": [{"type": "equal_to", "value": "%d", "arguments": ["{{x}}"]}]},`, j, j)
			}
			b.WriteString(`{"event": "noMatch"}]}`)
		}
		return flow(b.String())
	}},
	"islands": {500, func(size int) string {
		return flow(repeat(size, `,{"name": "i%d", "type": "say-play", "properties": {"say": "a"}}`))
	}},
	"one name":       {500, func(size int) string { return flow(strings.Repeat(`,{"name": "a", "type": "b"}`, size)) }},
	"no names":       {500, func(size int) string { return flow(strings.Repeat(`,{}`, size)) }},
	"no widgets":     {5000, func(size int) string { return flow(strings.Repeat(`,1`, size)) }},
	"names repeated": {500, func(size int) string { return flow(`,{` + strings.Repeat(`"name": "a",`, size) + `"type": "b"}`) }},
	"opened outputs": {20000, func(size int) string { return says(strings.Repeat("{{", size)) }},
	"opened tags":    {20000, func(size int) string { return says(strings.Repeat("{% if a %}", size)) }},
	"nested blocks": {20000, func(size int) string {
		return says(strings.Repeat("{% if a %}{{ a }}", size) + strings.Repeat("{% endif %}", size))
	}},
	"nested brackets": {20000, func(size int) string {
		return says("{{" + strings.Repeat("a[", size) + strings.Repeat("]", size) + "}}")
	}},
	"outputs":               {5000, func(size int) string { return says(strings.Repeat("{{ flow.variables.x }} ", size)) }},
	"placeholders":          {20000, func(size int) string { return says(strings.Repeat("${", size)) }},
	"quotes":                {20000, func(size int) string { return says(strings.Repeat(`{{ '}} " `, size)) }},
	"escapes":               {20000, func(size int) string { return says(strings.Repeat(`\ud800\u007b`, size)) }},
	"secrets":               {2000, func(size int) string { return says(strings.Repeat(`token=8f14e45fceea167a5a36dedd4bea2543& `, size)) }},
	"colons":                {20000, func(size int) string { return says(strings.Repeat(`:`, size)) }},
	"at signs":              {20000, func(size int) string { return says(strings.Repeat(`://`, size) + "@") }},
	"levels":                {100000, func(size int) string { return strings.Repeat(`[`, size) }},
	"levels of widgets":     {100000, func(size int) string { return flow("," + strings.Repeat(`{"states":[`, size)) }},
	"an unfinished text":    {20000, func(size int) string { return `{"states": "` + strings.Repeat(`a`, size) }},
	"unfinished widgets":    {500, func(size int) string { return strings.TrimSuffix(flow(strings.Repeat(`,{"name": "a"}`, size)), "]}") }},
	"a line of empty space": {200000, func(size int) string { return flow(strings.Repeat(" ", size)) }},
}

// flow is a flow with a trigger and what follows it.
func flow(widgets string) string {
	return `{"initial_state": "Trigger", "states": [{"name": "Trigger", "type": "trigger", "properties": {},` +
		` "transitions": [{"event": "incomingCall", "next": "w0"}]}` + widgets + `]}`
}

// says is a flow with one widget that says a text.
func says(text string) string {
	return flow(`,{"name": "w0", "type": "say-play", "transitions": [], "properties": {"say": "` + strings.ReplaceAll(text, `"`, `\"`) + `"}}`)
}

// chain is a flow of widgets each of which leads to the next.
func chain(size int, say func(i int) string, between string) string {
	var b strings.Builder
	for i := range size {
		fmt.Fprintf(&b, `,%s{"name": "w%d", "type": "gather-input-on-call", "properties": {"say": "%s"}, "transitions": [{"event": "keypress", "next": "w%d"}]}`,
			between, i, say(i), i+1)
	}
	return flow(b.String())
}

// repeat writes a text so many times, with a number in it.
func repeat(times int, format string) string {
	var b strings.Builder
	for i := range times {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// Whatever the text, it takes time in proportion to it: four times the text at most nine times as long, where what grows with the
// square takes sixteen times. A machine with other work to do is asked again.
func TestLintTakesTimeInProportion(t *testing.T) {
	folder := t.TempDir()
	took := func(text string) time.Duration {
		least := time.Duration(1<<63 - 1)
		for range 3 {
			start := time.Now()
			judgedQuickly(t, folder, text)
			least = min(least, time.Since(start))
		}
		return least
	}
	for name, test := range hostile {
		t.Run(name, func(t *testing.T) {
			const longer, slower, tries = 4, 9, 4
			short, long := test.text(test.size), test.text(longer*test.size)
			times := float64(len(long)) / float64(len(short))
			for try := 1; ; try++ {
				before, after := took(short), took(long)
				if float64(after) <= float64(before)*times*slower/longer {
					return
				}
				if try == tries {
					t.Fatalf("%.1f times the text took %.1f times as long (%v after %v)", times, float64(after)/float64(before), after, before)
				}
			}
		})
	}
}

// judgedQuickly lints a text, writes the reports, and fails where a rule could not judge.
func judgedQuickly(t *testing.T, folder, text string) {
	t.Helper()
	l := lintText(t, folder, []byte(text))
	for _, outcome := range l.result.Outcomes {
		if outcome.Outcome != audit.Evaluated && outcome.Outcome != audit.NotApplicable {
			t.Errorf("%s: %s: %s", outcome.Rule.ID, outcome.Outcome, outcome.Reason)
		}
	}
	for _, format := range report.Formats() {
		if err := format.Write(io.Discard, l.result, report.Options{}); err != nil {
			t.Errorf("%s: %v", format.Name, err)
		}
	}
}

func TestLintOfBrokenTexts(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"a byte-order mark":        {"\xef\xbb\xbf" + says("a"), ""},
		"lone surrogates":          {says(`\ud800 \udc00 \ud800\ud800`), ""},
		"100,000 levels":           {flow("," + strings.Repeat(`[`, 100_000)), "nested more than 1000 deep"},
		"an unterminated string":   {`{"states": "`, "the text ends too early"},
		"an unterminated list":     {`{"states": [`, "the text ends too early"},
		"an unterminated escape":   {`{"states": "\u00`, "the text ends too early"},
		"an unterminated literal":  {`{"states": tr`, "the text ends too early"},
		"an unterminated document": {`{`, "the text ends too early"},
		"20 MB of nested Liquid":   {says(strings.Repeat("{% if a %}{{ a[", 20<<20/len("{% if a %}{{ a["))), ""},
	} {
		t.Run(name, func(t *testing.T) {
			l := lintText(t, t.TempDir(), []byte(test.text))
			told := ""
			for _, f := range l.result.Findings {
				if f.Rule.ID == "flow-json-invalid" {
					told = f.Message
				}
			}
			if test.want == "" && told != "" || !strings.Contains(told, test.want) {
				t.Errorf("flow-json-invalid says %q, want %q", told, test.want)
			}
		})
	}
}
