package studio_test

import (
	"fmt"
	"testing"
)

func TestCounts(t *testing.T) {
	for value, want := range map[string]bool{
		"{{flow.variables.tries | plus: 1}}":                          true,
		"{{ flow.variables[\\\"tries\\\"] | plus: 1 }}":               true,
		"{{widgets.count.tries | plus: 1}}":                           true,
		"{% if flow.variables.tries == '1' %}2{% else %}1{% endif %}": true,
		"{{flow.variables.before | plus: 1}}":                         true,
		"{{flow.variables.before}}":                                   false,
		"{{widgets.menu.Digits}}":                                     false,
		"0":                                                           false,
	} {
		d := parse(t, fmt.Sprintf(`{"initial_state": "count", "states": [
			{"name": "count", "type": "set-variables", "properties": {"variables": [{"key": "tries", "value": "%s"}]}},
			{"name": "say", "type": "say-play", "properties": {"say": "%s"}}]}`, value, value))
		if got := d.Counts(widget(t, d, "count")); got != want {
			t.Errorf("%s: %v, want %v", value, got, want)
		}
		if d.Counts(widget(t, d, "say")) {
			t.Errorf("%s: it counts where it is only said", value)
		}
	}
}
