package draw_test

import (
	stdcmp "cmp"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/draw"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing them")

// judging is a rule that looks at revisions.
func judging(id, title string, severity audit.Severity, judge func(*audit.RevisionPass)) *audit.Rule {
	return &audit.Rule{
		ID: id, Title: title, Severity: severity, Needs: []audit.Need{{Kind: inventory.KindFlow, How: audit.Each}},
		Check: func(p *audit.Pass) error {
			p.EachRevision(judge)
			return nil
		},
	}
}

var (
	// shouting tells of properties with "!", one finding each.
	shouting = judging("shouting-widget", "Widget that shouts", audit.Warning, func(r *audit.RevisionPass) {
		for _, w := range r.Definition.Widgets {
			for name, v := range w.Properties.Members() {
				if strings.Contains(v.Text(), "!") {
					r.Report(audit.Report{Location: r.Place(v), Message: fmt.Sprintf("%s of widget %q shouts", name, w.Name), Remediation: "lower the voice"})
				}
			}
		}
	})
	// lost tells of transitions to no widget, all in one finding with members.
	lost = judging("lost-transition", "Transition to nowhere", audit.Error, func(r *audit.RevisionPass) {
		var found []audit.Report
		for _, w := range r.Definition.Widgets {
			for _, t := range w.Transitions {
				if _, ok := r.Definition.Widget(t.Next); t.Next != "" && !ok {
					found = append(found, audit.Report{
						Location: r.Place(t.NextValue), Message: fmt.Sprintf("%q leads to %q", w.Name, t.Next), Remediation: "add it",
					})
				}
			}
		}
		r.ReportAll("", 0, found, func([]int) (string, string) { return "several lead to nowhere", "add them" })
	})
	// flagged tells of a place behind the last widget.
	flagged = judging("flags-present", "Flow with flags", audit.Note, func(r *audit.RevisionPass) {
		if say := r.Definition.Value.At("flags", "say"); say.Exists() {
			r.Report(audit.Report{Location: r.Place(say), Message: "flags say something", Remediation: "take it out"})
		}
	})
	// undescribed tells of a flow as a whole.
	undescribed = judging("flow-without-description", "Flow without a description", audit.Note, func(r *audit.RevisionPass) {
		if !r.Definition.Value.Get("description").Exists() {
			r.Report(audit.Report{Location: r.Place(r.Definition.Value.Get("states")), Message: "it has no description", Remediation: "describe it"})
		}
	})
)

