// How many processors there are is looked up when the program starts, and not again and again: no command is there for so long.
//go:debug updatemaxprocs=0

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
