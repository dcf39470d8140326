package jsonpos

import (
	"sort"
	"unicode/utf8"
)

// mark is a place in a text, at the start of a character, and how many characters come before it.
type mark struct{ offset, runes int32 }

// farApart is how many bytes lie between two marks, and how long a line may be before marks are worth their making.
const farApart = 4 << 10

// runes counts the characters between two offsets, the first of which is at the start of a character. A flow is often one line of
// megabytes: counting from the start of it for each finding would take time in proportion to the square of the text.
func (d *Document) runes(start, end int) int {
	if end-start <= farApart {
		return utf8.RuneCount(d.text[start:end])
	}
	if d.marks == nil {
		d.markRunes()
	}
	first := sort.Search(len(d.marks), func(i int) bool { return int(d.marks[i].offset) >= start })
	last := sort.Search(len(d.marks), func(i int) bool { return int(d.marks[i].offset) > end }) - 1
	if first >= last {
		return utf8.RuneCount(d.text[start:end])
	}
	from, to := d.marks[first], d.marks[last]
	return utf8.RuneCount(d.text[start:from.offset]) + int(to.runes-from.runes) + utf8.RuneCount(d.text[to.offset:end])
}

func (d *Document) markRunes() {
	d.marks = make([]mark, 0, len(d.text)/farApart+1)
	count, next := int32(0), 0
	for i := 0; i < len(d.text); count++ {
		if i >= next {
			d.marks = append(d.marks, mark{offset: offset32(int64(i)), runes: count})
			next = i + farApart
		}
		if d.text[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, size := utf8.DecodeRune(d.text[i:])
		i += size
	}
}
