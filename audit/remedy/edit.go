// Package remedy does something about findings: it changes flow files where what to do is certain.
package remedy

import (
	"cmp"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/jsonpos"
)

// Apply makes the edits of the fixes of findings in a text, and everything else stays as it is, byte for byte. Unsafe fixes are made
// only if asked for. A fix that overlaps one that was made before is left for the next run. It returns the new text and how many
// findings were fixed.
func Apply(text []byte, findings []audit.Finding, unsafe bool) ([]byte, int) {
	var edits []jsonpos.Change
	fixed := 0
	for i := range findings {
		fix := findings[i].Fix
		if fix == nil || len(fix.Edits) == 0 || fix.Unsafe && !unsafe || overlaps(edits, fix.Edits) {
			continue
		}
		fixed++
		for _, edit := range fix.Edits {
			if !slices.Contains(edits, edit) { // Two findings may ask for the same.
				edits = append(edits, edit)
			}
		}
	}
	slices.SortStableFunc(edits, func(a, b jsonpos.Change) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	var out []byte
	position := 0
	for _, edit := range edits {
		out = append(out, text[position:edit.Start]...)
		out = append(out, edit.New...)
		position = edit.End
	}
	return append(out, text[position:]...), fixed
}

// overlaps tells whether a fix touches what another one changes already.
func overlaps(made, wanted []jsonpos.Change) bool {
	for _, w := range wanted {
		for _, m := range made {
			if w == m {
				continue
			}
			if w.Start < m.End && m.Start < w.End || w.Start == m.Start {
				return true
			}
		}
	}
	return false
}
