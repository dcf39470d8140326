package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/filter"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twilio"
)

// connecting are the flags about which accounts are read, with whose credentials. Secrets are never flags: flags show in the list
// of processes.
type connecting struct {
	profile     string
	subaccounts string
}

func (c *connecting) flags(f *pflag.FlagSet) {
	f.StringVarP(&c.profile, "profile", "p", "", "read the credentials from this `PROFILE` of the Twilio CLI")
	f.StringVar(&c.subaccounts, "subaccounts", "none",
		"audit subaccounts too: `all|none|AC…,AC…`; this lets twilint read their auth tokens out of the account list, to be used in memory only")
}

// family are the subaccounts that --subaccounts asks for.
func (c *connecting) family() (source.Subaccounts, error) {
	subaccounts, err := source.ParseSubaccounts(c.subaccounts)
	if err != nil {
		return source.Subaccounts{}, fmt.Errorf("--subaccounts %s: %w", c.subaccounts, err)
	}
	return subaccounts, nil
}

// complete offers the words that the flags take to the shell; a profile is no file either.
func (c *connecting) complete(cmd *cobra.Command) {
	completeWith(cmd, "subaccounts", []string{"all", "none"})
	completeWith(cmd, "profile", nil)
}

func newAudit(env Env) *cobra.Command {
	var (
		choose   choosing
		connect  connecting
		probes   probing
		out      reporting
		selected []string
		snapshot string
		dry      bool

		framework string
	)
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Audit an account, live or from a snapshot",
		Long: `Audit reads an account and says what is wrong in it. It only reads. Nothing is sent to anybody but Twilio, unless --probe asks for it.

Credentials are taken from the environment, as the Twilio CLI and the helper libraries take them:
TWILIO_API_KEY and TWILIO_API_SECRET with TWILIO_ACCOUNT_SID (best a restricted key that may only read),
or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN; or from a profile of the Twilio CLI with --profile.

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or credentials, 3 incomplete.`,
		Example: `  twilint audit
  twilint audit --format table --format sarif=twilint.sarif
  twilint audit --snapshot account.json.gz --fail-on error
  twilint audit --only +15550100`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen, err := choose.rules()
			if err != nil {
				return err
			}
			formats, err := reviewFormats(framework, selected)
			if err != nil {
				return err
			}
			outputs, err := out.outputsAmong(formats, "table")
			if err != nil {
				return err
			}
			if err := places(env, outputs); err != nil {
				return err
			}
			only, err := source.ParseSelection(selected)
			if err != nil {
				return fmt.Errorf("--only: %w", err)
			}
			if chosen, err = concerning(chosen, only); err != nil {
				return err
			}
			subaccounts, err := connect.family()
			if err != nil {
				return err
			}
			if dry {
				return dryRun(env, cmd, chosen, source.LiveOptions{Kinds: audit.Kinds(chosen), Subaccounts: subaccounts, Only: only})
			}
			if err := probes.check(env, chosen, snapshot); err != nil {
				return err
			}
			var inventories iter.Seq2[*inventory.Inventory, error]
			if snapshot != "" {
				for _, flag := range []string{"profile", "subaccounts"} {
					if cmd.Flags().Changed(flag) {
						return fmt.Errorf("--%s does not go with --snapshot, which holds the accounts that were read", flag)
					}
				}
				file, err := openSnapshot(env, snapshot)
				if err != nil {
					return err
				}
				defer file.Close()
				inventories = only.Require(source.Snapshot(file, audit.Kinds(chosen)...))
			} else {
				reader, err := newReader(env, connect, out)
				if err != nil {
					return err
				}
				progress := newProgress(env, out)
				inventories = progress.during(source.Live(cmd.Context(), reader, source.LiveOptions{
					Kinds: audit.Kinds(chosen), Subaccounts: subaccounts, Only: only, Now: now(env), Progress: progress.update,
					After: probes.after(env, out, only, progress),
				}))
				defer tellStats(env, out, reader)
			}
			result, err := judge(cmd.Context(), env, inventories, chosen)
			if err != nil {
				return err
			}
			if len(selected) > 0 {
				filter.Apply(result, filter.Options{Only: only.Matches})
			}
			if err := out.write(env, outputs, result); err != nil {
				return err
			}
			return out.exit(result)
		},
	}
	choose.flags(cmd.Flags())
	cmd.Flags().StringSliceVar(&selected, "only", nil, "look only at this number, flow or account: `+44…|PN…|FW…|AC…`; repeatable")
	connect.flags(cmd.Flags())
	probes.flags(cmd.Flags())
	out.flags(cmd.Flags())
	cmd.Flags().BoolVar(&dry, "dry-run", false, "read nothing: list what would be read, at what cost, and with which credential it can be")
	cmd.Flags().StringVar(&snapshot, "snapshot", "", "audit this snapshot `FILE` instead of the live account; - for standard input")
	reviewFlag(cmd, &framework)
	completeAudit(cmd)
	connect.complete(cmd)
	completeWith(cmd, "only", nil)
	return cmd
}

