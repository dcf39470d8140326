package liquid_test

import (
	"strings"
	"testing"
	"time"

	"github.com/twilint/twilint/audit/studio/liquid"
)

// check fails if a template says something that cannot be: spans outside of the text, or not in its order.
func check(t *testing.T, text string, template liquid.Template) {
	t.Helper()
	within := func(what string, span, outer liquid.Span) {
		if span.Start < outer.Start || span.Start > span.End || span.End > outer.End {
			t.Fatalf("%s at %v, outside of %v, in %q", what, span, outer, text)
		}
	}
	whole := liquid.Span{End: len(text)}
	last := liquid.Span{}
	increasing := func(what string, span liquid.Span) {
		within(what, span, whole)
		if span.Start < last.Start || span.Start == span.End {
			t.Fatalf("%s at %v after %v in %q", what, span, last, text)
		}
		last = span
	}
	for _, r := range template.References {
		increasing("reference", r.Span)
		at := r.Span.Start
		for i, segment := range r.Path {
			within("step", segment.Span, liquid.Span{Start: at, End: r.Span.End})
			if text[segment.Span.Start:segment.Span.End] != segment.Text || i > 0 && segment.Span.Start == at {
				t.Fatalf("step %+v in %q", segment, text)
			}
			at = segment.Span.End
		}
		if len(r.Path) == 0 {
			t.Fatalf("reference without a path in %q", text)
		}
	}
	last = liquid.Span{}
	for _, o := range template.Outputs {
		increasing("output", o.Span)
		at := o.Span.Start
		for _, f := range o.Filters {
			within("filter", f.Span, liquid.Span{Start: at, End: o.Span.End})
			inside := f.Span.Start
			for _, a := range f.Arguments {
				within("argument", a.Span, liquid.Span{Start: inside, End: f.Span.End})
				inside = a.Span.End
			}
			at = f.Span.End
		}
	}
	last = liquid.Span{}
	for _, tag := range template.Tags {
		increasing("tag", tag.Span)
	}
	last = liquid.Span{}
	for _, f := range template.Faults {
		increasing("fault", f.Span)
		if message := f.Message(); strings.ContainsAny(message, "\r\n") {
			t.Fatalf("message of several lines: %q", message)
		}
	}
	for _, a := range template.Assigned {
		within("name", a.Span, whole)
	}
	for _, l := range template.Loops {
		within("loop", l.Span, whole)
	}
}

func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		`{{ flow.variables["a b"][x.y[0]].z | default: "n", k: 'v' | to_json }}`,
		`{%- if a.b == "}}" and c contains 'd' -%}{% elsif e %}{% else %}{{ f }}{% endif %}`,
		`{% for i in (1..20) limit: 3 offset:continue reversed %}{{ forloop.index }}{% endfor %}`,
		`{% case a %}{% when 1, "b" or c %}{% endcase %}{% unless x %}{% endunless %}`,
		`{% comment %}{{{% endcomment %}{% raw %}{%{% endraw %}{% capture "x" %}{% endcapture %}{% assign y = -1.5 %}`,
		"${a[\"b\"]} ${{ c }} {{ d.${e}.f[\"${g}\"] }} {% ${h} %} {{{ i }}} {{ j | k: '{{ l }}' }}",
		`{{ a' }} "{{ b" | x }} {{ "{% if %}"`,
		"{{ a$$\f\f' \x00 {{ \"| x \x18 \"{$$\fx }} {{",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		check(t, text, liquid.Scan(text))
		// Whatever is quadratic in one text shows when it is repeated: this much takes some milliseconds.
		const enough, bound = 128 << 10, 5 * time.Second
		long := strings.Repeat(text, enough/(len(text)+1))
		start := time.Now()
		liquid.Scan(long)
		if took := time.Since(start); took > bound {
			t.Fatalf("%d KB of %q took %v", len(long)>>10, text, took)
		}
	})
}

