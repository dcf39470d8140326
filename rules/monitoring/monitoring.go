// Package monitoring holds the rules about how an account makes itself heard: error events, and alarms about what it costs.
package monitoring

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		eventSinkFailed,
		noErrorMonitoring,
		usageTriggerAbsent,
		usageTriggerSpent,
	}
}

// Sources that several rules of this family share.
var (
	usageTriggers        = audit.Link{Title: "UsageTrigger resource", URL: "https://www.twilio.com/docs/usage/api/usage-trigger"}
	subscriptionResource = audit.Link{Title: "Event Streams Subscription resource", URL: "https://www.twilio.com/docs/events/event-streams/subscription"}
	watching             = audit.Link{
		Title: "Monitoring and alerts for suspicious activities", URL: "https://www.twilio.com/en-us/blog/monitor-alert-suspicious-activities-twilio-account",
	}
)
