package inventory_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
)

func TestCallback(t *testing.T) {
	t.Parallel()
	const (
		account = "AC00000000000000000000000000000001"
		webhook = "https://webhooks.twilio.com/v1/Accounts/" + account + "/Flows/FW00000000000000000000000000000001"
	)
	for members, want := range map[string]inventory.Callback{
		`"status_callback": "https://crm.example.org/calls"`:                                            {Method: "POST", URL: "https://crm.example.org/calls"},
		`"status_callback": "https://crm.example.org/calls?a=b#rc=3", "status_callback_method": "POST"`: {Method: "POST", URL: "https://crm.example.org/calls?a=b"},
		`"status_callback": " https://crm.example.org ", "status_callback_method": "get"`:               {Method: "GET", URL: "https://crm.example.org"},
		`"status_callback": "https://crm.example.org", "status_callback_method": null`:                  {Method: "POST", URL: "https://crm.example.org"},
	} {
		redactor, err := secret.NewRedactor("test")
		if err != nil {
			t.Fatal(err)
		}
		inv := inventory.New(inventory.Account{SID: account}, time.Time{}, redactor)
		text := fmt.Sprintf(`{"sid": "PN00000000000000000000000000000001", "phone_number": "+15550100", "voice_url": %q, %s}`, webhook, members)
		if err := inv.Add(inventory.KindPhoneNumber, "", []byte(text)); err != nil {
			t.Fatal(err)
		}
		inv.Finish()
		foreign := inv.ForeignCallbacks()
		if len(foreign) != 1 {
			t.Fatalf("%s: %d foreign callbacks", members, len(foreign))
		}
		if diff := cmp.Diff(want, foreign[0].Callback()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", members, diff)
		}
	}
}

// What an application answers is as hostile as what stands in an account.
func TestProbeKeepsNoSecret(t *testing.T) {
	t.Parallel()
	const token = "0123456789abcdef0123456789abcdef"
	redactor, err := secret.NewRedactor("test", token)
	if err != nil {
		t.Fatal(err)
	}
	inv := inventory.New(inventory.Account{SID: "AC00000000000000000000000000000001"}, time.Time{}, redactor)
	c := inventory.Callback{Method: "POST", URL: "https://crm.example.org/"}
	if _, ok := inv.Probe(c); ok {
		t.Error("a callback that was not asked has an answer")
	}
	inv.AddProbe(c, inventory.ProbeResult{Status: 302, Location: "https://crm.example.org/" + token})
	r, ok := inv.Probe(c)
	if text := inv.DescribeProbe(r, inventory.StudioTarget{}); !ok || strings.Contains(text, token) || !strings.Contains(text, "https://crm.example.org/") {
		t.Errorf("it is described as %q", text)
	}
	if _, ok := inv.Probe(inventory.Callback{Method: "GET", URL: c.URL}); ok {
		t.Error("the answer to a POST is taken for one to a GET")
	}
}
