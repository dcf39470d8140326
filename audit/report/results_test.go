package report_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/report"
	"github.com/twilint/twilint/audit/secret"
)

// The results that the formats are tried on come from small rules on real inventories, so that positions, pointers, fingerprints,
// members and outcomes are what the engine makes of them.

var (
	asOf = time.Date(2026, time.March, 4, 2, 17, 9, 0, time.UTC)
	tool = report.Tool{Name: "twilint", Version: "0.1.0", InformationURI: "https://github.com/twilint/twilint"}
)

func sid(prefix string, n int) string { return fmt.Sprintf("%s%032x", prefix, n) }

// results are the results by name. Each has something that the others have not.
func results(t *testing.T) map[string]*audit.Result {
	t.Helper()
	return map[string]*audit.Result{
		"live":  audit.Merge(audit.Run(clinic(t), rules()), audit.Run(quietBranch(t), rules())),
		"files": audit.Merge(audit.Run(flowFile(t, "flows/support line.json", supportFlow), rules()), audit.Run(flowFile(t, "flows/#1/survey.json", surveyFlow), rules())),
		"clean": audit.Run(quietBranch(t), rules()),
		"gaps":  audit.Run(unreachable(t), rules()),
		// Nothing was found and nothing is known: the worst moment for good news.
		"unknown": audit.Run(blind(t), rules()),
		"hostile": audit.Merge(audit.Run(hostileAccount(t), rules()), audit.Run(flowFile(t, hostileName+".json", hostileFlow(t)), rules())),
	}
}

// resource is a Twilio resource as the API writes it.
type resource map[string]any

func add(t *testing.T, inv *inventory.Inventory, kind inventory.Kind, r resource) {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := inv.Add(kind, "", text); err != nil {
		t.Fatal(err)
	}
}

func newInventory(t *testing.T, account inventory.Account) *inventory.Inventory {
	t.Helper()
	redactor, err := secret.NewRedactor("the tests of the reports")
	if err != nil {
		t.Fatal(err)
	}
	return inventory.New(account, asOf, redactor)
}

// clinic is an account with something to say in every severity, a finding with many members, and a kind that could not be read.
func clinic(t *testing.T) *inventory.Inventory {
	t.Helper()
	account := inventory.Account{SID: sid("AC", 1), Name: "Harbour Dental", Status: "active"}
	inv := newInventory(t, account)
	for _, kind := range []inventory.Kind{
		inventory.KindAccount, inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindFlow, inventory.KindSIPDomain, inventory.KindTrunk,
	} {
		inv.Cover(kind, "")
	}
	inv.Cover(inventory.KindExecution, "active for more than 4 hours")
	add(t, inv, inventory.KindAccount, resource{"sid": account.SID, "friendly_name": account.Name, "status": account.Status})
	studio := "https://webhooks.twilio.com/v1/Accounts/" + account.SID + "/Flows/" + sid("FW", 1)
	for n := range 14 {
		add(t, inv, inventory.KindPhoneNumber, resource{
			"sid": sid("PN", n+1), "phone_number": fmt.Sprintf("+4416329601%02d", n+1), "voice_url": studio,
		})
	}
	add(t, inv, inventory.KindPhoneNumber, resource{
		"sid": sid("PN", 15), "phone_number": "+441632960199", "voice_url": "http://ivr.harbour-dental.example/voice",
		"status_callback": "https://ivr.harbour-dental.example/done",
	})
	add(t, inv, inventory.KindApplication, resource{"sid": sid("AP", 1), "friendly_name": "Night bell", "voice_url": "https://ivr.harbour-dental.example/night"})
	add(t, inv, inventory.KindFlow, resource{
		"sid": sid("FW", 1), "friendly_name": "Front desk", "status": "published", "revision": 7, "webhook_url": studio,
		"definition": json.RawMessage(supportFlow),
	})
	inv.AddGap(inventory.KindTrunk, inventory.Gap{
		Ref: "https://trunking.twilio.com/v1/Trunks", Reason: "the API key may not read them (HTTP 403, error 20003)", Denied: true, List: true,
	})
	inv.Finish()
	return inv
}

// quietBranch is an account in which all is well.
func quietBranch(t *testing.T) *inventory.Inventory {
	t.Helper()
	account := inventory.Account{SID: sid("AC", 2), Name: "Harbour Dental, Quayside", Status: "active"}
	inv := newInventory(t, account)
	for _, kind := range []inventory.Kind{inventory.KindPhoneNumber, inventory.KindFlow, inventory.KindTrunk, inventory.KindExecution} {
		inv.Cover(kind, "")
	}
	inv.Cover(inventory.KindExecution, "active for more than 4 hours")
	add(t, inv, inventory.KindPhoneNumber, resource{
		"sid": sid("PN", 50), "phone_number": "+441632960150", "voice_url": "https://ivr.harbour-dental.example/voice",
		"status_callback": "https://ivr.harbour-dental.example/done",
	})
	inv.Finish()
	return inv
}

