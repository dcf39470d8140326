package draw

import "fmt"

// The texts of a drawing that are its own, in every language.
const (
	islandTitle = "Traffic never comes here"
	legendTitle = "Findings"
)

// maxLabels is how many events and conditions an edge shows; a menu may have ten that lead the same way.
const maxLabels = 5

// text is the lines of a node, with its marks below.
func (n node) text() []string {
	lines := append([]string(nil), n.lines...)
	for _, m := range n.marks {
		lines = append(lines, m.String())
	}
	return lines
}

// text is the lines that stand beside an edge.
func (e edge) text() []string {
	shown, more := e.labels, e.more
	if more > 0 {
		shown, more = shown[:maxLabels-1], more+1 // The last gives its line to the words about the others.
	}
	var lines []string
	for _, l := range shown {
		lines = append(lines, l.String())
	}
	if more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return lines
}

func (d *Drawing) hasIslands() bool {
	for _, n := range d.nodes {
		if n.island {
			return true
		}
	}
	return false
}