// TestLinear scans hostile texts of two sizes: eight times the text may take twenty-seven times as long at most, which leaves room
// for the garbage collector and for whoever else uses the machine. What is quadratic takes sixty-four times as long.
func TestLinear(t *testing.T) {
	const (
		size  = 64 << 10
		plain = 400 * time.Millisecond // for the greater text: what is linear takes a tenth of it, what is quadratic takes seconds
		tries = 10                     // somebody else may need the processor
	)
	for name, text := range map[string]string{
		"openings of outputs":      "{{",
		"openings with words":      "{{ a ",
		"openings of tags":         "{% a ",
		"openings in turn":         "{{ {% ",
		"dashes":                   "{{-",
		"nested blocks":            "{% if a.b %}{{ a.b }}",
		"nested loops":             "{% for i in (1..2) %}{{ i }}",
		"blocks and wrong ends":    "{% if a %}{% endfor %}",
		"wrong ends":               "{% endif %}",
		"nested comments":          "{% comment %}",
		"comments":                 "{% comment %}{% endcomment %}{% endcomment %}",
		"raw":                      "{% raw %}{%",
		"quotes":                   `{{ "}} {{ '`,
		"quotes behind words":      `{{ x' '}} `,
		"quotes in tags":           `{% x' ' `,
		"quotes in tags that end":  `{% x' ' {% " %}`,
		"strings with closings":    `{{ x: "}}" '}}' `,
		"strings with openings":    `{{ "{{" "}}`,
		"placeholders":             "${",
		"placeholders with braces": "${{ ${ {",
		"placeholders with quotes": `{{ ${" ${'" `,
		"placeholders that end":    `{{ a.${b}}${" `,
		"dollars":                  `{{ $a$$ "`,
		"brackets":                 "{{ a[",
		"nested keys":              "a[b.c[",
		"keys in a row":            "a[b][c].d",
		"long path":                "a.b",
		"filters":                  "|a:b,c|",
		"conditions":               "{% if a %}{% elsif b %}{{ a }}{% else %}",
		"paths in conditions":      "{% if a.b.c.d[0] %}{{ a.b.c.d.e }}",
		"blanks":                   "{%                         ",
		"words and blanks":         "{{ a                       ",
		"numbers":                  "1 . 2 .. ",
		"names":                    "{% assign a = 1 %}{{ a }}",
	} {
		t.Run(name, func(t *testing.T) {
			prefix, suffix := "{{ ", " }}"
			if strings.ContainsAny(text, "{%") {
				prefix, suffix = "", ""
			}
			for _, end := range []string{suffix, suffix + "}} %} ' \" {{"} {
				best := func(size int) time.Duration {
					long := prefix + strings.Repeat(text, size/len(text)) + end
					shortest := time.Hour
					for range 3 {
						start := time.Now()
						liquid.Scan(long)
						if shortest = min(shortest, time.Since(start)); shortest < plain/8 {
							break
						}
					}
					return shortest
				}
				for try := 1; ; try++ {
					large := best(8 * size)
					if large < plain {
						break
					}
					small := best(size)
					if large <= 27*small {
						break
					}
					if try == tries {
						t.Errorf("%d KB take %v, %d KB take %v", size>>10, small, 8*size>>10, large)
						break
					}
				}
			}
		})
	}
}

func TestMillionOpenings(t *testing.T) {
	template := liquid.Scan(strings.Repeat("{{ a ", 1_000_000))
	if n := len(template.Faults) + template.MoreFaults; n != 1_000_000 {
		t.Errorf("%d faults, want a million", n)
	}
}

func BenchmarkScan(b *testing.B) {
	prose := strings.Repeat("Thank you for calling. For sales, press one; for support, press two; or stay on the line. ", 4)
	for _, bench := range []struct{ name, text string }{
		{"text", strings.Repeat(prose, 200)},
		{"one reference", "Hello {{flow.variables.name}}, how can we help?"},
		{"condition", `{% if flow.variables.name != blank %}Hello {{flow.variables.name | default: "you"}}{% endif %}`},
		{"as in flows", strings.Repeat(prose+"{{widgets.ask_name.inbound.Body}} {\"a\":{\"b\":\"{{trigger.message.From}}\"}} ", 200)},
		{"nothing but Liquid", strings.Repeat("{% if a.b %}{{ a.b | plus: 1 }}{% endif %}", 2000)},
		{"nested", strings.Repeat("{% if a.b %}{{ a.b }}", 2000)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(bench.text)))
			b.ReportAllocs()
			for b.Loop() {
				liquid.Scan(bench.text)
			}
		})
	}
}
