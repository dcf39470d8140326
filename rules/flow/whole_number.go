package flow

import (
	"strconv"
	"strings"

	"github.com/twilint/twilint/audit/jsonpos"
)

// wholeNumber reads a property that exports write as a number and people as a text.
func wholeNumber(v jsonpos.Value) (int64, bool) {
	if n, ok := v.AsInt(); ok {
		return n, true
	}
	n, err := strconv.ParseInt(strings.TrimSpace(v.Text()), 10, 64)
	return n, err == nil
}
