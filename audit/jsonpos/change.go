package jsonpos

import "cmp"

// Change is a change of a text: what stands between two offsets into [Document.Text] is replaced.
type Change struct {
	Start, End int
	New        string
}

// Insert is the change that puts a member in front of the others of an object, laid out as its first member is. Name and value are
// JSON. It fails for a value that is no object.
func (v Value) Insert(name, value string) (Change, bool) {
	if v.Kind() != Object {
		return Change{}, false
	}
	open := v.Offset() + 1
	member := name + ": " + value
	for first := range v.children() {
		key := int(v.doc.nodes[first.i].keyStart)
		blank := string(v.doc.text[open:key]) // The line end and indentation of the first member.
		return Change{Start: key, End: key, New: member + "," + cmp.Or(blank, " ")}, true
	}
	return Change{Start: open, End: open + len(v.Raw()) - 2, New: member}, true
}

// Replace is the change that puts other JSON in the place of a value.
func (v Value) Replace(value string) Change {
	return Change{Start: v.Offset(), End: v.Offset() + len(v.Raw()), New: value}
}

// Remove are the changes that take elements out of an array, with the commas and blanks between them.
func (v Value) Remove(drop func(index int, element Value) bool) []Change {
	var changes []Change
	end := v.Offset() + 1 // where the last element that stays ends
	kept := false
	run := -1 // where the elements to drop begin
	last := end
	for i, element := range v.Elements() {
		start := element.Offset()
		if drop(i, element) {
			if run < 0 {
				run = start
			}
		} else {
			if run >= 0 {
				changes = append(changes, Change{Start: run, End: start})
				run = -1
			}
			kept = true
			end = start + len(element.Raw())
		}
		last = start + len(element.Raw())
	}
	if run >= 0 {
		if kept {
			run = end // The comma before them goes as well.
		}
		changes = append(changes, Change{Start: run, End: last})
	}
	return changes
}
