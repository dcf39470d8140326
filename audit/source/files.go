package source

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/twilint/twilint/audit/inventory"
)

// Stdin is the path that stands for standard input.
const Stdin = "-"

// maxFlowFile bounds what is read of one file, in bytes. Studio itself accepts no flow of a hundredth of it; an array of all the
// flows of an account fits well.
const maxFlowFile = 64 << 20

// FilesOptions say which flow files to read.
type FilesOptions struct {
	// Paths are files, folders and [Stdin], as somebody typed them.
	Paths []string
	// Exclude are globs (with **) on the slash path relative to the root. What matches is passed over, named or not.
	Exclude []string
	Stdin   io.Reader
	// StdinName is the path that standard input is judged under. Findings are told apart by it, so it is required with [Stdin].
	StdinName string
	// Root is the folder that documents are named relative to. If it is empty, it is the root of the git repository that a file
	// stands in, and for a file in none the folder Dir.
	Root string
	// Dir is the folder that relative paths begin at.
	Dir  string
	AsOf time.Time
	// Jobs is how many files are read at a time; below 1, as many as there are processors.
	Jobs int
}

// PassedOver is a file, a folder or an element of an array that was looked at and holds no flow.
type PassedOver struct {
	Path   string // relative to the root
	Reason string
}

// Files reads flow files, hands an inventory of each to judge, and returns what judge made of them, in the order of their paths.
// Files are read and judged by several goroutines at once and dropped afterwards, so only the results take memory.
//
// In a folder, files whose names end in .json are looked at; those that hold no flow are passed over, and those that cannot be
// read are gaps. .git and node_modules are skipped. Symbolic links in a folder are not followed: what they lead to inside the
// folder is found by its own path, and what lies outside was not asked for.
//
// A path of the options that cannot be read, and paths without any flow, are an error. The results of everything else are
// returned with it. When ctx ends, the files that were not read by then are gaps.
func Files[T any](ctx context.Context, o FilesOptions, judge func(*inventory.Inventory) T) ([]T, []PassedOver, error) {
	finder, err := newFinder(o)
	if err != nil {
		return nil, nil, err
	}
	defer finder.close()
	for _, named := range o.Paths {
		finder.add(ctx, named)
	}
	files := finder.sorted()

	type outcome struct {
		result T
		judged bool
		passed []PassedOver
		err    error
	}
	outcomes := make([]outcome, len(files))
	var taken atomic.Int64
	work := func() {
		for i := taken.Add(1) - 1; i < int64(len(files)); i = taken.Add(1) - 1 {
			out := &outcomes[i]
			var inv *inventory.Inventory
			inv, out.passed, out.err = files[i].read(ctx, o.AsOf)
			if inv != nil {
				out.result, out.judged = judge(inv), true
			}
		}
	}
	var others sync.WaitGroup
	for range min(cmp.Or(max(o.Jobs, 0), runtime.GOMAXPROCS(0)), len(files)) - 1 {
		others.Go(work)
	}
	work()
	others.Wait()

	var results []T
	passed := finder.passed
	errs := finder.errs
	for _, out := range outcomes {
		if out.judged {
			results = append(results, out.result)
		}
		passed = append(passed, out.passed...)
		if out.err != nil {
			errs = append(errs, out.err)
		}
	}
	slices.SortStableFunc(passed, func(a, b PassedOver) int { return cmp.Compare(a.Path, b.Path) })
	if len(results) == 0 && len(errs) == 0 {
		errs = append(errs, noFlow(o.Paths, passed))
	}
	return results, passed, errors.Join(errs...)
}

func noFlow(paths []string, passed []PassedOver) error {
	if len(paths) == 0 {
		return errors.New("no flow file or folder is named")
	}
	text := "no Studio flow was found in " + strings.Join(paths, ", ")
	switch len(passed) {
	case 0:
		text += ": there are no JSON files"
	case 1:
		text += ": " + passed[0].Path + ": " + passed[0].Reason
	default:
		text += fmt.Sprintf(": %d files were passed over, and --verbose names them", len(passed))
	}
	return errors.New(text)
}

// finder collects the files that paths lead to.
type finder struct {
	options FilesOptions
	roots   map[string]string // root of the git repository by folder, "" for none
	files   map[string]*flowFile
	byURI   map[string]string // path by URI
	folders []*os.Root        // open until all files are read
	passed  []PassedOver
	errs    []error
}

