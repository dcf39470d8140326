package report

import (
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

const (
	// widestColumn bounds every column but the last: a SID and a rule id fit, a long name is wrapped.
	widestColumn = 44
	// narrowText is the fewest columns in which a sentence still reads well; at less than brokenText it falls apart.
	narrowText, brokenText = 48, 24
)

// grid is a table whose last column takes the room that the others leave.
type grid struct {
	header []string
	rows   [][]cell
	// lined draws a line between rows. Rows of several lines need it.
	lined bool
}

// widths are the widths of the columns on a terminal of so many columns. On none, nothing is wrapped, and all are 0.
func (g grid) widths(terminal int) []int {
	widths := make([]int, len(g.header))
	if terminal == 0 {
		return widths
	}
	last := len(widths) - 1
	used := 1 // the space before the first column
	for i := range last {
		widths[i] = twwidth.Width(g.header[i])
		for _, row := range g.rows {
			widths[i] = max(widths[i], min(row[i].width(0), widestColumn))
		}
		used += widths[i] + len(" | ")
	}
	widths[last] = max(terminal-used, brokenText)
	return widths
}

// draw writes the grid. Text comes to tablewriter wrapped, since it would break addresses and SIDs in the middle.
func (p pen) draw(w io.Writer, g grid, terminal int) error {
	between := tw.Off
	if g.lined {
		between = tw.On
	}
	table := tablewriter.NewTable(w,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbols(tw.StyleLight),
			Settings: tw.Settings{
				Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On, ShowFooterLine: tw.Off},
				Separators: tw.Separators{ShowHeader: tw.On, ShowFooter: tw.Off, BetweenRows: between, BetweenColumns: tw.On},
			},
		})),
		// The library takes the width of some characters from the language of the environment; a report does not depend on that.
		tablewriter.WithEastAsian(false),
		tablewriter.WithHeaderAutoFormat(tw.Off), tablewriter.WithHeaderAutoWrap(tw.WrapNone), tablewriter.WithHeaderAlignment(tw.AlignLeft),
		tablewriter.WithRowAutoWrap(tw.WrapNone), tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithTrimSpace(tw.Off),
	)
	header := make([]string, len(g.header))
	for i, title := range g.header {
		header[i] = p.ink(title, faint, "")
	}
	table.Header(header)
	widths := g.widths(terminal)
	for _, row := range g.rows {
		texts := make([]string, len(row))
		for i, c := range row {
			texts[i] = strings.Join(c.lines(p, widths[i]), "\n")
		}
		if err := table.Append(texts); err != nil {
			return err
		}
	}
	return table.Render()
}

// tidy takes the padding off the ends of lines and cuts the rules of a table to the terminal: a long address may make the last
// column wider than that, which is harmless in a line of text and ugly in a rule. It also breaks up a "::" with which a line
// begins: the runner of GitHub Actions takes such a line of a log for a command, and it may be part of somebody's name.
func tidy(text string, terminal int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \n")
		if bare := strings.TrimLeft(line, " "); strings.HasPrefix(bare, "::") {
			line = line[:len(line)-len(bare)] + ": " + bare[1:]
		}
		if terminal > 0 && strings.Trim(line, "─┼") == "" && twwidth.Width(line) > terminal {
			line = string([]rune(line)[:terminal])
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}
