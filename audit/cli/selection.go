package cli

import (
	"fmt"
	"path"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/rules"
)

// selectRules picks rules by ids, former ids and globs. No pattern at all picks every rule.
func selectRules(only, skip []string) ([]*audit.Rule, error) {
	all := rules.All()
	wanted, err := matching(all, only, "--rule")
	if err != nil {
		return nil, err
	}
	unwanted, err := matching(all, skip, "--skip-rule")
	if err != nil {
		return nil, err
	}
	var selected []*audit.Rule
	for _, r := range all {
		if (len(only) == 0 || wanted[r.ID]) && !unwanted[r.ID] {
			selected = append(selected, r)
		}
	}
	if len(selected) == 0 {
		return nil, fmt.Errorf("--rule and --skip-rule leave no rule to run; list them with: twilint rules")
	}
	return selected, nil
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
