package identity

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var apiKeyTemporary = &audit.Rule{
	ID:    "api-key-temporary",
	Title: "API key that was meant for a while is still there",
	Doc: audit.Doc{
		Why: "A key that is called *test* or *tmp* was made for an afternoon. Months later nobody knows who has its secret, and nobody would miss it; " +
			"but it opens the account as any other key does.",
		Remediation: "Ask who uses it. Delete it, or give it a name that says what it is for (*Account management > API keys & auth tokens* in the " +
			"Console, or `FriendlyName` of the Key resource).",
		FalseAlarms: "The key of a test environment is rightly called so, and stays. A key that is 90 days old or younger is left alone.",
		References:  []audit.Link{keyResource, keysOverview},
	},
	Severity: audit.Note,
	Persona:  audit.Pedantic,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindAPIKey, How: audit.Each}},
	Check:    checkAPIKeyTemporary,
}

// aWhile is for how long a key may be a temporary one.
const aWhile = 90 * 24 * time.Hour

func checkAPIKeyTemporary(p *audit.Pass) error {
	group := &audit.Group{}
	for _, key := range p.Items(inventory.KindAPIKey) {
		days := age(p, key)
		if days <= int(aWhile/day) || !soundsTemporary(key.Text("friendly_name")) {
			continue
		}
		group.Add(audit.Report{
			Item:        key,
			Location:    key.At("friendly_name"),
			Message:     fmt.Sprintf("%s sounds as if it were meant for a while, and is %d days old", key.Ref, days),
			Remediation: fmt.Sprintf("find out who uses %s, and delete it or give it a name that says what it is for", key.Ref),
		})
	}
	p.ReportGroup(group,
		fmt.Sprintf("%d API keys sound as if they were meant for a while, and are older than 90 days", group.Len()),
		"find out who uses each of them, and delete it or give it a name that says what it is for")
	return nil
}

// soundsTemporary looks for whole words: "latest" is none of them.
func soundsTemporary(name string) bool {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.ContainsFunc(words, func(word string) bool {
		return slices.Contains([]string{"test", "testing", "temp", "temporary", "tmp"}, word)
	})
}
