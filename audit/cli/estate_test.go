package cli_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/twilint/twilint/audit/cli"
	"github.com/twilint/twilint/audit/twiliosim"
)

// mostRequests is what an audit of a company with 300 numbers, 25 flows and 10 messaging services may cost.
const mostRequests = 150

// TestEstateIsSound audits a healthy account of a grown company with every rule that a team keeps switched on: no error, no warning,
// nothing left unevaluated, and a price that can be paid every hour.
func TestEstateIsSound(t *testing.T) {
	t.Parallel()
	o := newOffice(t, twiliosim.Estate(asOf)...)
	found := o.audit(t, cli.ExitOK, "audit")
	for _, f := range found.Findings {
		if f.Severity != "note" {
			t.Errorf("%s %s: %s", f.Severity, f.Rule, f.Message)
		}
	}
	for _, shortfall := range found.NotEvaluated {
		t.Errorf("%s is not evaluated: %s", shortfall.Rule, shortfall.Reason)
	}
	requests := o.server.Requests()
	if len(requests) >= mostRequests {
		t.Errorf("%d requests, at most %d", len(requests), mostRequests)
	}
	if i := slices.IndexFunc(requests, func(r twiliosim.Request) bool { return r.Method != http.MethodGet }); i >= 0 {
		t.Errorf("%s %s", requests[i].Method, requests[i].Path)
	}
	t.Logf("%d requests, %d notes", len(requests), len(found.Findings))
}
