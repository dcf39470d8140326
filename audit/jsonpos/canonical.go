package jsonpos

import (
	"bytes"
	"sort"

	"github.com/go-json-experiment/json/jsontext"
)

// Canonical writes a parsed document in the one form in which resources are kept: members sorted by name, two spaces of
// indentation, strings with the fewest escapes, numbers exactly as they came, a line feed at the end. Writing it twice changes
// nothing. Where rewrite is not nil, it is asked for the text of every string that is not a name.
//
// This is deliberately not RFC 8785, which rewrites numbers: a definition goes back to Twilio as it came.
func Canonical(d *Document, rewrite func(v Value, text string) string) []byte {
	c := canonical{rewrite: rewrite}
	c.value(d.Root(), 0)
	c.buf.WriteByte('\n')
	return c.buf.Bytes()
}

type canonical struct {
	buf     bytes.Buffer
	rewrite func(Value, string) string
}

func (c *canonical) value(v Value, depth int) {
	switch v.Kind() {
	case Object:
		type member struct {
			name  string
			value Value
		}
		var members []member
		for name, value := range v.Members() {
			members = append(members, member{name, value})
		}
		sort.SliceStable(members, func(i, j int) bool { return members[i].name < members[j].name })
		c.buf.WriteByte('{')
		for i, m := range members {
			c.separate(i, depth+1)
			c.quote(m.name)
			c.buf.WriteString(": ")
			c.value(m.value, depth+1)
		}
		c.close('}', len(members), depth)
	case Array:
		count := 0
		c.buf.WriteByte('[')
		for i, element := range v.Elements() {
			c.separate(i, depth+1)
			c.value(element, depth+1)
			count++
		}
		c.close(']', count, depth)
	case String:
		text := v.Text()
		if c.rewrite != nil {
			text = c.rewrite(v, text)
		}
		c.quote(text)
	default:
		c.buf.Write(v.Raw())
	}
}

func (c *canonical) separate(i, depth int) {
	if i > 0 {
		c.buf.WriteByte(',')
	}
	c.line(depth)
}

func (c *canonical) close(bracket byte, count, depth int) {
	if count > 0 {
		c.line(depth)
	}
	c.buf.WriteByte(bracket)
}

func (c *canonical) line(depth int) {
	c.buf.WriteByte('\n')
	for range depth {
		c.buf.WriteString("  ")
	}
}

func (c *canonical) quote(text string) {
	quoted, _ := jsontext.AppendQuote(c.buf.AvailableBuffer(), text) // Invalid UTF-8 cannot reach it: decoded strings are valid.
	c.buf.Write(quoted)
}
