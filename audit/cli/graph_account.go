package cli

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/draw"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
)

// accountGraph is what graph --account draws, and of what.
type accountGraph struct {
	choose   *choosing
	connect  connecting
	out      reporting
	format   string
	account  string // SID of one account of several, "" for all
	snapshot string
	noMarks  bool
}

// graphKinds are what has to be read for the graph alone.
func graphKinds() []inventory.Kind {
	return append(inventory.GraphKinds(), inventory.KindFlow, inventory.KindFlowRevision, inventory.KindServerlessEnvironment, inventory.KindWorkflow)
}

// run draws the accounts that can be read. What could not be read is told, since it may lead anywhere.
func (g *accountGraph) run(cmd *cobra.Command, env Env) error {
	if !slices.Contains(graphFormats(), g.format) {
		return fmt.Errorf("--format %s: it must be one of %s%s", g.format, strings.Join(graphFormats(), ", "), audit.DidYouMean(g.format, graphFormats()))
	}
	chosen, err := g.choose.rules()
	if err != nil {
		return err
	}
	kinds := graphKinds()
	if g.noMarks {
		chosen = nil
	}
	kinds = append(kinds, audit.Kinds(chosen)...)
	inventories, closeSource, err := g.inventories(cmd, env, kinds)
	if err != nil {
		return err
	}
	defer closeSource()
	var drawings []*draw.Drawing
	for inv, err := range inventories {
		if err != nil {
			if len(drawings) == 0 {
				return err
			}
			say(env, "%v", err)
			break
		}
		if g.account != "" && inv.Account.SID != g.account {
			continue
		}
		for _, c := range inv.Coverages() {
			if len(c.Gaps) > 0 && slices.Contains(graphKinds(), c.Kind) {
				say(env, "account %s: %s; what leads from there and to there is not drawn", inv.Account.SID, c.Reason())
			}
		}
		drawings = append(drawings, draw.Account(inv, audit.Run(inv, chosen).Findings))
	}
	if len(drawings) == 0 {
		return fmt.Errorf("--name %s: no account with that SID was read", g.account)
	}
	if len(drawings) > 1 && g.format == inMermaid {
		return errors.New("several accounts were read, and Mermaid draws one: choose with --name, or take --format markdown")
	}
	text, err := inLanguage(env, g.format, drawings)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprint(env.Stdout, text); err != nil {
		return fmt.Errorf("write the graph to standard output: %w", err)
	}
	return nil
}

// inventories are those of the live account, or of a snapshot.
func (g *accountGraph) inventories(cmd *cobra.Command, env Env, kinds []inventory.Kind) (_ iter.Seq2[*inventory.Inventory, error], closeSource func(), _ error) {
	if g.snapshot != "" {
		file, err := openSnapshot(env, g.snapshot)
		if err != nil {
			return nil, nil, err
		}
		return source.Snapshot(file, kinds...), func() { file.Close() }, nil
	}
	reader, err := newReader(env, g.connect, g.out)
	if err != nil {
		return nil, nil, err
	}
	subaccounts, err := g.connect.family()
	if err != nil {
		return nil, nil, err
	}
	return source.Live(cmd.Context(), reader, source.LiveOptions{Kinds: kinds, Subaccounts: subaccounts, Now: now(env)}), func() {}, nil
}
