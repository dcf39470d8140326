package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/remedy"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twilio"
)

// applying are the flags about changing an account.
type applying struct {
	show      showing
	connect   connecting
	receipt   string
	yes       bool
	keepGoing bool
}

func (a *applying) flags(f *pflag.FlagSet) {
	f.BoolVarP(&a.yes, "yes", "y", false, "do not ask")
	f.StringVar(&a.receipt, "receipt", "", "tell in this `FILE` what is written, before and after each write (default: beside the plan)")
	f.BoolVar(&a.keepGoing, "keep-going", false, "go on with the other changes where one is refused, fails or is not as planned")
	f.StringVarP(&a.connect.profile, "profile", "p", "", "read the credentials from this `PROFILE` of the Twilio CLI")
	f.StringVar(&a.connect.subaccounts, "subaccounts", "none",
		"change subaccounts too: `all|none|AC…,AC…`; this lets twilint read their auth tokens, to be used in memory only")
	a.show.flags(f)
}

func newFixApply(env Env) *cobra.Command {
	var apply applying
	cmd := &cobra.Command{
		Use:   "apply PLAN",
		Short: "Make the changes of a plan, if everything still is what the plan saw",
		Long: `Apply shows a plan, asks, and makes its changes one after the other. It reads each resource again first, and refuses to change what is
no longer as the plan saw it. After each write it reads the resource back. It stops at the first surprise, unless --keep-going is given.

Before and after each write a line goes to the receipt, a file beside the plan (plan.receipt.jsonl). Applying the same plan again, also
after a crash, goes on where it ended and writes nothing twice. What was done is undone with: twilint fix undo RECEIPT

Exit codes: 0 everything is as planned; 1 a change was refused, failed, is unknown or was not begun; 2 wrong usage, plan or credentials.`,
		Example: `  twilint fix apply plan.json
  twilint fix apply plan.json --yes --receipt done.jsonl`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			plan, err := openPlan(env, args[0])
			if err != nil {
				return err
			}
			if apply.receipt == "" {
				apply.receipt = strings.TrimSuffix(args[0], ".json") + ".receipt.jsonl"
			}
			return apply.run(cmd.Context(), env, plan)
		},
	}
	apply.flags(cmd.Flags())
	completeFix(cmd, apply.connect)
	return cmd
}

func newFixUndo(env Env) *cobra.Command {
	var undo applying
	cmd := &cobra.Command{
		Use:   "undo RECEIPT",
		Short: "Take back the changes that a receipt tells of",
		Long: `Undo makes a plan of the receipt of an apply that gives each resource its former values back, shows it, asks, and applies it like any
other plan: what somebody has changed since is refused, and each write goes to a receipt of its own (plan.undo.jsonl).

An execution that has ended stays ended, and a former value that holds a secret cannot be written back: twilint does not keep secrets.

Exit codes: 0 everything is as it was; 1 something could not be taken back; 2 wrong usage, receipt or credentials.`,
		Example: `  twilint fix undo plan.receipt.jsonl`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			receipt, err := remedy.ReadReceipt(inDir(env, args[0]))
			if err != nil {
				return err
			}
			plan, err := remedy.UndoPlan(receipt)
			if err = errors.Join(err, receipt.Close()); err != nil {
				return err
			}
			if undo.receipt == "" {
				undo.receipt = strings.TrimSuffix(strings.TrimSuffix(args[0], ".jsonl"), ".receipt") + ".undo.jsonl"
			}
			return undo.run(cmd.Context(), env, plan)
		},
	}
	undo.flags(cmd.Flags())
	completeFix(cmd, undo.connect)
	return cmd
}

func completeFix(cmd *cobra.Command, connect connecting) {
	connect.complete(cmd)
	completeWith(cmd, "color", []string{"auto", "always", "never"})
}

