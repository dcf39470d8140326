package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/report"
)

// reporting are the flags about what is written, and when the exit code is not 0.
type reporting struct {
	formats      []string
	failOn       string
	allowPartial bool
	acceptGaps   []string
	color        string
	quiet        bool
	verbose      bool
}

const failNever = "never"

func (o *reporting) flags(f *pflag.FlagSet) {
	f.StringArrayVarP(&o.formats, "format", "f", nil, "write the report as `NAME[=PATH]`: "+strings.Join(formatNames(), ", ")+"; repeatable, to the terminal without a path")
	f.StringVar(&o.failOn, "fail-on", audit.Warning.String(), "exit with 1 for findings at or above `SEVERITY`: error, warning, note, never")
	f.BoolVar(&o.allowPartial, "allow-partial", false, "do not exit with 3 when something could not be read")
	f.StringSliceVar(&o.acceptGaps, "accept-gap", nil,
		"a gap in this `KIND|AC…` is known, and no reason to exit with 3: a product that the account does not use, a suspended subaccount; repeatable")
	f.StringVar(&o.color, "color", "auto", "colours and links: auto, always, never")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "findings and the closing line only")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "also tell what is read, and how")
}

func formatNames() []string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// output is one report to write.
type output struct {
	format report.Format
	path   string // "" for standard output
}

// outputs reads --format and the flags beside it. Everything that can be wrong with them is said before anything is read.
func (o *reporting) outputs(standard string) ([]output, error) {
	return o.outputsAmong(report.Formats(), standard)
}

// outputsAmong is outputs where other formats can be asked for than the usual ones.
func (o *reporting) outputsAmong(known []report.Format, standard string) ([]output, error) {
	if o.quiet && o.verbose {
		return nil, fmt.Errorf("--quiet and --verbose exclude each other")
	}
	if !slices.Contains([]string{"auto", "always", "never"}, o.color) {
		return nil, fmt.Errorf("--color %s: it must be auto, always or never", o.color)
	}
	if o.failOn != failNever {
		if _, err := audit.ParseSeverity(o.failOn); err != nil {
			return nil, fmt.Errorf("--fail-on %s: it must be error, warning, note or never", o.failOn)
		}
	}
	if _, err := o.known(); err != nil {
		return nil, err
	}
	formats := o.formats
	if len(formats) == 0 {
		formats = []string{standard}
	}
	var all []output
	toStdout := 0
	paths := map[string]bool{}
	for _, text := range formats {
		name, path, hasPath := strings.Cut(text, "=")
		format, err := report.LookupAmong(known, name)
		if err != nil {
			return nil, fmt.Errorf("--format %s: %w", text, err)
		}
		if hasPath && path == "" {
			return nil, fmt.Errorf("--format %s: a path is missing after =", text)
		}
		if path == "-" {
			path = ""
		}
		if path == "" {
			toStdout++
		} else {
			if paths[path] {
				return nil, fmt.Errorf("--format %s: two reports go to that path", text)
			}
			paths[path] = true
		}
		all = append(all, output{format: format, path: path})
	}
	if toStdout > 1 {
		return nil, fmt.Errorf("--format: %d reports go to the terminal, which can show one; give the others a path, as in sarif=twilint.sarif", toStdout)
	}
	return all, nil
}

// places tells whether every report can be put where it should go: reading an account takes long enough to say so before.
func places(env Env, outputs []output) error {
	for _, out := range outputs {
		if out.path == "" {
			continue
		}
		if _, _, err := place(env, out.path); err != nil {
			return err
		}
	}
	return nil
}

// write writes every report, files whole or not at all. One that cannot be written does not keep the others from it.
func (o *reporting) write(env Env, outputs []output, result *audit.Result) error {
	var failed []error
	for _, out := range outputs {
		failed = append(failed, o.writeOne(env, out, result))
	}
	return errors.Join(failed...)
}

func (o *reporting) writeOne(env Env, out output, result *audit.Result) error {
	options := report.Options{Tool: tool(), Quiet: o.quiet, Verbose: o.verbose}
	if out.path == "" {
		width, isTerminal := columns(env)
		options.Width = width
		options.Color = o.colors(env, isTerminal)
		options.Links = options.Color && isTerminal
	}
	fill := func(w io.Writer) error {
		buffered := bufio.NewWriterSize(w, reportBuffer)
		if err := out.format.Write(buffered, result, options); err != nil {
			return err
		}
		return buffered.Flush()
	}
	if out.path == "" {
		if err := fill(env.Stdout); err != nil {
			return fmt.Errorf("write the %s report to standard output: %w", out.format.Name, err)
		}
		return nil
	}
	return writeFile(env, out.path, reportMode, func(w io.Writer) error {
		if err := fill(w); err != nil {
			return fmt.Errorf("write the %s report: %w", out.format.Name, err)
		}
		return nil
	})
}

// reportBuffer is how much of a report is written at a time, in bytes.
const reportBuffer = 16 << 10

// columns is how wide the report may be, 0 for as wide as its text: what COLUMNS says, else the width of the terminal.
func columns(env Env) (width int, isTerminal bool) {
	width, isTerminal = env.Terminal(env.Stdout)
	if n, err := strconv.Atoi(env.Getenv("COLUMNS")); err == nil && n > 0 {
		width = n
	}
	return width, isTerminal
}

// colors decides whether to use colours: --color, then NO_COLOR and FORCE_COLOR, then whether a terminal shows it.
// https://no-color.org and https://force-color.org
func (o *reporting) colors(env Env, isTerminal bool) bool {
	switch {
	case o.color == "always":
		return true
	case o.color == "never":
		return false
	case env.Getenv("NO_COLOR") != "":
		return false
	case env.Getenv("FORCE_COLOR") != "":
		return true
	default:
		return isTerminal && env.Getenv("TERM") != "dumb"
	}
}

// known reads --accept-gap.
func (o *reporting) known() (audit.Known, error) {
	var known audit.Known
	for _, gap := range o.acceptGaps {
		switch {
		case strings.HasPrefix(gap, "AC") && inventory.IsSID(gap):
			known.Accounts = append(known.Accounts, gap)
		case inventory.IsKind(inventory.Kind(gap)):
			known.Kinds = append(known.Kinds, inventory.Kind(gap))
		default:
			return audit.Known{}, fmt.Errorf("--accept-gap %s: it is neither a kind of resource nor the SID of an account%s; kinds stand in the report's coverage",
				gap, audit.DidYouMean(gap, kindNames()))
		}
	}
	return known, nil
}

func kindNames() []string {
	var names []string
	for i := range inventory.Kinds {
		names = append(names, string(inventory.Kinds[i].Kind))
	}
	return names
}

// exit is the exit code of a result, as an error for cobra; nil for 0. It does not depend on the formats.
func (o *reporting) exit(result *audit.Result) error {
	known, err := o.known()
	if err != nil {
		return err
	}
	if result.IncompleteBut(known) && !o.allowPartial {
		return exitCode(ExitIncomplete)
	}
	if o.failOn == failNever {
		return nil
	}
	threshold, err := audit.ParseSeverity(o.failOn)
	if err != nil {
		return err
	}
	for _, severity := range audit.Severities() {
		if severity >= threshold && result.Count(severity) > 0 {
			return exitCode(ExitFindings)
		}
	}
	return nil
}
