package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/pflag"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/remedy"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/secret"
	"github.com/twilint/twilint/audit/source"
)

// fixing are the flags about changing flow files.
type fixing struct {
	fix, diff, unsafe bool
}

func (x *fixing) flags(f *pflag.FlagSet) {
	f.BoolVar(&x.fix, "fix", false, "change the files where what to do is certain, then lint them again")
	f.BoolVar(&x.diff, "diff", false, "show what --fix would change, and change nothing")
	f.BoolVar(&x.unsafe, "unsafe-fixes", false, "with --fix or --diff: also changes after which a flow does something else")
}

// check tells what is wrong with the flags.
func (x *fixing) check(paths []string) error {
	switch {
	case x.fix && x.diff:
		return errors.New("--fix and --diff exclude each other")
	case x.unsafe && !x.fix && !x.diff:
		return errors.New("--unsafe-fixes goes with --fix or --diff")
	case x.fix && slices.Contains(paths, source.Stdin):
		return errors.New("--fix changes files, and standard input is none; use --diff")
	}
	return nil
}

// change is what the fixes make of one file.
type change struct {
	path     string // for people
	file     string // on the disk, "" for standard input
	old, new []byte
	fixed    int
}

// changes are what the fixes of the rules make of the files.
func (x *fixing) changes(ctx context.Context, files source.FilesOptions, rules []*audit.Rule) ([]change, error) {
	all, _, err := source.Files(ctx, files, func(inv *inventory.Inventory) change {
		if len(inv.Flows) == 0 { // It could not be read, which the report says.
			return change{}
		}
		document := inv.Flows[0].Document
		c := change{path: document.URI, file: inv.FilePath, old: document.Text()}
		c.new, c.fixed = remedy.Apply(c.old, audit.Run(inv, rules).Findings, x.unsafe)
		return c
	})
	return slices.DeleteFunc(all, func(c change) bool { return c.fixed == 0 }), err
}

// show prints the changes as a unified diff.
func show(w io.Writer, changes []change) error {
	for _, c := range changes {
		text := udiff.Unified("a/"+report.Clean(c.path), "b/"+report.Clean(c.path), masked(c.old), masked(c.new))
		if _, err := io.WriteString(w, report.CleanLines(text)); err != nil {
			return fmt.Errorf("write the differences: %w", err)
		}
	}
	return nil
}

// masked is a text that may be shown.
func masked(text []byte) string {
	document, err := jsonpos.Parse("", text)
	if err != nil {
		return secret.Mask(string(text))
	}
	return string(secret.MaskDocument(document))
}

// apply writes the changed files. What stands in a file must still be what was judged.
func apply(env Env, changes []change) error {
	for _, c := range changes {
		text, err := os.ReadFile(c.file)
		if err != nil {
			return plain(c.file, err)
		}
		before := text[:max(0, len(text)-len(c.old))] // A byte-order mark stays where it is.
		if string(text[len(before):]) != string(c.old) {
			return fmt.Errorf("%s was changed while it was judged; run again", c.path)
		}
		info, err := os.Stat(c.file)
		if err != nil {
			return plain(c.file, err)
		}
		err = writeFile(env, filepath.Clean(c.file), info.Mode().Perm(), func(w io.Writer) error {
			_, err := w.Write(slices.Concat(before, c.new))
			return err
		})
		if err != nil {
			return err
		}
		say(env, "%s: %d fixed", c.path, c.fixed)
	}
	return nil
}
