package report

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/twilint/twilint/audit"
)

// writeGitHub writes workflow commands, which the runner of GitHub Actions turns into annotations: those on flow files stand on
// the lines of the pull request, those on live resources beside the run.
//
// GitHub shows 10 errors, 10 warnings and 10 notices of a step, and 50 annotations of a job
// (https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations). Each severity is counted by itself, the
// errors come first, and what could not be judged comes before the other warnings, so that none of them is crowded out.
// The commands are described at https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions.
func writeGitHub(w io.Writer, r *audit.Result, _ Options) error {
	var b strings.Builder
	told := false
	for _, f := range bySeverity(r) {
		if f.Severity != audit.Error && !told {
			told = true
			b.WriteString(unjudged(r))
		}
		b.WriteString(annotation(r, f))
	}
	if !told {
		b.WriteString(unjudged(r))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// annotation is the command for one finding.
func annotation(r *audit.Result, f *audit.Finding) string {
	var properties []string
	message := Clean(f.Message)
	if f.Account == "" {
		span := f.Location.Span
		properties = append(properties, property("file", f.Location.Document),
			property("line", strconv.Itoa(span.Start.Line)), property("endLine", strconv.Itoa(span.End.Line)))
		if span.Start.Line == span.End.Line { // The runner drops columns that are not on one line.
			properties = append(properties, property("col", strconv.Itoa(span.Start.Column)), property("endColumn", strconv.Itoa(span.End.Column)))
		}
	} else {
		// Such a document is no file of the repository: an annotation on it would be shown nowhere.
		message = accountTitle(r, f.Account) + ", " + fullName(f.Subject, f.Location) + ": " + message
	}
	properties = append(properties, property("title", f.Rule.Title+" ("+f.Rule.ID+")"))
	for _, name := range memberNames(f) {
		message += "\n- " + name
	}
	message += "\nWhat to do: " + Clean(f.Remediation) + "\n" + f.Rule.HelpURI()
	name := f.Severity.String()
	if f.Severity == audit.Note {
		name = "notice"
	}
	return command(name, properties, message)
}

// unjudged is one warning about everything that could not be judged, "" if nothing.
func unjudged(r *audit.Result) string {
	if !r.Incomplete() {
		return ""
	}
	message := incompleteness(r) + "."
	for _, s := range shortfalls(r) {
		message += "\n- " + Clean(s.reason)
		if rules := slices.Concat(s.not, s.partly); len(rules) > 0 {
			message += ": " + strings.Join(rules, ", ")
		}
	}
	return command("warning", []string{property("title", "Not everything could be judged")}, message)
}

// command writes one workflow command, on one line whatever it says.
func command(name string, properties []string, message string) string {
	return "::" + name + " " + strings.Join(properties, ",") + "::" + escapeData(message) + "\n"
}

func property(name, value string) string {
	value = escapeData(Clean(value))
	value = strings.ReplaceAll(value, ":", "%3A")
	return name + "=" + strings.ReplaceAll(value, ",", "%2C")
}

// escapeData encodes what would end the line, and the sign that encodes.
func escapeData(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}
