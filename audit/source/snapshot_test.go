package source_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twiliosim"
)

// write writes a snapshot of inventories.
func write(t *testing.T, name string, all ...*inventory.Inventory) []byte {
	t.Helper()
	var text bytes.Buffer
	w := source.NewSnapshotWriter(&text, name, "0.0.1")
	for _, inv := range all {
		if err := w.Write(inv); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func readSnapshot(text []byte) ([]*inventory.Inventory, error) {
	var all []*inventory.Inventory
	for inv, err := range source.Snapshot(bytes.NewReader(text)) {
		if err != nil {
			return all, err
		}
		all = append(all, inv)
	}
	return all, nil
}

// contents are everything of an inventory that rules see, for comparing.
func contents(inv *inventory.Inventory) map[string]any {
	records := map[string]string{}
	for _, r := range inv.Records() {
		records[fmt.Sprintf("%s %s %s", r.Kind, r.Parent, r.SID)] = string(r.Text)
	}
	publications := map[string]inventory.Presence{}
	for _, f := range inv.Flows {
		publications[f.Ref.SID] = f.Publication
	}
	return map[string]any{
		"account": inv.Account, "as of": inv.AsOf, "credential": inv.Credential, "audited": inv.Audited, "coverage": inv.Coverages(), "records": records, "publications": publications,
	}
}

// audited are an agency's accounts with gaps of every sort.
func audited(t *testing.T) ([]*inventory.Inventory, []string) {
	t.Helper()
	main, clients, served := agency()
	busy := clients["busy"]
	busy.AddNumber("+12025550199", twiliosim.Members{"voice_url": busy.Webhook(twiliosim.SID("FW", "gone"))})
	server := serve(t, served...)
	server.Fault(twiliosim.Fault{Host: "trunking", Status: 403, Code: 20003})
	server.Fault(twiliosim.Fault{Path: "/v2/Flows/" + busy.SIDs(inventory.KindFlow)[0], NotJSON: true})
	all, err := read(t.Context(), t, server, byToken(main), source.LiveOptions{Subaccounts: source.Subaccounts{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	var secrets []string
	for _, a := range served {
		secrets = append(secrets, a.Secrets()...)
	}
	return all, append(secrets, "correct-horse", "zebra-crossing", "+12025550190")
}

func TestSnapshot(t *testing.T) {
	live, secrets := audited(t)
	for _, name := range []string{"account.json", "account.json.GZ"} {
		t.Run(name, func(t *testing.T) {
			text := write(t, name, live...)
			again, err := readSnapshot(text)
			if err != nil {
				t.Fatal(err)
			}
			if len(again) != len(live) {
				t.Fatalf("%d accounts of %d", len(again), len(live))
			}
			for i := range live {
				if diff := cmp.Diff(contents(live[i]), contents(again[i])); diff != "" {
					t.Errorf("account %d (-live +snapshot):\n%s", i, diff)
				}
			}
			if !bytes.Equal(text, write(t, name, again...)) {
				t.Error("written again, it is another text")
			}
			if compressed := bytes.HasPrefix(text, []byte{0x1f, 0x8b}); compressed != strings.HasSuffix(name, "GZ") {
				t.Errorf("compressed: %v", compressed)
			}
		})
	}
	text := string(write(t, "s.json", live...))
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("the snapshot holds the secret %q", secret)
		}
	}
	for _, part := range []string{
		"{\n  \"schema\": \"twilint-snapshot/1\",\n  \"tool\": {\n    \"name\": \"twilint\",\n    \"version\": \"0.0.1\"\n  },\n  \"audited\": [\n",
		`"as_of": "2026-03-04T05:06:07Z"`, `"big": 12345678901234567890`, `"parent": "MG`, "\n  \"complete\": false\n}\n",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("the snapshot does not hold %q", part)
		}
	}
	a, _ := office("whole")
	whole := write(t, "s.json", readOne(t, serve(t, a), byToken(a), source.LiveOptions{}))
	if !bytes.HasSuffix(whole, []byte("\n  \"complete\": true\n}\n")) {
		t.Errorf("a snapshot without gaps ends with %q", whole[len(whole)-40:])
	}
}

// TestSnapshotIsReproducible reads the same accounts with one processor and with several.
func TestSnapshotIsReproducible(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	var first []byte
	for _, processors := range []int{1, 8, 8, 1} {
		runtime.GOMAXPROCS(processors)
		live, _ := audited(t)
		text := write(t, "s.json", live...)
		if first == nil {
			first = text
		}
		if !bytes.Equal(first, text) {
			t.Fatalf("with %d processors (-first +now):\n%s", processors, cmp.Diff(string(first), string(text)))
		}
	}
}

func TestSnapshotCutOff(t *testing.T) {
	live, _ := audited(t)
	text := write(t, "s.json", live...)
	compressed := write(t, "s.json.gz", live...)
	second := bytes.LastIndex(text, []byte(`"sid": "`+live[1].Account.SID+`",`+"\n      \"name\""))
	flows := second + bytes.Index(text[second:], []byte(`"studio_flow": [`))
	for name, test := range map[string]struct {
		text  []byte
		whole int
		err   string
	}{
		"at once":            {nil, 0, "the snapshot ends too early: it was cut off (whole accounts in it: 0)"},
		"in the head":        {text[:40], 0, "the snapshot ends too early: it was cut off (whole accounts in it: 0)"},
		"in an account":      {text[:second+60], 1, "the snapshot ends too early: it was cut off (whole accounts in it: 1); it was written by twilint 0.0.1"},
		"in the flows":       {text[:flows+200], 1, "the snapshot ends too early: it was cut off (whole accounts in it: 1)"},
		"before its end":     {text[:len(text)-10], len(live), "the snapshot ends too early: it was cut off (whole accounts in it: 4)"},
		"compressed":         {compressed[:len(compressed)-200], -1, "the snapshot ends too early"},
		"compressed, at end": {compressed[:len(compressed)-4], len(live), "the snapshot ends too early"},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := readSnapshot(test.text)
			if err == nil || !strings.HasPrefix(err.Error(), test.err) {
				t.Errorf("error %v, want %q", err, test.err)
			}
			for i := range max(test.whole, 0) {
				if diff := cmp.Diff(contents(live[i]), contents(all[i])); diff != "" {
					t.Errorf("account %d (-live +snapshot):\n%s", i, diff)
				}
			}
			if name != "in the flows" {
				return
			}
			if len(all) != 2 {
				t.Fatalf("%d accounts", len(all))
			}
			if got := gaps(all[1]); !slices.ContainsFunc(got, func(gap string) bool {
				return strings.HasPrefix(gap, "studio_flow: snapshot: ") && strings.HasSuffix(gap, " were read when it was written, and it holds 0 [list]")
			}) {
				t.Errorf("what is missing of the account that was cut off is not named: %q", got)
			}
			if len(all[1].Numbers) == 0 {
				t.Error("what was there of the account that was cut off is lost")
			}
		})
	}
}

