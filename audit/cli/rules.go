package cli

import (
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/twilint/twilint/audit/fixture"
	"github.com/twilint/twilint/audit/manual"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/rules"
	"github.com/twilint/twilint/testdata"
)

func newRules(env Env) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			width, _ := columns(env)
			return report.WriteRules(env.Stdout, format, rules.All(), report.Options{Tool: tool(), Width: width})
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "table", "table, json or markdown")
	completeWith(cmd, "format", report.RuleFormats())
	return cmd
}

func newExplain(env Env) *cobra.Command {
	return &cobra.Command{
		Use:               "explain RULE",
		Short:             "Say what a rule reports, why, and what to do, with examples",
		Args:              oneRule,
		ValidArgsFunction: cobra.FixedCompletions(ids(rules.All()), cobra.ShellCompDirectiveNoFileComp),
		RunE: func(_ *cobra.Command, args []string) error {
			rule, err := findRule(args[0])
			if err != nil {
				return err
			}
			examples, err := fs.Sub(testdata.Rules, "rules")
			if err != nil {
				return fmt.Errorf("explain %s: %w", rule.ID, err)
			}
			f, err := fixture.Load(examples, rule.ID)
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(env.Stdout, manual.Page(rule, f))
			return err
		},
	}
}

func oneRule(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("explain takes one rule id; list them with: twilint rules")
	}
	return nil
}

// completeWith offers the values of a flag to the shell.
func completeWith(cmd *cobra.Command, flag string, values []string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // Only a flag that does not exist can fail.
	}
}

// completeRules offers the ids of the rules to the shell.
func completeRules(cmd *cobra.Command, flag string) {
	offer := func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return ids(rules.All()), cobra.ShellCompDirectiveNoFileComp
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, offer); err != nil {
		panic(err) // Only a flag that does not exist can fail.
	}
}
