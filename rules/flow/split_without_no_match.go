package flow

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var splitWithoutNoMatch = &audit.Rule{
	ID:    "flow-split-without-no-match",
	Title: "Split that goes nowhere when no condition matches",
	Doc: audit.Doc{
		Why: "*Split Based On…* compares a value with its conditions, and leaves by *No Condition Matches* when none of them fits: the caller pressed a " +
			"key that is not on the menu, the server answered with a word that nobody thought of, a variable is empty. If that branch leads " +
			"nowhere, the flow ends there. A caller is hung up on in the middle of a menu; somebody who wrote gets no answer.",
		Remediation: "Lead *No Condition Matches* (`noMatch`) to a widget: back to the question, to a message that says what went wrong, or to a person.",
		FalseAlarms: "A split that is to go on in certain cases only, and is right to end the flow in all others. Not reported: conditions that leave " +
			"nothing over, such as *is blank* with *is not blank*, or *true* with *false*; a split of which nothing leads on; and a split on how a forwarded call went " +
			"(`DialCallStatus`), since the call is over by then. Outside of calls it is a note: a flow for messages often ends silently on purpose.",
		References: []audit.Link{
			splitWidget,
			definitionFormat,
		},
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
			ends := looseEnds{r: r, ending: ending}
			for _, w := range r.Definition.Widgets {
				if w.Type != split || len(missing(w, noMatch)) == 0 || !goesOn(w) || afterCall(w) || exhaustive(w) {
					continue
				}
				ends.add(w, fmt.Sprintf("split %q leads nowhere when no condition matches", w.Name),
					fmt.Sprintf("lead event noMatch of widget %q to a widget that asks again, explains, or passes on to a person", w.Name))
			}
			ends.report("splits lead nowhere when no condition matches",
				"lead event noMatch of each to a widget that asks again, explains, or passes on to a person")
		})
		return nil
	},
}

const (
	split   = "split-based-on"
	noMatch = "noMatch"
)

// afterCall tells whether a split asks how a forwarded call went.
// https://www.twilio.com/docs/studio/widget-library/connect-call
func afterCall(w *studio.Widget) bool {
	return strings.Contains(w.Property("input").Text(), "DialCallStatus")
}

// opposites are conditions of which one holds whenever the other does not.
// https://www.twilio.com/docs/studio/widget-library/split-based-on
var opposites = [...][2]string{
	{"is_blank", "is_not_blank"},
	{"equal_to", "not_equal_to"},
	{"matches_any_of", "does_not_match_any_of"},
	{"contains", "does_not_contain"},
	{"starts_with", "does_not_start_with"},
}

// question is what a condition asks, apart from the operator.
type question struct{ argument, value string }

// exhaustive tells whether the conditions of a split leave nothing over: two opposites about the same value, true and false, a pattern
// that everything fits, or numbers without a gap between less and greater.
func exhaustive(w *studio.Widget) bool {
	asked := map[string]map[question]bool{}
	limits := map[string]*numbers{}
	for condition := range conditions(w) {
		operator := condition.Get("type").Text()
		q := question{compact(condition.Get("arguments").Index(0).Text()), plain(scalar(condition.Get("value")))}
		switch operator {
		case "is_blank", "is_not_blank":
			q.value = "" // The editor writes words of its own there.
		case "regex":
			if q.value == ".*" || q.value == "^.*$" {
				return true
			}
		case "less_than", "greater_than", "equal_to":
			if limits[q.argument] == nil {
				limits[q.argument] = &numbers{below: math.Inf(-1), above: math.Inf(1)}
			}
			limits[q.argument].add(operator, q.value)
		}
		if asked[operator] == nil {
			asked[operator] = map[question]bool{}
		}
		asked[operator][q] = true
	}
	for _, pair := range opposites {
		for q := range asked[pair[0]] {
			if asked[pair[1]][q] {
				return true
			}
		}
	}
	for q := range asked["equal_to"] {
		if q.value == "true" && asked["equal_to"][question{q.argument, "false"}] {
			return true
		}
	}
	for _, n := range limits {
		if n.above < n.below || n.above == n.below && slices.Contains(n.equal, n.below) {
			return true
		}
	}
	return false
}

// numbers are those that conditions about one value compare it with.
type numbers struct {
	below, above float64 // everything below the one and above the other is taken
	equal        []float64
}

func (n *numbers) add(operator, value string) {
	number, err := strconv.ParseFloat(value, 64)
	switch {
	case err != nil:
	case operator == "less_than":
		n.below = max(n.below, number)
	case operator == "greater_than":
		n.above = min(n.above, number)
	default:
		n.equal = append(n.equal, number)
	}
}

// conditions are those of all transitions of a widget.
func conditions(w *studio.Widget) iter.Seq[jsonpos.Value] {
	return func(yield func(jsonpos.Value) bool) {
		for _, t := range w.Transitions {
			for _, condition := range t.Value.Get("conditions").Elements() {
				if !yield(condition) {
					return
				}
			}
		}
	}
}