// drawFile draws all flows of a file, as the rules of this test judge them.
func drawFile(t testing.TB, o source.FilesOptions) []*draw.Drawing {
	t.Helper()
	o.AsOf = time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC)
	all, _, err := source.Files(t.Context(), o, func(inv *inventory.Inventory) []*draw.Drawing {
		result := audit.Run(inv, []*audit.Rule{shouting, lost, flagged, undescribed})
		for _, outcome := range result.Outcomes {
			if outcome.Incomplete() {
				t.Errorf("%s: %s", outcome.Rule.ID, outcome.Reason)
			}
		}
		var drawings []*draw.Drawing
		slices.SortFunc(inv.Flows, func(a, b *inventory.Flow) int { return stdcmp.Compare(a.Ref.Index, b.Ref.Index) })
		for _, f := range inv.Flows {
			drawings = append(drawings, draw.Flow(f.Latest, result.Findings))
		}
		return drawings
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat(all...)
}

// drawText draws the one flow that a text holds.
func drawText(t testing.TB, text string) *draw.Drawing {
	t.Helper()
	drawings := drawFile(t, source.FilesOptions{Paths: []string{source.Stdin}, Stdin: strings.NewReader(text), StdinName: "flow.json", Dir: t.TempDir()})
	if len(drawings) != 1 {
		t.Fatalf("%d drawings of one flow", len(drawings))
	}
	return drawings[0]
}

func testFile(name string) source.FilesOptions {
	return source.FilesOptions{Paths: []string{filepath.Join("testdata", name)}, Dir: ".", Root: "."}
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"support", "hub", "no-start", "corners", "several", "hostile"} {
		drawings := drawFile(t, testFile(name+".json"))
		var mermaid, dot strings.Builder
		for _, d := range drawings {
			mermaid.WriteString(d.Mermaid())
			dot.WriteString(d.DOT())
		}
		for extension, got := range map[string]string{".mmd": mermaid.String(), ".dot": dot.String(), ".md": draw.Markdown(drawings...)} {
			t.Run(name+extension, func(t *testing.T) { golden(t, name+extension, got) })
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("..", "..", "testdata", "golden", "draw", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (- golden, + drawn); if the new one is right, run go test ./audit/draw -update\n%s", name, diff)
	}
}

// A drawing of one flow does not show what is wrong in its neighbours in the file.
func TestMarksOfTheirOwnFlow(t *testing.T) {
	for i, d := range drawFile(t, testFile("several.json")) {
		text := d.Mermaid()
		want := map[string]int{"lost-transition": 0, "shouting-widget": 0}
		switch i {
		case 0:
			want["lost-transition"] = 3 // two widgets and the legend
		case 1:
			want["shouting-widget"] = 2
		}
		for rule, count := range want {
			if got := strings.Count(text, rule); got != count {
				t.Errorf("flow %d names %s %d times, want %d:\n%s", i, rule, got, count, text)
			}
		}
	}
}

// What was accepted is no problem any more, and what stands in another text, as in another revision, is none of this one's widgets.
func TestUnmarkedFindings(t *testing.T) {
	text := `{"states": [{"name": "a", "type": "say-play", "properties": {"say": "Go!"}}], "initial_state": "a", "description": ""}`
	marks := func(change func(*audit.Finding)) int {
		counts, _, err := source.Files(t.Context(), source.FilesOptions{
			Paths: []string{source.Stdin}, Stdin: strings.NewReader(text), StdinName: "flow.json", Dir: t.TempDir(),
		}, func(inv *inventory.Inventory) int {
			result := audit.Run(inv, []*audit.Rule{shouting})
			change(&result.Findings[0])
			return strings.Count(draw.Flow(inv.Flows[0].Latest, result.Findings).Mermaid(), shouting.ID)
		})
		if err != nil {
			t.Fatal(err)
		}
		return counts[0]
	}
	for _, test := range []struct {
		name   string
		change func(*audit.Finding)
		want   int
	}{
		{"open", func(*audit.Finding) {}, 2}, // in the widget and in the legend
		{"accepted", func(f *audit.Finding) { f.State = "accepted" }, 0},
		{"elsewhere", func(f *audit.Finding) { f.Location.Document = "revision.json" }, 1},
	} {
		if got := marks(test.change); got != test.want {
			t.Errorf("%s: the rule is named %d times, want %d", test.name, got, test.want)
		}
	}
}

// A byte-order mark shifts the places of findings, not of widgets.
func TestMarksBehindByteOrderMark(t *testing.T) {
	d := drawText(t, "\ufeff"+`{"description":"","initial_state":"a","states":[{"name":"a","type":"say-play","properties":{"say":"!"}},{"name":"b","type":"say-play","properties":{"say":""}}]}`)
	if !strings.Contains(d.Mermaid(), `n0["a<br/>Say#47;Play<br/>▲ shouting-widget"]:::warning`) {
		t.Errorf("the mark stands elsewhere:\n%s", d.Mermaid())
	}
}

// chain is a flow of n widgets that all say something and lead on, every tenth back to the menu, too.
func chain(n int) string {
	var b strings.Builder
	b.WriteString(`{"description":"chain","initial_state":"Trigger","states":[{"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"w0"}]}`)
	for i := range n {
		fmt.Fprintf(&b, `,{"name":"w%d","type":"split-based-on","properties":{"input":"{{widgets.w%d.Digits}}","say":"!"},"transitions":[
			{"event":"noMatch","next":"w%d"},{"event":"match","next":"w%d","conditions":[{"friendly_name":"1","type":"equal_to","value":"1"}]}]}`,
			i, i, i+1, i/10)
	}
	b.WriteString("]}")
	return b.String()
}

func TestTooLarge(t *testing.T) {
	for _, test := range []struct {
		text, want string
	}{
		{chain(100), ""},
		{chain(260), "521 edges where Mermaid draws 500 at most"},
		{`{"initial_state":"a","states":[` + strings.Repeat(`{"name":"a long name of a widget, with a few signs: !!!!!","type":"x"},`, 800) + `{"name":"a","type":"x"}]}`, "characters where Mermaid reads 50000 at most"},
	} {
		got := drawText(t, test.text).TooLarge()
		if !strings.HasSuffix(got, test.want) || (got == "") != (test.want == "") {
			t.Errorf("too large: %q, want %q", got, test.want)
		}
	}
}

// A hundred thousand conditions that lead the same way are told in a line, in linear time.
func TestManyLabels(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"description":"x","initial_state":"s","states":[{"name":"s","type":"split-based-on","transitions":[{"event":"noMatch","next":"s"}`)
	const many = 100_000
	for i := range many {
		fmt.Fprintf(&b, `,{"event":"match","next":"s","conditions":[{"friendly_name":"name %d","type":"equal_to","value":"%d"}]}`, i, i)
		fmt.Fprintf(&b, `,{"event":"match","next":"s","conditions":[{"type":"equal_to","value":"%d"}]}`, i)
	}
	b.WriteString("]}]}")
	text := drawText(t, b.String()).DOT()
	for _, want := range []string{`noMatch \n name 0 \n equal_to 0, 1, 2, 3, 4, 5, 6, 7, 8, 9,… \n name 1 \n`, fmt.Sprintf("and %d more", many-2)} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text[:min(len(text), 2000)])
		}
	}
}

// Every drawing is something that Graphviz can read.
func TestGraphvizReads(t *testing.T) {
	program, err := exec.LookPath("dot")
	if err != nil {
		t.Skip("Graphviz is not installed")
	}
	for _, name := range []string{"support", "hub", "no-start", "corners", "several", "hostile"} {
		for i, d := range drawFile(t, testFile(name+".json")) {
			cmd := exec.CommandContext(t.Context(), program, "-Tsvg")
			cmd.Stdin = strings.NewReader(d.DOT())
			var stderr strings.Builder
			cmd.Stderr = &stderr
			svg, err := cmd.Output()
			if err != nil || stderr.Len() > 0 {
				t.Errorf("%s, flow %d: %v: %s", name, i, err, stderr.String())
			}
			for _, harm := range []string{"<script", "<img", "javascript:alert", "xlink:href", "hunter2"} {
				if strings.Contains(string(svg), harm) {
					t.Errorf("%s, flow %d: the SVG holds %s", name, i, harm)
				}
			}
		}
	}
}

// The flows of the corpus that stands beside the project on a developer's machine.
func TestCorpus(t *testing.T) {
	dir, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", "corpus", "flows"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no corpus in %s", dir)
	}
	for i, d := range drawFile(t, source.FilesOptions{Paths: []string{dir}, Dir: dir, Jobs: 1}) {
		t.Run(fmt.Sprint(i), func(t *testing.T) { checkLanguages(t, d) })
	}
}

func BenchmarkFlow(b *testing.B) {
	text := chain(2000)
	for b.Loop() {
		d := drawText(b, text)
		runtime.KeepAlive(d.Mermaid())
		runtime.KeepAlive(d.DOT())
	}
}
