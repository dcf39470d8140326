package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/natefinch/atomic"
)

// The modes of files that are written.
const (
	reportMode  fs.FileMode = 0o644
	privateMode fs.FileMode = 0o600 // of a snapshot, which holds the configuration of an account
)

// writeFile writes a file whole or not at all: readers see the old one until the new one is complete. What is there and is no
// ordinary file (a device, a pipe) is written to instead of replaced.
func writeFile(env Env, path string, mode fs.FileMode, fill func(io.Writer) error) error {
	if !filepath.IsAbs(path) {
		path = filepath.Join(env.Dir, path)
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved // A link is written through, not replaced.
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return plain(path, err)
	}
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return fmt.Errorf("write %s: it is a folder; name a file in it", path)
	}
	if err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, mode)
		if err != nil {
			return plain(path, err)
		}
		return errors.Join(fill(f), f.Close())
	}
	reader, writer := io.Pipe()
	go func() { writer.CloseWithError(fill(writer)) }()
	err = atomic.WriteFile(path, reader)
	reader.CloseWithError(errors.New("writing ended")) // Ends fill, should the file have failed first.
	if err != nil {
		return plain(path, err)
	}
	if err := os.Chmod(path, mode); err != nil {
		return plain(path, err)
	}
	return nil
}

// plain says once, not three times over, which file it is about.
func plain(path string, err error) error {
	if pathError, ok := errors.AsType[*os.PathError](err); ok {
		err = pathError.Err
	}
	return fmt.Errorf("write %s: %w", path, err)
}
