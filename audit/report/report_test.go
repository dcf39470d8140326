package report_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/secret"
)

var update = flag.Bool("update", false, "write the golden files and the generated part of docs/report.md anew")

const root = "../.." // of the module

// golden compares with a file of testdata/golden/report.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join(root, "testdata", "golden", "report", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (- golden, + written); if the new one is right, run go test ./audit/report -update\n%s", name, diff)
	}
}

func write(t *testing.T, format string, r *audit.Result, o report.Options) []byte {
	t.Helper()
	f, err := report.Lookup(format)
	if err != nil {
		t.Fatal(err)
	}
	o.Tool = tool
	var b bytes.Buffer
	if err := f.Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	all := results(t)
	for _, test := range []struct {
		file, result, format string
		options              report.Options
	}{
		{"live.txt", "live", "table", report.Options{}},
		{"live.80.txt", "live", "table", report.Options{Width: 80}},
		{"live.120.txt", "live", "table", report.Options{Width: 120}},
		{"live.color.txt", "live", "table", report.Options{Width: 120, Color: true, Links: true}},
		{"live.quiet.txt", "live", "table", report.Options{Width: 120, Quiet: true}},
		{"files.80.txt", "files", "table", report.Options{Width: 80}},
		{"clean.80.txt", "clean", "table", report.Options{Width: 80}},
		{"gaps.80.txt", "gaps", "table", report.Options{Width: 80}},
		{"gaps.verbose.txt", "gaps", "table", report.Options{Width: 100, Verbose: true}},
		{"unknown.80.txt", "unknown", "table", report.Options{Width: 80}},
		{"files.text.80.txt", "files", "text", report.Options{Width: 80}},
		{"files.text.color.txt", "files", "text", report.Options{Width: 120, Color: true, Links: true}},
		{"live.text.txt", "live", "text", report.Options{}},
		{"gaps.text.quiet.txt", "gaps", "text", report.Options{Width: 80, Quiet: true}},
		{"live.json", "live", "json", report.Options{}},
		{"files.json", "files", "json", report.Options{}},
		{"clean.json", "clean", "json", report.Options{}},
		{"gaps.json", "gaps", "json", report.Options{}},
		{"live.sarif", "live", "sarif", report.Options{}},
		{"files.sarif", "files", "sarif", report.Options{}},
		{"clean.sarif", "clean", "sarif", report.Options{}},
		{"gaps.sarif", "gaps", "sarif", report.Options{}},
		{"live.github.txt", "live", "github", report.Options{}},
		{"files.github.txt", "files", "github", report.Options{}},
		{"clean.github.txt", "clean", "github", report.Options{}},
		{"gaps.github.txt", "gaps", "github", report.Options{}},
	} {
		t.Run(test.file, func(t *testing.T) {
			golden(t, test.file, write(t, test.format, all[test.result], test.options))
		})
	}
}

// The language of the environment decides the width of some characters in the library that lays the table out; a report is the
// same everywhere, and every time.
func TestSameBytes(t *testing.T) {
	first := map[string]string{}
	for range 2 {
		for name, r := range results(t) {
			for _, f := range report.Formats() {
				key := name + " as " + f.Name
				got := string(write(t, f.Name, r, report.Options{Width: 100, Verbose: true}))
				twwidth.SetEastAsian(true)
				if want, ok := first[key]; ok && want != got {
					t.Errorf("%s differs from one time to the next:\n%s", key, cmp.Diff(want, got))
				}
				first[key] = got
			}
		}
	}
}

func TestLookup(t *testing.T) {
	_, err := report.Lookup("sariff")
	const want = `no format is called "sariff"; did you mean "sarif"? (the formats are table, text, json, sarif, github)`
	if err == nil || err.Error() != want {
		t.Errorf("got the error %v, want %s", err, want)
	}
	for _, f := range report.Formats() {
		if got, err := report.Lookup(f.Name); err != nil || got.Title != f.Title {
			t.Errorf("Lookup(%q) = %q, %v", f.Name, got.Title, err)
		}
	}
}

// A line is wider than the terminal only where it holds a word that may not be broken.
func TestTableWidth(t *testing.T) {
	word := regexp.MustCompile(`\S{25,}`)
	all := results(t)
	delete(all, "hostile") // It has words of every length.
	for name, r := range all {
		for width := 60; width <= 200; width += 7 {
			for line := range strings.Lines(string(write(t, "table", r, report.Options{Width: width, Verbose: true}))) {
				line = strings.TrimSuffix(line, "\n")
				if got := twwidth.Width(line); got > width && !word.MatchString(strings.Trim(line, "─┼")) {
					t.Errorf("%s on %d columns: a line takes %d: %s", name, width, got, line)
				}
				if strings.HasSuffix(line, " ") {
					t.Errorf("%s on %d columns: a line ends with a space: %q", name, width, line)
				}
			}
		}
	}
}

