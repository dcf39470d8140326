package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/twilint/twilint/audit/compliance"
	"github.com/twilint/twilint/audit/report"
)

// reviewFlag is the flag that shows the result by the controls of a framework.
func reviewFlag(cmd *cobra.Command, framework *string) {
	var ids []string
	for _, f := range compliance.Frameworks() {
		ids = append(ids, f.ID)
	}
	cmd.Flags().StringVar(framework, "compliance", "",
		"show the result by the controls of this `FRAMEWORK`: nist-800-53 or cis-v8; as table, markdown or json")
	completeWith(cmd, "compliance", ids)
}

// reviewFormats are the formats of an audit: those by the controls of the framework, where one is asked for, before the usual ones.
// Controls are about whole accounts: where only a part is looked at, that a rule found nothing is no evidence.
func reviewFormats(framework string, selected []string) ([]report.Format, error) {
	if framework == "" {
		return report.Formats(), nil
	}
	if len(selected) > 0 {
		return nil, fmt.Errorf("--compliance does not go with --only: a part of an account is no evidence about the whole")
	}
	f, err := compliance.Lookup(framework)
	if err != nil {
		return nil, fmt.Errorf("--compliance %s: %w", framework, err)
	}
	return append(report.ComplianceFormats(f), report.Formats()...), nil
}
