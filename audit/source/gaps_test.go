package source_test

import (
	"strings"
	"testing"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twiliosim"
)

// TestRefusalsSayWhatIsMissing reads with a key that may do next to nothing. What would be enough differs from kind to kind.
func TestRefusalsSayWhatIsMissing(t *testing.T) {
	t.Parallel()
	a := twiliosim.Healthy(now())[0]
	a.Keys = []twiliosim.Key{{
		SID: twiliosim.SID("SK", "few"), Secret: "restricted-secret-of-32-characters", Type: twiliosim.RestrictedKey, Allowed: []inventory.Kind{inventory.KindPhoneNumber},
	}}
	server := serve(t, a)
	inv := readOne(t, server, byKey(a, 0), source.LiveOptions{Now: now, Kinds: []inventory.Kind{
		inventory.KindPhoneNumber, inventory.KindFlow, inventory.KindEventSink, inventory.KindSyncService, inventory.KindAPIKey,
	}})
	for kind, want := range map[inventory.Kind]string{
		inventory.KindAccount:     "; only the auth token or a main API key reads the account itself",
		inventory.KindFlow:        "; the API key may not read Studio flows; a restricted key needs /twilio/studio/flows/list and /twilio/studio/flows/read",
		inventory.KindEventSink:   "; the API key may not read Event Streams sinks; a restricted key needs /twilio/event-streams/sink/list and /twilio/event-streams/sink/read",
		inventory.KindSyncService: "; the API key may not read Sync services; no permission for that is known, so use a standard key in place of a restricted one",
		inventory.KindAPIKey:      "; only the auth token or a main API key reads API keys",
	} {
		c, _ := inv.Coverage(kind)
		if c.Status != inventory.StatusDenied || len(c.Gaps) != 1 || !strings.HasSuffix(c.Gaps[0].Reason, want) {
			t.Errorf("%s: %s, %+v, want %q", kind, c.Status, c.Gaps, want)
		}
	}
	if c, _ := inv.Coverage(inventory.KindPhoneNumber); len(c.Gaps) > 0 {
		t.Errorf("phone numbers: %+v", c.Gaps)
	}
}
