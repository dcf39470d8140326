package rules_test

import (
	"fmt"
	"net/mail"
	"slices"
	"testing"
	"time"

	"github.com/twilint/twilint/audit/fixture"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/twiliosim/apifacts"
	"github.com/twilint/twilint/rules"
	"github.com/twilint/twilint/testdata"
)

// TestExamplesAreWhatTwilioSends holds every resource of every example to Twilio's documents. A rule and its examples are made by the
// same people: a member that they misread would stand in both, and the rule would never find anything in a real account.
func TestExamplesAreWhatTwilioSends(t *testing.T) {
	facts, err := apifacts.Parse(testdata.TwilioAPI)
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules.All() {
		t.Run(rule.ID, func(t *testing.T) {
			examples, err := fixture.Load(fixtures(t), rule.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range examples.Cases {
				inventories, err := c.Inventories()
				if err != nil {
					t.Error(err)
				}
				for _, inv := range inventories {
					for _, record := range inv.Records() {
						for _, problem := range notAsDocumented(facts, record) {
							t.Errorf("%s: %s %s: %s", c.Name, record.Kind, fixture.ShortenSIDs(record.SID), problem)
						}
					}
				}
			}
		})
	}
}

// notAsDocumented are the members of a resource that Twilio's documents do not have, or have with another type.
func notAsDocumented(facts *apifacts.Facts, record inventory.Record) []string {
	d := inventory.Describe(record.Kind)
	path, ok := facts.Lookup(d.Host, d.Item)
	if !ok {
		return []string{fmt.Sprintf("Twilio has no %s on %s", d.Item, d.Host)}
	}
	document, err := jsonpos.Parse("", record.Text)
	if err != nil {
		return []string{err.Error()}
	}
	var problems []string
	for name, value := range document.Root().Members() {
		member, ok := facts.Resources[path.Resource][name]
		switch {
		case !ok:
			problems = append(problems, name+" is no member of "+path.Resource)
		case slices.Contains(d.Personal, name): // A marker stands in its place, whatever it was.
		default:
			if problem := mismatch(member, value); problem != "" {
				problems = append(problems, name+" "+problem)
			}
		}
	}
	return problems
}

// jsonTypes are the kinds of JSON values that a type of Twilio's documents allows; "any" allows all.
var jsonTypes = map[string]jsonpos.Kind{
	"string": jsonpos.String, "boolean": jsonpos.Bool, "integer": jsonpos.Number, "number": jsonpos.Number,
	"array": jsonpos.Array, "object": jsonpos.Object,
}

// mismatch tells why a value is none that the member may have, "" if it is one.
func mismatch(member apifacts.Member, value jsonpos.Value) string {
	if value.Kind() == jsonpos.Null {
		if member.Nullable || member.Type == "any" {
			return ""
		}
		return "is null, which it never is"
	}
	if want, ok := jsonTypes[member.Type]; ok && value.Kind() != want {
		return fmt.Sprintf("is %s, Twilio sends %s", value.Kind(), member.Type)
	}
	text := value.Text()
	if member.Type != "string" || text == "" { // Twilio writes some unset members as "".
		return ""
	}
	if values := member.Values(); values != nil && !slices.Contains(values, text) {
		return fmt.Sprintf("is %q, Twilio knows %v", text, values)
	}
	switch member.Format {
	case "date-time":
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			return fmt.Sprintf("is %q, Twilio sends ISO 8601 dates here", text)
		}
	case "date-time-rfc-2822":
		if _, err := mail.ParseDate(text); err != nil {
			return fmt.Sprintf("is %q, Twilio sends RFC 2822 dates here", text)
		}
	}
	if isPrefix(member.Format) && (!inventory.IsSID(text) || text[:2] != member.Format) {
		return fmt.Sprintf("is %q, Twilio sends a SID that begins with %s", fixture.ShortenSIDs(text), member.Format)
	}
	return ""
}

// isPrefix tells whether a format is the prefix of a SID.
func isPrefix(format string) bool {
	return len(format) == 2 && format[0] >= 'A' && format[0] <= 'Z' && format[1] >= 'A' && format[1] <= 'Z'
}
