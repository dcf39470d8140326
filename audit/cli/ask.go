package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// canAsk tells whether somebody at a terminal sees a question and can answer it.
func canAsk(env Env) bool {
	_, sees := env.Terminal(env.Stderr)
	stdin, isFile := env.Stdin.(*os.File)
	return sees && (!isFile || term.IsTerminal(int(stdin.Fd())))
}

// ask asks a question that is answered with yes or, by anything else, with no. Answers are what is typed, for all questions of a run.
func ask(ctx context.Context, env Env, answers *bufio.Reader, question string) bool {
	fmt.Fprintf(env.Stderr, "twilint: %s [y/N] ", question)
	typed := make(chan string, 1)
	go func() { // Reading cannot be interrupted, so waiting for it has to be.
		line, _ := answers.ReadString('\n') // Whatever was typed before the end is the answer.
		typed <- line
	}()
	line := ""
	select {
	case <-ctx.Done():
	case line = <-typed:
	}
	if !strings.HasSuffix(line, "\n") {
		fmt.Fprintf(env.Stderr, "\n")
	}
	answer := strings.ToLower(strings.TrimSpace(line))
	return answer == "y" || answer == "yes"
}

// plural is the word for one thing or for several.
func plural(count int, one, several string) string {
	if count == 1 {
		return one
	}
	return several
}
