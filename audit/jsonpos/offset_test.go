package jsonpos_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/jsonpos"
)

func TestRawOffset(t *testing.T) {
	for name, test := range map[string]struct {
		raw  string
		want []int // for the decoded offsets 0, 1, 2, … one behind the end included
	}{
		"plain":                  {`"abc"`, []int{1, 2, 3, 4, 4}},
		"empty":                  {`""`, []int{1, 1}},
		"short escapes":          {`"a\n\"b"`, []int{1, 2, 4, 6, 7, 7}},
		"escaped ASCII":          {`"\u0041b"`, []int{1, 7, 8, 8}},
		"escaped two bytes":      {`"\u00e9b"`, []int{1, 1, 7, 8, 8}},
		"written two bytes":      {"\"éb\"", []int{1, 1, 3, 4, 4}},
		"surrogate pair":         {`"\ud83d\ude00b"`, []int{1, 1, 1, 1, 13, 14, 14}},
		"lone high surrogate":    {`"\ud83db"`, []int{1, 1, 1, 7, 8, 8}},
		"lone low surrogate":     {`"\ude00b"`, []int{1, 1, 1, 7, 8, 8}},
		"two high surrogates":    {`"\ud83d\ud83d\ude00"`, []int{1, 1, 1, 7, 7, 7, 7, 19, 19}},
		"surrogate, then escape": {`"\ud83d\nb"`, []int{1, 1, 1, 7, 9, 10, 10}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []int
			for offset := range test.want {
				got = append(got, jsonpos.RawOffset([]byte(test.raw), offset))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("offsets (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRawOffsetOutside(t *testing.T) {
	for raw, want := range map[string]int{``: 0, `"`: 1, `""`: 1, `"a"`: 2, `"\`: 1, `"\u12"`: 5} {
		if got := jsonpos.RawOffset([]byte(raw), 1000); got != want {
			t.Errorf("RawOffset(%s) behind the end = %d, want %d", raw, got, want)
		}
		if got := jsonpos.RawOffset([]byte(raw), -3); got != min(1, len(raw)) {
			t.Errorf("RawOffset(%s) before the start = %d", raw, got)
		}
	}
}

func TestSpanWithin(t *testing.T) {
	d := parse(t, "{\n  \"say\": \"\\ud83d\\ude00 d\u00e9j\\u00e0 {{name}}!\",\n  \"n\": 12\n}")
	say := d.Root().Get("say")
	start := strings.Index(say.Text(), "{{")
	got := say.SpanWithin(start, start+len("{{name}}"))
	if text := d.Text()[got.Start.Offset:got.End.Offset]; string(text) != "{{name}}" || got.Start.Line != 2 || got.Start.Column != 34 {
		t.Errorf("span of the Liquid = %+v, %q", got, text)
	}
	for name, test := range map[string]struct {
		start, end int
		want       string
	}{
		"all of it":             {0, len(say.Text()), `\ud83d\ude00 déj\u00e0 {{name}}!`},
		"half a character":      {1, 2, `\ud83d\ude00`},
		"behind the end":        {len(say.Text()) - 1, len(say.Text()) + 9, `!`},
		"nothing":               {5, 5, ``},
		"an end before a start": {6, 2, ``},
	} {
		t.Run(name, func(t *testing.T) {
			got := say.SpanWithin(test.start, test.end)
			if text := string(d.Text()[got.Start.Offset:got.End.Offset]); text != test.want {
				t.Errorf("span = %q, want %q", text, test.want)
			}
		})
	}
	if number := d.Root().Get("n"); number.SpanWithin(0, 1) != number.Span() {
		t.Error("a part of a number should be the number")
	}
	if (jsonpos.Value{}).SpanWithin(0, 1) != (jsonpos.Span{}) {
		t.Error("an absent value stands somewhere")
	}
}

// FuzzRawOffset holds the offsets against the decoder: what stands before the place in the literal must decode to what stands before
// the offset in the text.
func FuzzRawOffset(f *testing.F) {
	for _, seed := range []string{`abc`, `\u00e9é\n`, `\ud83d\ude00`, `\ud83d\ud83d\ude00`, `\ude00\ud83d`, `\/\\\"`, "\xff\xe2\x82x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		raw := []byte(`"` + body + `"`)
		_ = jsonpos.RawOffset(raw, len(raw)) // Whatever the text: no panic.
		var rest jsontext.Decoder
		rest.Reset(strings.NewReader(string(raw)), jsontext.AllowInvalidUTF8(true))
		if value, err := rest.ReadValue(); err != nil || len(value) != len(raw) {
			return
		}
		text, _ := jsontext.AppendUnquote(nil, raw)
		previous := 0
		for offset := 0; offset <= len(text); offset++ {
			place := jsonpos.RawOffset(raw, offset)
			if place < previous || place < 1 || place > len(raw)-1 {
				t.Fatalf("offset %d of %s leads to %d, after %d", offset, raw, place, previous)
			}
			previous = place
			before, _ := jsontext.AppendUnquote(nil, append(append([]byte(nil), raw[:place]...), '"'))
			if len(before) > offset || string(before) != string(text[:len(before)]) {
				t.Fatalf("offset %d of %s leads to %d, behind %q", offset, raw, place, before)
			}
			if (offset == len(text) || utf8.RuneStart(text[offset])) && len(before) != offset {
				t.Fatalf("offset %d of %s leads to %d, behind %q", offset, raw, place, before)
			}
		}
	})
}

func ExampleValue_SpanWithin() {
	d, _ := jsonpos.Parse("flow.json", []byte(`{"say": "caf\u00e9 {{ name }}"}`))
	span := d.Root().Get("say").SpanWithin(6, 16)
	fmt.Println(span.Start.Column, string(d.Text()[span.Start.Offset:span.End.Offset]))
	// Output: 20 {{ name }}
}
