package cli

import (
	"cmp"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
)

// standardForFiles is the format of flow files where none is asked for: with the lines of the files for a person at a terminal, the
// table elsewhere.
func standardForFiles(env Env) string {
	if _, isTerminal := env.Terminal(env.Stdout); isTerminal {
		return "text"
	}
	return "table"
}

func newLint(env Env) *cobra.Command {
	var (
		choose    choosing
		out       reporting
		change    fixing
		exclude   []string
		stdinName string
		root      string
	)
	cmd := &cobra.Command{
		Use:   "lint [FILE|DIR|-]…",
		Short: "Check Studio flow definitions in files, offline",
		Long: `Lint reads Studio flow definitions and says what is wrong in them. It needs no account and no network.

A flow file is JSON with states: bare, in the envelope of an API response, or in an array as the Twilio CLI prints it.
In a folder, JSON that holds no flow is passed over. Without arguments, the working directory is read.

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or no flow at all, 3 incomplete.`,
		Example: `  twilint lint flows/
  twilint lint --format github flows/
  twilio api:studio:v2:flows:fetch --sid FW… -o json | twilint lint --stdin-filename flows/support.json -`,
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := choose.rules()
			if err != nil {
				return err
			}
			outputs, err := out.outputs(standardForFiles(env))
			if err != nil {
				return err
			}
			if err := places(env, outputs); err != nil {
				return err
			}
			if len(args) == 0 {
				args = []string{"."}
			}
			if err := change.check(args); err != nil {
				return err
			}
			files := source.FilesOptions{
				Paths: args, Exclude: exclude, Stdin: env.Stdin, StdinName: stdinName, Root: root, Dir: env.Dir,
				AsOf: now(env)(), Jobs: runtime.GOMAXPROCS(0),
			}
			if change.fix || change.diff {
				changes, err := change.changes(cmd.Context(), files, chosen)
				switch {
				case err != nil:
					return err
				case change.diff && len(changes) == 0:
					return nil
				case change.diff:
					return cmp.Or(show(env.Stdout, changes), error(exitCode(ExitFindings)))
				}
				if err := apply(env, changes); err != nil {
					return err
				}
			}
			results, passed, err := source.Files(cmd.Context(), files, func(inv *inventory.Inventory) *audit.Result { return audit.Run(inv, chosen) })
			if out.verbose {
				for _, p := range passed {
					say(env, "%s: passed over: %s", p.Path, p.Reason)
				}
			}
			if len(results) == 0 && err != nil {
				return err
			}
			result := audit.Merge(results...)
			if writeErr := out.write(env, outputs, result); writeErr != nil {
				return writeErr
			}
			if err != nil { // A named file could not be opened: the others are judged and shown all the same.
				return err
			}
			if cmd.Context().Err() != nil {
				say(env, "interrupted: what was read so far is judged, the rest is named as missing")
			}
			return out.exit(result)
		},
	}
	f := cmd.Flags()
	choose.flags(f)
	f.StringSliceVar(&exclude, "exclude", nil, "pass over the paths that match this `GLOB`, ** for any folders; repeatable")
	f.StringVar(&stdinName, "stdin-filename", "", "the `PATH` that standard input is judged under")
	f.StringVar(&root, "root", "", "name files relative to this `DIR` (default: the root of their git repository)")
	change.flags(f)
	out.flags(f)
	completeAudit(cmd)
	return cmd
}
