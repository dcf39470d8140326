package remedy

import (
	"fmt"
	"io"
	"strings"

	"github.com/twilint/twilint/audit/report"
)

// WriteText writes the plan for a person at a terminal: a table, the same as a diff, and what is not done.
func (p *Plan) WriteText(w io.Writer, o report.Options) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", p.title())
	if len(p.Changes) > 0 {
		if err := p.table(&b, o); err != nil {
			return err
		}
		b.WriteString("\n" + p.Diff() + "\n")
	}
	section(&b, "Refused, and left as it is:", len(p.Refused), func(i int) string {
		r := &p.Refused[i]
		return fmt.Sprintf("%s: %s (%s)", plain(r.Ref().String()), plain(r.Reason), strings.Join(rulesOf(r.Closes), ", "))
	})
	if !o.Quiet {
		section(&b, "For people to see to:", len(p.Manual), func(i int) string {
			m := &p.Manual[i]
			return fmt.Sprintf("%s (%s)\n  → %s%s", plain(m.Message), plain(m.Rule), plain(m.Steps), m.hint())
		})
	}
	section(&b, "Not everything could be judged, so there may be more:", len(p.Incomplete), func(i int) string { return plain(p.Incomplete[i]) })
	fmt.Fprintf(&b, "%s.\n", p.Summary())
	_, err := io.WriteString(w, b.String())
	return err
}

// hint says that twilint could do it.
func (m *Manual) hint() string {
	if !m.Unsafe {
		return ""
	}
	return "; twilint does it if the plan is made with --unsafe-fixes"
}

func section(b *strings.Builder, title string, count int, line func(int) string) {
	if count == 0 {
		return
	}
	b.WriteString(title + "\n")
	for i := range count {
		b.WriteString("- " + line(i) + "\n")
	}
	b.WriteString("\n")
}

// elsewhere names the account of a change that is not in the account of the plan, "" for the others.
func (p *Plan) elsewhere(c *Change) string {
	if c.Account == p.Account {
		return ""
	}
	return "of subaccount " + plain(c.Account)
}

func (p *Plan) table(b *strings.Builder, o report.Options) error {
	rows := make([][]string, 0, len(p.Changes))
	for i := range p.Changes {
		c := &p.Changes[i]
		place := strings.Replace(plain(c.Ref().String()), " ("+c.SID+")", "\n"+c.SID, 1)
		if elsewhere := p.elsewhere(c); elsewhere != "" {
			place += "\n" + elsewhere
		}
		rows = append(rows, []string{place, strings.Join(append(c.story(), rulesOf(c.Closes)...), "\n")})
	}
	return report.WriteRows(b, []string{"WHERE", "WHAT IS CHANGED AND WHY"}, rows, o)
}

// Diff is the plan as text in the form of a unified diff: one section for each resource, one line for each value.
func (p *Plan) Diff() string {
	var b strings.Builder
	for i := range p.Changes {
		c := &p.Changes[i]
		name := plain(c.Ref().String())
		fmt.Fprintf(&b, "--- %s\n+++ %s\n%s\n", name, name, strings.TrimSpace("@@ "+plain(c.Call)+" @@ "+p.elsewhere(c)))
		for _, s := range c.Settings {
			if !s.changes() {
				fmt.Fprintf(&b, " %s: %s\n", plain(s.name()), s.value(s.Want))
				continue
			}
			if s.Seen != "" {
				fmt.Fprintf(&b, "-%s: %s\n", plain(s.name()), s.value(s.Seen))
			}
			if s.Want != "" {
				fmt.Fprintf(&b, "+%s: %s\n", plain(s.name()), s.value(s.Want))
			}
		}
	}
	return b.String()
}
