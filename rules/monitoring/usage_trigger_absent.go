package monitoring

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var usageTriggerAbsent = &audit.Rule{
	ID:    "usage-trigger-absent",
	Title: "No alarm on what the account spends",
	Doc: audit.Doc{
		Why: "A leaked key, a loop in a program or a script that asks for codes spends money at night, at a rate that a person sees on the next bill. " +
			"A usage trigger calls a webhook within minutes when the account has spent more in a day or a month than it should.",
		Remediation: "Make a usage trigger, in the Console or by `POST /2010-04-01/Accounts/{AccountSid}/Usage/Triggers.json` with " +
			"`UsageCategory=totalprice`, `TriggerBy=price`, `Recurring=daily`, a `TriggerValue` well above a usual day, and a `CallbackUrl` that wakes " +
			"somebody.",
		FalseAlarms: "A balance that is paid in advance and not refilled by itself is a limit as well, and so is a program that reads the usage " +
			"records. A subaccount may be watched from its parent, so nothing is said of one.",
		References: []audit.Link{usageTriggers, watching},
	},
	Severity: audit.Note,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindUsageTrigger, How: audit.Complete},
		{Kind: inventory.KindAccount, How: audit.Optional},
	},
	Check: checkUsageTriggerAbsent,
}

func checkUsageTriggerAbsent(p *audit.Pass) error {
	triggers := p.Items(inventory.KindUsageTrigger)
	for _, t := range triggers {
		if t.Text("trigger_by") == "price" && !isOneShot(t) {
			return nil
		}
	}
	if p.IsSubaccount() == inventory.Present { // Its parent may watch over it.
		return nil
	}
	account := p.AccountItem()
	found := "no usage trigger"
	if len(triggers) > 0 {
		found = fmt.Sprintf("none of the %d usage triggers watches a price day by day, month by month or year by year", len(triggers))
	}
	p.Report(audit.Report{
		Item:        account,
		Location:    account.At("sid"),
		Message:     fmt.Sprintf("%s has no alarm on what it spends (%s): a leaked key shows on the next bill", account.Ref, found),
		Remediation: "make a usage trigger for totalprice that recurs daily, with a callback that wakes somebody",
	})
	return nil
}

// isOneShot tells a trigger that fires once and never again. https://www.twilio.com/docs/usage/api/usage-trigger
func isOneShot(trigger *inventory.Item) bool {
	recurring := trigger.Text("recurring")
	return recurring == "" || recurring == "alltime" //nolint:misspell // Twilio spells it so.
}
