package jsonpos_test

import (
	"testing"

	"github.com/twilint/twilint/audit/jsonpos"
)

func applied(text string, changes ...jsonpos.Change) string {
	for i := len(changes) - 1; i >= 0; i-- {
		text = text[:changes[i].Start] + changes[i].New + text[changes[i].End:]
	}
	return text
}

func TestInsert(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                      `{"new": 1}`,
		`{ }`:                     `{"new": 1}`,
		`{"a": 2}`:                `{"new": 1, "a": 2}`,
		"{\n  \"a\": 2\n}":        "{\n  \"new\": 1,\n  \"a\": 2\n}",
		"{\r\n\t\"a\":2,\"b\":3}": "{\r\n\t\"new\": 1,\r\n\t\"a\":2,\"b\":3}",
	} {
		change, ok := parse(t, text).Root().Insert(`"new"`, "1")
		if got := applied(text, change); !ok || got != want {
			t.Errorf("into %q: %q, want %q", text, got, want)
		}
	}
	if _, ok := parse(t, `[]`).Root().Insert(`"new"`, "1"); ok {
		t.Error("an array took a member")
	}
}

func TestReplaceAndRemove(t *testing.T) {
	d := parse(t, `{"a": [1, {"b": null}]}`)
	if got := applied(string(d.Text()), d.Root().Get("a").Index(1).Replace("true")); got != `{"a": [1, true]}` {
		t.Error(got)
	}
	for name, test := range map[string]struct {
		drop string
		want string
	}{
		"none":   {"", "[0, 1,\n2 , 3 ]"},
		"first":  {"0", "[1,\n2 , 3 ]"},
		"middle": {"12", "[0, 3 ]"},
		"last":   {"3", "[0, 1,\n2 ]"},
		"ends":   {"03", "[1,\n2 ]"},
		"apart":  {"02", "[1,\n3 ]"},
		"all":    {"0123", "[ ]"},
		"but":    {"013", "[2 ]"},
	} {
		t.Run(name, func(t *testing.T) {
			text := "[0, 1,\n2 , 3 ]"
			changes := parse(t, text).Root().Remove(func(i int, _ jsonpos.Value) bool {
				for _, r := range test.drop {
					if int(r-'0') == i {
						return true
					}
				}
				return false
			})
			if got := applied(text, changes...); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