// Even a quiet report says in its last line when it is not the whole truth.
func TestClosingLine(t *testing.T) {
	all := results(t)
	silent := audit.Run(quietBranch(t), rules()[:2])
	for _, test := range []struct {
		name string
		r    *audit.Result
		want string
	}{
		{"findings and a gap", all["live"], "3 errors, 1 warning, 1 note. 3 rules were not evaluated."},
		{"findings", all["files"], "3 errors, 0 warnings, 0 notes."},
		{"a finding and much unknown", all["gaps"], "0 errors, 1 warning, 0 notes. 4 rules were not evaluated, 3 only partly."},
		{"no finding and a gap", all["clean"], "No findings in what could be judged: 0 errors, 0 warnings, 0 notes. 1 rule was not evaluated."},
		{"nothing known", all["unknown"], "Nothing could be judged. 7 rules were not evaluated."},
		{"nothing wrong", silent, "No findings: 0 errors, 0 warnings, 0 notes. 2 rules were evaluated and found nothing wrong."},
	} {
		for _, quiet := range []bool{false, true} {
			text := strings.TrimSuffix(string(write(t, "table", test.r, report.Options{Quiet: quiet})), "\n")
			if got := text[strings.LastIndex(text, "\n")+1:]; got != test.want {
				t.Errorf("%s, quiet %t: the last line is %q, want %q", test.name, quiet, got, test.want)
			}
		}
	}
}

// A gap that stops no rule is told all the same: a kind that only refines the words, and a subaccount that nobody looked into.
func TestGapsWithoutRules(t *testing.T) {
	for _, test := range []struct {
		kind             inventory.Kind
		heading, closing string
		warned           bool
	}{
		{
			inventory.KindAccount, "Not everything could be read, but every rule was evaluated:",
			"No findings: 0 errors, 0 warnings, 0 notes. 2 rules were evaluated and found nothing wrong.", false,
		},
		{
			inventory.KindSubaccount, "Not everything could be judged:",
			"No findings in what could be judged: 0 errors, 0 warnings, 0 notes. Not everything that was asked for could be read.", true,
		},
	} {
		inv := quietBranch(t)
		inv.AddGap(test.kind, inventory.Gap{Ref: "the list", Reason: "the auth token is needed", List: true})
		inv.Finish()
		r := audit.Run(inv, rules()[:2])
		text := string(write(t, "table", r, report.Options{}))
		for _, want := range []string{test.heading, "could not be read: the auth token is needed\n", test.closing} {
			if strings.Count(text, want) != 1 {
				t.Errorf("%s: want %q once in\n%s", test.kind, want, text)
			}
		}
		if got := strings.Contains(string(write(t, "github", r, report.Options{})), "the auth token is needed"); got != test.warned {
			t.Errorf("%s: GitHub is warned: %t, want %t", test.kind, got, test.warned)
		}
	}
}

// One gap in many accounts is told once, and long lists of rules and accounts are cut.
func TestTableManyAccounts(t *testing.T) {
	var parts []*audit.Result
	for n := range 12 {
		inv := unreachable(t)
		inv.Account.SID = sid("AC", 100+n)
		part := audit.Run(inv, rules())
		for i := range part.Outcomes {
			part.Outcomes[i].Account = inv.Account.SID
			if part.Outcomes[i].Incomplete() && n < 5 {
				part.Outcomes[i].Reason = "connection refused"
			}
		}
		parts = append(parts, part)
	}
	merged := audit.Merge(parts...)
	text := string(write(t, "table", merged, report.Options{}))
	want := "- " + strings.Join([]string{sid("AC", 100), sid("AC", 101), sid("AC", 102)}, ", ") + " and 2 more accounts: connection refused\n"
	if got := strings.Count(text, "connection refused"); got != 1 || !strings.Contains(text, want) {
		t.Errorf("the reason stands %d times; want once, in %q, in\n%s", got, want, text)
	}
}

// What cannot be written is an error, whatever the format.
func TestWriteError(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "closed"))
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Formats() {
		if err := f.Write(file, results(t)["live"], report.Options{Tool: tool}); !errors.Is(err, os.ErrClosed) {
			t.Errorf("%s: got %v, want the error of the closed file", f.Name, err)
		}
	}
}

// A path stays whole, so that it can be followed: where it is too long for a column of its own, it stands above the text.
func TestTableLongPath(t *testing.T) {
	path := "clients/" + strings.Repeat("subfolder/", 5) + "flow.json"
	text := string(write(t, "table", audit.Run(flowFile(t, path, surveyFlow), rules()), report.Options{Width: 160}))
	if !strings.Contains(text, " "+path+":1:105\n") || strings.Contains(text, "WHERE  ") {
		t.Errorf("the path is not whole on a line of its own:\n%s", text)
	}
}

