package draw_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/twilint/twilint/audit/draw"
)

// mermaidLine is the whole of Mermaid that a drawing may consist of. A label (L) is letters, digits, a few signs and numeric entities,
// and nothing that Mermaid, Markdown, TeX or HTML could take for their own.
var mermaidLine = regexp.MustCompile(strings.ReplaceAll(`^(?:`+strings.Join([]string{
	`flowchart TD`,
	` +[nf]\d+(?:\[L\]|\(\[L\]\)|\{\{L\}\})(?::::(?:error|warning|note|missing|jump))?`,
	`  n\d+ (?:-->|-\.->)\|L\| n\d+`,
	`    f\d+ ~~~ f\d+`,
	`  subgraph (?:findings|unreachable) \[L\]`,
	`  class (?:findings|unreachable) group`,
	`    direction TB`,
	`  end`,
	`  classDef [a-z]+ [a-z0-9#:, -]+`,
}, "|")+`)$`, "L", `"(?:[\p{L}\p{Nd} ,_✖▲●×…→-]|#[0-9]+;|<br/>)*"`))

func checkMermaid(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if !mermaidLine.MatchString(line) {
			t.Errorf("this is no line of a drawing: %q", line)
		}
		// Decoded too early, as some versions do, a label may still not hold TeX, an entity or code.
		for _, harm := range []string{"#36;#36;", "ﬂ", "#96;"} {
			if strings.Contains(line, harm) {
				t.Errorf("%s stands in %q", harm, line)
			}
		}
		// "_" and "-" mean nothing between letters only.
		for _, around := range []string{"_", "-"} {
			for i := range line {
				if strings.HasPrefix(line[i:], around) && strings.Contains(line, `"`) && i > strings.IndexByte(line, '"') && i < strings.LastIndexByte(line, '"') {
					before, after := lastRune(line[:i]), firstRune(line[i+1:])
					if !plain(before) || !plain(after) {
						t.Errorf("%q stands bare in %q", around, line)
					}
				}
			}
		}
	}
}

func plain(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func firstRune(s string) rune { return []rune(s + "\n")[0] }

func lastRune(s string) rune {
	all := []rune("\n" + s)
	return all[len(all)-1]
}

// dotToken matches one token of DOT, as far as a drawing uses it. A quoted string may hold an escaped quote or backslash and the line
// ends \n and \l, and an ampersand only as &amp;, since anything else could stand for another text.
// https://graphviz.org/doc/info/lang.html
var dotToken = regexp.MustCompile(`^(?:[ \n]+|->|[\[\]{},;=]|[a-z_]+[0-9]*|[0-9.]+|"(?:[^"\\&\x00-\x1f]|\\["\\nl]|&amp;)*")`)

// dotStatement matches the statements of a drawing, whose strings were replaced by S.
var dotStatement = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`digraph flow \{`, ` +subgraph cluster_unreachable \{`, ` *\}`,
	` +(?:graph|node|edge|legend|n\d+|n\d+ -> n\d+) \[[a-z]+=[S0-9a-z.]+(?:, [a-z]+=[S0-9a-z.]+)*\]`,
	`    label=S; style=dashed; color=S; fontsize=12`,
}, "|") + `)$`)

func checkDOT(t *testing.T, text string) {
	t.Helper()
	var bare strings.Builder
	for rest := text; rest != ""; {
		token := dotToken.FindString(rest)
		if token == "" {
			t.Fatalf("this is no DOT: %.80q", rest)
		}
		rest = rest[len(token):]
		if token[0] == '"' {
			token = "S"
		}
		bare.WriteString(token)
	}
	for line := range strings.Lines(bare.String()) {
		if line = strings.TrimSuffix(line, "\n"); !dotStatement.MatchString(line) {
			t.Errorf("this is no statement of a drawing: %q", line)
		}
	}
	if open, closed := strings.Count(bare.String(), "{"), strings.Count(bare.String(), "}"); open != closed {
		t.Errorf("%d braces are opened and %d closed", open, closed)
	}
}

func checkMarkdown(t *testing.T, text string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 4 || lines[2] != "```mermaid" || lines[len(lines)-1] != "```" {
		t.Fatalf("this is no heading with a fence: %.200q", text)
	}
	if heading := lines[0]; !strings.HasPrefix(heading, "### `") || !strings.HasSuffix(heading, "`") || strings.Count(heading, "`") != 2 {
		t.Errorf("the heading breaks out of its code span: %q", heading)
	}
	if strings.Count(text, "```") != 2 {
		t.Error("something ends the fence too early")
	}
}

// checkVisible demands that a reader sees every character as what it is.
func checkVisible(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && (!unicode.IsPrint(r) || unicode.In(r, unicode.Bidi_Control, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)) {
			t.Errorf("%U reaches the output", r)
		}
	}
}

func checkLanguages(t *testing.T, d *draw.Drawing) {
	t.Helper()
	checkMermaid(t, d.Mermaid())
	checkDOT(t, d.DOT())
	checkMarkdown(t, draw.Markdown(d))
	for _, text := range []string{d.Mermaid(), d.DOT(), draw.Markdown(d)} {
		checkVisible(t, text)
	}
}

func TestLanguages(t *testing.T) {
	for _, name := range []string{"support", "hub", "no-start", "corners", "several", "hostile"} {
		for _, d := range drawFile(t, testFile(name+".json")) {
			checkLanguages(t, d)
		}
	}
}

// Secrets that stand in names and conditions never reach a drawing.
func TestSecrets(t *testing.T) {
	d := drawFile(t, testFile("hostile.json"))[0]
	for _, text := range []string{d.Mermaid(), d.DOT()} {
		for _, secret := range []string{"hunter2", "abcdef123456", "abcdefghijklmnopqrstuvwxyz012345"} {
			if strings.Contains(text, secret) {
				t.Errorf("the secret %s is drawn", secret)
			}
		}
	}
}

// FuzzText puts any text wherever other people write one.
func FuzzText(f *testing.F) {
	source, err := os.ReadFile(filepath.Join("testdata", "hostile.json"))
	if err != nil {
		f.Fatal(err)
	}
	var hostile struct {
		Definition struct {
			States []any `json:"states"`
		} `json:"definition"`
	}
	if err := json.Unmarshal(source, &hostile); err != nil {
		f.Fatal(err)
	}
	for _, state := range hostile.Definition.States {
		if widget, ok := state.(map[string]any); ok {
			if name, ok := widget["name"].(string); ok {
				f.Add(name)
			}
		}
	}
	f.Add("a \xff\xfe\u2060b")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "\ufffd") // Anything else is no JSON, and told as such.
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		checkLanguages(t, drawText(t, strings.ReplaceAll(`{"friendly_name": TEXT, "definition": {"initial_state": "T", "states": [
			{"name": "T", "type": "trigger", "transitions": [{"event": TEXT, "next": TEXT}, {"event": "incomingCall", "next": "s"}]},
			{"name": TEXT, "type": TEXT, "properties": {"say": "!"}, "transitions": [{"event": TEXT, "next": "s"}]},
			{"name": "s", "type": "split-based-on", "properties": {"input": TEXT}, "transitions": [{"event": "match", "next": "gone", "conditions": [
				{"friendly_name": TEXT, "type": TEXT, "value": TEXT}, {"friendly_name": "1", "type": TEXT, "value": TEXT}]}]}
		]}}`, "TEXT", string(quoted))))
	})
}
