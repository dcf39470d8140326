package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
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
	w := env.Stdout
	fmt.Fprintf(w, "What %s would read of each account; nothing was sent to say so.\n\n", several(len(chosen), "rule"))
	total := 0
	for _, d := range demands {
		requests := d.Requests(census)
		total += requests
		fmt.Fprintf(w, "%s: %s (%d)\n", d.Kind.Plural, d.Often, requests)
		for _, address := range d.Addresses {
			fmt.Fprintf(w, "  %s\n", address)
		}
	}
	fmt.Fprintf(w, "\nThe numbers in brackets are those of an example, which comes to %s", several(total, "request"))
	if assumptions := census.Assumptions(demands); assumptions != "" {
		fmt.Fprintf(w, ": an account with %s", assumptions)
	}
	fmt.Fprintf(w, ".\nWhat something names and no list shows is asked for directly: 1 request for each. A list below a resource takes another one "+
		"for each further page, and a request that Twilio refuses for now is repeated.\n\n")
	writeCredentials(w, chosen, demands)
	return nil
}

// several is a number of things in words.
func several(n int, what string) string { return fmt.Sprintf("%d %s", n, plural(n, what, what+"s")) }

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
		unjudged, partly := shortOf(chosen, c.access)
		return len(unjudged)+len(partly) == 0 && !needsSubaccounts(demands, c.access)
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
		switch {
		case len(unread) == 0:
			fmt.Fprintf(w, "  reads all of it.\n")
		case c.access == inventory.ByRestrictedKey: // Twilio adds permissions, and does not publish the names of all.
			fmt.Fprintf(w, "  is not known to read: %s.\n", strings.Join(unread, ", "))
		default:
			fmt.Fprintf(w, "  does not read: %s.\n", strings.Join(unread, ", "))
		}
		unjudged, partly := shortOf(chosen, c.access)
		if len(unjudged) > 0 {
			fmt.Fprintf(w, "  not evaluated: %s.\n", strings.Join(unjudged, ", "))
		}
		if len(partly) > 0 {
			fmt.Fprintf(w, "  partly evaluated: %s.\n", strings.Join(partly, ", "))
		}
		if c.access == inventory.ByRestrictedKey {
			writePermissions(w, demands)
		}
	}
}

// shortOf are the rules that need what a credential does not reach: those that would not be evaluated, and those that would judge
// less. What only refines a finding costs no rule.
func shortOf(chosen []*audit.Rule, access inventory.Access) (unjudged, partly []string) {
	for _, r := range chosen {
		short, stopped := false, false
		for i, need := range r.Needs {
			if need.How != audit.Optional && inventory.Describe(need.Kind).Access() > access {
				short = true
				stopped = stopped || i == 0 || need.How == audit.Complete
			}
		}
		switch {
		case stopped:
			unjudged = append(unjudged, r.ID)
		case short:
			partly = append(partly, r.ID)
		}
	}
	return unjudged, partly
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
	fmt.Fprintf(w, "  needs %s (a key holds at most %d, and works in the region US1 only):\n", several(len(permissions), "permission"), inventory.MostPermissions)
	for _, permission := range permissions {
		fmt.Fprintf(w, "    %s\n", permission)
	}
}