// Nothing but an address that ends where it should becomes a link: an escape character in it would end the link early.
func TestTableLinks(t *testing.T) {
	for address, want := range map[string]bool{
		"https://console.twilio.com/x": true,
		"http://console.twilio.com/x":  false,
		"https://evil.example/\x1b\\x": false,
		"https://evil.example/ü":       false,
		"javascript:alert(1)":          false,
		"":                             false,
	} {
		r := audit.Run(clinic(t), rules())
		r.Findings = r.Findings[:1]
		r.Findings[0].ConsoleURI = address
		text := string(write(t, "table", r, report.Options{Links: true}))
		if got := strings.Contains(text, "\x1b]8;;"+address+"\x1b\\+44"); got != want {
			t.Errorf("%q becomes a link: %t, want %t", address, got, want)
		}
		if plain := string(write(t, "table", r, report.Options{Color: true})); strings.Contains(plain, "\x1b]8") {
			t.Error("there is a link without being asked for")
		}
	}
}

// The table names a few of the rules that one reason stops, and all of them when it is verbose.
func TestTableManyRules(t *testing.T) {
	r := audit.Run(blind(t), rules())
	for i := range r.Outcomes {
		r.Outcomes[i].Outcome, r.Outcomes[i].Reason = audit.NotEvaluated, "connection refused"
	}
	extra := r.Outcomes[0]
	for _, id := range []string{"x-one", "x-two"} {
		rule := *extra.Rule
		rule.ID = id
		extra.Rule = &rule
		r.Outcomes = append(r.Outcomes, extra)
	}
	for _, verbose := range []bool{false, true} {
		text := string(write(t, "table", r, report.Options{Verbose: verbose}))
		_, list, _ := strings.Cut(text, "not evaluated: ")
		list, _, _ = strings.Cut(list, "\n")
		if got, want := len(strings.Split(list, ", ")), map[bool]int{false: 7, true: 9}[verbose]; got != want || strings.HasSuffix(list, "3 more") == verbose {
			t.Errorf("verbose %t: the rules are named as %q", verbose, list)
		}
	}
}

// A name as long as a book does not take the table with it.
func TestTableLongName(t *testing.T) {
	inv := newInventory(t, inventory.Account{SID: sid("AC", 9), Name: strings.Repeat("A", 1<<20)})
	inv.Cover(inventory.KindApplication, "")
	inv.Cover(inventory.KindPhoneNumber, "")
	add(t, inv, inventory.KindApplication, resource{"sid": sid("AP", 9), "friendly_name": strings.Repeat("界", 1<<20)})
	inv.Finish()
	text := write(t, "table", audit.Run(inv, rules()), report.Options{Width: 120})
	if len(text) > 20_000 {
		t.Errorf("the table takes %d bytes", len(text))
	}
}

func TestWriteRules(t *testing.T) {
	for _, format := range report.RuleFormats() {
		var b bytes.Buffer
		if err := report.WriteRules(&b, format, rules(), report.Options{Tool: tool, Width: 100}); err != nil {
			t.Fatal(err)
		}
		golden(t, "rules."+format+map[string]string{"table": ".txt", "markdown": ".md"}[format], b.Bytes())
	}
	if err := report.WriteRules(&bytes.Buffer{}, "yaml", rules(), report.Options{}); err == nil {
		t.Error("there is no format yaml")
	}
}

func BenchmarkFormats(b *testing.B) {
	r := manyFindings(b, 10_000)
	for _, f := range report.Formats() {
		b.Run(f.Name, func(b *testing.B) {
			for b.Loop() {
				if err := f.Write(io.Discard, r, report.Options{Tool: tool, Width: 120}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// manyFindings is a result with a finding on each of so many numbers.
func manyFindings(b *testing.B, count int) *audit.Result {
	b.Helper()
	redactor, err := secret.NewRedactor("the benchmarks of the reports")
	if err != nil {
		b.Fatal(err)
	}
	inv := inventory.New(inventory.Account{SID: sid("AC", 8), Name: "Switchboard"}, asOf, redactor)
	inv.Cover(inventory.KindPhoneNumber, "")
	for n := range count {
		text := fmt.Sprintf(`{"sid": %q, "phone_number": "+4416%08d", "voice_url": "http://ivr.example/%d"}`, sid("PN", n), n, n)
		if err := inv.Add(inventory.KindPhoneNumber, "", []byte(text)); err != nil {
			b.Fatal(err)
		}
	}
	inv.Finish()
	return audit.Run(inv, rules())
}

// A finding that somebody accepted asks for nothing any more.
func TestOnlyOpenFindings(t *testing.T) {
	for _, format := range []string{"table", "github", "sarif"} {
		r := results(t)["files"]
		for i := range r.Findings {
			r.Findings[i].State = "accepted"
			r.Findings[i].Message = "not to be seen"
		}
		if text := string(write(t, format, r, report.Options{})); strings.Contains(text, "not to be seen") {
			t.Errorf("%s shows a finding that is not open:\n%s", format, text)
		}
	}
}
