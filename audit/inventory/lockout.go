package inventory

import (
	"time"

	"github.com/twilint/twilint/audit/studio"
)

// concurrentCallsByDefault is the day from which Twilio switches Concurrent Calls on in every new flow.
// Support article 360019383714, "Understanding and Avoiding Stuck Executions in Twilio Studio".
func concurrentCallsByDefault() time.Time {
	return time.Date(2018, time.October, 1, 0, 0, 0, 0, time.UTC)
}

// IsOld tells whether the flow is from before Twilio switched Concurrent Calls on by default. Copies of such flows have new
// dates, so it explains and never decides.
func (f *Flow) IsOld() bool {
	return !f.Created.IsZero() && f.Created.Before(concurrentCallsByDefault())
}

// LocksCallersOut answers whether one stuck execution makes the flow refuse every later call of that caller: Concurrent Calls is
// switched off in the published revision, or not mentioned there and the flow is from before the setting was on by default. A
// missing setting alone decides nothing, since Twilio documents no default for definitions sent by API.
func (f *Flow) LocksCallersOut() Presence {
	if f == nil {
		return Unknown
	}
	return Judged{f, f.Published}.LocksCallersOut()
}

// LocksCallersOut is [Flow.LocksCallersOut] of this revision: of a draft, what it would do once it is published.
func (j Judged) LocksCallersOut() Presence {
	if j.Revision == nil {
		return Unknown
	}
	switch flag, _ := j.Definition.ConcurrentCalls(); {
	case flag == studio.FlagOn:
		return Absent
	case flag == studio.FlagOff, j.Flow.IsOld():
		return Present
	default:
		return Unknown
	}
}