func newFinder(o FilesOptions) (*finder, error) {
	for _, pattern := range o.Exclude {
		if !doublestar.ValidatePattern(pattern) {
			return nil, fmt.Errorf("%q is not a glob: see --exclude", pattern)
		}
	}
	var err error
	if o.Dir, err = filepath.Abs(o.Dir); err != nil {
		return nil, fmt.Errorf("find the working folder: %w", err)
	}
	if o.Root != "" {
		o.Root = absolute(o.Dir, o.Root)
		info, err := os.Stat(o.Root)
		if err != nil {
			return nil, fmt.Errorf("--root: %w", err)
		}
		if !info.IsDir() {
			return nil, fmt.Errorf("--root: %s is not a folder", o.Root)
		}
	}
	return &finder{options: o, roots: map[string]string{}, files: map[string]*flowFile{}, byURI: map[string]string{}}, nil
}

func absolute(dir, name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(dir, name)
}

func (f *finder) close() {
	for _, folder := range f.folders {
		_ = folder.Close() // Nothing was written.
	}
}

// sorted are the files in the order of their URIs.
func (f *finder) sorted() []*flowFile {
	files := make([]*flowFile, 0, len(f.files))
	for _, file := range f.files {
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b *flowFile) int { return cmp.Compare(a.uri, b.uri) })
	return files
}

// add finds what one path of the options leads to.
func (f *finder) add(ctx context.Context, named string) {
	if named == Stdin {
		if f.options.StdinName == "" {
			f.errs = append(f.errs, errors.New("standard input has no name to tell its findings by: give it one with --stdin-filename"))
			return
		}
		f.keep(&flowFile{
			path: absolute(f.options.Dir, f.options.StdinName), shown: "standard input", named: true,
			open: func() (io.ReadCloser, error) { return io.NopCloser(f.options.Stdin), nil },
		})
		return
	}
	full := absolute(f.options.Dir, named)
	info, err := os.Stat(full)
	switch {
	case err != nil:
		f.errs = append(f.errs, unreadable(named, err))
	case info.IsDir():
		if err := f.walk(ctx, full); err != nil {
			f.errs = append(f.errs, unreadable(named, err))
		}
	default:
		f.keep(&flowFile{path: full, shown: named, named: true, open: func() (io.ReadCloser, error) { return os.Open(full) }})
	}
}

// unreadable says which path cannot be read, as it was typed, and why.
func unreadable(named string, err error) error {
	if cause, ok := errors.AsType[*fs.PathError](err); ok {
		err = cause.Err
	}
	return fmt.Errorf("%s cannot be read: %w", named, err)
}

// skippedFolder tells the folders that hold other people's files, and many of them.
func skippedFolder(name string) bool { return name == ".git" || name == "node_modules" }

// walk finds the files of a folder. It opens them through an os.Root, which no link leads out of, not even one that is put in the
// place of a file between looking and opening.
func (f *finder) walk(ctx context.Context, folder string) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	f.folders = append(f.folders, root)
	return fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		full := filepath.Join(folder, filepath.FromSlash(name))
		switch {
		case ctx.Err() != nil:
			f.keep(&flowFile{path: full, gap: interrupted})
			return fs.SkipAll
		case err != nil && name == ".":
			return err
		case err != nil:
			f.keep(&flowFile{path: full, gap: reasonOf(err)})
			return fs.SkipDir
		case entry.IsDir():
			if name != "." && (skippedFolder(entry.Name()) || f.excluded(full)) {
				return fs.SkipDir
			}
			return nil
		case entry.Type()&fs.ModeSymlink != 0:
			f.pass(full, "it is a symbolic link: what it leads to is read where it stands, if it stands in the folder")
			return nil
		case !strings.EqualFold(path.Ext(name), ".json"):
			return nil
		case !entry.Type().IsRegular():
			f.pass(full, "it is not a regular file")
			return nil
		}
		f.keep(&flowFile{path: full, shown: full, open: func() (io.ReadCloser, error) { return root.Open(name) }})
		return nil
	})
}

func reasonOf(err error) string {
	if cause, ok := errors.AsType[*fs.PathError](err); ok {
		err = cause.Err
	}
	return err.Error()
}

// keep takes a file in, once. One that is named and also found in a folder counts as named.
func (f *finder) keep(file *flowFile) {
	uri, err := f.uri(file.path)
	if err != nil {
		f.errs = append(f.errs, err)
		return
	}
	if f.excludes(uri) {
		f.passed = append(f.passed, PassedOver{uri, "it is excluded"})
		return
	}
	if known, ok := f.files[file.path]; ok && (known.named || !file.named) {
		return
	}
	if other, ok := f.byURI[uri]; ok && other != file.path {
		f.errs = append(f.errs, fmt.Errorf("%s and %s would both be called %s: say with --root what to call them after", other, file.path, uri))
		return
	}
	file.uri = uri
	f.files[file.path] = file
	f.byURI[uri] = file.path
}

func (f *finder) pass(full, reason string) {
	uri, err := f.uri(full)
	if err != nil {
		uri = filepath.ToSlash(full)
	}
	f.passed = append(f.passed, PassedOver{uri, reason})
}

