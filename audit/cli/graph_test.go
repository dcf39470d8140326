package cli_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/twilint/twilint/audit/cli"
)

// Whoever pastes a graph into a pull request learns beforehand that GitHub will not draw it.
func TestGraphTooLargeForGitHub(t *testing.T) {
	var flow strings.Builder
	flow.WriteString(`{"description": "", "initial_state": "w0", "states": [{"name": "w0", "type": "say-play"}`)
	for i := range 600 {
		fmt.Fprintf(&flow, `, {"name": "w%d", "type": "say-play", "transitions": [{"event": "audioComplete", "next": "w%d"}]}`, i+1, i)
	}
	flow.WriteString("]}")
	for format, want := range map[string]string{
		"mermaid":  "twilint: GitHub will not draw this flow, it has 600 edges where Mermaid draws 500 at most; use --format dot\n",
		"markdown": "twilint: GitHub will not draw this flow, it has 600 edges where Mermaid draws 500 at most; use --format dot\n",
		"dot":      "",
	} {
		var stdout, stderr bytes.Buffer
		env := environment()
		env.Stdin, env.Stdout, env.Stderr = strings.NewReader(flow.String()), &stdout, &stderr
		env.Terminal = func(io.Writer) (int, bool) { return 0, false }
		code := cli.Run(t.Context(), []string{"graph", "--no-marks", "--format", format, "--stdin-filename", "flow.json", "-"}, env)
		if code != cli.ExitOK || stderr.String() != want || stdout.Len() == 0 {
			t.Errorf("%s: exit code %d, %d bytes, and %q; want %q", format, code, stdout.Len(), stderr.String(), want)
		}
	}
}
