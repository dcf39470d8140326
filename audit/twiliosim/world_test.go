package twiliosim_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
	"github.com/twilint/twilint/audit/twiliosim"
)

// TestWorldsAreDeterministic: the same moment makes the same answers, and another one the same SIDs.
func TestWorldsAreDeterministic(t *testing.T) {
	dump := func(accounts []*twiliosim.Account) string {
		var b strings.Builder
		s := start(t, accounts...)
		for _, a := range accounts {
			if a.Status != "suspended" {
				for _, answer := range everything(t, s, a) {
					fmt.Fprintf(&b, "%s\n%s\n", answer.address, answer.body)
				}
			}
		}
		return b.String()
	}
	again := worlds()
	for name, accounts := range worlds() {
		if diff := cmp.Diff(dump(accounts), dump(again[name])); diff != "" {
			t.Errorf("%s differs from itself:\n%s", name, diff)
		}
	}
	today, later := twiliosim.Demo(moment)[0], twiliosim.Demo(moment.Add(77 * time.Hour))[0]
	for _, d := range inventory.Kinds {
		if diff := cmp.Diff(today.SIDs(d.Kind), later.SIDs(d.Kind)); diff != "" {
			t.Errorf("SIDs of %s depend on the moment:\n%s", d.Plural, diff)
		}
	}
}

// TestWorldsCanBeRead puts every answer into an inventory, as a live audit does.
func TestWorldsCanBeRead(t *testing.T) {
	for name, accounts := range worlds() {
		t.Run(name, func(t *testing.T) {
			s := start(t, accounts...)
			for _, a := range accounts {
				if a.Status != "suspended" {
					read(t, s, a)
				}
			}
		})
	}
}

// read is the inventory of an account.
func read(t *testing.T, s *twiliosim.Server, a *twiliosim.Account) *inventory.Inventory {
	t.Helper()
	redactor, err := secret.NewRedactor(a.AuthToken, a.Secrets()...)
	if err != nil {
		t.Fatal(err)
	}
	inv := inventory.New(inventory.Account{SID: a.SID}, moment, redactor)
	for _, answer := range everything(t, s, a) {
		if answer.list || answer.kind == inventory.KindSubaccount {
			continue
		}
		inv.Cover(answer.kind, "")
		if err := inv.Add(answer.kind, answer.parent, answer.body); err != nil {
			t.Errorf("%s: %v", answer.address, err)
		}
	}
	inv.Finish()
	return inv
}

func TestDemoHasEveryKind(t *testing.T) {
	a := twiliosim.Demo(moment)[0]
	for _, d := range inventory.Kinds {
		if d.Kind != inventory.KindAccount && d.Kind != inventory.KindSubaccount && len(a.SIDs(d.Kind)) == 0 {
			t.Errorf("the demo has no %s", d.Plural)
		}
	}
}

// TestDemoTellsItsStories reads the demo and checks the facts that each story rests on, without the rules.
func TestDemoTellsItsStories(t *testing.T) {
	a := twiliosim.Demo(moment)[0]
	inv := read(t, start(t, a), a)
	flows := map[string]*inventory.Flow{}
	for _, f := range inv.Flows {
		flows[f.Ref.Name] = f
	}
	numbers := map[string]*inventory.PhoneNumber{}
	for _, n := range inv.Numbers {
		numbers[n.Value().Get("friendly_name").Text()] = n
	}
	if got := flows["Front desk (2017)"].LocksCallersOut(); got != inventory.Present {
		t.Errorf("the flow of 2017 locks callers out: %v", got)
	}
	if got := flows["Front desk (training copy)"].LocksCallersOut(); got != inventory.Unknown {
		t.Errorf("the copy does not mention the setting, and yet it locks callers out: %v", got)
	}
	if got := flows["Radio spring campaign"]; got.Latest == nil || !got.Latest.Draft || got.Published != nil {
		t.Error("the radio campaign is not a draft that was never published")
	}
	reminders := flows["Appointment reminders"]
	if reminders.Published == nil || len(reminders.Published.Errors) != 0 || len(reminders.Latest.Errors) == 0 || reminders.Latest.Number <= reminders.Published.Number {
		t.Error("the reminders are not a draft at fault over a sound published revision")
	}
	for name, want := range map[string]inventory.Answer{
		"Main number": inventory.AnswerWebhook, "Staff outbound": inventory.AnswerWebhook, "Ballard reception": inventory.AnswerTrunk,
		"Ballard (old)": inventory.AnswerTrunk, "Call queue": inventory.AnswerMissing,
	} {
		if got := inv.VoiceHandler(numbers[name]).Answer; got != want {
			t.Errorf("%s is answered by %d, want %d", name, got, want)
		}
	}
	for name, want := range map[string]inventory.Kind{"Recall texts": inventory.KindMessagingService, "Two-way texts": inventory.KindPhoneNumber} {
		if got := inv.MessageHandler(numbers[name]).Holder.Ref.Kind; got != want {
			t.Errorf("texts to %s are answered by a %s, want a %s", name, got, want)
		}
	}
	stuck := 0
	for _, e := range inv.Executions {
		if e.Active && moment.Sub(e.Created) > 4*time.Hour && strings.HasPrefix(e.InitiatedBy, "CA") {
			stuck++
		}
	}
	if stuck != 4 {
		t.Errorf("%d calls are stuck, want 4", stuck)
	}
	var dangling []inventory.Kind
	for _, d := range inv.Dangling() {
		dangling = append(dangling, d.Kind)
	}
	if diff := cmp.Diff([]inventory.Kind{inventory.KindApplication, inventory.KindFlow, inventory.KindFlow, inventory.KindTaskQueue}, dangling); diff != "" {
		t.Errorf("dangling references (-want +got):\n%s", diff)
	}
}

