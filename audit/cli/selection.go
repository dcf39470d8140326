package cli

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/rules"
)

// choosing are the flags about which rules run.
type choosing struct {
	only, skip []string
	persona    string
}

func (c *choosing) flags(f *pflag.FlagSet) {
	f.StringSliceVarP(&c.only, "rule", "r", nil, "run only the rules with this `ID|GLOB`; repeatable")
	f.StringVar(&c.persona, "persona", audit.Regular.String(), "run the rules for `regular|pedantic|strict`, each with those before it; rules named by --rule run for everybody")
	f.StringSliceVar(&c.skip, "skip-rule", nil, "do not run the rules with this `ID|GLOB`; repeatable")
}

// rules are the chosen rules, by ids, former ids and globs. No pattern at all chooses every rule.
func (c *choosing) rules() ([]*audit.Rule, error) {
	persona, err := audit.ParsePersona(c.persona)
	if err != nil {
		return nil, fmt.Errorf("--persona %s: %w", c.persona, err)
	}
	all := rules.All()
	wanted, err := matching(all, c.only, "--rule")
	if err != nil {
		return nil, err
	}
	unwanted, err := matching(all, c.skip, "--skip-rule")
	if err != nil {
		return nil, err
	}
	var selected []*audit.Rule
	for _, r := range all {
		if (wanted[r.ID] || len(c.only) == 0 && r.Persona <= persona) && !unwanted[r.ID] {
			selected = append(selected, r)
		}
	}
	if len(selected) == 0 {
		return nil, fmt.Errorf("--rule and --skip-rule leave no rule to run; list them with: twilint rules")
	}
	return selected, nil
}

// concerning are the rules that may find something wrong with what is selected: the others would be read for, and judged, in vain.
func concerning(chosen []*audit.Rule, only source.Selection) ([]*audit.Rule, error) {
	kinds := only.Kinds()
	if len(kinds) == 0 {
		return chosen, nil
	}
	var left []*audit.Rule
	for _, r := range chosen {
		if slices.ContainsFunc(r.Needs, func(n audit.Need) bool {
			// Several numbers that run one flow are one finding about the flow, of rules that need no flow to judge a number.
			return slices.Contains(kinds, n.Kind) && (n.How != audit.Optional || n.Kind == inventory.KindFlow)
		}) {
			left = append(left, r)
		}
	}
	if len(left) == 0 {
		return nil, fmt.Errorf("--only: none of the selected rules is about %s", inventory.Describe(kinds[0]).Plural)
	}
	return left, nil
}

func matching(all []*audit.Rule, patterns []string, flag string) (map[string]bool, error) {
	matched := map[string]bool{}
	for _, pattern := range patterns {
		found := false
		for _, r := range all {
			for _, id := range append([]string{r.ID}, r.Aliases...) {
				ok, err := path.Match(pattern, id)
				if err != nil {
					return nil, fmt.Errorf("%s %s: the pattern is malformed", flag, pattern)
				}
				if ok {
					matched[r.ID], found = true, true
				}
			}
		}
		if !found {
			return nil, fmt.Errorf("%s %s: no rule has that id%s; list them with: twilint rules", flag, pattern, audit.DidYouMean(pattern, ids(all)))
		}
	}
	return matched, nil
}

func ids(all []*audit.Rule) []string {
	var names []string
	for _, r := range all {
		names = append(names, r.ID)
		names = append(names, r.Aliases...)
	}
	return names
}

// findRule finds one rule by its id.
func findRule(id string) (*audit.Rule, error) {
	for _, r := range rules.All() {
		for _, name := range append([]string{r.ID}, r.Aliases...) {
			if strings.EqualFold(name, id) {
				return r, nil
			}
		}
	}
	return nil, fmt.Errorf("no rule is called %q%s; list them with: twilint rules", id, audit.DidYouMean(id, ids(rules.All())))
}
