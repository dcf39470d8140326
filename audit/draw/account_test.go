package draw_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/draw"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twilio"
	"github.com/twilint/twilint/audit/twiliosim"
	"github.com/twilint/twilint/rules"
)

// readWorld reads a simulated account as an audit does.
func readWorld(t *testing.T, a *twiliosim.Account) *inventory.Inventory {
	t.Helper()
	server := twiliosim.New(a)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	reader, err := twilio.NewReader(twilio.Options{
		Credentials: twilio.Credentials{AccountSID: a.SID, Username: a.SID, Password: a.AuthToken}, APIURL: server.URL(),
	})
	if err != nil {
		t.Fatal(err)
	}
	for inv, err := range source.Live(context.Background(), reader, source.LiveOptions{Kinds: audit.Kinds(rules.All())}) {
		if err != nil {
			t.Fatal(err)
		}
		return inv
	}
	t.Fatal("nothing was read")
	return nil
}

var moment = time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)

// TestAccountMergesEntries: three hundred numbers make no three hundred boxes.
func TestAccountMergesEntries(t *testing.T) {
	inv := readWorld(t, twiliosim.Estate(moment)[0])
	text := draw.Account(inv, nil).DOT()
	if boxes := strings.Count(text, "[label=") - strings.Count(text, " -> "); boxes > 150 {
		t.Errorf("%d boxes for 300 numbers, 25 flows and 10 services", boxes)
	}
	for _, want := range []string{" more\"", "Practice 1", "Head office", "SIP trunk", "cedar-7730.twil.io"} {
		if !strings.Contains(text, want) {
			t.Errorf("the drawing does not show %q", want)
		}
	}
}

// TestAccountMarks: what a rule finds fault with is marked where it stands, and numbers with another fault have a box of their own.
func TestAccountMarks(t *testing.T) {
	inv := readWorld(t, twiliosim.Demo(moment)[0])
	result := audit.Run(inv, rules.All())
	text := draw.Account(inv, result.Findings).DOT()
	if out := os.Getenv("TWILINT_DRAWING"); out != "" {
		if err := os.WriteFile(out, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"✖ studio-number-status-callback-missing", "Traffic never comes here", "Front desk"} {
		if !strings.Contains(text, want) {
			t.Errorf("the drawing does not show %q", want)
		}
	}
}

// TestAccountHoldsHostileTexts: no name gets out of its label.
func TestAccountHoldsHostileTexts(t *testing.T) {
	inv := readWorld(t, twiliosim.Hostile(moment)[0])
	drawing := draw.Account(inv, audit.Run(inv, rules.All()).Findings)
	for language, text := range map[string]string{"Mermaid": drawing.Mermaid(), "DOT": drawing.DOT(), "Markdown": draw.Markdown(drawing)} {
		for _, secret := range twiliosim.PlantedSecrets() {
			if strings.Contains(text, secret) {
				t.Errorf("%s shows the secret %q", language, secret)
			}
		}
		for _, bad := range []string{"\x1b", "\u202e", "<script", "<img", "\x00"} {
			quoted := language == "DOT" && bad[0] == '<' // A quoted label of DOT is no HTML.
			if strings.Contains(text, bad) && !quoted {
				t.Errorf("%s holds %q", language, bad)
			}
		}
	}
}
