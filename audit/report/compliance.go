package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/compliance"
	"github.com/twilint/twilint/audit/inventory"
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

// scope says what the assessment speaks of, one line for each thing: what was read when, and what was not.
func scope(a *compliance.Assessment) []string {
	var lines []string
	if len(a.Accounts) > 0 {
		names := make([]string, len(a.Accounts))
		for i, account := range a.Accounts {
			names[i] = inventory.Ref{Kind: inventory.KindAccount, SID: account.SID, Name: account.Name}.String()
		}
		lines = append(lines, "Read: "+strings.Join(names, ", ")+".")
	}
	if !a.Result.AsOf.IsZero() {
		lines = append(lines, "Read on "+a.Result.AsOf.UTC().Format("2006-01-02 15:04 MST")+".")
	}
	for _, text := range a.Unread {
		lines = append(lines, strings.ToUpper(text[:1])+text[1:]+".")
	}
	if a.NotRun > 0 {
		lines = append(lines, fmt.Sprintf("Not part of this audit: %d of the rules that say something about these controls. "+
			"--persona strict runs all, where no --rule or --skip-rule stands beside it.", a.NotRun))
	}
	return lines
}

// controlParts are the parts of a control that there is something to say in, in their order. An account is named where there are several.
func controlParts(c *compliance.Reviewed, several bool) []controlPart {
	inAccount := func(sid string) string {
		if sid == "" || !several {
			return ""
		}
		return " in " + sid
	}
	parts := []controlPart{
		{title: "faults"}, {title: "evidence"}, {title: "no evidence"}, {title: "not evaluated"}, {title: "not part of this audit"}, {title: "Twilio's API does not show"},
	}
	for _, f := range c.Faults {
		subject := ", " + f.Subject.String()
		if strings.Contains(f.Message, f.Subject.String()) {
			subject = ""
		}
		if f.State != audit.StateOpen {
			subject += " (" + string(f.State) + ")"
		}
		parts[0].lines = append(parts[0].lines, fmt.Sprintf("%s %s%s%s: %s", f.Severity, f.Rule.ID, inAccount(f.Account), subject, f.Message))
	}
	for _, e := range c.Evidence {
		parts[1].lines = append(parts[1].lines, e.Rule.ID+inAccount(e.Account)+": "+e.Looked)
	}
	for _, n := range c.Nothing {
		parts[2].lines = append(parts[2].lines, n.Rule.ID+inAccount(n.Account)+": "+n.Looked)
	}
	for _, u := range c.Unjudged {
		line := u.Rule.ID + inAccount(u.Account) + ": " + u.Reason
		if u.Outcome == audit.PartlyEvaluated {
			line = u.Rule.ID + inAccount(u.Account) + ", partly evaluated: " + u.Reason
		}
		parts[3].lines = append(parts[3].lines, line)
	}
	parts[4].lines = c.NotRun
	parts[5].lines = c.Unseen
	var told []controlPart
	for _, part := range parts {
		if len(part.lines) > 0 {
			told = append(told, part)
		}
	}
	return told
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
	for _, text := range scope(a) {
		line("", text, plain, "")
	}
	for i := range a.Controls {
		c := &a.Controls[i]
		b.WriteString("\n")
		line("", c.ID+" "+c.Title, bold, "")
		for _, part := range controlParts(c, len(a.Result.Accounts) > 1) {
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
	for _, text := range scope(a) {
		b.WriteString("\n" + MarkdownText(Clean(text)) + "\n")
	}
	for i := range a.Controls {
		c := &a.Controls[i]
		fmt.Fprintf(&b, "\n## %s %s\n", c.ID, c.Title)
		for _, part := range controlParts(c, len(a.Result.Accounts) > 1) {
			fmt.Fprintf(&b, "\n%s%s (%d):\n\n", strings.ToUpper(part.title[:1]), part.title[1:], len(part.lines))
			for _, text := range part.lines {
				b.WriteString("- " + MarkdownText(Clean(text)) + "\n")
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
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
	Unread   []string      `json:"not_read"`
	Controls []jsonControl `json:"controls"`
}

type jsonControl struct {
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	Citation string         `json:"citation"`
	Faults   []jsonFault    `json:"faults"`
	Evidence []jsonEvidence `json:"evidence"`
	Nothing  []jsonEvidence `json:"no_evidence"`
	Unjudged []jsonEvidence `json:"not_evaluated"`
	NotRun   []string       `json:"not_run"`
	Unseen   []string       `json:"not_shown_by_api"`
}

type jsonFault struct {
	Rule        string            `json:"rule"`
	Severity    audit.Severity    `json:"severity"`
	State       audit.State       `json:"state"`
	Account     string            `json:"account,omitempty"`
	Kind        inventory.Kind    `json:"kind"`
	SID         string            `json:"sid"`
	Subject     string            `json:"subject"` // for people
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
	out := jsonControls{Note: disclaimer, Accounts: []string{}, Unread: append([]string{}, a.Unread...), Controls: []jsonControl{}}
	out.Framework.ID, out.Framework.Title, out.Framework.URL = a.Framework.ID, a.Framework.Title, a.Framework.URL
	if !a.Result.AsOf.IsZero() {
		out.AsOf = a.Result.AsOf.UTC().Format("2006-01-02T15:04:05Z07:00")
	}
	for _, account := range a.Accounts {
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
		ID: c.ID, Title: c.Title, Citation: f.Citation(c.Control), Faults: []jsonFault{}, Evidence: []jsonEvidence{}, Nothing: []jsonEvidence{}, Unjudged: []jsonEvidence{},
		NotRun: append([]string{}, c.NotRun...), Unseen: append([]string{}, c.Unseen...),
	}
	for _, f := range c.Faults {
		control.Faults = append(control.Faults, jsonFault{f.Rule.ID, f.Severity, f.State, f.Account, f.Subject.Kind, f.Subject.SID, f.Subject.String(), f.Message, f.Fingerprint})
	}
	for _, e := range c.Evidence {
		control.Evidence = append(control.Evidence, jsonEvidence{e.Rule.ID, e.Account, audit.Evaluated, e.Looked})
	}
	for _, n := range c.Nothing {
		control.Nothing = append(control.Nothing, jsonEvidence{n.Rule.ID, n.Account, audit.Evaluated, n.Looked})
	}
	for _, u := range c.Unjudged {
		control.Unjudged = append(control.Unjudged, jsonEvidence{u.Rule.ID, u.Account, u.Outcome, u.Reason})
	}
	return control
}
