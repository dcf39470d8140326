package rules_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio/liquid"
	"github.com/twilint/twilint/rules"
)

// likeReal is a flow of n widgets made like those that people run: their types in about the shares that real flows have, names of the
// editor's kind, offsets, conditions, and Liquid in texts, conditions, bodies and parameters. It is sound but for a slip here and there:
// real flows have a finding or two.
func likeReal(r *rand.Rand, n int) string {
	name := func(i int) string { return fmt.Sprintf("widget_%d", i) }
	next := func(i int) string { return name(min(i+1+r.IntN(2), n-1)) }
	var b strings.Builder
	fmt.Fprintf(&b, `{"description": "Support", "flags": {"allow_concurrent_calls": true}, "initial_state": "Trigger", "states": [`+
		`{"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingMessage"}, {"next": "%s", "event": "incomingCall"}, {"event": "incomingRequest"}], "properties": {"offset": {"x": 0, "y": 0}}}`, name(1))
	asked, fetched := "", ""
	for i := 1; i < n; i++ {
		b.WriteString(",\n    ")
		offset := fmt.Sprintf(`"offset": {"x": %d, "y": %d}`, r.IntN(4000)-2000, r.IntN(9000))
		dynamic := "{{flow.variables.department}}"
		if fetched != "" && r.IntN(2) == 0 {
			dynamic = "{{widgets." + fetched + ".parsed.name}}"
		}
		kind := r.IntN(7)
		if i < 3 {
			kind = []int{0, 6, 5}[i]
		}
		wired := func(event string) string {
			if r.IntN(40) == 0 {
				return fmt.Sprintf(`{"event": "%s"}`, event)
			}
			return fmt.Sprintf(`{"event": "%s", "next": "%s"}`, event, name(n-1))
		}
		switch {
		case i == n-1:
			fmt.Fprintf(&b, `{"name": "%s", "type": "say-play", "transitions": [{"event": "audioComplete"}], "properties": {"voice": "Polly.Joanna", %s, "loop": 1, "say": "Goodbye.", "language": "en-US"}}`, name(i), offset)
		case kind < 2 && asked != "":
			fmt.Fprintf(&b, `{"name": "%s", "type": "split-based-on", "transitions": [%s`, name(i), wired("noMatch"))
			input := "{{widgets." + asked + ".Digits}}"
			for c := range 1 + r.IntN(3) {
				fmt.Fprintf(&b, `, {"next": "%s", "event": "match", "conditions": [{"friendly_name": "If value equal_to %d", "arguments": ["%s"], "type": "equal_to", "value": "%d"}]}`, next(i), c, input, c)
			}
			fmt.Fprintf(&b, `], "properties": {"input": "%s", %s}}`, input, offset)
		case kind == 2:
			fmt.Fprintf(&b, `{"name": "%s", "type": "send-message", "transitions": [{"event": "sent", "next": "%s"}, {"event": "failed", "next": "%s"}], "properties": {%s, "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "Thank you, %s. We will be with you in a moment, please stay where you are."}}`, name(i), name(i+1), name(i+1), offset, dynamic)
		case kind == 3:
			fmt.Fprintf(&b, `{"name": "%s", "type": "say-play", "transitions": [{"event": "audioComplete", "next": "%s"}], "properties": {"voice": "Polly.Joanna", %s, "loop": 1, "say": "Hello %s, you are number three in the queue. It will take about four minutes.", "language": "en-US"}}`, name(i), name(i+1), offset, dynamic)
		case kind == 4:
			fetched = name(i)
			fmt.Fprintf(&b, `{"name": "%s", "type": "make-http-request", "transitions": [{"event": "success", "next": "%s"}, %s], "properties": {%s, "method": "POST", "content_type": "application/json;charset=utf-8", "add_twilio_auth": false, "body": "{\"from\": \"{{trigger.call.From}}\", \"department\": \"{{flow.variables.department}}\"}", "url": "https://api.maple-row-dental.com/customers"}}`, name(i), name(i+1), wired("failed"), offset)
		case kind == 5:
			fmt.Fprintf(&b, `{"name": "%s", "type": "set-variables", "transitions": [{"event": "next", "next": "%s"}], "properties": {"variables": [{"value": "billing", "key": "department"}, {"value": "{{trigger.call.From}}", "key": "customer"}], %s}}`, name(i), name(i+1), offset)
		default:
			asked = name(i)
			fmt.Fprintf(&b, `{"name": "%s", "type": "gather-input-on-call", "transitions": [{"event": "keypress", "next": "%s"}, {"event": "speech"}, %s], "properties": {"voice": "Polly.Joanna", "speech_timeout": "auto", %s, "loop": 1, "finish_on_key": "#", "say": "Press 1 for new appointments, or 2 for billing.", "language": "en-US", "stop_gather": true, "gather_language": "en-US", "profanity_filter": "true", "timeout": 5}}`, name(i), name(i+1), wired("timeout"), offset)
		}
	}
	b.WriteString("]}")
	return b.String()
}

