package liquid_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/studio/liquid"
)

// describe writes a reference down in one line: its steps, with computed ones in angle brackets, its marks and its filters.
func describe(r liquid.Reference) string {
	var b strings.Builder
	for i, segment := range r.Path {
		if i > 0 {
			b.WriteByte('/')
		}
		if segment.Dynamic {
			fmt.Fprintf(&b, "<%s>", segment.Text)
		} else {
			b.WriteString(segment.Text)
		}
	}
	for _, mark := range []struct {
		name string
		on   bool
	}{{"tested", r.Tested}, {"guarded", r.Guarded}, {"local", r.Local}} {
		if mark.on {
			b.WriteString(" " + mark.name)
		}
	}
	b.WriteString(describeFilters(r.Filters))
	return b.String()
}

func describeFilters(filters []liquid.Filter) string {
	var b strings.Builder
	for _, f := range filters {
		b.WriteString(" | " + f.Name)
		for _, a := range f.Arguments {
			name := a.Name
			if name != "" {
				name += "="
			}
			fmt.Fprintf(&b, " %s%s:%s", name, []string{"quoted", "number", "word", "variable", "undefined"}[a.Kind], a.Text)
		}
	}
	return b.String()
}

func describeFaults(template liquid.Template) []string {
	kinds := []string{
		"unterminated", "unclosed block", "unopened end", "mismatched end", "misplaced branch", "unknown tag", "unnamed tag", "else condition",
	}
	var all []string
	for _, f := range template.Faults {
		line := fmt.Sprintf("%d-%d %s", f.Span.Start, f.Span.End, kinds[f.Kind])
		for _, name := range []string{f.Name, f.Other} {
			if name != "" {
				line += " " + name
			}
		}
		all = append(all, line)
	}
	return all
}