// unreachable is an account of which little could be read.
func unreachable(t *testing.T) *inventory.Inventory {
	t.Helper()
	account := inventory.Account{SID: sid("AC", 3)}
	inv := newInventory(t, account)
	for _, kind := range []inventory.Kind{inventory.KindPhoneNumber, inventory.KindFlow, inventory.KindTrunk} {
		inv.Cover(kind, "")
	}
	add(t, inv, inventory.KindPhoneNumber, resource{"sid": sid("PN", 60), "phone_number": "+441632960160", "voice_url": "http://pager.example/voice"})
	inv.AddGap(inventory.KindPhoneNumber, inventory.Gap{Ref: "page 3 of /2010-04-01/Accounts/" + account.SID + "/IncomingPhoneNumbers.json", Reason: "HTTP 503 after 5 attempts", List: true})
	inv.AddGap(inventory.KindFlow, inventory.Gap{Ref: sid("FW", 61), Reason: "definition is a string where an object was expected"})
	inv.AddGap(inventory.KindTrunk, inventory.Gap{Ref: "https://trunking.twilio.com/v1/Trunks", Reason: "HTTP 500 after 5 attempts", List: true})
	inv.Finish()
	return inv
}

// blind is an account of which nothing could be read.
func blind(t *testing.T) *inventory.Inventory {
	t.Helper()
	inv := newInventory(t, inventory.Account{SID: sid("AC", 4), Name: "Lighthouse"})
	for _, kind := range []inventory.Kind{inventory.KindPhoneNumber, inventory.KindFlow, inventory.KindTrunk, inventory.KindExecution} {
		inv.AddGap(kind, inventory.Gap{Ref: "the list of " + string(kind), Reason: "connection refused", List: true})
	}
	inv.Finish()
	return inv
}

const supportFlow = `{
  "description": "Front desk",
  "states": [
    {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingCall", "next": "greeting"}]},
    {"name": "greeting", "type": "say-play", "properties": {"say": "Grüß Gott"}, "transitions": [
      {"event": "audioComplete", "next": "transfer"}, {"event": "audioFailed", "next": "voicemail"}]}
  ],
  "initial_state": "Trigger",
  "flags": {"allow_concurrent_calls": false}
}
`

const surveyFlow = `{"states": [{"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingMessage", "next": "ask"}]}],
 "initial_state": "Trigger"}
`

