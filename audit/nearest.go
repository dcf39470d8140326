package audit

import (
	"fmt"

	"github.com/agext/levenshtein"
)

// likeness is how alike two names must be, from 0 to 1, to take one for a slip of the other. Two letters that changed places count
// as two changes, which in "tabel" is two of five.
const likeness = 0.59

// DidYouMean is `; did you mean "…"?` with the most alike of the known names, or "" if none is like it.
func DidYouMean(name string, known []string) string {
	best, nearest := likeness, ""
	for _, candidate := range known {
		if s := levenshtein.Similarity(name, candidate, nil); s > best {
			best, nearest = s, candidate
		}
	}
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", nearest)
}
