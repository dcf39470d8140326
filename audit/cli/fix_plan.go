package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/filter"
	"github.com/twilint/twilint/audit/remedy"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twilio"
	"github.com/twilint/twilint/rules"
)

func newFix(env Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fix",
		Short: "Change an account where what to do is certain: plan, review, apply, undo",
		Long: `Fix changes a live account in steps that a person can follow:

  plan   reads the account and writes down each change, with the value that is there and the value to be; it changes nothing
  apply  makes the changes of a plan, if each resource still is what the plan saw
  undo   takes back what a receipt of apply tells of

Flow files are changed by: twilint lint --fix`,
		Args: noSubcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newFixPlan(env), newFixApply(env), newFixUndo(env))
	return cmd
}

// noSubcommand refuses words that are no command below this one.
func noSubcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, c := range cmd.Commands() {
		known = append(known, c.Name())
	}
	return fmt.Errorf("%s has no command %q%s; list them with: %s --help", cmd.CommandPath(), args[0], audit.DidYouMean(args[0], known), cmd.CommandPath())
}

// showing are the flags about how a plan is shown.
type showing struct{ reporting }

func (s *showing) flags(f *pflag.FlagSet) {
	s.failOn = failNever
	f.StringVar(&s.color, "color", "auto", "colours and links: auto, always, never")
	f.BoolVarP(&s.quiet, "quiet", "q", false, "leave out what is left to people")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "also tell what is read and written, and how")
}

// check tells what is wrong with the flags.
func (s *showing) check() error {
	_, err := s.outputs("table")
	return err
}

// planFormats are the forms in which a plan can be shown.
var planFormats = [...]string{"text", "markdown", "json"}

// plan shows a plan on standard output.
func (s *showing) plan(env Env, plan *remedy.Plan, format string) error {
	var b bytes.Buffer
	var err error
	switch format {
	case "json":
		err = plan.Write(&b)
	case "markdown":
		err = plan.WriteMarkdown(&b)
	default:
		width, isTerminal := columns(env)
		err = plan.WriteText(&b, report.Options{Width: width, Color: s.colors(env, isTerminal), Quiet: s.quiet})
	}
	if err != nil {
		return err
	}
	if _, err := io.Copy(env.Stdout, &b); err != nil {
		return fmt.Errorf("write the plan to standard output: %w", err)
	}
	return nil
}

func newFixPlan(env Env) *cobra.Command {
	var (
		choose       choosing
		connect      connecting
		show         showing
		selected     []string
		path, format string
		unsafe       bool
		olderThan    time.Duration
	)
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Write down what would be changed in an account; changes nothing",
		Long: `Plan audits a live account and writes down every change that is certain: the resource, the API call, the value that was
seen, the value to be, and the findings that it closes. It only reads. What is not certain is listed with what to do by hand.

Credentials are those of audit, and may be restricted to reading. The plan is applied with: twilint fix apply

Exit codes: 0 planned, or nothing to do; 1 a change was refused; 2 wrong usage or credentials; 3 the audit was incomplete.`,
		Example: `  twilint fix plan -o plan.json
  twilint fix plan -o plan.json --rule 'studio-number-status-callback-*' --format markdown
  twilint fix plan -o plan.json --rule studio-stuck-executions --older-than 24h`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen, err := choose.rules()
			if err != nil {
				return err
			}
			if err := show.check(); err != nil {
				return err
			}
			if !slices.Contains(planFormats[:], format) {
				return fmt.Errorf("--format %s: it must be %s", format, strings.Join(planFormats[:], ", "))
			}
			if olderThan < remedy.LeastAge {
				return fmt.Errorf("--older-than %s: executions that are younger than %s may be calls that are going on, and are never ended", olderThan, remedy.LeastAge)
			}
			if path != "" {
				if _, _, err := place(env, path); err != nil {
					return err
				}
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
			reader, err := newReader(env, connect, show.reporting)
			if err != nil {
				return err
			}
			defer tellStats(env, show.reporting, reader)
			planner := remedy.NewPlanner(remedy.PlanOptions{Version: currentVersion(), Reader: reader, Unsafe: unsafe, OlderThan: olderThan})
			progress := newProgress(env, show.reporting)
			defer progress.close()
			incomplete, err := planAccounts(cmd.Context(), env, reader, planner, chosen, source.LiveOptions{
				Kinds: audit.Kinds(chosen), Subaccounts: subaccounts, Only: only, Now: now(env), Progress: progress.update,
			})
			progress.close()
			if err != nil {
				return err
			}
			plan := planner.Plan()
			if path != "" {
				if err := writeFile(env, path, privateMode, plan.Write); err != nil {
					return err
				}
			}
			if err := show.plan(env, plan, format); err != nil {
				return err
			}
			switch {
			case len(plan.Changes) == 0:
			case path == "":
				say(env, "the plan was not kept; write it to a file with -o plan.json")
			default:
				say(env, "nothing was changed; review %s and apply it with: twilint fix apply %s", path, path)
			}
			return planExit(plan, incomplete && !show.allowPartial)
		},
	}
	f := cmd.Flags()
	choose.flags(f)
	f.StringSliceVar(&selected, "only", nil, "look only at this number, flow or account: `+44…|PN…|FW…|AC…`; repeatable")
	connect.flags(f)
	f.StringVarP(&path, "output", "o", "", "write the plan to this `FILE`, for its owner only")
	f.StringVarP(&format, "format", "f", planFormats[0], "show the plan as `text|markdown|json`; markdown is for pull requests, json is what -o writes")
	f.DurationVar(&olderThan, "older-than", remedy.LeastAge, "end stuck executions only if they have been active for longer than this `DURATION`")
	f.BoolVar(&unsafe, "unsafe-fixes", false, "also plan what somebody has to want: it may end a conversation that goes on, or changes what an application is sent")
	f.BoolVar(&show.allowPartial, "allow-partial", false, "do not exit with 3 when something could not be read")
	show.flags(f)
	completeWith(cmd, "format", planFormats[:])
	completeWith(cmd, "persona", []string{audit.Regular.String(), audit.Pedantic.String(), audit.Strict.String()})
	completeWith(cmd, "color", []string{"auto", "always", "never"})
	completeWith(cmd, "rule", ids(rules.All()))
	completeWith(cmd, "skip-rule", ids(rules.All()))
	connect.complete(cmd)
	completeWith(cmd, "only", nil)
	return cmd
}

// planAccounts plans one account after the other, and tells whether something of them could not be judged. An account is released before
// the next one is read.
func planAccounts(
	ctx context.Context, env Env, reader *twilio.Reader, planner *remedy.Planner, chosen []*audit.Rule, o source.LiveOptions,
) (incomplete bool, err error) {
	planned := false
	for inv, err := range source.Live(ctx, reader, o) {
		if err != nil {
			if !planned || errors.Is(err, source.ErrNotFound) {
				return true, err
			}
			say(env, "%v", err)
			incomplete = true
			break
		}
		planned = true
		result := audit.Run(inv, chosen)
		filter.Apply(result, filter.Options{Only: o.Only.Matches})
		planner.Add(ctx, inv, result)
		incomplete = incomplete || result.Incomplete()
	}
	if ctx.Err() != nil {
		return true, errors.New("interrupted: a plan of half an account is none; run it again")
	}
	return incomplete, nil
}

func planExit(plan *remedy.Plan, incomplete bool) error {
	switch {
	case incomplete:
		return exitCode(ExitIncomplete)
	case len(plan.Refused) > 0:
		return exitCode(ExitFindings)
	default:
		return nil
	}
}
