package studio_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

// flow builds a definition from lines of "widget type event>next event>next".
func flow(t *testing.T, lines ...string) *studio.Definition {
	t.Helper()
	var states []string
	for _, line := range lines {
		words := strings.Fields(line)
		var transitions []string
		for _, word := range words[2:] {
			event, next, _ := strings.Cut(word, ">")
			transitions = append(transitions, fmt.Sprintf(`{"event": %q, "next": %q}`, event, next))
		}
		states = append(states, fmt.Sprintf(`{"name": %q, "type": %q, "transitions": [%s]}`, words[0], words[1], strings.Join(transitions, ",")))
	}
	text := fmt.Sprintf(`{"initial_state": "Trigger", "states": [%s]}`, strings.Join(states, ","))
	document, err := jsonpos.Parse("flow.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	d := studio.Parse(document.Root())
	for _, problem := range d.Problems {
		t.Fatal(problem.Message)
	}
	return d
}

func widget(t *testing.T, d *studio.Definition, name string) *studio.Widget {
	t.Helper()
	w, ok := d.Widget(name)
	if !ok {
		t.Fatalf("there is no widget %q", name)
	}
	return w
}

func names(widgets []*studio.Widget) []string {
	var all []string
	for _, w := range widgets {
		all = append(all, w.Name)
	}
	return all
}

func menu(t *testing.T) *studio.Definition {
	t.Helper()
	return flow(t,
		"Trigger trigger incomingCall>hours",
		"hours split-based-on noMatch>lookup match>greet match>missing",
		"lookup make-http-request success>greet failed>hours",
		"greet say-play audioComplete>goodbye",
		"goodbye say-play audioComplete>",
		"parked say-play audioComplete>parked",
	)
}

func TestReachFrom(t *testing.T) {
	d := menu(t)
	says := func(w *studio.Widget) bool { return w.Type != "say-play" }
	for _, test := range []struct {
		name, start string
		through     func(*studio.Widget) bool
		want        []string
	}{
		{"everything, the nearest first", "Trigger", nil, []string{"Trigger", "hours", "lookup", "greet", "goodbye"}},
		{"not beyond what does not let pass", "hours", says, []string{"hours", "lookup", "greet"}},
		{"nothing beyond the start", "greet", says, []string{"greet"}},
		{"a loop of one", "parked", nil, []string{"parked"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			reach := d.ReachFrom(widget(t, d, test.start), test.through)
			if diff := cmp.Diff(test.want, names(reach.Widgets())); diff != "" {
				t.Errorf("widgets (-want +got):\n%s", diff)
			}
			for _, w := range d.Widgets {
				if got, want := reach.Has(w), slices.Contains(test.want, w.Name); got != want {
					t.Errorf("Has(%s) = %v, want %v", w.Name, got, want)
				}
			}
		})
	}
}

func TestWay(t *testing.T) {
	d := menu(t)
	reach := d.ReachFrom(widget(t, d, "hours"), nil)
	for name, want := range map[string]string{
		"hours":   "incomingCall → hours",
		"lookup":  "incomingCall → hours (noMatch) → lookup",
		"goodbye": "incomingCall → hours (match) → greet (audioComplete) → goodbye",
		"parked":  "",
	} {
		if got := reach.Way("incomingCall", widget(t, d, name)); got != want {
			t.Errorf("the way to %s is %q, want %q", name, got, want)
		}
	}
}

func TestLongWay(t *testing.T) {
	const length = 20
	var lines []string
	for i := range length {
		lines = append(lines, fmt.Sprintf("s%d set-variables next>s%d", i, i+1))
	}
	d := flow(t, append(lines, fmt.Sprintf("s%d say-play audioComplete>", length))...)
	reach := d.ReachFrom(widget(t, d, "s0"), nil)
	for name, want := range map[string]string{
		"s6":  "e → s0 (next) → s1 (next) → s2 (next) → s3 (next) → s4 (next) → s5 (next) → s6", // Eight steps: just short enough.
		"s7":  "e → s0 (next) → s1 (next) → s2 (next) → 2 more widgets → s5 (next) → s6 (next) → s7",
		"s20": "e → s0 (next) → s1 (next) → s2 (next) → 15 more widgets → s18 (next) → s19 (next) → s20",
	} {
		if got := reach.Way("e", widget(t, d, name)); got != want {
			t.Errorf("the way to %s is %q, want %q", name, got, want)
		}
	}
}

func TestLeadingTo(t *testing.T) {
	d := menu(t)
	named := func(name string) func(*studio.Widget) bool {
		return func(w *studio.Widget) bool { return w.Name == name }
	}
	for _, test := range []struct {
		name          string
		goal, through func(*studio.Widget) bool
		want          []string
	}{
		{"by any widget", named("goodbye"), nil, []string{"Trigger", "hours", "lookup", "greet", "goodbye"}},
		{"not by what does not let pass", named("greet"), func(w *studio.Widget) bool { return w.Name != "hours" }, []string{"lookup", "greet"}},
		{"no goal", named("missing"), nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			leading := d.LeadingTo(test.goal, test.through)
			var got []string
			for _, w := range d.Widgets {
				if leading[w] {
					got = append(got, w.Name)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("widgets (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMayEnd(t *testing.T) {
	d := flow(t,
		"written say-play audioComplete>",
		"nothing say-play",
		"omitted make-http-request success>written",
		"wired make-http-request success>written failed>nothing",
		"partly split-based-on noMatch>written match>written match>",
		"unknown brand-new done>written",
	)
	for name, want := range map[string]bool{
		"written": true, "nothing": true, "omitted": true, "wired": false, "partly": true, "unknown": false,
	} {
		if got := widget(t, d, name).MayEnd(); got != want {
			t.Errorf("MayEnd of %s = %v, want %v", name, got, want)
		}
	}
}
