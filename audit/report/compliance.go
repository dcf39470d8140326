package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/compliance"
)

// ComplianceFormats are the forms in which a result can be shown by the controls of a framework. They take the place of the formats of
// the same names.
func ComplianceFormats(f *compliance.Framework) []Format {
	with := func(write func(io.Writer, *compliance.Assessment, Options) error) func(io.Writer, *audit.Result, Options) error {
		return func(w io.Writer, r *audit.Result, o Options) error { return write(w, compliance.Assess(f, r), o) }
	}
	return []Format{
		{Name: "table", Title: "the controls, for people", Write: with(writeControls)},
		{Name: "markdown", Title: "the controls, for a review", Write: with(writeControlsMarkdown)},
		{Name: "json", Title: "the controls, for programs (docs/compliance.md)", Write: with(writeControlsJSON)},
	}
}

// disclaimer stands in every form.
const disclaimer = "This is evidence for a review of the controls, taken from configuration that Twilio's API shows. Whether a control is met is for the reviewer to say."

// controlPart is one of the parts in which a control is told.
type controlPart struct {
	title string
	lines []string
}

// controlParts are the parts of a control that there is something to say in, in their order.
func controlParts(c *compliance.Reviewed) []controlPart {
	parts := []controlPart{{title: "faults"}, {title: "evidence"}, {title: "not evaluated"}, {title: "not part of this audit"}, {title: "Twilio's API does not show"}}
	for _, f := range c.Faults {
		subject := ", " + f.Subject.String()
		if strings.Contains(f.Message, f.Subject.String()) {
			subject = ""
		}
		if f.State != audit.StateOpen {
			subject += " (" + string(f.State) + ")"
		}
		parts[0].lines = append(parts[0].lines, fmt.Sprintf("%s %s%s: %s", f.Severity, f.Rule.ID, subject, f.Message))
	}
	for _, e := range c.Evidence {
		parts[1].lines = append(parts[1].lines, e.Rule.ID+inAccount(e.Account)+": "+e.Looked)
	}
	for _, u := range c.Unjudged {
		line := u.Rule.ID + inAccount(u.Account) + ": " + u.Reason
		if u.Outcome == audit.PartlyEvaluated {
			line = u.Rule.ID + inAccount(u.Account) + ", partly evaluated: " + u.Reason
		}
		parts[2].lines = append(parts[2].lines, line)
	}
	parts[3].lines = c.NotRun
	parts[4].lines = c.Unseen
	var told []controlPart
	for _, part := range parts {
		if len(part.lines) > 0 {
			told = append(told, part)
		}
	}
	return told
}

func inAccount(sid string) string {
	if sid == "" {
		return ""
	}
	return " in " + sid
}

func writeControls(w io.Writer, a *compliance.Assessment, o Options) error {
	p := pen{color: o.Color, links: o.Links}
	var b strings.Builder
	line := func(indent string, text string, s style, link string) {
		para := paragraph{text: Clean(text), style: s, link: link, first: indent, rest: indent}
		for _, l := range p.lines(para, o.Width) {
			b.WriteString(l + "\n")
		}
	}
	line("", a.Framework.Title, bold, a.Framework.URL)
	line("", disclaimer, plain, "")
	for i := range a.Controls {
		c := &a.Controls[i]
		b.WriteString("\n")
		line("", c.ID+" "+c.Title, bold, "")
		for _, part := range controlParts(c) {
			s := plain
			if part.title == "faults" {
				s = red
			}
			line("  ", fmt.Sprintf("%s (%d)", part.title, len(part.lines)), s, "")
			for _, text := range part.lines {
				line("    ", text, plain, "")
			}
		}
	}
	_, err := io.WriteString(w, tidy(b.String(), o.Width))
	return err
}

