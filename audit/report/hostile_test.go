package report_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/report"
)

// firstHarm is the first character that a reader does not see as what it is, line feeds apart; -1 if there is none.
func firstHarm(text string) (int, rune) {
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\n':
		case r == utf8.RuneError && size == 1, // invalid UTF-8
			unicode.In(r, unicode.C, unicode.Zl, unicode.Zp), // controls, formats, private use, surrogates, separators
			unicode.In(r, unicode.Bidi_Control, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector),
			r != ' ' && unicode.IsSpace(r):
			return i, r
		}
	}
	return -1, 0
}

// terminalOutput matches what the table itself sends to a terminal.
var terminalOutput = regexp.MustCompile("\x1b\\[[0-9;]*m|\x1b\\]8;;(https://(console\\.twilio\\.com|github\\.com)/[!-~]*)?\x1b\\\\")

// Names, URLs and error texts come from other people.
func TestHostileText(t *testing.T) {
	r := results(t)["hostile"]
	for _, f := range report.Formats() {
		for _, o := range []report.Options{{}, {Width: 40}, {Width: 80, Verbose: true}, {Width: 120, Color: true, Links: true}, {Width: 200, Quiet: true}} {
			text := terminalOutput.ReplaceAllString(string(write(t, f.Name, r, o)), "")
			if at, harm := firstHarm(text); at >= 0 {
				t.Errorf("%s, %+v: %U reaches the output, in %q", f.Name, o, harm, text[max(0, at-40):at+10])
			}
			if strings.Contains(text, "##[") {
				t.Errorf("%s, %+v: a command to the runner of GitHub Actions is in the output", f.Name, o)
			}
			for line := range strings.Lines(text) {
				if f.Name != "github" && strings.HasPrefix(strings.TrimSpace(line), "::") {
					t.Errorf("%s, %+v: the line %q is a command to the runner of GitHub Actions", f.Name, o, line)
				}
			}
		}
	}
}

func TestHostileJSON(t *testing.T) {
	r := results(t)["hostile"]
	text := write(t, "json", r, report.Options{})
	var got report.Report
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for i, f := range r.Findings {
		for _, pair := range [][2]string{
			{got.Findings[i].Subject.Name, f.Subject.Name}, {got.Findings[i].Message, f.Message}, {got.Findings[i].Location.File, f.Location.Document},
		} {
			if want := validUTF8(pair[1]); pair[0] != want {
				t.Errorf("the JSON says %q where the result says %q", pair[0], want)
			}
		}
	}
	for _, format := range []string{"json", "sarif"} {
		if text := string(write(t, format, r, report.Options{})); strings.ContainsAny(text, "<>&") {
			t.Errorf("%s would end a script of an HTML page", format)
		}
	}
}

// validUTF8 puts U+FFFD in the place of every invalid byte, as JSON does.
func validUTF8(text string) string { return string([]rune(text)) }

func TestHostileSARIF(t *testing.T) {
	link := regexp.MustCompile(`[^\\]\]\(`)
	log := readSARIF(t, write(t, "sarif", results(t)["hostile"], report.Options{}))
	for _, message := range log.messages() {
		if link.MatchString(message) {
			t.Errorf("a name has become a link: %s", message)
		}
	}
	if len(log.messages()) == 0 {
		t.Error("there is no message")
	}
}

func TestHostileWorkflowCommands(t *testing.T) {
	r := results(t)["hostile"]
	lines := strings.SplitAfter(strings.TrimSuffix(string(write(t, "github", r, report.Options{})), "\n"), "\n")
	if want := len(r.Findings) + 1; len(lines) != want {
		t.Fatalf("got %d lines, want one for each of the findings and one for the gaps: %d", len(lines), want)
	}
	files := 0
	for _, line := range lines {
		c := parseCommand(t, line)
		for name, value := range c.properties {
			switch name {
			case "title", "line", "endLine", "col", "endColumn":
			case "file":
				files++
				if want := report.Clean(hostileName + ".json"); value != want {
					t.Errorf("the file is %q, want %q", value, want)
				}
			default:
				t.Errorf("a name has become the property %s of %q", name, line)
			}
		}
		if c.properties["title"] == "" || !strings.Contains(c.message, "\n") {
			t.Errorf("%q lost its title or the lines of its message", line)
		}
	}
	if files != 1 {
		t.Errorf("%d commands name a file, want the one that is on a file", files)
	}
}

// command is a workflow command as the runner understands it.
type command struct {
	name       string
	properties map[string]string
	message    string
}

// parseCommand reads a workflow command as the runner does.
// https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs, TryParseV2
func parseCommand(t *testing.T, line string) command {
	t.Helper()
	head, data, ok := strings.Cut(strings.TrimPrefix(line, "::"), "::")
	if !ok || !strings.HasPrefix(line, "::") {
		t.Fatalf("%q is no workflow command", line)
	}
	name, list, _ := strings.Cut(head, " ")
	if name != "error" && name != "warning" && name != "notice" {
		t.Fatalf("%q is no annotation", line)
	}
	c := command{name: name, properties: map[string]string{}, message: unescape(strings.TrimSuffix(data, "\n"), "\r", "%0D", "\n", "%0A", "%", "%25")}
	for property := range strings.SplitSeq(list, ",") {
		key, value, ok := strings.Cut(property, "=")
		if !ok {
			t.Fatalf("%q is no property, in %q", property, line)
		}
		c.properties[key] = unescape(value, "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C", "%", "%25")
	}
	return c
}

func unescape(text string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, pairs[i+1], pairs[i])
	}
	return text
}

// GitHub shows ten annotations of a severity per step.
func TestWorkflowCommandOrder(t *testing.T) {
	var order []string
	for line := range strings.Lines(string(write(t, "github", results(t)["live"], report.Options{}))) {
		c := parseCommand(t, line)
		order = append(order, c.name+" "+c.properties["title"])
	}
	want := []string{
		"error Number has no call status callback (number-callback-missing)",
		"error Transition to a widget that does not exist (flow-leads-nowhere)",
		"error Transition to a widget that does not exist (flow-leads-nowhere)",
		"warning Not everything could be judged",
		"warning Webhook without TLS (webhook-plain-http)",
		"notice TwiML application that nothing uses (application-unused)",
	}
	if strings.Join(order, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q, want %q", order, want)
	}
}

// A finding from line to line has no columns: the runner would drop them.
func TestWorkflowCommandOverLines(t *testing.T) {
	r := &audit.Result{Findings: results(t)["files"].Findings[:1]}
	r.Findings[0].Location.Span.End.Line += 2
	c := parseCommand(t, string(write(t, "github", r, report.Options{})))
	if c.properties["line"] != "1" || c.properties["endLine"] != "3" || c.properties["col"]+c.properties["endColumn"] != "" {
		t.Errorf("got %v", c.properties)
	}
}
