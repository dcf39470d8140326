// Command twilint audits Twilio accounts and Studio flows.
package main

import (
	"context"
	"os"

	"github.com/twilint/twilint/audit/cli"
)

func main() {
	os.Exit(cli.Run(context.Background(), os.Args[1:], cli.OS()))
}
