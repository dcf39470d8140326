package monitoring

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var eventSinkFailed = &audit.Rule{
	ID:    "event-sink-failed",
	Title: "Event Streams sink does not work",
	Doc: audit.Doc{
		Why: "A sink is where Event Streams delivers to: a webhook, a Kinesis stream, Segment. When Twilio marks it as failed, the events of its " +
			"subscriptions have nowhere to go. What was built on them, such as an alarm on errors, falls silent, which looks just like a quiet day.\n\n" +
			"A new sink is active at once. One that has been waiting for its validation for more than a day was made long ago and never finished.",
		Remediation: "See that the destination of the sink exists and accepts what Twilio sends, with the role or the key that the sink names; then " +
			"make a new sink, move the subscription to it and delete the failed one.",
		FalseAlarms: "A sink that no subscription uses is a note.",
		References: []audit.Link{
			{Title: "Event Streams Sink resource", URL: "https://www.twilio.com/docs/events/event-streams/sink-resource"},
			{Title: "Sinks are active without validation", URL: "https://www.twilio.com/docs/events/event-streams/sink-resource/validate"},
			subscriptionResource,
			{Title: "Error 91300: Event delivery to sink failed", URL: "https://www.twilio.com/docs/api/errors/91300"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindEventSink, How: audit.Each},
		{Kind: inventory.KindEventSubscription, How: audit.Each},
	},
	Check: checkEventSinkFailed,
}

// settingUp is how long a sink may take to become active.
const settingUp = 24 * time.Hour

func checkEventSinkFailed(p *audit.Pass) error {
	for _, sink := range p.Items(inventory.KindEventSink) {
		var fault string
		switch status := sink.Text("status"); status {
		case "failed":
			fault = "has failed"
		case "initialized", "validating":
			made := sink.Date("date_created")
			if made.IsZero() || p.AsOf.Sub(made) <= settingUp {
				continue
			}
			fault = fmt.Sprintf("has been %s since %s, and never became active", status, made.Format(time.DateOnly))
		default:
			continue
		}
		r := audit.Report{
			Item:        sink,
			Location:    sink.At("status"),
			Severity:    audit.Note,
			Message:     fmt.Sprintf("%s %s; no subscription that was read delivers to it", sink.Ref, fault),
			Remediation: fmt.Sprintf("delete %s, or repair its destination before something subscribes to it", sink.Ref),
		}
		if subscriptions := subscriptionsTo(p, sink); len(subscriptions) > 0 {
			r.Severity = audit.Warning
			r.Message = fmt.Sprintf("%s %s: the events of %s do not arrive", sink.Ref, fault, subscriptions[0].Ref)
			if more := len(subscriptions) - 1; more > 0 {
				r.Message = fmt.Sprintf("%s %s: the events of %s and %d more do not arrive", sink.Ref, fault, subscriptions[0].Ref, more)
			}
			r.Remediation = fmt.Sprintf("see that the destination of %s accepts events, and move its subscriptions to a new sink", sink.Ref)
			for _, s := range subscriptions {
				r.Related = append(r.Related, audit.Related{Location: s.At("sink_sid"), Message: s.Ref.String() + " delivers to it"})
			}
		}
		p.Report(r)
	}
	return nil
}

func subscriptionsTo(p *audit.Pass, sink *inventory.Item) []*inventory.Item {
	var subscriptions []*inventory.Item
	for _, s := range p.Items(inventory.KindEventSubscription) {
		if s.Text("sink_sid") == sink.Ref.SID {
			subscriptions = append(subscriptions, s)
		}
	}
	return subscriptions
}
