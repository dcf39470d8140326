package remedy_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"github.com/twilint/twilint/audit/remedy"
	"github.com/twilint/twilint/audit/twiliosim"
)

// hostileNames are what somebody could call a resource to break out of a page or to steer a terminal.
var hostileNames = []string{
	"| a | b |\n|---|---|\n| c",
	"```\n# heading\n```diff\n+ look",
	"`code` `` ``` ````",
	"`[click](https://evil.example) <img src=x> **bold**` ``@evil``",
	"<script>alert(1)</script><img src=x onerror=y>&lt;",
	"[click](https://evil.example) ![x](https://evil.example/x.png) https://evil.example www.evil.example",
	"@everyone #1 owner/repo#2 a@evil.example $x^2$ :smile: ~~no~~ **bold** _it_",
	"\x1b[31mred\x1b]8;;https://evil.example\x07link\x1b\\ \u202egnp.exe\u202c \u200b\u2066 \x00\x7f",
	"::error::stop\n::set-output name=x::y ##[command]z",
	"\n--- forged\n+++ forged\n@@ POST /evil @@\n+voice_url: https://evil.example",
	"</details></summary>\n\n# out",
	strings.Repeat("long ", 2000),
}

// hostilePlan is a plan of an account in which every name is hostile.
func hostilePlan(t *testing.T) *remedy.Plan {
	t.Helper()
	account, flow := sandbox()
	for i, name := range hostileNames {
		app := account.AddApplication(name, twiliosim.Members{"voice_url": account.Webhook(flow), "date_updated": asOf.AddDate(0, -1, 0)})
		account.AddNumber("+1555010"+string(rune('0'+i%10))+string(rune('0'+i/10)), twiliosim.Members{"voice_application_sid": app})
		account.AddSIPDomain("domain"+string(rune('a'+i)), twiliosim.Members{"friendly_name": name, "voice_url": "http://example.org/" + name})
	}
	return start(t, account).plan(planning{})
}

// TestHostileNames: what other people wrote does nothing in a terminal, ends no line, and is no Markdown.
func TestHostileNames(t *testing.T) {
	plan := hostilePlan(t)
	if len(plan.Changes) < len(hostileNames) || len(plan.Manual) == 0 {
		t.Fatalf("%d changes, %d manual", len(plan.Changes), len(plan.Manual))
	}
	forms := renderings(t, plan)
	for form, text := range forms {
		for _, r := range text {
			if r != '\n' && (unicode.Is(unicode.C, r) || r == '\u2028' || r == '\u2029') {
				t.Errorf("the %s form holds %U", form, r)
				break
			}
		}
		for line := range strings.Lines(text) {
			bare := strings.TrimLeft(line, " ")
			if strings.HasPrefix(bare, "::") || strings.Contains(line, "##[") {
				t.Errorf("the %s form holds a command to a runner: %q", form, line)
			}
		}
	}
	for line := range strings.Lines(plan.Diff()) {
		if strings.HasPrefix(line, "--- forged") || strings.HasPrefix(line, "@@ POST /evil") || strings.HasPrefix(line, "+voice_url: https://evil") {
			t.Errorf("forged line: %q", line)
		}
	}
}

// TestMarkdownIsInert takes the code out of the Markdown form, as its grammar has it, and looks for anything alive in what is left.
func TestMarkdownIsInert(t *testing.T) {
	text := renderings(t, hostilePlan(t))["markdown"]
	fence := ""
	inDiff := 0
	columns, ends := 0, 0
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case fence == "" && strings.HasPrefix(line, "```"):
			fence = strings.TrimSuffix(line, "diff")
			continue
		case fence != "" && line == fence:
			fence = ""
			continue
		case fence != "":
			inDiff++
			if run := strings.TrimLeft(line, " "); strings.HasPrefix(run, fence) {
				t.Errorf("the block ends early: %q", line)
			}
			continue
		}
		alive := withoutCode(t, line)
		ends += strings.Count(alive, "</details>")
		if strings.HasPrefix(line, "|") {
			bars := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
			if columns == 0 {
				columns = bars
			}
			if bars != columns {
				t.Errorf("%d bars, not %d: %q", bars, columns, line)
			}
		}
		for _, bad := range []string{"<script", "<img", "](", "https://", "www.", "@e", "@evil", "#1", "#2", "**", "~~", "$x", "</details></summary>"} {
			if strings.Contains(strings.ReplaceAll(alive, `\`, ""), bad) && !escaped(alive, bad) {
				t.Errorf("%q is alive in %q", bad, line)
			}
		}
	}
	if fence != "" || inDiff == 0 {
		t.Errorf("the block of the diff does not end, or is empty (%d lines)", inDiff)
	}
	if ends != 1 {
		t.Errorf("%d ends of details", ends)
	}
}

// escaped tells whether a text stands in a line only with its punctuation escaped.
func escaped(line, text string) bool { return !strings.Contains(line, text) }

// withoutCode takes the code spans out of a line: a run of backticks up to the next run of the same length.
func withoutCode(t *testing.T, line string) string {
	t.Helper()
	var out bytes.Buffer
	for i := 0; i < len(line); {
		switch {
		case line[i] == '\\' && i+1 < len(line) && line[i+1] != '|':
			out.WriteString(line[i : i+2])
			i += 2
		case line[i] == '`':
			run := len(line[i:]) - len(strings.TrimLeft(line[i:], "`"))
			end := closing(line[i+run:], run)
			if end < 0 {
				t.Errorf("a code span does not end: %q", line[i:])
				return out.String()
			}
			i += run + end + run
		default:
			out.WriteByte(line[i])
			i++
		}
	}
	return out.String()
}

// closing is where a run of exactly so many backticks begins.
func closing(text string, run int) int {
	for i := 0; i < len(text); {
		if text[i] != '`' {
			i++
			continue
		}
		length := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
		if length == run {
			return i
		}
		i += length
	}
	return -1
}
