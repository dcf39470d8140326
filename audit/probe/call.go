package probe

import (
	"net/url"
	"time"
)

const (
	// CallSID is the call that probes are about. No call has it: Twilio makes SIDs at random, and this one is zeros and, in hexadecimal,
	// the word "probe". Whoever finds it in a log or a database knows where it comes from.
	CallSID = "CA000000000000000000000070726f6265"

	// testNumber is Twilio's own number for tests, which belongs to nobody. https://www.twilio.com/docs/iam/test-credentials#test-calls
	testNumber = "+15005550006"

	callSID    = "CallSid"
	callStatus = "CallStatus"
	ended      = "completed"
)

// endOfCall are the parameters with which Twilio tells that an incoming call has ended; here it was not answered for even a second.
// https://www.twilio.com/docs/voice/twiml#request-parameters and https://www.twilio.com/docs/voice/api/call-resource#statuscallback
func endOfCall(account string, now time.Time) url.Values {
	return url.Values{
		"AccountSid":     {account},
		"ApiVersion":     {"2010-04-01"},
		"CallDuration":   {"0"},
		callSID:          {CallSID},
		callStatus:       {ended},
		"CallbackSource": {"call-progress-events"},
		"Called":         {testNumber},
		"Caller":         {testNumber},
		"Direction":      {"inbound"},
		"Duration":       {"0"},
		"From":           {testNumber},
		"SequenceNumber": {"0"},
		"Timestamp":      {now.UTC().Format(time.RFC1123Z)},
		"To":             {testNumber},
	}
}
