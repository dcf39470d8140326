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
// ordinary file (a device, a pipe) is written to instead of replaced. An error of fill is returned as it is.
func writeFile(env Env, path string, mode fs.FileMode, fill func(io.Writer) error) error {
	path, info, err := place(env, path)
	if err != nil {
		return err
	}
	if info != nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, mode)
		if err != nil {
			return plain(path, err)
		}
		return errors.Join(fill(f), f.Close())
	}
	if info != nil && mode == privateMode && info.Mode().Perm()&^privateMode != 0 {
		if err := os.Chmod(path, mode); err != nil { // The new file begins with the mode of the old one.
			return plain(path, err)
		}
	}
	reader, writer := io.Pipe()
	filled := make(chan error, 1)
	go func() {
		err := fill(writer)
		writer.CloseWithError(err)
		filled <- err
	}()
	err = atomic.WriteFile(path, reader)
	reader.CloseWithError(errEnded) // Ends fill, should the file have failed first.
	if cause := <-filled; cause != nil && !errors.Is(cause, errEnded) {
		return cause
	}
	if err != nil {
		return plain(path, err)
	}
	if info != nil && mode != privateMode {
		return nil // It has the mode of the file that was there, which somebody may have closed to others.
	}
	if err := os.Chmod(path, mode); err != nil {
		return plain(path, err)
	}
	return nil
}

// errEnded is what writing to a file meets that takes no more.
var errEnded = errors.New("writing ended")

// place finds out where a file will be written and what is there now, nil for nothing. Its error says that nothing can be written
// there.
func place(env Env, path string) (string, fs.FileInfo, error) {
	path = inDir(env, path)
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved // A link is written through, not replaced.
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return path, nil, plain(path, err)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return path, nil, nil
	case err != nil:
		return path, nil, plain(path, err)
	case info.IsDir():
		return path, nil, fmt.Errorf("write %s: it is a folder; name a file in it", path)
	}
	return path, info, nil
}

// plain says once, not three times over, which file it is about.
func plain(path string, err error) error { return fmt.Errorf("write %s: %w", path, cause(err)) }

// cause is why a file could not be used, without its path: whoever tells of it names the file as the user did.
func cause(err error) error {
	if pathError, ok := errors.AsType[*os.PathError](err); ok {
		return pathError.Err
	}
	return err
}

// inDir is a path that the user gave, as seen from the working directory.
func inDir(env Env, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(env.Dir, path)
}
