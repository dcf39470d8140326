package verify

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var codeLengthShort = &audit.Rule{
	ID:    "verify-code-length-short",
	Title: "Verification codes are shorter than six digits",
	Doc: audit.Doc{
		Why: "Whoever guesses the code is let in. Of codes with four digits there are ten thousand: somebody who tries a few guesses on each of many " +
			"accounts gets into some of them. With each digit more it takes ten times as many. Six is what Verify sends unless it is told otherwise.",
		Remediation: "Set the code length of the service to 6 or more, in the Console or as `CodeLength`. Look first at where the code is typed in: a " +
			"field of a website, an app or a Gather widget may take the present number of digits only.",
		References: []audit.Link{serviceResource},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindVerifyService, How: audit.Each}},
	Check:    checkCodeLengthShort,
}

// usualCodeLength is how many digits a code has unless its service says otherwise.
const usualCodeLength = 6

func checkCodeLengthShort(p *audit.Pass) error {
	var groups audit.Groups
	for _, service := range p.Items(inventory.KindVerifyService) {
		length, set := service.Number("code_length")
		if !set || length >= usualCodeLength {
			continue
		}
		key := fmt.Sprint(length)
		groups.Of(key, func() *audit.Group { return &audit.Group{} }).Add(audit.Report{
			Item:        service,
			Location:    service.At("code_length"),
			Message:     fmt.Sprintf("%s sends codes of %d digits, which are %d times as easy to guess as the usual six", service.Ref, length, easier(length)),
			Remediation: fmt.Sprintf("set code_length of %s to 6 or more, and see that a code of that length can be typed in", service.Ref),
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d Verify services send codes of %s digits, where six are usual", g.Len(), g.Key),
			"set code_length of each of them to 6 or more, and see that a code of that length can be typed in")
	}
	return nil
}

// easier is how many times fewer codes of a length there are than usual ones.
func easier(length int64) int {
	times := 1
	for range usualCodeLength - length {
		times *= 10
	}
	return times
}
