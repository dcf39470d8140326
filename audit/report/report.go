// Package report writes the result of an audit: as a table for people, as JSON for programs, as SARIF for code scanning, and as
// the workflow commands that put annotations on a pull request.
//
// Names, URLs and error texts in a result were written by other people. What is printed for people goes through [Clean] first;
// what is printed for programs escapes the same characters.
package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
)

// Options are what a format needs to know besides the result. The same result and options give the same bytes.
type Options struct {
	// Tool is named in the formats that programs read.
	Tool Tool
	// Color and Links tell that the terminal shows colours and OSC 8 hyperlinks. Only the table uses them.
	Color, Links bool
	// Width is the number of columns of the terminal. 0 means that there is none, and lines are as long as their text.
	Width int
	// Quiet leaves out of the table all but the findings and the closing line.
	Quiet bool
	// Verbose adds to the table what was read of each kind and what became of each rule.
	Verbose bool
}

// Tool is the program that made the report.
type Tool struct{ Name, Version, InformationURI string }

// Format is a form in which a result can be written.
type Format struct {
	Name  string // as it is given on the command line
	Title string // what it is for, in a few words
	Write func(w io.Writer, r *audit.Result, o Options) error
}

// Formats are all formats, the one for people first.
func Formats() []Format {
	return []Format{
		{Name: "table", Title: "a table for people", Write: writeTable},
		{Name: "text", Title: "each finding with its line of the file", Write: writeText},
		{Name: "json", Title: "the whole result, for programs (docs/report.md)", Write: writeJSON},
		{Name: "sarif", Title: "SARIF 2.1.0, for code scanning", Write: writeSARIF},
		{Name: "github", Title: "annotations of a GitHub Actions run", Write: writeGitHub},
	}
}

// Lookup is the format of that name. Its error names the formats that there are.
func Lookup(name string) (Format, error) { return LookupAmong(Formats(), name) }

// LookupAmong is Lookup among other formats than the usual ones. Of two of one name it is the first.
func LookupAmong(formats []Format, name string) (Format, error) {
	var names []string
	for _, f := range formats {
		if f.Name == name {
			return f, nil
		}
		if !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	return Format{}, fmt.Errorf("no format is called %q%s (the formats are %s)", name, audit.DidYouMean(name, names), strings.Join(names, ", "))
}

// open are the findings that still ask for something, in the order of the result.
func open(r *audit.Result) []*audit.Finding {
	var all []*audit.Finding
	for i := range r.Findings {
		if r.Findings[i].State == audit.StateOpen {
			all = append(all, &r.Findings[i])
		}
	}
	return all
}

// bySeverity are the open findings, the gravest first. Within a severity the order of the result stays.
func bySeverity(r *audit.Result) []*audit.Finding {
	var all []*audit.Finding
	for _, severity := range audit.Severities() {
		for _, f := range open(r) {
			if f.Severity == severity {
				all = append(all, f)
			}
		}
	}
	return all
}
