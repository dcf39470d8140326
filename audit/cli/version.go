package cli

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/twilint/twilint/audit/report"
)

// version is the version of this source. A binary installed by `go install` knows a better one.
const version = "0.1.0"

func currentVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Path == "github.com/twilint/twilint" && len(info.Main.Version) > 1 && info.Main.Version[0] == 'v' {
		return info.Main.Version[1:]
	}
	return version
}

func tool() report.Tool {
	return report.Tool{Name: "twilint", Version: currentVersion(), InformationURI: "https://github.com/twilint/twilint"}
}

func newVersion(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(env.Stdout, "twilint %s\n", currentVersion())
			return err
		},
	}
}
