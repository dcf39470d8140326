package report

import (
	"io"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// grid draws rows, the first of which is the header. Text comes wrapped: tablewriter would break addresses and SIDs in the middle.
func (p pen) grid(w io.Writer, rows [][]string) error {
	grid := tablewriter.NewTable(w,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbols(tw.StyleLight),
			Settings: tw.Settings{
				Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On, ShowFooterLine: tw.Off},
				Separators: tw.Separators{ShowHeader: tw.On, ShowFooter: tw.Off, BetweenRows: tw.On, BetweenColumns: tw.On},
			},
		})),
		// The width of a few characters depends on the language of the environment; a report does not.
		tablewriter.WithEastAsian(tw.Off),
		tablewriter.WithHeaderAutoFormat(tw.Off), tablewriter.WithHeaderAutoWrap(tw.WrapNone), tablewriter.WithHeaderAlignment(tw.AlignLeft),
		tablewriter.WithRowAutoWrap(tw.WrapNone), tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithTrimSpace(tw.Off), tablewriter.WithTrimLine(tw.Off),
	)
	header := make([]string, len(rows[0]))
	for i, title := range rows[0] {
		header[i] = p.ink(title, faint, "")
	}
	grid.Header(header)
	for _, row := range rows[1:] {
		if err := grid.Append(row); err != nil {
			return err
		}
	}
	return grid.Render()
}