func completeAudit(cmd *cobra.Command) {
	completeWith(cmd, "format", formatNames())
	completeWith(cmd, "fail-on", []string{"error", "warning", "note", failNever})
	completeWith(cmd, "persona", []string{audit.Regular.String(), audit.Pedantic.String(), audit.Strict.String()})
	completeWith(cmd, "accept-gap", kindNames())
	completeWith(cmd, "color", []string{"auto", "always", "never"})
	completeRules(cmd, "rule")
	completeRules(cmd, "skip-rule")
}

// judge lets the rules judge one account after the other. An account is released before the next one is read.
func judge(ctx context.Context, env Env, inventories iter.Seq2[*inventory.Inventory, error], chosen []*audit.Rule) (*audit.Result, error) {
	var results []*audit.Result
	for inv, err := range inventories {
		if err != nil {
			if len(results) == 0 || errors.Is(err, source.ErrNotFound) {
				return nil, err
			}
			// What was read before is judged all the same, but nobody may take it for the whole.
			say(env, "%v", err)
			results = append(results, audit.Unread(chosen, err))
			break
		}
		results = append(results, audit.Run(inv, chosen))
	}
	if ctx.Err() != nil {
		say(env, "interrupted: what was read so far is judged, the rest is named as missing")
	}
	return audit.Merge(results...), nil
}

// newReader connects to Twilio.
func newReader(env Env, connect connecting, out reporting) (*twilio.Reader, error) {
	options, err := connect.options(env, out)
	if err != nil {
		return nil, err
	}
	return twilio.NewReader(options)
}

// options are how to reach Twilio, with whose credentials.
func (c *connecting) options(env Env, out reporting) (twilio.Options, error) {
	credentials, notes, err := twilio.LoadCredentials(env.Getenv, env.Home, c.profile)
	if err != nil {
		return twilio.Options{}, err
	}
	if out.verbose {
		for _, note := range notes {
			say(env, "%s", note)
		}
	}
	address := env.Getenv("TWILINT_API_URL")
	if address != "" {
		say(env, "every request goes to %s (TWILINT_API_URL), not to Twilio", address)
	}
	return clientOptions(env, credentials, address, out), nil
}

func connectWith(env Env, credentials twilio.Credentials, address string, out reporting) (*twilio.Reader, error) {
	return twilio.NewReader(clientOptions(env, credentials, address, out))
}

func clientOptions(env Env, credentials twilio.Credentials, address string, out reporting) twilio.Options {
	options := twilio.Options{Credentials: credentials, APIURL: address, UserAgent: "twilint/" + currentVersion()}
	if out.verbose {
		options.Log = func(line string) { say(env, "%s", line) }
	}
	return options
}

// tellStats says what an audit cost.
func tellStats(env Env, out reporting, reader *twilio.Reader) {
	if !out.verbose {
		return
	}
	s := reader.Stats()
	say(env, "%d requests, %d repeated, %d refused for concurrency, at most %d at the same time", s.Requests, s.Retried, s.Throttled, s.PeakInFlight)
}

// openSnapshot opens a snapshot, or standard input for "-".
func openSnapshot(env Env, path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(env.Stdin), nil
	}
	f, err := os.Open(inDir(env, path))
	if err != nil {
		return nil, fmt.Errorf("open the snapshot %s: %w", inDir(env, path), cause(err))
	}
	return f, nil
}

// now is the time with the precision that reports and snapshots have.
func now(env Env) func() time.Time {
	return func() time.Time { return env.Now().UTC().Truncate(time.Second) }
}
