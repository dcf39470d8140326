package inventory_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
)

// policyForm is the form of a permission in the policy of a key. https://www.twilio.com/docs/iam/api-keys/key-resource-v1
var policyForm = regexp.MustCompile(`^/twilio/[a-z-]+/[a-z0-9-]+(\.[a-z0-9-]+)*/(list|read)$`)

func TestPermissions(t *testing.T) {
	t.Parallel()
	var all []string
	for i := range inventory.Kinds {
		d := &inventory.Kinds[i]
		permissions := d.Permissions()
		if (d.Access() == inventory.ByRestrictedKey) != (len(permissions) > 0) {
			t.Errorf("%s: access %d with permissions %q", d.Kind, d.Access(), permissions)
		}
		for _, permission := range permissions {
			if !policyForm.MatchString(permission) || slices.Contains(all, permission) {
				t.Errorf("%s: %s does not have the form of a permission, or another kind has it", d.Kind, permission)
			}
		}
		all = append(all, permissions...)
	}
	if len(all) > inventory.MostPermissions {
		t.Errorf("%d permissions, more than a key holds", len(all))
	}
	got := map[inventory.Kind][]string{}
	for _, kind := range []inventory.Kind{
		inventory.KindFlow, inventory.KindFlowRevision, inventory.KindExecution, inventory.KindTrunk, inventory.KindTaskQueue, inventory.KindSyncService,
	} {
		got[kind] = inventory.Describe(kind).Permissions()
	}
	want := map[inventory.Kind][]string{
		inventory.KindFlow:         {"/twilio/studio/flows/list", "/twilio/studio/flows/read"}, // Listed, then fetched one by one.
		inventory.KindFlowRevision: {"/twilio/studio/flows.revisions/read"},
		inventory.KindExecution:    {"/twilio/studio/executions/list"},
		inventory.KindTrunk:        {"/twilio/voice/sip.trunks/list", "/twilio/voice/sip.trunks/read"}, // Numbers refer to them.
		inventory.KindTaskQueue:    {"/twilio/taskrouter/workspaces.task-queues/list", "/twilio/taskrouter/workspaces.task-queues/read"},
		inventory.KindSyncService:  nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAccess(t *testing.T) {
	t.Parallel()
	for kind, want := range map[inventory.Kind]inventory.Access{
		inventory.KindPhoneNumber: inventory.ByRestrictedKey,
		inventory.KindSyncService: inventory.ByStandardKey,
		inventory.KindAccount:     inventory.ByMainKey,
		inventory.KindAPIKey:      inventory.ByMainKey,
		inventory.KindSubaccount:  inventory.ByAuthToken,
	} {
		if got := inventory.Describe(kind).Access(); got != want {
			t.Errorf("%s: %d, want %d", kind, got, want)
		}
	}
}