func (f *finder) excluded(full string) bool {
	uri, err := f.uri(full)
	return err == nil && f.excludes(uri)
}

func (f *finder) excludes(uri string) bool {
	return slices.ContainsFunc(f.options.Exclude, func(pattern string) bool { return doublestar.MatchUnvalidated(pattern, uri) })
}

// uri is the slash path by which findings name a file: relative to the root, and whole for a file that stands below none.
func (f *finder) uri(full string) (string, error) {
	if f.options.Root != "" {
		if uri, ok := below(f.options.Root, full); ok {
			return uri, nil
		}
		root, rootErr := filepath.EvalSymlinks(f.options.Root) // The two may be spelled through different links.
		folder, folderErr := filepath.EvalSymlinks(filepath.Dir(full))
		if rootErr == nil && folderErr == nil {
			if uri, ok := below(root, filepath.Join(folder, filepath.Base(full))); ok {
				return uri, nil
			}
		}
		return "", fmt.Errorf("%s is not below --root %s", full, f.options.Root)
	}
	root := f.gitRoot(filepath.Dir(full))
	if root == "" {
		root = f.options.Dir
	}
	if uri, ok := below(root, full); ok {
		return uri, nil
	}
	return filepath.ToSlash(full), nil
}

func below(root, full string) (string, bool) {
	relative, err := filepath.Rel(root, full)
	if err != nil || !filepath.IsLocal(relative) {
		return "", false
	}
	return filepath.ToSlash(relative), true
}

// gitRoot is the nearest folder upwards that holds .git, a folder or (in a worktree or submodule) a file; "" if there is none.
func (f *finder) gitRoot(folder string) string {
	if root, ok := f.roots[folder]; ok {
		return root
	}
	root := ""
	if _, err := os.Lstat(filepath.Join(folder, ".git")); err == nil {
		root = folder
	} else if parent := filepath.Dir(folder); parent != folder {
		root = f.gitRoot(parent)
	}
	f.roots[folder] = root
	return root
}

// flowFile is a file that may hold a flow.
type flowFile struct {
	path  string // absolute
	uri   string
	shown string // the path as somebody typed it
	named bool   // it must hold a flow
	open  func() (io.ReadCloser, error)
	// gap is why it cannot be read, where that is known before it is opened.
	gap string
}

const interrupted = "interrupted before it was read"

// read makes an inventory of the file. The inventory is nil for a file that is passed over and for an error.
func (f *flowFile) read(ctx context.Context, asOf time.Time) (*inventory.Inventory, []PassedOver, error) {
	gap := f.gap
	if gap == "" && ctx.Err() != nil {
		gap = interrupted
	}
	if gap != "" {
		return f.withGap(asOf, gap), nil, nil
	}
	text, err := f.text()
	switch {
	case errors.Is(err, errNoFlow):
		return nil, []PassedOver{{f.uri, err.Error()}}, nil
	case err != nil && f.named:
		return nil, nil, unreadable(f.shown, err)
	case err != nil:
		return f.withGap(asOf, reasonOf(err)), nil, nil
	}
	inv, passed := readFlows(f.uri, text, f.named, asOf)
	if inv != nil {
		inv.FilePath = f.path
	}
	return inv, passed, nil
}

func (f *flowFile) withGap(asOf time.Time, reason string) *inventory.Inventory {
	inv := newFileInventory(asOf)
	inv.AddGap(inventory.KindFlow, inventory.Gap{Ref: f.uri, Reason: reason})
	inv.Finish()
	return inv
}

// text is the content of the file, as far as it may be a flow. A huge file in a folder is searched without keeping it.
func (f *flowFile) text() (text []byte, err error) {
	file, err := f.open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	text, err = io.ReadAll(io.LimitReader(file, maxFlowFile+1))
	if err != nil || len(text) <= maxFlowFile {
		return text, err
	}
	if !f.named && !spellsFlowKey(text) {
		held, err := searchRest(file, text[len(text)-longestFlowKey:])
		if err != nil {
			return nil, err
		}
		if !held {
			return nil, errNoFlow
		}
	}
	return nil, fmt.Errorf("it is larger than %d MiB", maxFlowFile>>20)
}

// searchRest tells whether the rest of a file names a member of a flow. Tail is what was read of it last.
func searchRest(file io.Reader, tail []byte) (bool, error) {
	const chunk = 1 << 20
	buffer := make([]byte, longestFlowKey+chunk)
	kept := copy(buffer, tail)
	for {
		n, err := io.ReadFull(file, buffer[kept:])
		if spellsFlowKey(buffer[:kept+n]) {
			return true, nil
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		kept = copy(buffer, bytes.Clone(buffer[kept+n-longestFlowKey:kept+n]))
	}
}
