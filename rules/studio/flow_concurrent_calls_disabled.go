package studio

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var flowConcurrentCallsDisabled = &audit.Rule{
	ID:    "studio-flow-concurrent-calls-disabled",
	Title: "Flow for calls does not enable Concurrent Calls",
	Doc: audit.Doc{
		Why: "Without Concurrent Calls, a flow takes one call at a time from each caller ID. Two calls from one company, hotel or call centre that " +
			"shows the same number already collide; and when an execution sticks, every later call of that caller is refused with an " +
			"out-of-service message until somebody ends the execution. With Concurrent Calls, a stuck execution harms nobody. The setting " +
			"concerns calls only, not messages or executions started by API.\n\n" +
			"Twilio switches it on in new flows. It is off in flows from before 2018-10-01 and in their copies, which have new dates. What a " +
			"definition without `flags` means when it is sent by API, Twilio does not document: such a flow is an error only if it is that old.",
		Remediation: "Switch on *Concurrent Calls* in the trigger of the flow, or set `flags.allow_concurrent_calls` to `true` in its definition, and " +
			"publish it.",
		FalseAlarms: "A flow that takes the calls of one caller one after the other on purpose.",
		References: []audit.Link{
			stuckExecutionsArticle,
			unexpectedEvent,
			{Title: "Schema of the flow definition", URL: "https://www.twilio.com/docs/studio/rest-api/v2/schemas"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixCertain,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
		{Kind: inventory.KindPhoneNumber, How: audit.Optional},
		{Kind: inventory.KindApplication, How: audit.Optional},
		{Kind: inventory.KindSIPDomain, How: audit.Optional},
	},
	Check: checkFlowConcurrentCallsDisabled,
}

func checkFlowConcurrentCallsDisabled(p *audit.Pass) error {
	p.EachRevision(func(r *audit.RevisionPass) {
		j := r.Judged
		flag, value := j.Definition.ConcurrentCalls()
		if flag == studio.FlagOn || !j.Definition.Wired(studio.IncomingCall) {
			return
		}
		if !value.Exists() {
			value = j.Definition.Value.Get("flags")
		}
		if !value.Exists() {
			value = j.Definition.Value
		}
		ways, presence := waysIn(p, j.Flow)
		severity := audit.Warning
		if j.LocksCallersOut() == inventory.Present && presence == inventory.Present {
			severity = audit.Error
		}
		r.Report(audit.Report{
			Severity:    severity,
			Location:    r.Place(value),
			Message:     notEnabled(j, flag) + trafficOf(ways, presence),
			Remediation: "set flags.allow_concurrent_calls of the definition to true, or switch on Concurrent Calls in the trigger, and publish the flow",
			Related:     relatedTo(ways),
			Fix:         enable(p, j),
		})
	})
	return nil
}

// enable is the change that enables Concurrent Calls. A live flow whose latest revision is a draft is left to people: to publish it would
// publish the rest of the draft as well.
func enable(p *audit.Pass, j inventory.Judged) *audit.Fix {
	const on = "true"
	switch {
	case p.File:
	case j.Draft || j.Revision != j.Flow.Latest:
		return nil
	default:
		return audit.Set(&j.Flow.Item, audit.Setting{Pointer: "/definition/flags/allow_concurrent_calls", Want: on})
	}
	definition := j.Definition.Value
	flags := definition.Get("flags")
	setting := flags.Get("allow_concurrent_calls")
	var change jsonpos.Change
	ok := true
	switch {
	case setting.Exists():
		change = setting.Replace(on)
	case flags.Kind() == jsonpos.Object:
		change, ok = flags.Insert(`"allow_concurrent_calls"`, on)
	case flags.Exists():
		change = flags.Replace(`{"allow_concurrent_calls": true}`)
	default:
		change, ok = definition.Insert(`"flags"`, `{"allow_concurrent_calls": true}`)
	}
	if !ok {
		return nil
	}
	return &audit.Fix{Edits: []jsonpos.Change{change}}
}

// notEnabled says what the revision has instead of Concurrent Calls, and what that does to callers as far as it is known.
func notEnabled(j inventory.Judged, flag studio.Flag) string {
	const refused = "a caller whose execution is stuck is refused on every further call, with an out-of-service message"
	old := ""
	if j.Flow.IsOld() {
		old = fmt.Sprintf("the flow is from %s, before Twilio enabled that in new flows", created(j.Flow))
	}
	switch {
	case flag == studio.FlagOff && old != "":
		return fmt.Sprintf("%s has Concurrent Calls switched off (allow_concurrent_calls is false; %s): %s", thisFlow(j), old, refused)
	case flag == studio.FlagOff:
		return fmt.Sprintf("%s has Concurrent Calls switched off (allow_concurrent_calls is false): %s", thisFlow(j), refused)
	case old != "":
		return fmt.Sprintf("the definition of %s does not enable Concurrent Calls, and %s: %s", thisFlow(j), old, refused)
	default:
		return fmt.Sprintf("the definition of %s does not enable Concurrent Calls; Twilio does not document the default for definitions sent by API: "+
			"if it is off, %s", thisFlow(j), refused)
	}
}

// wayIn is a resource whose calls run a flow, and the URL that says so.
type wayIn struct {
	by  inventory.Ref
	url inventory.Field
}

// waysIn are the resources whose calls run a flow. To the numbers and SIP domains come the TwiML applications that no number uses:
// the Voice SDKs call by them. https://www.twilio.com/docs/usage/api/applications
func waysIn(p *audit.Pass, flow *inventory.Flow) ([]wayIn, inventory.Presence) {
	entries, presence := p.VoiceEntries(flow.Ref.SID)
	var ways []wayIn
	used := map[*inventory.Item]bool{}
	for _, h := range entries {
		used[h.Holder] = true
		ways = append(ways, wayIn{h.Entry.Ref, h.Primary})
	}
	for _, a := range p.Applications {
		target, ok := p.StudioFlow(a.VoiceURL.Text)
		if ok && flowOf(p, target) == flow && !used[&a.Item] {
			ways = append(ways, wayIn{a.Ref, a.VoiceURL})
		}
	}
	if len(ways) > 0 {
		presence = inventory.Present
	}
	return ways, presence
}

// trafficOf says whether calls come in, and by what.
func trafficOf(ways []wayIn, presence inventory.Presence) string {
	switch {
	case len(ways) == 1:
		return fmt.Sprintf("; calls come in by %s", ways[0].by)
	case len(ways) > 1:
		return fmt.Sprintf("; calls come in by %s and %d more", ways[0].by, len(ways)-1)
	case presence == inventory.Absent:
		return "; nothing routes calls to it at present"
	default:
		return ""
	}
}

func relatedTo(ways []wayIn) []audit.Related {
	ways = ways[:min(len(ways), maxListed)]
	related := make([]audit.Related, 0, len(ways))
	for _, way := range ways {
		related = append(related, audit.Related{Location: way.url.Location(), Message: fmt.Sprintf("calls to %s run this flow", way.by)})
	}
	return related
}
