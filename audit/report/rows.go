package report

import (
	"fmt"
	"io"
	"strings"
)

// WriteRows lays rows out as the reports for people do: one text in each cell, of which each line is a paragraph. The texts are made
// safe to print.
func WriteRows(w io.Writer, header []string, rows [][]string, o Options) error {
	g := grid{header: header, lined: true}
	for _, row := range rows {
		var cells []cell
		for _, text := range row {
			var c cell
			for line := range strings.SplitSeq(text, "\n") {
				c = append(c, paragraph{text: Clean(line)})
			}
			cells = append(cells, c)
		}
		g.rows = append(g.rows, cells)
	}
	var out strings.Builder
	if err := (pen{color: o.Color, links: o.Links}).draw(&out, g, o.Width); err != nil {
		return fmt.Errorf("lay out the table: %w", err)
	}
	_, err := io.WriteString(w, tidy(out.String(), o.Width))
	return err
}

// VisibleJSON is a JSON text in which characters that do not show as what they are stand as \u escapes.
func VisibleJSON(text []byte) []byte { return escapeInvisible(text) }
