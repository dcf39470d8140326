package source_test

import (
	"bytes"
	"testing"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twilio"
)

// TestCredentialIsNoted sees that an inventory says what it was read with, that a snapshot keeps that, and that one which was written
// before it was noted is still read.
func TestCredentialIsNoted(t *testing.T) {
	a, _ := office("one")
	for want, credentials := range map[inventory.Credential]twilio.Credentials{
		inventory.CredentialAuthToken: byToken(a), inventory.CredentialAPIKey: byKey(a, 0),
	} {
		live := readOne(t, serve(t, a), credentials, source.LiveOptions{})
		text := write(t, "s.json", live)
		again, err := readSnapshot(text)
		if err != nil {
			t.Fatal(err)
		}
		if live.Credential != want || again[0].Credential != want {
			t.Errorf("live %q, of the snapshot %q, want %q", live.Credential, again[0].Credential, want)
		}
		member := []byte("      \"credential\": \"" + want + "\",\n")
		if bytes.Count(text, member) != 1 {
			t.Fatalf("the snapshot does not hold %s", member)
		}
		before, err := readSnapshot(bytes.Replace(text, member, nil, 1))
		if err != nil {
			t.Fatal(err)
		}
		if before[0].Credential != "" {
			t.Errorf("an earlier snapshot was read with %q", before[0].Credential)
		}
	}
}
