package inventory_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
)

func TestSIPAuthOf(t *testing.T) {
	tests := map[string]struct {
		authType   any
		none, only bool
	}{
		"unset":                    {authType: nil, none: true},
		"empty":                    {authType: "", none: true},
		"commas and nothing else":  {authType: " , ", none: true},
		"addresses":                {authType: "IP_ACL", only: true},
		"addresses, written small": {authType: " ip_acl ", only: true},
		"credentials":              {authType: "CREDENTIAL_LIST"},
		"both":                     {authType: "IP_ACL,CREDENTIAL_LIST"},
		"both, with a space":       {authType: "CREDENTIAL_LIST, IP_ACL"},
		"something new":            {authType: "CLIENT_CERTIFICATE"},
		"addresses and something":  {authType: "IP_ACL,CLIENT_CERTIFICATE"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			redactor, err := secret.NewRedactor("test")
			if err != nil {
				t.Fatal(err)
			}
			inv := inventory.New(inventory.Account{SID: "AC" + strings.Repeat("0", 32)}, time.Time{}, redactor)
			text, err := json.Marshal(map[string]any{"sid": "TK" + strings.Repeat("0", 32), "auth_type": test.authType})
			if err != nil {
				t.Fatal(err)
			}
			if err := inv.Add(inventory.KindTrunk, "", text); err != nil {
				t.Fatal(err)
			}
			auth := inventory.SIPAuthOf(&inv.Trunks[0].Item)
			if auth.None() != test.none || auth.OnlyIPList() != test.only {
				t.Errorf("auth_type %v: none is %v, addresses only is %v", test.authType, auth.None(), auth.OnlyIPList())
			}
		})
	}
}
