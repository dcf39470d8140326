package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/source"
)

// notDry are the flags that say what to do with what was read, or read it from elsewhere: a dry run reads nothing.
var notDry = [...]string{"snapshot", "probe", "probe-yes", "format", "compliance"}

// dryRun prints what an audit would ask for, and with which credential it could. It needs no credentials and sends nothing.
func dryRun(env Env, cmd *cobra.Command, chosen []*audit.Rule, o source.LiveOptions) error {
	for _, flag := range notDry {
		if f := cmd.Flags().Lookup(flag); f != nil && f.Changed {
			return fmt.Errorf("--%s does not go with --dry-run, which reads nothing", flag)
		}
	}
	demands := source.Preview(o)
	census := source.ExampleCensus()
	var rows [][]string
	total := 0
	for _, d := range demands {
		requests := d.Requests(census)
		total += requests
		rows = append(rows, []string{d.Kind.Plural, strings.Join(d.Addresses, "\n"), d.Often, fmt.Sprint(requests)})
	}
	w := env.Stdout
	fmt.Fprintf(w, "What %s would read of each account. Nothing was sent to say so.\n\n", plural(len(chosen), "rule", "rules"))
	width, _ := columns(env)
	if err := report.WriteRows(w, []string{"what", "request", "how often", "example"}, rows, report.Options{Width: width}); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nThe example comes to %s", plural(total, "request", "requests"))
	if assumptions := census.Assumptions(demands); assumptions != "" {
		fmt.Fprintf(w, ": an account with %s", assumptions)
	}
	fmt.Fprint(w, ".\nWhat something names and no list shows is asked for directly: 1 request for each.\n\n")
	writeCredentials(w, chosen, demands)
	return nil
}

// credential is a kind of credential that an account can be read with.
type credential struct {
	access inventory.Access
	name   string
}

// credentials are the kinds of credentials, the weakest first.
func credentials() []credential {
	return []credential{
		{inventory.ByRestrictedKey, "a restricted API key"},
		{inventory.ByStandardKey, "a standard API key"},
		{inventory.ByMainKey, "a main API key"},
		{inventory.ByAuthToken, "the auth token"},
	}
}

// writeCredentials says which credential is enough, and what the weaker ones leave out.
func writeCredentials(w io.Writer, chosen []*audit.Rule, demands []source.Demand) {
	all := credentials()
	enough := slices.IndexFunc(all, func(c credential) bool {
		return len(unjudged(chosen, c.access)) == 0 && !needsSubaccounts(demands, c.access)
	})
	fmt.Fprintf(w, "The weakest credential with which every rule is evaluated: %s.\n", all[enough].name)
	for _, c := range all[:enough+1] {
		var unread []string
		for _, d := range demands {
			if d.Kind.Access() > c.access {
				unread = append(unread, d.Kind.Plural)
			}
		}
		fmt.Fprintf(w, "\n%s\n", strings.ToUpper(c.name[:1])+c.name[1:])
		if len(unread) == 0 {
			fmt.Fprintln(w, "  reads all of it.")
		} else {
			fmt.Fprintf(w, "  does not read: %s.\n", strings.Join(unread, ", "))
		}
		if rules := unjudged(chosen, c.access); len(rules) > 0 {
			fmt.Fprintf(w, "  leaves without a judgement: %s.\n", strings.Join(rules, ", "))
		}
		if c.access == inventory.ByRestrictedKey {
			writePermissions(w, demands)
		}
	}
}

// unjudged are the rules that need what a credential does not reach. What only refines a finding costs no rule.
func unjudged(chosen []*audit.Rule, access inventory.Access) []string {
	var ids []string
	for _, r := range chosen {
		if slices.ContainsFunc(r.Needs, func(n audit.Need) bool {
			return n.How != audit.Optional && inventory.Describe(n.Kind).Access() > access
		}) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// needsSubaccounts tells whether subaccounts are to be read, by a credential that does not reach them.
func needsSubaccounts(demands []source.Demand, access inventory.Access) bool {
	return slices.ContainsFunc(demands, func(d source.Demand) bool {
		return d.Kind.Kind == inventory.KindSubaccount && d.Kind.Access() > access
	})
}

// writePermissions lists what a restricted key needs to be given.
func writePermissions(w io.Writer, demands []source.Demand) {
	var permissions []string
	for _, d := range demands {
		permissions = append(permissions, d.Kind.Permissions()...)
	}
	slices.Sort(permissions)
	if len(permissions) == 0 {
		return
	}
	fmt.Fprintf(w, "  needs %s (a key holds at most %d, and works in the region US1 only):\n", plural(len(permissions), "permission", "permissions"), inventory.MostPermissions)
	for _, permission := range permissions {
		fmt.Fprintf(w, "    %s\n", permission)
	}
}
