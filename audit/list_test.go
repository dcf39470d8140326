package audit_test

import (
	"testing"

	"github.com/twilint/twilint/audit"
)

func TestList(t *testing.T) {
	things := []string{"a", "b", "c", "d"}
	for n, want := range []string{"", "a", "a and b", "a, b and c", "a, b, c and 1 more"} {
		if got := audit.List(things[:n], 3); got != want {
			t.Errorf("%d things: %q, want %q", n, got, want)
		}
	}
	if things[3] != "d" {
		t.Error("the things were changed")
	}
}
