package studio_test

import (
	"testing"

	"github.com/twilint/twilint/audit/studio"
)

func TestHasPlaceholder(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "menu": false, "$": false, "{{flow.variables.x}}": false, "${{flow.variables.price}}": false,
		"${var.next}": true, "a ${x}": true, "${{a}} ${b}": true, "${": true,
	} {
		if got := studio.HasPlaceholder(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
