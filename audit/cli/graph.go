package cli

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/draw"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
)

// The languages that a flow can be drawn in.
const (
	inMermaid  = "mermaid"
	inMarkdown = "markdown"
	inDOT      = "dot"
)

func graphFormats() []string { return []string{inMermaid, inMarkdown, inDOT} }

func newGraph(env Env) *cobra.Command {
	var (
		choose    choosing
		format    string
		name      string
		stdinName string
		noMarks   bool
		account   bool
		whole     accountGraph
	)
	cmd := &cobra.Command{
		Use:   "graph FLOW.json|- | graph --account",
		Short: "Draw a Studio flow, or how the resources of an account lead to each other, with what is wrong marked",
		Long: `Graph prints a Studio flow as a graph: as Mermaid, as Markdown with Mermaid in it (which GitHub and GitLab draw in a README, a
pull request or a job summary), or as DOT for Graphviz. Widgets in which something is wrong have a colour and the ids of the rules;
branches for failures are dashed; widgets that traffic never comes to stand apart; a name that no widget has is a dashed box.

It needs no account and no network.

With --account it draws the account of the credentials, or of a snapshot: which numbers run which flows by way of which applications,
trunks and messaging services, and which subflows, Functions and workflows the flows go on to. Numbers that lead the same way are one
box; flows that nothing leads to stand apart.

Exit codes: 0 drawn, whatever was found, 2 wrong usage, wrong credentials or no flow.`,
		Example: `  twilint graph flows/support.json
  twilint graph --format markdown flows/support.json >> "$GITHUB_STEP_SUMMARY"
  twilint graph --format dot flows/support.json | dot -Tsvg > support.svg
  twilint graph --account --format dot | dot -Tsvg > account.svg
  twilint graph --account --snapshot account.json.gz --no-marks`,
		Args: func(_ *cobra.Command, args []string) error {
			if account && len(args) > 0 {
				return fmt.Errorf("graph --account takes no file; a snapshot is named with --snapshot")
			}
			if !account && len(args) != 1 {
				return fmt.Errorf("graph takes one flow file, or - for standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if account {
				whole.choose, whole.format, whole.account, whole.noMarks = &choose, format, name, noMarks
				return whole.run(cmd, env)
			}
			for _, flag := range []string{"snapshot", "profile", "subaccounts"} {
				if cmd.Flags().Changed(flag) {
					return fmt.Errorf("--%s goes with --account", flag)
				}
			}
			if !slices.Contains(graphFormats(), format) {
				return fmt.Errorf("--format %s: it must be one of %s%s", format, strings.Join(graphFormats(), ", "), audit.DidYouMean(format, graphFormats()))
			}
			chosen, err := choose.rules()
			if err != nil {
				return err
			}
			if noMarks {
				chosen = nil
			}
			if err := noFolder(env, args[0]); err != nil {
				return err
			}
			type judged struct {
				file   *inventory.Inventory
				result *audit.Result
			}
			files, _, err := source.Files(cmd.Context(), source.FilesOptions{
				Paths: args, Stdin: env.Stdin, StdinName: stdinName, Dir: env.Dir, AsOf: now(env)(),
			}, func(inv *inventory.Inventory) judged { return judged{inv, audit.Run(inv, chosen)} })
			if err != nil {
				return err
			}
			file, result := files[0].file, files[0].result // One path that is no folder gives one file, or an error.
			drawings, err := drawFlows(file, result.Findings, name)
			if err != nil {
				return err
			}
			for _, o := range result.Outcomes {
				if o.Incomplete() {
					say(env, "nothing is marked for %s: %s", o.Rule.ID, o.Reason)
				}
			}
			text, err := inLanguage(env, format, drawings)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprint(env.Stdout, text); err != nil {
				return fmt.Errorf("write the graph to standard output: %w", err)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVarP(&format, "format", "f", inMermaid, "draw as "+strings.Join(graphFormats(), ", "))
	f.StringVar(&name, "name", "", "draw only the flow with this `NAME|SID|FILE#INDEX`, or the account with this SID, where there are several")
	f.StringVar(&stdinName, "stdin-filename", "", "the `PATH` that standard input is drawn and judged under")
	f.BoolVar(&noMarks, "no-marks", false, "draw without what is wrong; of an account, only what leads to something is read then")
	f.BoolVar(&account, "account", false, "draw the account of the credentials, or of --snapshot")
	f.StringVar(&whole.snapshot, "snapshot", "", "with --account: draw the account in this snapshot `FILE`; - for standard input")
	whole.connect.flags(f)
	choose.flags(f)
	completeWith(cmd, "format", graphFormats())
	whole.connect.complete(cmd)
	return cmd
}

// noFolder refuses a folder: a graph is of one file. What else may be wrong with the path is said when it is opened.
func noFolder(env Env, path string) error {
	if path == source.Stdin {
		return nil
	}
	if info, err := os.Stat(inDir(env, path)); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder: name one flow file in it", path)
	}
	return nil
}

// drawFlows draws the flows of a file, or the one with a name.
func drawFlows(inv *inventory.Inventory, findings []audit.Finding, name string) ([]*draw.Drawing, error) {
	if coverage, ok := inv.Coverage(inventory.KindFlow); ok && len(inv.Flows) == 0 {
		return nil, fmt.Errorf("nothing can be drawn: %s", coverage.Reason())
	}
	flows := slices.SortedStableFunc(slices.Values(inv.Flows), func(a, b *inventory.Flow) int { return cmp.Compare(a.Ref.Index, b.Ref.Index) })
	var (
		drawings []*draw.Drawing
		known    []string
	)
	for _, flow := range flows {
		if fault := flow.Fault; fault != nil {
			at := fault.Location.Span.Start
			return nil, fmt.Errorf("%s:%d:%d: no flow to draw: %s", fault.Location.Document, at.Line, at.Column, fault.Reason)
		}
		names := []string{flow.Ref.Name, flow.Ref.SID, flow.Ref.Identity()}
		known = append(known, names...)
		if name == "" || slices.Contains(names, name) {
			drawings = append(drawings, draw.Flow(flow.Latest, findings))
		}
	}
	if len(drawings) == 0 {
		return nil, fmt.Errorf("--name %s: no flow in the file has that name or SID%s", name, audit.DidYouMean(name, known))
	}
	return drawings, nil
}

// inLanguage is drawings in one text. Mermaid alone is one drawing a text; the other languages hold several.
func inLanguage(env Env, format string, drawings []*draw.Drawing) (string, error) {
	if format == inDOT {
		var b strings.Builder
		for _, d := range drawings {
			b.WriteString(d.DOT())
		}
		return b.String(), nil
	}
	for _, d := range drawings {
		if reason := d.TooLarge(); reason != "" {
			say(env, "GitHub will not draw this flow, it has %s; use --format dot", reason)
		}
	}
	if format == inMarkdown {
		return draw.Markdown(drawings...), nil
	}
	if len(drawings) > 1 {
		return "", fmt.Errorf("the file holds %d flows, and Mermaid draws one: choose with --name, or take --format markdown", len(drawings))
	}
	return drawings[0].Mermaid(), nil
}
