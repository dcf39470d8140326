// Package cli is the commands of twilint and their flags. Nothing else parses a flag or writes to standard output.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/secret"
)

// Env is everything that a command takes from outside.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Now            func() time.Time
	Dir            string // the working directory
	Home           string // where the Twilio CLI keeps its configuration
	// Terminal tells whether a writer is a terminal, and how wide.
	Terminal func(io.Writer) (width int, ok bool)
}

// OS is the environment of the process.
func OS() Env {
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	home, err := os.UserHomeDir()
	if err != nil {
		home = ""
	}
	return Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv, Dir: dir, Home: home, Terminal: terminal,
		Now: time.Now, //nolint:forbidigo // The one place that the time comes from.
	}
}

func terminal(w io.Writer) (int, bool) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0, true
	}
	return width, true
}

// The exit codes. Of several that apply, the one of usage comes first, then incomplete, then findings.
const (
	// ExitOK: nothing at or above --fail-on is open.
	ExitOK = 0
	// ExitFindings: an open finding is at or above --fail-on.
	ExitFindings = 1
	// ExitUsage: wrong usage, wrong credentials, a named file that cannot be opened, no flow at all.
	ExitUsage = 2
	// ExitIncomplete: a rule was partly or not evaluated, because something that was asked for could not be read.
	ExitIncomplete = 3
)

// exitCode carries the exit code of a command that did what it was asked to do.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// Run runs one command line and returns the exit code. SIGINT and SIGTERM stop it cleanly: what was read so far is judged.
func Run(ctx context.Context, args []string, env Env) int {
	ctx, stop := interruptible(ctx)
	defer stop()
	root := newRoot(env, args)
	root.SetArgs(args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	err := root.ExecuteContext(ctx)
	var code exitCode
	switch {
	case err == nil:
		return ExitOK
	case errors.As(err, &code):
		return int(code)
	default:
		say(env, "%v", err)
		return ExitUsage
	}
}

// listenAfter is how long a command runs before it listens to signals, since to begin with that takes as long as a tenth of a small
// lint. Until then a signal ends it as it ends any program: nothing is read that would be worth judging.
const listenAfter = 20 * time.Millisecond

// interruptible is a context that ends at the first SIGINT or SIGTERM. The second one ends the process at once, whatever it is busy
// with.
func interruptible(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	listening := time.AfterFunc(listenAfter, func() {
		signaled, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
		<-signaled.Done()
		stop()
		cancel()
	})
	return ctx, func() {
		listening.Stop()
		cancel()
	}
}

// say tells one line to the person at the terminal. Errors repeat what other people wrote, so they are cleaned.
func say(env Env, format string, args ...any) {
	text := secret.Mask(fmt.Sprintf(format, args...))
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		fmt.Fprintf(env.Stderr, "twilint: %s\n", report.Clean(line))
	}
}

// newRoot makes the command line of twilint. Of the commands it makes only the one that is asked for, where one is: the flags of all
// take as long to make as a small lint takes.
func newRoot(env Env, args []string) *cobra.Command {
	root := &cobra.Command{
		Use:   "twilint",
		Short: "Find what is wrong in a Twilio account and its Studio flows",
		Long: `twilint reads a Twilio account, a snapshot of one, or Studio flow files, and says what is wrong, where, why, and what to do.
It only reads, unless it is asked to apply a plan of fixes. Try it without an account: twilint demo`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noSuchCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())
	})
	commands := []struct {
		name string
		make func(Env) *cobra.Command
	}{
		{"audit", newAudit},
		{"lint", newLint},
		{"snapshot", newSnapshot},
		{"rules", newRules},
		{"explain", newExplain},
		{"graph", newGraph},
		{"fix", newFix},
		{"demo", newDemo},
		{"version", newVersion},
	}
	for _, command := range commands {
		if len(args) > 0 && args[0] == command.name {
			root.CompletionOptions.DisableDefaultCmd = true
			root.AddCommand(command.make(env))
			return root
		}
	}
	for _, command := range commands {
		root.AddCommand(command.make(env))
	}
	root.InitDefaultCompletionCmd()
	return root
}

// noSuchCommand refuses words that are no command.
func noSuchCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, c := range root.Commands() {
		known = append(known, c.Name())
	}
	return fmt.Errorf("no command is called %q%s; list them with: twilint --help", args[0], audit.DidYouMean(args[0], known))
}