func writeControlsMarkdown(w io.Writer, a *compliance.Assessment, _ Options) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# [%s](%s)\n\n%s\n", a.Framework.Title, a.Framework.URL, disclaimer)
	if !a.Result.AsOf.IsZero() {
		fmt.Fprintf(&b, "\nRead on %s.\n", a.Result.AsOf.UTC().Format("2006-01-02 15:04 MST"))
	}
	for i := range a.Controls {
		c := &a.Controls[i]
		fmt.Fprintf(&b, "\n## %s %s\n", c.ID, c.Title)
		for _, part := range controlParts(c) {
			fmt.Fprintf(&b, "\n%s%s (%d):\n\n", strings.ToUpper(part.title[:1]), part.title[1:], len(part.lines))
			for _, text := range part.lines {
				b.WriteString("- " + markdownText(Clean(text)) + "\n")
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownText is a text in which nothing is Markdown, nor what GitHub makes links of: other people wrote parts of it.
func markdownText(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '@', r == '#':
			b.WriteRune(r)
			b.WriteString("<!-- -->")
		case strings.HasSuffix(b.String(), ":") && r == '/': // An address is no link.
			b.WriteString("<!-- -->/")
		case strings.ContainsRune("\\`*_[]~|$", r):
			b.WriteString(`\` + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// jsonControls is an assessment as JSON. Fields are only ever added.
type jsonControls struct {
	Framework struct {
		ID    string `json:"id"`
		Title string `json:"title"`
		URL   string `json:"url"`
	} `json:"framework"`
	Note     string        `json:"note"`
	AsOf     string        `json:"as_of,omitempty"`
	Accounts []string      `json:"accounts"`
	Controls []jsonControl `json:"controls"`
}

type jsonControl struct {
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	Citation string         `json:"citation"`
	Faults   []jsonFault    `json:"faults"`
	Evidence []jsonEvidence `json:"evidence"`
	Unjudged []jsonEvidence `json:"not_evaluated"`
	NotRun   []string       `json:"not_run"`
	Unseen   []string       `json:"not_shown_by_api"`
}

type jsonFault struct {
	Rule        string            `json:"rule"`
	Severity    audit.Severity    `json:"severity"`
	State       audit.State       `json:"state"`
	Account     string            `json:"account,omitempty"`
	Subject     string            `json:"subject"`
	Message     string            `json:"message"`
	Fingerprint audit.Fingerprint `json:"fingerprint"`
}

type jsonEvidence struct {
	Rule    string        `json:"rule"`
	Account string        `json:"account,omitempty"`
	Outcome audit.Outcome `json:"outcome"`
	Text    string        `json:"text"`
}

func writeControlsJSON(w io.Writer, a *compliance.Assessment, _ Options) error {
	out := jsonControls{Note: disclaimer, Accounts: []string{}, Controls: []jsonControl{}}
	out.Framework.ID, out.Framework.Title, out.Framework.URL = a.Framework.ID, a.Framework.Title, a.Framework.URL
	if !a.Result.AsOf.IsZero() {
		out.AsOf = a.Result.AsOf.UTC().Format("2006-01-02T15:04:05Z07:00")
	}
	for _, account := range a.Result.Accounts {
		out.Accounts = append(out.Accounts, account.SID)
	}
	return encode(w, out, list{name: "controls", depth: 1, elements: func(yield func(any) bool) {
		for i := range a.Controls {
			if !yield(newControl(a.Framework, &a.Controls[i])) {
				return
			}
		}
	}})
}

func newControl(f *compliance.Framework, c *compliance.Reviewed) jsonControl {
	control := jsonControl{
		ID: c.ID, Title: c.Title, Citation: f.Citation(c.Control), Faults: []jsonFault{}, Evidence: []jsonEvidence{}, Unjudged: []jsonEvidence{},
		NotRun: append([]string{}, c.NotRun...), Unseen: append([]string{}, c.Unseen...),
	}
	for _, f := range c.Faults {
		control.Faults = append(control.Faults, jsonFault{f.Rule.ID, f.Severity, f.State, f.Account, f.Subject.String(), f.Message, f.Fingerprint})
	}
	for _, e := range c.Evidence {
		control.Evidence = append(control.Evidence, jsonEvidence{e.Rule.ID, e.Account, audit.Evaluated, e.Looked})
	}
	for _, u := range c.Unjudged {
		control.Unjudged = append(control.Unjudged, jsonEvidence{u.Rule.ID, u.Account, u.Outcome, u.Reason})
	}
	return control
}
