package audittest

import (
	"fmt"
	"slices"

	"golang.org/x/tools/txtar"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/fixture"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/remedy"
)

// fixProblems holds the fixes of a rule to the example: the file is what the example says afterwards, and a second run has nothing
// left to change.
func fixProblems(c fixture.Case, rule *audit.Rule) []string {
	var all []string
	note := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	inventories, err := c.Inventories()
	if err != nil {
		return nil // That is told already.
	}
	for i, inv := range inventories {
		name := c.Files[i].Name
		want, given := c.Fixed[name]
		if !inv.File {
			all = append(all, updateProblems(name, inv, rule)...)
		}
		once, fixed := fix(inv, rule)
		switch {
		case fixed == 0 && given:
			note("%s: the example shows a fix, and the rule makes none", name)
			continue
		case fixed == 0:
			continue
		case !given:
			note("%s: the rule makes a fix, and the example does not show it (fixed/%s):\n%s", name, name, once)
			continue
		case once != want:
			note("fixed/%s should be:\n%s", name, once)
		}
		again := fixture.Case{Files: []txtar.File{{Name: name, Data: []byte(once)}}}
		second, err := again.Inventories()
		if err != nil {
			note("%s: after the fix: %v", name, err)
			continue
		}
		if twice, left := fix(second[0], rule); left > 0 {
			note("%s: a second run changes it again:\n%s", name, twice)
		}
	}
	for name := range c.Fixed {
		if !slices.ContainsFunc(c.Files, func(f txtar.File) bool { return f.Name == name }) {
			note("fixed/%s is the fix of no file", name)
		}
	}
	return all
}

// updateProblems holds the updates of live resources to the rule: what they change, it does not find any more.
func updateProblems(name string, inv *inventory.Inventory, rule *audit.Rule) []string {
	updated := func(inv *inventory.Inventory) (*inventory.Inventory, int, error) {
		return remedy.After(inv, audit.Run(inv, []*audit.Rule{rule}).Findings)
	}
	after, changed, err := updated(inv)
	if err != nil {
		return []string{fmt.Sprintf("%s: the fix cannot be made: %v", name, err)}
	}
	if changed == 0 {
		return nil
	}
	if _, left, err := updated(after); err != nil || left > 0 {
		return []string{fmt.Sprintf("%s: after the fix of %d resources the rule would change %d again (%v)", name, changed, left, err)}
	}
	return nil
}

// fix is the text of a flow file after all fixes of a rule.
func fix(inv *inventory.Inventory, rule *audit.Rule) (text string, fixed int) {
	findings := audit.Run(inv, []*audit.Rule{rule}).Findings
	if len(inv.Flows) == 0 {
		return "", 0
	}
	if !inv.File {
		return "", 0
	}
	out, fixed := remedy.Apply(inv.Flows[0].Document.Text(), findings, true)
	return string(out), fixed
}