func TestReferences(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"text only":              {"press 1 {or} 2, 100%", nil},
		"one":                    {"Hello {{flow.variables.name}}!", []string{"flow/variables/name"}},
		"blanks and dashes":      {"{{-  contact.channel.address\n -}}", []string{"contact/channel/address"}},
		"bare root":              {"{{ Digits }}", []string{"Digits"}},
		"several":                {"{{trigger.message.Body}} {{trigger.call.From}}", []string{"trigger/message/Body", "trigger/call/From"}},
		"name in brackets":       {`{{ widgets["the menu"].Digits }}`, []string{"widgets/the menu/Digits"}},
		"single quotes":          {`{{widgets['the menu'].Digits}}`, []string{"widgets/the menu/Digits"}},
		"blanks in brackets":     {`{{ widgets[ "the menu" ].Digits }}`, []string{"widgets/the menu/Digits"}},
		"braces in a name":       {`{{ widgets["a}}b"].Digits }}`, []string{"widgets/a}}b/Digits"}},
		"index":                  {"{{ widgets.http.parsed[0].name }}{{ a[-1] }}", []string{"widgets/http/parsed/0/name", "a/-1"}},
		"digits as names":        {"{{ widgets.2fa.parsed.0.x }}", []string{"widgets/2fa/parsed/0/x"}},
		"dashes in a name":       {"{{widgets.ask-name.inbound.Body}}", []string{"widgets/ask-name/inbound/Body"}},
		"letters beyond ASCII":   {"{{widgets.größe.Digits}}", []string{"widgets/größe/Digits"}},
		"computed key":           {"{{ widgets[flow.variables.next].Digits }}", []string{"widgets/<flow.variables.next>/Digits", "flow/variables/next"}},
		"keys in keys":           {"{{ a[b[c].d][e].f }}", []string{"a/<b[c].d>/<e>/f", "b/<c>/d", "c", "e"}},
		"quote in a key":         {`{{ a["b }}`, []string{`a/<"b>`}},
		"words behind operands":  {`{{ "a" b.c }}{{ a[b] c }}{{ (1..2) d }}{{ 1 e }}{{ true f.g }}`, []string{"a/<b>", "b"}},
		"keyword elsewhere":      {"{{ continue }}", []string{"continue"}},
		"nothing in brackets":    {"{{ a[ }}{{ b[] }}", []string{"a/<>", "b/<>"}},
		"words in brackets":      {`{{ a["x" b] }}{{ "x"[c] }}`, []string{`a/<"x" b>`, "c"}},
		"key without end":        {"{{ a[b.c }} {{ d }}", []string{"a/<b.c>", "b/c", "d"}},
		"literals":               {`{{ "flow.x" }}{{ 'y' }}{{ 12.5 }}{{ -3 }}{{ true }}{{ nil }}{{ blank }}`, nil},
		"word like a literal":    {"{{ trueish }}{{ nil.x }}", []string{"trueish", "nil/x"}},
		"dot at the end":         {"{{ flow.variables. }}", []string{"flow/variables"}},
		"blank in a widget name": {"{{ widgets.my menu.Digits }}", []string{"widgets/my"}},
		"dollar before output":   {"You owe ${{ flow.variables.sum }}", []string{"flow/variables/sum"}},
		"three braces":           {"{{{ flow.data.x }}}", []string{"flow/data/x"}},
		"JSON around it":         {`{"a":{"b":"{{x}}","c":{"d":{{y | to_json}}}}}`, []string{"x", "y | to_json"}},
		"echo":                   {"{% echo flow.data.x | upcase %}", []string{"flow/data/x | upcase"}},
		"cycle":                  {"{% cycle turn: 'a', flow.data.b %}", []string{"flow/data/b"}},
		"tag of unknown meaning": {"{% custom flow.data.x %}", nil},

		"default":                {`{{ flow.variables.x | default: "none" }}`, []string{"flow/variables/x | default quoted:none"}},
		"filters in a chain":     {"{{flow.variables.n|plus:0|times: 2}}", []string{"flow/variables/n | plus number:0 | times number:2"}},
		"two arguments":          {`{{ x | replace: "a,b|c", '' }}`, []string{"x | replace quoted:a,b|c quoted:"}},
		"named argument":         {"{{ x | default: false, allow_false: true }}", []string{"x | default word:false allow_false=word:true"}},
		"reference as argument":  {"{{ a.b | append: c.d }}", []string{"a/b | append variable:c.d", "c/d"}},
		"computed argument":      {"{{ a | append: b[c].d, 1 }}", []string{"a | append variable:b[c].d number:1", "b/<c>/d", "c"}},
		"filter of a literal":    {`{{ "now" | date: x }}`, []string{"x"}},
		"JSON as default":        {`{{ x | default: '{"a":{"b":1}}' }}!`, []string{`x | default quoted:{"a":{"b":1}}`}},
		"Liquid as default":      {`{{ x | default: '{{ y }}' }}!`, []string{`x | default quoted:{{ y }}`}},
		"argument without colon": {`{{ x | default "y" }}`, []string{"x | default quoted:y"}},
		"two bars":               {"{% if a || b %}{% endif %}", []string{"a tested", "b tested"}},
		"apostrophe":             {"{{ x' }} it's {{ y }}", []string{"x", "y"}},
		"open quote, then more":  {`{{ x | default: "y }} {{ z | default: "w" }}`, []string{"x | default quoted:y ", "z | default quoted:w"}},
		"open quote":             {`{{ x | default: "y }} {{ z }}`, []string{"x | default quoted:y ", "z"}},

		"comment":        {"{% comment %}{{ a }}{% if b %}{{ {% endcomment %}{{ c }}", []string{"c"}},
		"inline comment": {"{% # {{ a }} %}{{ b }}", []string{"b"}},
		"raw":            {"{%- raw -%}{{ a }}{% if %}{%- endraw -%}{{ b }}", []string{"b"}},

		"placeholder":                   {"${var.name} {{ flow.data.x }}", []string{"flow/data/x"}},
		"placeholder with Liquid in it": {`${replace(var.x, "{{", "")} {{ a }}`, []string{"a"}},
		"placeholder with braces":       {`${jsonencode({ a = { b = 1 } })}{{ a }}`, []string{"a"}},
		"placeholder as root":           {"{{ ${var.x}.y }}", []string{"<${var.x}>/y"}},
		"placeholder as a step":         {"{{flow.variables.${var.x}}}", []string{"flow/variables/<${var.x}>"}},
		"placeholder in a step":         {"{{widgets.ask_${var.x}.Digits}}", []string{"widgets/<ask_${var.x}>/Digits"}},
		"placeholder in brackets":       {`{{widgets["${var.x}"].Digits}}`, []string{`widgets/<"${var.x}">/Digits`}},
		"placeholder as argument":       {"{{ x | default: ${var.y} }}", []string{"x | default undefined:${var.y}", "<${var.y}>"}},
		"dollars":                       {"{{ $a$$ }} $b } {{ $ }}", []string{"a"}},
		"placeholder without end":       {"${ {{ a }}", []string{"a"}},
		"placeholder in a tag":          {"{% ${var.tag} x %}{% if_${var.tag} x %}{{ a }}", []string{"a"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range liquid.Scan(test.text).References {
				got = append(got, describe(r))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("references of %s (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

func TestConditions(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"if":                 {"{% if flow.x %}{{ flow.x }}{{ flow.y }}{% endif %}{{ flow.x }}", []string{"flow/x tested", "flow/x guarded", "flow/y", "flow/x"}},
		"a part of it":       {"{% if flow.x %}{{ flow.x.name }}{{ flow.xy }}{% endif %}", []string{"flow/x tested", "flow/x/name guarded", "flow/xy"}},
		"what it is part of": {"{% if flow.x.y %}{{ flow.x }}{% endif %}", []string{"flow/x/y tested", "flow/x"}},
		"comparison":         {"{% if a == 'x' and b.c != nil %}{{b.c}}{% endif %}", []string{"a tested", "b/c tested", "b/c guarded"}},
		"unless":             {"{% unless a contains b %}{{ b }}{% endunless %}", []string{"a tested", "b tested", "b guarded"}},
		"else branch":        {"{% if a %}{% else %}{{ a }}{% endif %}", []string{"a tested", "a guarded"}},
		"elsif":              {"{% if a %}{{ b }}{% elsif b %}{{ b }}{% endif %}{{ b }}", []string{"a tested", "b", "b tested", "b guarded", "b"}},
		"case":               {"{% case a.b %}{% when 'x', c %}{{ a.b }}{{ c }}{% endcase %}", []string{"a/b tested", "c tested", "a/b guarded", "c guarded"}},
		"nested":             {"{% if a %}{% if b %}{{ a }}{% endif %}{{ b }}{{ a }}{% endif %}", []string{"a tested", "b tested", "a guarded", "b", "a guarded"}},
		"tested twice":       {"{% if a %}{% if a %}{% endif %}{{ a }}{% endif %}{{ a }}", []string{"a tested", "a tested guarded", "a guarded", "a"}},
		"brackets as well":   {`{% if flow["x y"] %}{{ flow['x y'] }}{% endif %}`, []string{"flow/x y tested", "flow/x y guarded"}},
		"key of a test":      {"{% if a[b] %}{{ b }}{% endif %}", []string{"a/<b> tested", "b", "b"}},
		"computed keys":      {"{% if a[b] %}{{ a[b] }}{% endif %}", []string{"a/<b> tested", "b", "a/<b>", "b"}},
		"else if":            {"{% if a %}{% else if b %}{{ b }}{% endif %}", []string{"a tested", "b tested", "b guarded"}},
		"in another block":   {"{% if a %}{% for i in c %}{{ a }}{% endfor %}{% endif %}", []string{"a tested", "c", "a guarded"}},
		"output in a tag":    {"{% if {{ a }} %}{% endif %}", []string{"a tested"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range liquid.Scan(test.text).References {
				got = append(got, describe(r))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("references of %s (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

func TestNames(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string // the references
		list []string // the names, with their tags
	}{
		"assign":           {"{% assign who = flow.x | upcase %}{{ who }}", []string{"flow/x | upcase", "who local"}, []string{"assign who"}},
		"assigned later":   {"{{ who }}{% assign who = 1 %}", []string{"who local"}, []string{"assign who"}},
		"tight":            {"{%assign a=b%}{{a}}", []string{"b", "a local"}, []string{"assign a"}},
		"capture":          {"{% capture who %}{{ x }}{% endcapture %}{{ who.y }}", []string{"x", "who/y local"}, []string{"capture who"}},
		"quoted capture":   {`{% capture "who" %}{% endcapture %}{{ who }}`, []string{"who local"}, []string{"capture who"}},
		"counters":         {"{% increment n %}{% decrement m %}{{ n }}{{ m }}{{ o }}", []string{"n local", "m local", "o"}, []string{"increment n", "decrement m"}},
		"loop":             {"{{ i }}{% for i in i.list %}{{ i.x }}{% endfor %}{{ i }}", []string{"i", "i/list", "i/x local", "i"}, []string{"for i"}},
		"loop in a loop":   {"{% for i in a %}{% for i in b %}{% endfor %}{{ i }}{% endfor %}", []string{"a", "b", "i local"}, []string{"for i", "for i"}},
		"table":            {"{% tablerow i in a cols: n.x %}{{ tablerowloop.col }}{{ i }}{% endtablerow %}", []string{"a", "n/x", "tablerowloop/col local", "i local"}, []string{"tablerow i"}},
		"loop helper":      {"{{ forloop.index }}{% for i in a %}{{ forloop.index }}{% endfor %}{% for i in a %}{% if b %}{% endif %}{% endfor %}{{ forloop.index }}", []string{"forloop/index", "a", "forloop/index local", "a", "b tested", "forloop/index"}, []string{"for i", "for i"}},
		"continued":        {"{% for i in a limit: 2 offset: continue %}{% endfor %}", []string{"a"}, []string{"for i"}},
		"range of values":  {"{% for i in (a.x..b.y) limit: c offset: d %}{% endfor %}", []string{"a/x", "b/y", "c", "d"}, []string{"for i"}},
		"no name":          {"{% assign %}{% assign = 2 %}{% capture %}{% endcapture %}{% for %}{% endfor %}", nil, nil},
		"name of a filter": {"{{ x | append: y }}{% assign append = 1 %}", []string{"x | append variable:y", "y"}, []string{"assign append"}},
	} {
		t.Run(name, func(t *testing.T) {
			template := liquid.Scan(test.text)
			var got, list []string
			for _, r := range template.References {
				got = append(got, describe(r))
			}
			for _, a := range template.Assigned {
				list = append(list, a.Tag+" "+a.Name)
				if text := test.text[a.Span.Start:a.Span.End]; text != a.Name {
					t.Errorf("the span of %q holds %q", a.Name, text)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("references of %s (-want +got):\n%s", test.text, diff)
			}
			if diff := cmp.Diff(test.list, list); diff != "" {
				t.Errorf("names of %s (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

func TestLoops(t *testing.T) {
	for text, want := range map[string]int{
		"{% for i in (1..20) %}{% endfor %}":                         20,
		"{% for i in ( 3 .. 5 ) reversed %}{% endfor %}":             3,
		"{% for i in (5..1) %}{% endfor %}":                          0,
		"{% for i in (-2..2) %}{% endfor %}":                         5,
		"{% for i in (1..flow.n) %}{% endfor %}":                     -1,
		"{% for i in (flow.n..9) %}{% endfor %}":                     -1,
		"{% for i in list limit:20 %}{% endfor %}":                   20,
		"{% for i in list limit: flow.n %}{% endfor %}":              -1,
		"{% for i in (1..50) limit: 10 %}{% endfor %}":               10,
		"{% for i in (1..5) limit: 10 %}{% endfor %}":                5,
		"{% for i in (1..20) offset: 15 %}{% endfor %}":              5,
		"{% for i in list offset: 15 %}{% endfor %}":                 -1,
		"{% for i in list[20] %}{% endfor %}":                        -1,
		"{% tablerow i in list cols: 3 limit: 6 %}{% endtablerow %}": 6,
		"{% for i in (1..99999999999999999999) %}{% endfor %}":       1 << 30,
		"{% for i in list limit: 0 %}{% endfor %}":                   0,
		"{% for i in list limit: 2.5 %}{% endfor %}":                 -1,
	} {
		loops := liquid.Scan(text).Loops
		if len(loops) != 1 || loops[0].Most != want {
			t.Errorf("loops of %s = %+v, want one of at most %d", text, loops, want)
		}
	}
}

func TestFaults(t *testing.T) {
	for name, test := range map[string]struct {
		text       string
		want       []string
		balanced   bool
		references int
	}{
		"output without end":        {"Hello {{ a", []string{"6-8 unterminated {{"}, false, 0},
		"output with one brace":     {"Hello {{ a } and {{ b }}", []string{"6-8 unterminated {{"}, false, 1},
		"output in an output":       {"{{ a {{ b }}", []string{"0-2 unterminated {{"}, false, 1},
		"output closed as a tag":    {"{{ a %} {{ b }}", []string{"0-2 unterminated {{"}, false, 1},
		"tag in an output":          {"{{ a {% if b %}{% endif %}", []string{"0-2 unterminated {{"}, false, 1},
		"output without end, twice": {"{{ a {{ b", []string{"0-2 unterminated {{", "5-7 unterminated {{"}, false, 0},
		"closing in a placeholder":  {"{{ a.${b}} c", []string{"0-2 unterminated {{"}, false, 0},
		"end of comments, twice":    {"{% comment %}{% comment %}" + strings.Repeat("{% endcomment %}", 3), []string{"58-74 unopened end endcomment"}, false, 0},
		"quote without end":         {`{{ "a {{ b }}`, []string{"0-2 unterminated {{"}, false, 1},
		"tag without end":           {"{{ a }}{% if b", []string{"7-9 unterminated {%"}, false, 1},
		"tag with one brace":        {"{% if a } {{ b }} {% endif %}", []string{"0-2 unterminated {%", "18-29 unopened end endif"}, false, 1},
		"block without end":         {"{{ a }}{% if b %}yes", []string{"7-17 unclosed block if"}, false, 2},
		"two blocks without end":    {"{% if b %}{% for a in b %}", []string{"0-10 unclosed block if", "10-26 unclosed block for"}, false, 2},
		"comment without end":       {"{% comment %} {{ a }}", []string{"0-13 unclosed block comment"}, false, 0},
		"raw without end":           {"{% raw %} {{ a }} {% endcomment %}", []string{"0-9 unclosed block raw"}, false, 0},
		"end of comment unfinished": {"{% comment %}{% endcomment ", []string{"13-15 unterminated {%"}, false, 0},
		"end without block":         {"a{% endif %}", []string{"1-12 unopened end endif"}, false, 0},
		"end of another block":      {"{% if a %}{% endfor %}{% endif %}", []string{"10-22 mismatched end endfor if"}, false, 1},
		"crossing blocks":           {"{% if a %}{% for b in c %}{% endif %}{% endfor %}", []string{"10-26 unclosed block for endif"}, false, 2},
		"inner block without end":   {"{% if a %}{% unless b %}{% endif %}", []string{"10-24 unclosed block unless endif"}, false, 2},
		"else alone":                {"{% else %}", []string{"0-10 misplaced branch else"}, false, 0},
		"else in a capture":         {"{% if a %}{% capture b %}{% else %}{% endcapture %}{% endif %}", []string{"25-35 misplaced branch else"}, false, 1},
		"elsif in a case":           {"{% case a %}{% elsif b %}{% endcase %}", []string{"12-25 misplaced branch elsif"}, false, 2},
		"when in an if":             {"{% if a %}{% when 1 %}{% endif %}", []string{"10-22 misplaced branch when"}, false, 1},

		"unknown tag":         {"{%- iff a -%}", []string{"4-7 unknown tag iff"}, true, 0},
		"unknown end":         {"{% end %}{% endform %}", []string{"3-6 unknown tag end", "12-19 unknown tag endform"}, true, 0},
		"end in two words":    {"{% if a %}{% end if %}", []string{"0-10 unclosed block if", "13-16 unknown tag end"}, false, 1},
		"great letters":       {"{% IF a %}", []string{"3-5 unknown tag IF"}, true, 0},
		"tag that is no word": {"{% = a %}", []string{"3-6 unknown tag = a"}, true, 0},
		"tag without name":    {"{% %}{%- -%}", []string{"0-5 unnamed tag", "5-12 unnamed tag"}, true, 0},
		"else if":             {"{% if a %}{% else if b %}{% endif %}", []string{"10-25 else condition else"}, true, 2},

		"no fault: closed":              {"{% if a %}{% elsif b %}{% else %}{% endif %}{% case a %}{% when 1 %}{% else %}{% endcase %}", nil, true, 3},
		"no fault: all blocks":          {"{% ifchanged %}{% endifchanged %}{% tablerow a in b %}{% endtablerow %}{% for a in b %}{% else %}{% break %}{% endfor %}", nil, true, 2},
		"no fault: stray closings":      {"a }} b %} }}}", nil, true, 0},
		"no fault: JSON":                {`{"a":{"b":"{{x}}"}}`, nil, true, 1},
		"no fault: JSON in JSON":        {`{"a":{"b":{"c":{}}},"d":{{x}}}`, nil, true, 1},
		"no fault: single braces":       {"{ {a} } {%", []string{"8-10 unterminated {%"}, false, 0},
		"no fault: empty output":        {"{{}}{{ }}", nil, true, 0},
		"no fault: quoted braces":       {`{{ "{{" }}{% if a == "{%" %}{% endif %}`, nil, true, 1},
		"no fault: quoted closing":      {`{{ a | default: '}}' }}{% if a == "%}" %}{% endif %}`, nil, true, 2},
		"no fault: output in a tag":     {"{% if {{ a }} == 1 %}{% endif %}", nil, true, 1},
		"no fault: else with noise":     {"{% if a %}{% else iffy %}{% endif %}", nil, true, 1},
		"no fault: comment in comment":  {"{% comment %}{% comment %}{% endcomment %}{% endcomment %}", nil, true, 0},
		"no fault: raw in comment":      {"{% comment %}{% raw %}{% endcomment %}{% raw %}{% comment %}{% endraw %}", nil, true, 0},
		"no fault: placeholders":        {"${a}{{ ${b} }}{% if ${c} %}{{ x.${d}}}{% endif %}${", nil, true, 3},
		"no fault: placeholder of tags": {"{% ${a} %}${ {{ x }} {% if y %}${b}{% endif %}", nil, true, 2},
		"no fault: letters in braces":   {"{% raw%}{{{% endraw%}", nil, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			template := liquid.Scan(test.text)
			if diff := cmp.Diff(test.want, describeFaults(template)); diff != "" {
				t.Errorf("faults of %s (-want +got):\n%s", test.text, diff)
			}
			if template.Unbalanced == test.balanced {
				t.Errorf("Unbalanced of %s = %v", test.text, template.Unbalanced)
			}
			if len(template.References) != test.references {
				t.Errorf("references of %s = %d, want %d", test.text, len(template.References), test.references)
			}
			for _, f := range template.Faults {
				if message := f.Message(); message == "" || strings.ContainsAny(message, "\n\r") {
					t.Errorf("message %q", message)
				}
			}
		})
	}
}

func TestMessages(t *testing.T) {
	for text, want := range map[string]string{
		"{{ a":                                  "this {{ is never closed by }}",
		"{% if a":                               "this {% is never closed by %}",
		"{% if a %}":                            "if is never closed: endif is missing",
		"{% if a %}{% for b in c %}{% endif %}": "for is still open where endif closes a block around it: endfor is missing before that",
		"{% endif %}":                           "endif closes nothing: no block is open here",
		"{% raw %}{% endraw %}{% endraw %}":     "endraw closes nothing: no block is open here",
		"{% if a %}{% endfor %}{% endif %}":     "endfor cannot close if: endif is expected",
		"{% when 1 %}":                          "when stands in no block that has such a branch",
		"{% iff %}":                             "Liquid has no tag iff",
		"{% %}":                                 "this tag has no name",
		"{% if a %}{% else if b %}{% endif %}":  "else takes no condition; a further condition is written elsif",
		"{% \x1b[31m\n %}":                      `Liquid has no tag \x1b[31m`,
		"{% " + strings.Repeat("é", 99) + " %}": "Liquid has no tag " + strings.Repeat("é", 20) + "…",
	} {
		template := liquid.Scan(text)
		if len(template.Faults) != 1 || template.Faults[0].Message() != want {
			t.Errorf("faults of %q = %v, want %q", text, template.Faults, want)
		}
	}
}

func TestSpans(t *testing.T) {
	text := `Dear {{ widgets["the menu"].parsed[0][flow.data.k].x | default: "y", z.q | upcase }}, {%- if a.b -%}b{% endif %}`
	template := liquid.Scan(text)
	var got []string
	add := func(what string, span liquid.Span) { got = append(got, what+" "+text[span.Start:span.End]) }
	for _, o := range template.Outputs {
		add("output", o.Span)
		for _, f := range o.Filters {
			add("filter", f.Span)
			for _, a := range f.Arguments {
				add("argument", a.Span)
			}
		}
	}
	for _, tag := range template.Tags {
		add("tag "+tag.Name, tag.Span)
	}
	for _, r := range template.References {
		add("reference", r.Span)
		for _, segment := range r.Path {
			add("step", segment.Span)
			if text[segment.Span.Start:segment.Span.End] != segment.Text {
				t.Errorf("the text of step %q does not stand at its span", segment.Text)
			}
		}
	}
	want := []string{
		`output {{ widgets["the menu"].parsed[0][flow.data.k].x | default: "y", z.q | upcase }}`,
		`filter default: "y", z.q`, `argument "y"`, `argument z.q`, `filter upcase`,
		`tag if {%- if a.b -%}`, `tag endif {% endif %}`,
		`reference widgets["the menu"].parsed[0][flow.data.k].x`,
		`step widgets`, `step the menu`, `step parsed`, `step 0`, `step flow.data.k`, `step x`,
		`reference flow.data.k`, `step flow`, `step data`, `step k`,
		`reference z.q`, `step z`, `step q`,
		`reference a.b`, `step a`, `step b`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	if within := template.Within(template.Outputs[0].Span); len(within) != 3 || within[2].Root() != "z" {
		t.Errorf("references within the output = %v", within)
	}
	if within := template.Within(template.Tags[0].Span); len(within) != 1 || within[0].Root() != "a" {
		t.Errorf("references within the tag = %v", within)
	}
}

func TestReferenceQuestions(t *testing.T) {
	references := liquid.Scan(`{{ flow.variables.x | default: 1 }}{{ ${a}.b }}{{ flow[k].x }}`).References
	x, placeholder, computed := references[0], references[1], references[2]
	if !x.Under("flow", "variables") || !x.Under("flow", "variables", "x") || x.Under("flow", "data") || x.Under("flow", "variables", "x", "y") || !x.Under() {
		t.Error("Under does not compare the beginning of the path")
	}
	if !x.Filtered("default") || x.Filtered("plus") || x.Root() != "flow" {
		t.Errorf("wrong answers for %+v", x)
	}
	if placeholder.Root() != "" || placeholder.Under("${a}") {
		t.Error("a placeholder is taken for a name")
	}
	if computed.Under("flow", "k") {
		t.Error("a computed key is taken for a name")
	}
	outputs := liquid.Scan(`{{ "x" | to_json }}{{ y }}`).Outputs
	if !outputs[0].Filtered("to_json") || outputs[1].Filtered("to_json") {
		t.Errorf("wrong filters: %+v", outputs)
	}
}

func TestDynamic(t *testing.T) {
	for text, want := range map[string]bool{
		"{{ a }}":                           false,
		"${{ a }}":                          false,
		"$ {a} {{ b }}":                     false,
		"${a} {{ b }}":                      true,
		"{{ b }} ${a}":                      true,
		"{{ b.${a} }}":                      true,
		`{{ b | default: "${a}" }}`:         true,
		"{% if ${a} %}{% endif %}":          true,
		"{% comment %}${a}{% endcomment %}": false,
	} {
		if got := liquid.Scan(text).Dynamic; got != want {
			t.Errorf("Dynamic of %s = %v", text, got)
		}
	}
}

func TestManyFaults(t *testing.T) {
	template := liquid.Scan(strings.Repeat("{% x %}", 1000) + "{{")
	if len(template.Faults) != liquid.MaxFaults || template.MoreFaults != 901 || !template.Unbalanced {
		t.Errorf("faults = %d and %d more, unbalanced = %v", len(template.Faults), template.MoreFaults, template.Unbalanced)
	}
}

func TestTagNames(t *testing.T) {
	for _, name := range liquid.TagNames() {
		for _, f := range liquid.Scan("{% " + name + " %}").Faults {
			if f.Kind == liquid.UnknownTag {
				t.Errorf("%s is listed and not known", name)
			}
		}
	}
}

func TestNoLiquidNoAllocation(t *testing.T) {
	text := strings.Repeat(`Press {1} for "sales" {"a":{"b":{}}} 100% $5 }} %} `, 100)
	if allocations := testing.AllocsPerRun(100, func() { liquid.Scan(text) }); allocations != 0 {
		t.Errorf("%v allocations for a text without Liquid", allocations)
	}
}

func ExampleScan() {
	text := `Hello {{ flow.variables.name | default: "you" }}, {% if widgets["the menu"].Digits == "1" %}goodbye`
	template := liquid.Scan(text)
	for _, r := range template.References {
		fmt.Println(r.Span, text[r.Span.Start:r.Span.End])
	}
	for _, f := range template.Faults {
		fmt.Println(f.Span, f.Message())
	}
	// Output:
	// {9 28} flow.variables.name
	// {56 82} widgets["the menu"].Digits
	// {50 92} if is never closed: endif is missing
}
