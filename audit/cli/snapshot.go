package cli

import (
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/spf13/cobra"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/rules"
)

func newSnapshot(env Env) *cobra.Command {
	var (
		connect connecting
		out     reporting
		path    string
	)
	cmd := &cobra.Command{
		Use:   "snapshot -o FILE",
		Short: "Write an account down, to be audited later or elsewhere",
		Long: `Snapshot reads everything that the rules need and writes it to a file, which audit --snapshot reads.
Secrets are replaced by markers before anything is written; names, numbers and URLs are kept, so the file is for its owner only (mode 0600).

Exit codes: 0 complete, 2 wrong usage or credentials, 3 written, with gaps.`,
		Example: `  twilint snapshot -o account.json.gz
  twilint audit --snapshot account.json.gz`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if path == "" {
				return fmt.Errorf("snapshot needs a file to write: -o FILE")
			}
			subaccounts, err := connect.family()
			if err != nil {
				return err
			}
			reader, err := newReader(env, connect, out)
			if err != nil {
				return err
			}
			progress := newProgress(env, out)
			defer tellStats(env, out, reader)
			missing, err := writeSnapshot(env, path, progress.during(source.Live(cmd.Context(), reader, source.LiveOptions{
				Kinds: audit.Kinds(rules.All()), Subaccounts: subaccounts, Now: now(env), Progress: progress.update,
			})))
			if err != nil {
				return err
			}
			incomplete := false
			for _, m := range missing {
				say(env, "%s", m.text)
				incomplete = incomplete || m.needed
			}
			if incomplete {
				return exitCode(ExitIncomplete)
			}
			return nil
		},
	}
	f := cmd.Flags()
	connect.flags(f)
	connect.complete(cmd)
	f.StringVarP(&path, "output", "o", "", "write to this `FILE`; compressed if its name ends in .gz; - for standard output")
	f.BoolVarP(&out.quiet, "quiet", "q", false, "no progress")
	f.BoolVarP(&out.verbose, "verbose", "v", false, "also tell what is read, and how")
	return cmd
}

// shortfall is something that a snapshot does not hold.
type shortfall struct {
	text string
	// needed tells whether a rule may look for it. The account itself, which most API keys may not read, no rule asks for.
	needed bool
}

// writeSnapshot writes accounts down as they are read, and returns what is missing.
func writeSnapshot(env Env, path string, inventories iter.Seq2[*inventory.Inventory, error]) ([]shortfall, error) {
	needed := append(audit.Kinds(rules.All()), inventory.KindSubaccount)
	var missing []shortfall
	fill := func(w io.Writer) error {
		snapshot := source.NewSnapshotWriter(w, path, tool().Version)
		for inv, err := range inventories {
			if err != nil {
				return err
			}
			for _, c := range inv.Coverages() {
				if reason := c.Reason(); reason != "" {
					missing = append(missing, shortfall{text: inv.Account.SID + ": " + reason, needed: slices.Contains(needed, c.Kind)})
				}
			}
			if err := snapshot.Write(inv); err != nil {
				return err
			}
		}
		return snapshot.Close()
	}
	if path == "-" {
		err := fill(env.Stdout)
		return missing, err
	}
	err := writeFile(env, path, privateMode, fill)
	return missing, err
}