// TestHealthyIsSound checks what a rule would.
func TestHealthyIsSound(t *testing.T) {
	a := twiliosim.Healthy(moment)[0]
	inv := read(t, start(t, a), a)
	if dangling := inv.Dangling(); len(dangling) > 0 {
		t.Errorf("dangling: %v", dangling)
	}
	for _, f := range inv.Flows {
		if f.Published == nil || f.LocksCallersOut() != inventory.Absent {
			t.Errorf("%s is not published with Concurrent Calls", f.Ref)
		}
	}
	for _, h := range inv.VoiceHandlers() {
		switch {
		case h.Answer == inventory.AnswerTrunk:
		case h.Answer != inventory.AnswerWebhook, !h.Fallback.Set(), h.OnStudio && h.StatusCallback.Text != h.Primary.Text:
			t.Errorf("%s is not set up as it should be: %+v", h.Entry.Ref, h)
		}
	}
	for _, w := range inv.Webhooks() {
		if !strings.HasPrefix(w.Text, "https://") {
			t.Errorf("%s of %s is %s", w.Name, w.Item.Ref, w.Text)
		}
	}
}

// TestHostileIsServedAndDroppedAtTheDoor: what is planted comes over the wire, else nothing that searches outputs for it could
// ever find anything, and none of it gets into an inventory.
func TestHostileIsServedAndDroppedAtTheDoor(t *testing.T) {
	a := twiliosim.Hostile(moment)[0]
	s := start(t, a)
	var served bytes.Buffer
	for _, answer := range everything(t, s, a) {
		served.Write(answer.body)
	}
	for _, text := range twiliosim.HostileTexts() {
		encoded := encode(t, text)
		if !bytes.Contains(served.Bytes(), encoded) {
			t.Errorf("%.60s is nowhere", encoded)
		}
	}
	planted := append(twiliosim.PlantedSecrets(), a.AuthToken)
	inv := read(t, s, a)
	for _, planted := range planted {
		if !bytes.Contains(served.Bytes(), []byte(planted)) {
			t.Errorf("the planted secret %q is nowhere", planted)
		}
		for _, r := range inv.Records() {
			if at := bytes.Index(r.Text, []byte(planted)); at >= 0 {
				t.Errorf("the planted secret %q is in the record of the %s %s: %.90q", planted, r.Kind, r.SID, r.Text[max(at-60, 0):])
			}
		}
	}
}

// encode writes a text as it stands inside a JSON string.
func encode(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		t.Fatal(err)
	}
	return bytes.Trim(bytes.TrimSpace(b.Bytes()), `"`)
}

func TestLargeHasItsSize(t *testing.T) {
	for _, test := range []struct{ numbers, flows, wantNumbers, wantFlows int }{{2000, 200, 2000, 200}, {0, 0, 1, 1}} {
		a := twiliosim.Large(moment, test.numbers, test.flows)[0]
		if n := len(a.SIDs(inventory.KindPhoneNumber)); n != test.wantNumbers {
			t.Errorf("%d numbers, want %d", n, test.wantNumbers)
		}
		if n := len(a.SIDs(inventory.KindFlow)); n != test.wantFlows {
			t.Errorf("%d flows, want %d", n, test.wantFlows)
		}
	}
}

func TestSecretsOfAnAccount(t *testing.T) {
	a := twiliosim.NewAccount("x", "X", moment)
	want := []string{a.AuthToken, a.Keys[0].Secret, a.Keys[1].Secret}
	if diff := cmp.Diff(want, a.Secrets()); diff != "" {
		t.Errorf("secrets (-want +got):\n%s", diff)
	}
	for _, s := range a.Secrets() {
		if len(s) != 32 {
			t.Errorf("secret %q", s)
		}
	}
}
