package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twilio"
	"github.com/twilint/twilint/audit/twiliosim"
)

func newDemo(env Env) *cobra.Command {
	var (
		choose choosing
		out    reporting
		clean  bool
	)
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Audit a simulated account: no credentials, nothing leaves this machine",
		Long: `Demo starts a simulated Twilio on this machine, holding the account of a small company, and audits it as a live one.
It exits with 0 unless --fail-on is given.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen, err := choose.rules()
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("fail-on") {
				out.failOn = failNever
			}
			outputs, err := out.outputs("table")
			if err != nil {
				return err
			}
			if err := places(env, outputs); err != nil {
				return err
			}
			world := twiliosim.Demo
			if clean {
				world = twiliosim.Healthy
			}
			accounts := world(now(env)())
			server := twiliosim.New(accounts...)
			if err := server.Start(); err != nil {
				return fmt.Errorf("start the simulated Twilio: %w", err)
			}
			defer server.Close()
			if !out.quiet {
				say(env, "this is a simulated account on your own machine; audit yours with: twilint audit")
			}
			reader, err := connectWith(env, demoCredentials(accounts[0], clean), server.URL(), out)
			if err != nil {
				return err
			}
			defer tellStats(env, out, reader)
			result, err := judge(cmd.Context(), env, source.Live(cmd.Context(), reader, source.LiveOptions{
				Kinds: audit.Kinds(chosen), Now: now(env),
			}), chosen)
			if err != nil {
				return err
			}
			if err := out.write(env, outputs, result); err != nil {
				return err
			}
			return out.exit(result)
		},
	}
	f := cmd.Flags()
	choose.flags(f)
	f.BoolVar(&clean, "clean", false, "audit an account in which everything is right")
	out.flags(f)
	completeAudit(cmd)
	return cmd
}

// demoCredentials are what the demo is read with: the auth token, as many do, or where everything is to be right, an API key.
func demoCredentials(account *twiliosim.Account, clean bool) twilio.Credentials {
	c := twilio.Credentials{AccountSID: account.SID, Username: account.SID, Password: account.AuthToken}
	if i := slices.IndexFunc(account.Keys, func(k twiliosim.Key) bool { return k.Type == twiliosim.MainKey }); clean && i >= 0 {
		c.Username, c.Password = account.Keys[i].SID, account.Keys[i].Secret
	}
	return c
}
