package flow

import (
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
	"github.com/twilint/twilint/audit/studio/liquid"
)

var liquidSyntax = &audit.Rule{
	ID:    "flow-liquid-syntax",
	Title: "Liquid that cannot be rendered",
	Doc: audit.Doc{
		Why: "Braces that are not closed, a block without its end, an end without its block: no Liquid renders such a text. People then hear or read " +
			"braces, a condition compares with them, or the widget fails. Studio renders a text only when a call or message comes to it, so that nothing " +
			"tells of the fault before.\n\n" +
			"A tag that Liquid does not know is a warning, since Twilio may add tags of its own. Filters are not judged: Twilio has some that others lack.",
		Remediation: "Close what was opened: `{{ … }}` around a value, `{% … %}` around a tag, and an `endif`, `endfor`, `endcase` and so on for each block. " +
			"Braces that are meant as text belong between `{% raw %}` and `{% endraw %}`.",
		References: []audit.Link{
			liquidLanguage,
			{Title: "Liquid: tags", URL: "https://shopify.github.io/liquid/tags/control-flow/"},
			{Title: "Error 81014: HTTP request failed", URL: "https://www.twilio.com/docs/api/errors/81014"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			places := newTextReporter(r)
			for _, s := range r.Definition.Templates() {
				if len(s.Liquid.Faults) > 0 {
					reportFaults(places, s)
				}
			}
		})
		return nil
	},
}

// reportFaults tells of all faults of one text at once: one that is mended often takes the others with it.
func reportFaults(r *textReporter, s studio.String) {
	faults := s.Liquid.Faults
	severity := audit.Error
	first := slices.IndexFunc(faults, func(f liquid.Fault) bool { return f.Kind.Structural() })
	if first < 0 {
		first, severity = 0, audit.Warning
	}
	message := fmt.Sprintf("widget %q: %s", s.Widget.Name, faults[first].Message())
	if faults[first].Kind == liquid.UnknownTag {
		message += audit.DidYouMean(faults[first].Name, liquid.TagNames())
	}
	if more := len(faults) - 1 + s.Liquid.MoreFaults; more > 0 {
		message += fmt.Sprintf(" (and %d more in this text)", more)
	}
	var related []audit.Related
	for i, f := range faults {
		const most = 10
		if i != first && len(related) < most {
			related = append(related, audit.Related{Location: r.within(s.Value, f.Span), Message: f.Message()})
		}
	}
	r.Report(audit.Report{
		Location:    r.within(s.Value, faults[first].Span),
		Severity:    severity,
		Message:     message,
		Remediation: fmt.Sprintf("correct the Liquid of widget %q", s.Widget.Name) + where(s),
		Related:     related,
	})
}

// where names the property that a text stands in, behind the name of its widget.
func where(s studio.String) string {
	if s.Property == "" {
		return " in its condition"
	}
	return fmt.Sprintf(" in %q", s.Property)
}