// lint judges a text as `twilint lint` does, and returns the findings.
func lint(tb testing.TB, text []byte, chosen []*audit.Rule) []audit.Finding {
	tb.Helper()
	document, err := jsonpos.Parse("flow.json", text)
	if err != nil {
		tb.Fatal(err)
	}
	inv := inventory.New(inventory.Account{}, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), nil)
	inv.File = true
	inv.Cover(inventory.KindFlow, "")
	if root := document.Root(); root.Kind() == jsonpos.Array {
		for i, element := range root.Elements() {
			inv.AddFile(document, element, i)
		}
	} else {
		inv.AddFile(document, root, 0)
	}
	inv.Finish()
	return audit.Run(inv, chosen).Findings
}

// regular are the rules of the regular persona.
func regular() []*audit.Rule {
	var chosen []*audit.Rule
	for _, rule := range rules.All() {
		if rule.Persona == audit.Regular {
			chosen = append(chosen, rule)
		}
	}
	return chosen
}

// BenchmarkLint tells how many times as long it takes to lint about 1 MB as it takes encoding/json to decode the same bytes into any:
// one file with many flows of an ordinary size, the same with more Liquid than people write, and one flow of nearly as many widgets as
// there may be. It goes by the medians: now and then either waits for something else that the machine does.
func BenchmarkLint(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 4))
	var flows []string
	for size := 0; size < 1<<20; {
		flow := likeReal(r, 40)
		size += len(flow)
		flows = append(flows, flow)
	}
	many := "[" + strings.Join(flows, ",\n") + "]"
	asking := strings.NewReplacer(
		"It will take about four minutes.", "{{flow.variables.department}} {{trigger.call.From}} {{flow.variables.customer}}",
		"please stay where you are.", "{{flow.variables.department}} {{trigger.call.From}} {{trigger.call.To}}").Replace(many)
	for name, text := range map[string]string{"many-flows": many, "many-references": asking, "one-flow": likeReal(r, 1900)} {
		b.Run(name, func(b *testing.B) {
			bytes := []byte(text)
			references := 0
			for v := range must(jsonpos.Parse("", bytes)).Root().Strings() {
				template := liquid.Scan(v.Text())
				references += len(template.References)
			}
			var decoding, linting []time.Duration
			findings := 0
			for b.Loop() {
				start := time.Now()
				var v any
				if err := json.Unmarshal(bytes, &v); err != nil {
					b.Fatal(err)
				}
				middle := time.Now()
				findings = len(lint(b, bytes, regular()))
				decoding = append(decoding, middle.Sub(start))
				linting = append(linting, time.Since(middle))
			}
			b.ReportMetric(median(linting)/median(decoding), "x-of-encoding/json")
			b.ReportMetric(float64(references)/(float64(len(bytes))/1024), "references/KB")
			b.ReportMetric(float64(len(bytes))/1024, "KB")
			b.ReportMetric(float64(findings), "findings")
		})
	}
}

func median(all []time.Duration) float64 {
	slices.Sort(all)
	return float64(all[len(all)/2])
}

func must(d *jsonpos.Document, err error) *jsonpos.Document {
	if err != nil {
		panic(err)
	}
	return d
}