func flowFile(t *testing.T, path, text string) *inventory.Inventory {
	t.Helper()
	inv := newInventory(t, inventory.Account{})
	inv.AsOf = time.Time{}
	inv.File = true
	inv.Cover(inventory.KindFlow, "")
	document, err := jsonpos.Parse(path, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	inv.AddFile(document, document.Root(), 0)
	inv.Finish()
	return inv
}

// hostileName holds what has ever been mistaken for an instruction by something that shows text.
var hostileName = "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07click\x1b]8;;\x07 " + // escape sequences
	"\u009b2J \u202egnp.exe\u2066 \u200b\u00ad\ufeff\U000e0041\ue000\u2028\u2029 " + // C1, bidi, invisible, tags, private use, separators
	"\r\n::error file=x::pwned %0A::stop-commands::x\n##[add-mask]call #\u200b#[group] " + // workflow commands
	"| `code` [link](https://evil.example) </script><b>&amp; a,title=b \x7f \xff\xfe " + // Markdown, HTML, a property, DEL, invalid UTF-8
	strings.Repeat("long", 100)

func hostileAccount(t *testing.T) *inventory.Inventory {
	t.Helper()
	account := inventory.Account{SID: sid("AC", 5), Name: hostileName, Status: "suspended\x1b[8m"}
	inv := newInventory(t, account)
	for _, kind := range []inventory.Kind{inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindFlow, inventory.KindTrunk} {
		inv.Cover(kind, "")
	}
	inv.Cover(inventory.KindExecution, hostileName)
	for n := range 3 {
		add(t, inv, inventory.KindPhoneNumber, resource{"sid": sid("PN", 70+n), "phone_number": "::error::" + hostileName, "voice_url": "http://" + hostileName})
	}
	add(t, inv, inventory.KindApplication, resource{"sid": sid("AP", 70), "friendly_name": hostileName, "voice_url": "https://x.example"})
	add(t, inv, inventory.KindFlow, resource{
		"sid": sid("FW", 70), "friendly_name": hostileName, "status": "published", "revision": 1, "definition": json.RawMessage(hostileFlow(t)),
	})
	inv.AddGap(inventory.KindTrunk, inventory.Gap{Ref: hostileName, Reason: "::error::" + hostileName, List: true})
	inv.Finish()
	return inv
}

func hostileFlow(t *testing.T) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{
		"initial_state": "Trigger",
		"states": []any{map[string]any{
			"name": hostileName, "type": "trigger", "transitions": []any{map[string]any{"event": "incomingCall", "next": hostileName + "?"}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// rules are small rules in the manner of the real ones.
func rules() []*audit.Rule {
	rule := func(id, title string, severity audit.Severity, check func(*audit.Pass) error, needs ...audit.Need) *audit.Rule {
		return &audit.Rule{
			ID: id, Title: title, Severity: severity, Persona: audit.Regular, Since: "0.1.0", Version: 1, Fix: audit.FixManual, Needs: needs, Check: check,
			Doc: audit.Doc{
				Why:         "What happens, **and** to whom: the `caller` hears nothing.\n\nA second paragraph says more.",
				Remediation: "Put it right.",
				FalseAlarms: "Never.",
				References:  []audit.Link{{Title: "Phone numbers", URL: "https://www.twilio.com/docs/phone-numbers"}},
			},
		}
	}
	each := func(kind inventory.Kind) audit.Need { return audit.Need{Kind: kind, How: audit.Each} }
	return []*audit.Rule{
		rule("number-callback-missing", "Number has no call status callback", audit.Error, callbackMissing, each(inventory.KindPhoneNumber)),
		rule("webhook-plain-http", "Webhook without TLS", audit.Warning, plainHTTP, each(inventory.KindPhoneNumber)),
		rule("application-unused", "TwiML application that nothing uses", audit.Note, applicationUnused,
			each(inventory.KindApplication), audit.Need{Kind: inventory.KindPhoneNumber, How: audit.Complete}),
		rule("flow-leads-nowhere", "Transition to a widget that does not exist", audit.Error, leadsNowhere, each(inventory.KindFlow)),
		rule("trunk-without-recovery", "SIP trunk without a disaster recovery URL", audit.Warning, nothing, each(inventory.KindTrunk)),
		rule("number-trunk-missing", "Number refers to a SIP trunk that does not exist", audit.Error, nothing,
			each(inventory.KindPhoneNumber), audit.Need{Kind: inventory.KindTrunk, How: audit.Complete}),
		rule("execution-stuck", "Execution that never ended", audit.Warning, nothing, each(inventory.KindExecution)),
	}
}

func nothing(*audit.Pass) error { return nil }

func callbackMissing(p *audit.Pass) error {
	group := audit.Group{}
	for _, n := range p.Numbers {
		target, ok := p.StudioFlow(n.VoiceURL.Text)
		if !ok && !strings.Contains(n.VoiceURL.Text, "evil") || n.StatusCallback.Set() {
			continue
		}
		if flow, _ := p.Flow(target.Flow); flow != nil {
			group.Item = &flow.Item
		}
		group.Add(audit.Report{
			Item: &n.Item, Location: n.VoiceURL.Location(),
			Message:     fmt.Sprintf("calls to %s run a flow, and nothing tells the flow when they end", n.Ref),
			Remediation: "set status_callback of " + n.Ref.String(),
		})
	}
	p.ReportGroup(&group,
		fmt.Sprintf("%d numbers run a flow on calls and have no call status callback: an execution whose caller hangs up early stays active, "+
			"and each later call of that caller is refused", group.Len()),
		fmt.Sprintf("set status_callback of each to https://webhooks.twilio.com/v1/Accounts/%s/Flows/%s, method POST", p.Account.SID, sid("FW", 1)))
	return nil
}

func plainHTTP(p *audit.Pass) error {
	for _, n := range p.Numbers {
		if !strings.HasPrefix(n.VoiceURL.Text, "http://") {
			continue
		}
		p.Report(audit.Report{
			Item: &n.Item, Location: n.VoiceURL.Location(),
			Message:     fmt.Sprintf("Twilio requests %s without TLS: numbers of callers and what they say can be read on the way", n.VoiceURL.Text),
			Remediation: "serve the webhook with TLS and set voice_url to its https:// address",
			Related:     []audit.Related{{Location: n.At("sid"), Message: "the number itself, " + n.Ref.String()}},
		})
	}
	return nil
}

func applicationUnused(p *audit.Pass) error {
	for _, a := range p.Applications {
		p.Report(audit.Report{
			Item: &a.Item, Location: a.At("friendly_name"),
			Message:     fmt.Sprintf("no number of the account uses %s", a.Ref),
			Remediation: "delete the application, or point a number at it",
		})
	}
	return nil
}

func leadsNowhere(p *audit.Pass) error {
	p.EachRevision(func(r *audit.RevisionPass) {
		for _, w := range r.Definition.Widgets {
			for _, transition := range w.Transitions {
				if _, ok := r.Definition.Widget(transition.Next); ok {
					continue
				}
				r.Report(audit.Report{
					Location:    r.Place(transition.NextValue),
					Message:     fmt.Sprintf("widget %q leads to %q when %s occurs, but no widget has that name", w.Name, transition.Next, transition.Event),
					Remediation: fmt.Sprintf("correct next, or add a widget named %q", transition.Next),
					Related:     []audit.Related{{Location: r.Place(w.NameValue()), Message: fmt.Sprintf("widget %q begins here", w.Name)}},
				})
			}
		}
	})
	return nil
}
