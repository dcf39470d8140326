package jsonpos_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/jsonpos"
)

func parse(t *testing.T, text string) *jsonpos.Document {
	t.Helper()
	d, err := jsonpos.Parse("test.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPositions(t *testing.T) {
	d := parse(t, "\xef\xbb\xbf{\n  \"né\": [1, \"a\\u00e9b\", {\"x/y\": true}],\r\n  \"empty\": {}\n}\n")
	root := d.Root()

	element := root.At("né").Index(1)
	if got := element.Text(); got != "aéb" {
		t.Errorf("text = %q", got)
	}
	want := jsonpos.Span{
		Start: jsonpos.Position{Offset: 3 + 2 + 2 + 5 + 2 + 1 + 3, Line: 2, Column: 13},
		End:   jsonpos.Position{Offset: 3 + 2 + 2 + 5 + 2 + 1 + 3 + 10, Line: 2, Column: 23},
	}
	if diff := cmp.Diff(want, element.Span()); diff != "" {
		t.Errorf("span (-want +got):\n%s", diff)
	}
	nested := root.At("né").Index(2).Get("x/y")
	if got := nested.Pointer(); got != "/né/2/x~1y" {
		t.Errorf("pointer = %q", got)
	}
	if resolved, ok := d.Resolve(nested.Pointer()); !ok || resolved != nested {
		t.Errorf("Resolve(%q) = %v, %v", nested.Pointer(), resolved, ok)
	}
	if got := nested.KeySpan().Start.Column; got != 26 {
		t.Errorf("column of the name = %d", got)
	}
	if got := d.Line(2); !strings.HasSuffix(got, "}],") {
		t.Errorf("line 2 = %q", got)
	}
	if root.Get("missing").At("a", "b").Exists() {
		t.Error("a chain through nothing found something")
	}
}

func TestSyntaxErrors(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"empty":           {"", "line 1, column 1: the text is empty"},
		"blank":           {" \n ", "line 2, column 2: the text is empty"},
		"unterminated":    {"{\"a\": [1, 2", "line 1, column 12: the text ends too early"},
		"trailing comma":  {"{\"a\": 1,}", "line 1, column 8:"},
		"bare word":       {"{\n\"a\": tru}", "line 2, column"},
		"two values":      {"{} {}", "there is more text after the JSON value"},
		"not UTF-8":       {"{\"a\": \"\xff\"}", "line 1, column 8: the text is not UTF-8"},
		"bracket":         {"]", "line 1, column 1:"},
		"nested too deep": {strings.Repeat("[", 100_000), "nested more than 1000 deep"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := jsonpos.Parse("x", []byte(test.text))
			if _, ok := errors.AsType[*jsonpos.SyntaxError](err); !ok || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error = %v, want %q", err, test.want)
			}
		})
	}
}

func TestDuplicates(t *testing.T) {
	var wide strings.Builder
	for i := range 40 {
		fmt.Fprintf(&wide, "\"k%d\": 1, ", i)
	}
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"few":     {`{"a": 1, "b": {"c": 1, "\u0063": 2}, "a": 3}`, []string{"/b/c", "/a"}},
		"many":    {"{" + wide.String() + `"k7": 2}`, []string{"/k7"}},
		"in list": {`[{"a": 1}, {"a": 1}]`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, v := range parse(t, test.text).Duplicates() {
				got = append(got, v.Pointer())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("duplicates (-want +got):\n%s", diff)
			}
		})
	}
	if got, _ := parse(t, `{"a": 1, "a": 2}`).Root().Get("a").AsInt(); got != 2 {
		t.Errorf("the last of two members should count, got %d", got)
	}
}

func TestCanonical(t *testing.T) {
	d := parse(t, `{"b": [1.50, 1e400, -0, 12345678901234567890], "a": {"z": "\/\u00e9\ud800", "": {}}, "c": []}`)
	got := jsonpos.Canonical(d, func(v jsonpos.Value, text string) string {
		if v.Key() == "z" {
			return text + "!"
		}
		return text
	})
	want := "{\n  \"a\": {\n    \"\": {},\n    \"z\": \"/é\ufffd!\"\n  },\n  \"b\": [\n    1.50,\n    1e400,\n    -0,\n    12345678901234567890\n  ],\n  \"c\": []\n}\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("canonical text (-want +got):\n%s", diff)
	}
	again := jsonpos.Canonical(parse(t, string(got)), nil)
	if !bytes.Equal(got, again) {
		t.Errorf("writing it again changed it:\n%s", again)
	}
}

// FuzzParse holds the parser against encoding/json: what that accepts must be accepted (but for the depth), with the same value.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"a":[1,"\ud800",null,true]}`, "\xef\xbb\xbf[]", `{"a":1,"a":2}`, "\"\xff\"", "[[[", `{"a":}`, ``, `[1e999, {"\u0061": {"b": ""}}]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := jsonpos.Parse("fuzz", text)
		trimmed := bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
		want, valid := decoded(trimmed)
		if valid && err != nil && !bytes.ContainsRune(text, 0xfffd) {
			if s, ok := errors.AsType[*jsonpos.SyntaxError](err); !ok || !strings.Contains(s.Reason, "nested") && !strings.Contains(s.Reason, "UTF-8") {
				t.Fatalf("refused what encoding/json accepts: %v", err)
			}
		}
		if err != nil {
			return
		}
		got, ok := decoded(jsonpos.Canonical(d, nil))
		if valid && !ok {
			t.Fatal("the canonical text is not JSON")
		}
		if valid && !cmp.Equal(want, got) {
			t.Fatalf("value (-want +got):\n%s", cmp.Diff(want, got))
		}
		for v := range d.Root().Strings() {
			if resolved, ok := d.Resolve(v.Pointer()); ok && resolved.Text() != v.Text() && len(d.Duplicates()) == 0 {
				t.Fatalf("pointer %q leads to %q, not %q", v.Pointer(), resolved.Text(), v.Text())
			}
		}
	})
}

// decoded is what encoding/json makes of a text, with its numbers as they are written: they may be too large for any type.
func decoded(text []byte) (value any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if d.Decode(&value) != nil || !json.Valid(text) { // A decoder leaves alone what follows the value.
		return nil, false
	}
	return value, true
}

func BenchmarkParse(b *testing.B) {
	state := `{"name":"gather_1","type":"gather-input-on-call","transitions":[{"next":"split_1","event":"keypress"},{"event":"timeout"}],"properties":{"say":"Press 1 for {{flow.variables.name}}","timeout":5,"loop":1,"offset":{"x":10,"y":-20}}}`
	text := []byte("[" + strings.Repeat(state+",", 4000) + state + "]")
	b.Run("jsonpos", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, err := jsonpos.Parse("x", text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			var v any
			if err := json.Unmarshal(text, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
}