// openPlan reads a plan, from standard input for "-".
func openPlan(env Env, path string) (*remedy.Plan, error) {
	if path == "-" {
		return nil, errors.New("the plan has to be a file: its receipt stands beside it, and the answer to the question comes from standard input")
	}
	f, err := os.Open(inDir(env, path))
	if err != nil {
		return nil, fmt.Errorf("open the plan %s: %w", path, cause(err))
	}
	defer f.Close()
	plan, err := remedy.ReadPlan(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return plan, nil
}

// run shows a plan, asks, and applies it.
func (a *applying) run(ctx context.Context, env Env, plan *remedy.Plan) error {
	if err := a.show.check(); err != nil {
		return err
	}
	if len(plan.Changes) > 0 && !a.yes && !canShowAndAsk(env) {
		return errors.New("this shows what is about to be changed and asks, which takes a terminal; where there is none, review the plan and give --yes")
	}
	subaccounts, err := a.connect.family()
	if err != nil {
		return err
	}
	options, err := a.connect.options(env, a.show.reporting)
	if err != nil {
		return err
	}
	if err := plan.CheckCredentials(options.Credentials); err != nil {
		return err
	}
	writer, err := twilio.NewWriter(options)
	if err != nil {
		return err
	}
	if err := a.show.plan(env, plan, planFormats[0]); err != nil {
		return err
	}
	if len(plan.Changes) == 0 {
		if plan.Purpose == remedy.ToUndo {
			return planExit(plan, false)
		}
		return nil // What the plan refused was told when it was made.
	}
	if !a.yes && !ask(ctx, env, bufio.NewReader(env.Stdin), question(plan)) {
		say(env, "nothing was changed")
		return exitCode(ExitFindings)
	}
	writers, err := writersOf(ctx, plan, writer, subaccounts)
	if err != nil {
		return err
	}
	receipt, err := remedy.OpenReceipt(inDir(env, a.receipt), plan, env.Now())
	if err != nil {
		return err
	}
	results, err := remedy.ApplyPlan(ctx, remedy.ApplyOptions{
		Plan: plan, Receipt: receipt, Writers: writers, KeepGoing: a.keepGoing, Now: env.Now,
		Tell: func(r remedy.Result) { fmt.Fprintf(env.Stdout, "%s\n", r) },
	})
	err = errors.Join(err, receipt.Close())
	fmt.Fprintf(env.Stdout, "%s. The receipt is %s.\n", remedy.Sum(results), report.Clean(a.receipt))
	switch {
	case err != nil:
		say(env, "%v", err)
		return exitCode(ExitFindings)
	case ctx.Err() != nil:
		say(env, "interrupted: apply the same plan again to go on")
		return exitCode(ExitFindings)
	case len(plan.Refused) > 0 && plan.Purpose == remedy.ToUndo,
		slices.ContainsFunc(results, func(r remedy.Result) bool { return r.Outcome.Surprise() }):
		return exitCode(ExitFindings)
	default:
		return nil
	}
}

// canShowAndAsk tells whether somebody at a terminal sees the plan and the question, and can answer: a plan that goes to a file is not seen.
func canShowAndAsk(env Env) bool {
	_, sees := env.Terminal(env.Stdout)
	return sees && canAsk(env)
}

// question is what is asked after the plan was shown.
func question(plan *remedy.Plan) string {
	what := "this change"
	if n := len(plan.Changes); n > 1 {
		what = fmt.Sprintf("these %d changes", n)
	}
	if finals := plan.Finals(); finals > 0 && plan.Purpose == remedy.ToFix {
		what += fmt.Sprintf(" (%d cannot be undone)", finals)
	}
	accounts := plan.Accounts()
	if len(accounts) > 1 {
		return fmt.Sprintf("make %s in %d accounts?", what, len(accounts))
	}
	return fmt.Sprintf("make %s in account %s?", what, accounts[0])
}

// writersOf are a writer for each account that a plan changes. Those of subaccounts have the subaccount's own auth token, which
// --subaccounts allows to read.
func writersOf(ctx context.Context, plan *remedy.Plan, main *twilio.Writer, allowed source.Subaccounts) (map[string]*twilio.Writer, error) {
	writers := map[string]*twilio.Writer{main.Account(): main}
	for _, account := range plan.Accounts() {
		if account == main.Account() {
			continue
		}
		if !allowed.Includes(account) {
			return nil, fmt.Errorf("the plan changes subaccount %s: give --subaccounts all, or --subaccounts %s", account, account)
		}
		own, err := subaccountWriter(ctx, main, account)
		if err != nil {
			return nil, err
		}
		writers[account] = own
	}
	return writers, nil
}

func subaccountWriter(ctx context.Context, main *twilio.Writer, account string) (*twilio.Writer, error) {
	d := inventory.Describe(inventory.KindAccount)
	text, err := main.Reader().Fetch(ctx, d.Host, inventory.Expand(d.Item, account, "", account))
	if err != nil {
		return nil, err
	}
	document, err := jsonpos.Parse("", text)
	token := document.Root().Get("auth_token").Text()
	if err != nil || token == "" || document.Root().Get("sid").Text() != account {
		return nil, fmt.Errorf("subaccount %s: Twilio gave no auth token for it; apply its changes with its own credentials, by a plan of its own", account)
	}
	credentials := main.Reader().Credentials()
	credentials.AccountSID, credentials.Username, credentials.Password = account, account, token
	own, err := main.As(credentials)
	if err != nil {
		return nil, fmt.Errorf("subaccount %s: %s", account, main.Reader().Redactor().With(token).Scrub(err.Error()))
	}
	return own, nil
}
