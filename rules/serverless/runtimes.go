package serverless

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
)

// runtimeEnd is the end of a version of Node.js in Functions.
type runtimeEnd struct {
	runtime string
	// refused is from when on Twilio takes no deployment for it; the zero time where Twilio names no day.
	refused time.Time
	// ended is from when on Node.js itself has no more fixes for it.
	ended time.Time
}

// endOf is the end of a runtime, and false for a version that is current, or not known yet.
func endOf(runtime string) (runtimeEnd, bool) {
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	end := runtimeEnd{runtime: runtime}
	switch runtime {
	case "node8", "node10", "node12", "node14", "node16":
		// https://www.twilio.com/docs/runtime/runtime-node-upgrade: v18 alone from this day on. Those before v16 were refused earlier.
		end.refused = day(2024, time.February, 1)
	case "node18":
		// https://www.twilio.com/en-us/changelog/node-js-v18-support-ending-for-twilio-functions-and-assets
		end.refused = day(2025, time.November, 10)
	case "node20":
		// https://nodejs.org/en/about/previous-releases; Twilio has named no day for it.
		end.ended = day(2026, time.April, 30)
	default:
		return runtimeEnd{}, false
	}
	return end, true
}

// judge says how a runtime stands on a day, after its name.
func (e runtimeEnd) judge(asOf time.Time) (severity audit.Severity, fault string) {
	const dayForm = "2 January 2006"
	switch {
	case !e.refused.IsZero() && asOf.Before(e.refused):
		return audit.Note, fmt.Sprintf("on which Twilio takes no deployment from %s on", e.refused.Format(dayForm))
	case !e.refused.IsZero():
		return audit.Warning, fmt.Sprintf("on which Twilio has taken no deployment since %s: no change can be deployed without an upgrade", e.refused.Format(dayForm))
	case asOf.Before(e.ended):
		return audit.Note, fmt.Sprintf("which gets no more fixes from %s on", e.ended.Format(dayForm))
	default:
		return audit.Note, fmt.Sprintf("which has got no more fixes since %s", e.ended.Format(dayForm))
	}
}
