package report

import (
	"github.com/twilint/twilint/audit"
	"io"
)

func writeJSON(w io.Writer, r *audit.Result, o Options) error   { return nil }
func writeSARIF(w io.Writer, r *audit.Result, o Options) error  { return nil }
func writeGitHub(w io.Writer, r *audit.Result, o Options) error { return nil }
