package jsonpos_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/twilint/twilint/audit/jsonpos"
)

// TestColumnsOfLongLines holds the columns of a text with long lines to a count from the start of the line.
func TestColumnsOfLongLines(t *testing.T) {
	for _, unit := range []string{"a", "ä€", "x\U0001F600y"} {
		long := strings.Repeat(unit, 9000)
		text := fmt.Sprintf("[%q,\n%q,\n\"short\", %q]", "short", long, long)
		d, err := jsonpos.Parse("long.json", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for offset := 0; offset <= len(text); offset += 97 {
			line := strings.LastIndex(text[:offset], "\n") + 1
			if got, want := d.Position(offset).Column, utf8.RuneCountInString(text[line:offset])+1; got != want {
				t.Fatalf("%q, offset %d: column %d, want %d", unit, offset, got, want)
			}
		}
	}
}
