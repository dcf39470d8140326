package monitoring

import (
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var noErrorMonitoring = &audit.Rule{
	ID:    "no-error-monitoring",
	Title: "Nothing subscribes to the errors of the account",
	Doc: audit.Doc{
		Why: "Twilio writes an error into its log when a webhook does not answer, a certificate has run out, a flow fails or a message is refused. " +
			"Somebody has to look there, or the callers are the first to tell. The event `com.twilio.error-logs.error.logged` of Event Streams brings each " +
			"of them to a webhook, Kinesis or Segment as it happens.",
		Remediation: "Make a sink and a subscription to `com.twilio.error-logs.error.logged` in the Console under *Monitor > Event Streams*, and raise " +
			"an alarm on what arrives.",
		FalseAlarms: "Other ways cannot be seen in the API: the Debugger webhook of the Console, alarms (a private beta), and programs that ask for " +
			"the alerts. A subaccount may be watched from its parent, so nothing is said of one.",
		References: []audit.Link{
			{Title: "Error Logs events", URL: "https://www.twilio.com/docs/events/event-types/errors/error-logs"},
			subscriptionResource,
			{Title: "Debugging event webhooks", URL: "https://www.twilio.com/docs/usage/troubleshooting/debugging-event-webhooks"},
			watching,
		},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindSubscribedEvent, How: audit.Complete},
		{Kind: inventory.KindEventSubscription, How: audit.Complete},
		{Kind: inventory.KindAccount, How: audit.Optional},
	},
	Check: checkNoErrorMonitoring,
}

// errorLogged is the event of an error in the log.
// https://www.twilio.com/docs/events/event-types/errors/error-logs
const errorLogged = "com.twilio.error-logs.error.logged"

func checkNoErrorMonitoring(p *audit.Pass) error {
	subscribed := slices.ContainsFunc(p.Items(inventory.KindSubscribedEvent), func(e *inventory.Item) bool { return e.Text("type") == errorLogged })
	if subscribed || p.IsSubaccount() == inventory.Present { // Its parent may watch over it.
		return nil
	}
	account := p.AccountItem()
	p.Report(audit.Report{
		Item:     account,
		Location: account.At("sid"),
		Message: fmt.Sprintf("no Event Streams subscription of %s asks for %s: unless the Debugger webhook of the Console is set, "+
			"an error is known when a caller tells of it", account.Ref, errorLogged),
		Remediation: "subscribe to " + errorLogged + " in the Console under Monitor > Event Streams",
	})
	return nil
}
