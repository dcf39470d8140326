package flow

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
	"github.com/twilint/twilint/audit/studio/liquid"
)

var splitContainsShort = &audit.Rule{
	ID:    "flow-split-contains-short",
	Title: "A condition looks for one or two letters anywhere in a text",
	Doc: audit.Doc{
		Why: "*Contains* finds its value anywhere in the text, inside of words as well, and without regard to capitals. A value of one or two letters is found in " +
			"nearly every sentence: \"no\" in \"I don't know\" and in \"now, please\", \"y\" in \"not today\", \"1\" in \"10\". Callers and senders end up where they did not " +
			"want to go.",
		Remediation: "Use *matches any of* with the whole answers (`no, nope, n`), or a regular expression for a whole word: `.*\\bno\\b.*`.",
		FalseAlarms: "Where the text can be nothing but short, such as a code of fixed length. Not reported: keys that a caller presses where the widget takes a " +
			"single one, signs such as `@`, and scripts in which one character is a word.",
		References: []audit.Link{splitWidget},
	},
	Severity: audit.Warning,
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
			faults := widgetFaults{r: r}
			for _, w := range r.Definition.Widgets {
				if w.Type != split {
					continue
				}
				for condition := range conditions(w) {
					value := condition.Get("value")
					text := strings.TrimSpace(value.Text())
					if condition.Get("type").Text() != "contains" || !isShort(text) || takesOneKey(r.Definition, w.Property("input").Text()) {
						continue
					}
					faults.add("", 0, w, audit.Report{
						Location:    r.Place(value),
						Message:     fmt.Sprintf("split %q looks for %q anywhere in the text, inside of words too: it matches far more than that answer", w.Name, text),
						Remediation: fmt.Sprintf("let split %q use \"matches any of\" with the whole answers, or a regular expression for the whole word", w.Name),
					})
				}
			}
			faults.report(func(_ string, count int, widgets string) (message, remediation string) {
				return fmt.Sprintf("%d conditions look for one or two characters anywhere in a text, inside of words too: they match far more than those answers (%s)",
						count, widgets),
					"use \"matches any of\" with the whole answers, or regular expressions for whole words"
			})
		})
		return nil
	},
}

// isShort tells one or two letters or digits of a script in which words are longer.
func isShort(text string) bool {
	count := 0
	for _, r := range text {
		letter := unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Hebrew, unicode.Arabic) && unicode.IsLetter(r)
		if count++; !letter && !unicode.IsDigit(r) {
			return false
		}
	}
	const longest = 2
	return count > 0 && count <= longest
}

// takesOneKey tells an input that is a single key which a caller pressed.
func takesOneKey(d *studio.Definition, input string) bool {
	if !strings.Contains(input, ".Digits") {
		return false
	}
	for _, reference := range liquid.Scan(input).References {
		if !reference.Under("widgets") || len(reference.Path) < 3 || reference.Path[2].Text != "Digits" {
			return false
		}
		gather, ok := d.Widget(reference.Path[1].Text)
		if !ok {
			return false
		}
		if digits, ok := wholeNumber(gather.Property("number_of_digits")); !ok || digits != 1 {
			return false
		}
	}
	return true
}
