package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// list is a list of a report that is made and written element by element. There may be a hundred thousand findings, and all of them as
// text take several times the memory that they take as a result.
type list struct {
	name     string // of the member that it is
	depth    int    // how many objects and arrays it stands in
	elements iter.Seq[any]
}

// encode writes a value as JSON that is safe wherever it ends up, without changing what it says. The value holds the list as an empty
// one, which no other list of that name and depth may stand before.
//
// A program that reads it gets every text as it was. But it may be shown on a terminal, which obeys U+009B as it does an escape, pasted
// into a page of HTML, where </script> ends a script, or printed to the log of GitHub Actions, which takes "##[" for a command. So all
// characters that [Clean] would take out, and <, > and &, are written as \u escapes.
func encode(w io.Writer, value any, l list) error {
	outer := strings.Repeat(indentation, l.depth)
	name := fmt.Sprintf("\n%s%q: [", outer, l.name) // No string holds a line feed, so this can only be the member.
	text, err := marshal(value, "")
	if err != nil {
		return err
	}
	before, after, found := bytes.Cut(text, []byte(name+"]"))
	if !found {
		return fmt.Errorf("write the report as JSON: it has no empty list %q", l.name)
	}
	if _, err := fmt.Fprintf(w, "%s%s", before, name); err != nil {
		return err
	}
	separator, end := "", "]"
	for element := range l.elements {
		text, err := marshal(element, outer+indentation)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s\n%s%s", separator, outer+indentation, text); err != nil {
			return err
		}
		separator, end = ",", "\n"+outer+"]"
	}
	_, err = fmt.Fprintf(w, "%s%s\n", end, after)
	return err
}

const indentation = "  "

// marshal is a value as JSON, its lines but the first indented.
func marshal(value any, indented string) ([]byte, error) {
	text, err := json.MarshalIndent(value, indented, indentation)
	if err != nil {
		return nil, fmt.Errorf("write the report as JSON: %w", err)
	}
	return escapeInvisible(text), nil
}

// escapeInvisible writes the characters of a JSON text that do not show as what they are as \u escapes. Those can only stand in
// strings.
func escapeInvisible(text []byte) []byte {
	out := make([]byte, 0, len(text)+len(text)/16)
	for i := 0; i < len(text); {
		shown := i
		for i < len(text) && text[i] < 0x7f && !isRunnerCommand(text, i) {
			i++
		}
		out = append(out, text[shown:i]...)
		if i == len(text) {
			break
		}
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r >= utf8.RuneSelf && visible(r):
			out = append(out, text[i:i+size]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = append(out, escape(high)+escape(low)...)
		default: // Of ASCII, DEL and the bracket of a runnerCommand: encoding/json has escaped the other control characters.
			out = append(out, escape(r)...)
		}
		i += size
	}
	return out
}

// isRunnerCommand tells whether the byte at i is the bracket that makes a [runnerCommand] of what stands before it.
func isRunnerCommand(text []byte, i int) bool {
	return text[i] == '[' && i >= 2 && text[i-1] == '#' && text[i-2] == '#'
}

func escape(unit rune) string {
	digits := strconv.FormatInt(int64(unit), 16)
	return `\u` + strings.Repeat("0", 4-len(digits)) + digits
}
