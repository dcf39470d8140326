package source_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twiliosim"
)

// BenchmarkLive reads an account with 2,000 numbers and 200 flows whose answers take 80 ms, at most 10 at a time. It tells by how
// much the time exceeds the least that so many requests can take.
func BenchmarkLive(b *testing.B) {
	const (
		latency = 80 * time.Millisecond
		limit   = 10
	)
	a := twiliosim.NewAccount("large", "Large", asOf.AddDate(-1, 0, 0))
	a.ConcurrencyLimit = limit
	states := make([]any, 40)
	for i := range states {
		states[i] = map[string]any{"name": fmt.Sprintf("say_%d", i), "type": "say-play", "properties": map[string]any{"say": "Please hold the line."}}
	}
	var flows []string
	for i := range 200 {
		flow := twiliosim.FlowSpec{Name: fmt.Sprintf("Flow %d", i), Definition: map[string]any{"initial_state": "say_0", "states": states}, Created: asOf}
		if i%20 == 0 {
			flow.Status, flow.Published, flow.Revision = "draft", flow.Definition, 2
		}
		flows = append(flows, a.AddFlow(flow))
	}
	for i := range 2000 {
		a.AddNumber(fmt.Sprintf("+1202555%04d", i), twiliosim.Members{"voice_url": a.Webhook(flows[i%len(flows)])})
	}
	server := twiliosim.New(a)
	server.Latency = latency
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	for b.Loop() {
		reader := connect(b, server, byToken(a))
		start := time.Now()
		for inv, err := range source.Live(b.Context(), reader, source.LiveOptions{Kinds: allKinds, Now: func() time.Time { return asOf }}) {
			if err != nil {
				b.Fatal(err)
			}
			if coverage, _ := inv.Coverage(inventory.KindFlow); len(inv.Numbers) != 2000 || coverage.Read != 200 || len(coverage.Gaps) > 0 {
				b.Fatalf("%d numbers, flows: %+v", len(inv.Numbers), coverage)
			}
		}
		took, stats := time.Since(start), reader.Stats()
		answered := stats.Requests - stats.Throttled
		b.ReportMetric(float64(answered), "requests")
		b.ReportMetric(float64(stats.Throttled), "throttled")
		b.ReportMetric(float64(took)/(float64(answered)*float64(latency)/limit), "ratio")
	}
}