func TestSnapshotsThatAreWrong(t *testing.T) {
	a, s := office("one")
	live := readOne(t, serve(t, a), byToken(a), source.LiveOptions{})
	text := string(write(t, "s.json", live))
	compressed := write(t, "s.json.gz", live)
	damaged := bytes.Clone(compressed)
	damaged[len(damaged)-6] ^= 0xff
	scrambled := bytes.Clone(compressed)
	copy(scrambled[40:], bytes.Repeat([]byte{0xff}, 40))
	for name, test := range map[string]struct{ text, err string }{
		"a flow":           {smallFlow, "this is not a snapshot that twilint wrote"},
		"no JSON":          {"accounts:\n- 1\n", "this is not a snapshot that twilint wrote"},
		"an array":         {"[]", "this is not a snapshot that twilint wrote"},
		"an empty object":  {"{}", "this is not a snapshot that twilint wrote"},
		"another schema":   {`{"schema": "sarif/2"}`, "this is not a snapshot that twilint wrote"},
		"a schema of 1":    {`{"schema": 1}`, "the snapshot is damaged: schema is not what it should be"},
		"a newer schema":   {strings.Replace(text, "snapshot/1", "snapshot/2", 1), `the snapshot has version "2" of the format, and this twilint reads version 1`},
		"no accounts":      {strings.Replace(text, `"accounts"`, `"counts"`, 1), "the snapshot holds no account; it was written by twilint 0.0.1"},
		"no end":           {strings.Replace(text, `"complete":`, `"done":`, 1), "the snapshot is damaged: its last member, complete, is missing"},
		"more text":        {text + "{}", "the snapshot is damaged: there is more text behind its end"},
		"a broken word":    {strings.Replace(text, `"resource":`, `"resource";`, 1), "the snapshot is damaged at byte "},
		"an unknown kind":  {strings.ReplaceAll(text, `"trunk"`, `"teapot"`), `the snapshot holds resources of the kind "teapot", which this twilint does not know: take a newer one; it was written by twilint 0.0.1`},
		"no coverage":      {strings.Replace(text, `"kind": "trunk"`, `"kind": "sip_domain"`, 1), `account ` + a.SID + ` has resources of the kind "trunk" and no coverage of it`},
		"a wrong account":  {strings.ReplaceAll(text, `"sid": "`+a.SID+`",`+"\n      \"name\"", `"sid": "AC1",`+"\n      \"name\""), "an account has no valid sid before its resources"},
		"no time":          {strings.Replace(text, `"as_of"`, `"as_off"`, 1), "has no as_of or no coverage before its resources"},
		"no resources":     {strings.Replace(text, `"resources"`, `"sources"`, 1), `account "` + a.SID + `" has no resources`},
		"a wrong checksum": {string(damaged), "the snapshot is damaged: its compressed text has a wrong header or checksum"},
		"a broken stream":  {string(scrambled), "the snapshot is damaged"},
		"the account twice": {
			strings.Replace(text, "    }\n  ],\n  \"complete\"", "    },"+text[strings.Index(text, "\"accounts\": [")+13:strings.LastIndex(text, "  ],\n  \"complete\"")]+"  ],\n  \"complete\"", 1),
			"it holds account " + a.SID + " twice",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readSnapshot([]byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("error %v, want %q", err, test.err)
			}
		})
	}

	for name, test := range map[string]struct {
		from, to string
		gaps     []string
	}{
		"a resource that does not decode": {
			`"phone_number": "+12025550101"`, `"phone_number": 17`,
			[]string{"phone_number: " + s["1"] + ": phone_number is a number where a string was expected"},
		},
		"a resource without a sid": {
			`"sid": "` + s["trunk"] + `"`, `"sid": "TK1"`, []string{"trunk: SIP trunk 1 of the snapshot: the response has no valid sid [list]"},
		},
		"a resource that is none": {
			`"parent": "` + s["service"] + `"`, `"parent": 5`, []string{"messaging_service_number: number of a messaging service 1 of the snapshot: "},
		},
		"a resource twice": {`"sid": "` + s["2"] + `"`, `"sid": "` + s["1"] + `"`, []string{"phone_number: " + s["1"] + ": it is there twice"}},
		"a lost resource": {
			`"read": 3`, `"read": 4`, []string{"phone_number: snapshot: 4 were read when it was written, and it holds 3 [list]"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := readSnapshot([]byte(strings.Replace(text, test.from, test.to, 1)))
			if err != nil || len(all) != 1 {
				t.Fatalf("%d accounts, error %v", len(all), err)
			}
			got := gaps(all[0])
			if len(got) != len(test.gaps) || !strings.HasPrefix(got[0], test.gaps[0]) {
				t.Errorf("gaps %q, want %q", got, test.gaps)
			}
		})
	}
	t.Run("a member of a later minor version", func(t *testing.T) {
		more := strings.Replace(text, `"audited"`, `"hints": {"a": [1]}, "audited"`, 1)
		all, err := readSnapshot([]byte(strings.Replace(more, `"as_of"`, `"mood": "fine", "as_of"`, 1)))
		if err != nil || len(all) != 1 || gaps(all[0]) != nil {
			t.Errorf("%d accounts, error %v", len(all), err)
		}
	})
	t.Run("a secret that somebody wrote into it", func(t *testing.T) {
		all, err := readSnapshot([]byte(strings.Replace(text, `"voice_method": `, `"voice_fallback_url": "https://u:typed-by-hand@example.net", "voice_method": `, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(write(t, "s.json", all...), []byte("typed-by-hand")) {
			t.Error("it was kept")
		}
	})
}

type failingWriter struct{ after int }

func (w *failingWriter) Write(p []byte) (int, error) {
	if w.after -= len(p); w.after < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(p), nil
}

func TestSnapshotOnAFullDisk(t *testing.T) {
	a, _ := office("one")
	inv := readOne(t, serve(t, a), byToken(a), source.LiveOptions{})
	for _, name := range []string{"s.json", "s.json.gz"} {
		for _, after := range []int{0, 2000} {
			w := source.NewSnapshotWriter(&failingWriter{after}, name, "0.0.1")
			var err error
			for i := 0; i < 100 && err == nil; i++ {
				err = w.Write(inv)
			}
			if closeErr := w.Close(); closeErr == nil || closeErr.Error() != "write the snapshot: no space left on device" {
				t.Errorf("%s after %d bytes: %v, then %v", name, after, err, closeErr)
			}
		}
	}
}

// TestSnapshotReading stops early, and reads from something that fails.
func TestSnapshotReading(t *testing.T) {
	live, _ := audited(t)
	for inv := range source.Snapshot(bytes.NewReader(write(t, "s.json", live...))) {
		if inv == nil {
			t.Error("no account came")
		}
		break
	}
	closed, err := os.Open(os.DevNull)
	if err == nil {
		err = closed.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range source.Snapshot(io.MultiReader(strings.NewReader(`{"schema": `), closed)) {
		if err == nil || !strings.Contains(err.Error(), "file already closed") {
			t.Errorf("error %v", err)
		}
	}
	empty := new(bytes.Buffer)
	if err := gzip.NewWriter(empty).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := readSnapshot(empty.Bytes()); err == nil || !strings.Contains(err.Error(), "ends too early") {
		t.Errorf("nothing, compressed: %v", err)
	}
	if _, err := readSnapshot(write(t, "s.json")); err == nil || err.Error() != "the snapshot holds no account; it was written by twilint 0.0.1" {
		t.Errorf("no accounts: %v", err)
	}
}
