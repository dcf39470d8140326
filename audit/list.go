package audit

import (
	"fmt"
	"slices"
	"strings"
)

// List names things in a sentence, most of them at most: "a", "a and b", "a, b and 3 more". A finding has all of them as members; a
// message is read at a glance.
func List(things []string, most int) string {
	if left := len(things) - most; left > 0 {
		things = append(slices.Clone(things[:most]), fmt.Sprintf("%d more", left))
	}
	if last := len(things) - 1; last > 0 {
		return strings.Join(things[:last], ", ") + " and " + things[last]
	}
	return strings.Join(things, "")
}
