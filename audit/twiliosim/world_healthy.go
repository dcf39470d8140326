package twiliosim

import (
	"fmt"
	"time"
)

// Healthy is an account with nothing to find: every call is answered by something that exists, answers quickly, falls back on
// something else, and tells Studio when it ends. It has no subaccounts.
func Healthy(now time.Time) []*Account {
	return []*Account{healthy(now, "Cedar Physio", "+1206555013")}
}

// healthy makes a sound account with a few of everything. Its numbers are the prefix and one more digit.
func healthy(now time.Time, name, prefix string) *Account {
	year := now.AddDate(-1, 0, 0)
	a := NewAccount(name, name, now.AddDate(-2, 0, 0))
	set := func(members Members) Members {
		return with(members, Members{"date_created": year, "date_updated": year})
	}
	menu := a.AddFlow(FlowSpec{
		Name: "Main menu", Definition: mainMenu(name, concurrentCalls, prefix+"8", prefix+"9"), Revision: 4, Created: year, Updated: year,
	})
	texts := a.AddFlow(FlowSpec{
		Name: "Reminders", Definition: reminders("cedar-7730.twil.io/confirm"), Revision: 2, Created: year, Updated: year,
	})
	// Somebody is at work on a draft; callers get the revision before it.
	a.AddFlow(FlowSpec{
		Name: "After hours", Definition: afterHours(name, "weekdays", "cedar-7730.twil.io"), Status: "draft", Revision: 6, Created: year, Updated: now.AddDate(0, 0, -1),
		Published: afterHours(name, "Monday to Friday, 9 to 6", "cedar-7730.twil.io"),
	})
	a.AddExecution(menu, ExecutionSpec{Created: now.Add(-4 * time.Minute), Contact: prefix + "5"})
	a.AddExecution(menu, ExecutionSpec{Created: now.Add(-30 * time.Hour), Contact: prefix + "6", Ended: true})
	a.AddExecution(texts, ExecutionSpec{Created: now.Add(-2 * time.Hour), By: SID("SM", name), Contact: prefix + "7"})

	studio := func(number string, over Members) string {
		return a.AddNumber(prefix+number, set(with(over, Members{
			"voice_url": a.Webhook(menu), "status_callback": a.Webhook(menu), "voice_fallback_url": spoken(),
			"emergency_address_status": "registered",
		})))
	}
	studio("0", nil)
	pooled := studio("1", nil)
	deferring := studio("2", Members{"sms_url": a.Webhook(texts), "sms_fallback_url": spoken()})

	application := a.AddApplication("Queue", set(Members{
		"voice_url": "https://cedar-7730.twil.io/queue", "voice_fallback_url": spoken(), "status_callback": "https://cedar-7730.twil.io/ended",
	}))
	a.AddNumber(prefix+"3", set(Members{"voice_application_sid": application, "emergency_address_status": "registered"}))
	trunk := a.AddTrunk("Office telephone system", set(Members{
		"auth_type": "IP_ACL,CREDENTIAL_LIST", "auth_type_set": []any{"IP_ACL", "CREDENTIAL_LIST"},
		"domain_name": "cedar.pstn.twilio.com", "disaster_recovery_url": "https://cedar-7730.twil.io/office-down",
	}))
	a.AddNumber(prefix+"4", set(Members{"trunk_sid": trunk, "emergency_address_status": "registered"}))
	a.AddSIPDomain("cedar-desks", set(Members{
		"voice_url": a.Webhook(menu), "voice_status_callback_url": a.Webhook(menu), "voice_fallback_url": spoken(),
	}))
	service := a.AddService("Reminders", set(Members{
		"inbound_request_url": "https://cedar-7730.twil.io/inbound", "fallback_url": "https://cedar-7730.twil.io/inbound-failed",
		"status_callback": "https://cedar-7730.twil.io/ended", "us_app_to_person_registered": true,
	}))
	a.AddServiceNumber(service, pooled)
	own := a.AddService("Two-way", set(Members{
		"use_inbound_webhook_on_number": true, "status_callback": "https://cedar-7730.twil.io/ended", "us_app_to_person_registered": true,
	}))
	a.AddServiceNumber(own, deferring)
	a.equip(now, "cedar-7730.twil.io")
	return a
}

// Agency is a parent account with subaccounts: two that are sound, one of which has a number without a status callback, and one
// that is suspended. The parent's auth token reaches the 2010-04-01 resources of each; all else needs their own credentials.
func Agency(now time.Time) []*Account {
	parent := healthy(now, "Two Rivers Telephony", "+1206555015")
	first := healthy(now, "Two Rivers: Alder Vets", "+1206555016")
	second := healthy(now, "Two Rivers: Birch Books", "+1206555017")
	suspended := NewAccount("Two Rivers: Closed Shop", "Two Rivers: Closed Shop", now.AddDate(-3, 0, 0))
	suspended.Status = "suspended"
	flow := second.AddFlow(FlowSpec{
		Name: "Orders", Definition: mainMenu("Birch Books", concurrentCalls, "+12065550178", "+12065550179"), Created: now.AddDate(-1, 0, 0),
	})
	second.AddNumber("+12065550180", Members{
		"voice_url": second.Webhook(flow), "voice_fallback_url": spoken(), "date_created": now.AddDate(-1, 0, 0), "date_updated": now.AddDate(-1, 0, 0),
	})
	for _, a := range []*Account{first, second, suspended} {
		a.Parent = parent.SID
	}
	return []*Account{parent, first, second, suspended}
}

// Large is one account of a given size for measurements: sound numbers and flows with a sprinkling of faults. Every 40th number
// has no status callback, every 45th no fallback; every 20th flow serializes the calls of a caller, every 25th is a draft that
// was published before, every 10th has an execution that is stuck. There is one number at least, and one flow.
func Large(now time.Time, numbers, flows int) []*Account {
	a := NewAccount("Large", "Evergreen Call Centers", now.AddDate(-5, 0, 0))
	year := now.AddDate(-1, 0, 0)
	var sids []string
	for i := range max(flows, 1) {
		name := fmt.Sprintf("Branch %d", i+1)
		spec := FlowSpec{Name: name, Revision: 3, Created: year, Updated: year}
		setting := concurrentCalls
		if i%20 == 19 {
			setting = oneCallPerCaller
		}
		spec.Definition = mainMenu(name, setting, fictional(i), fictional(i+1))
		if i%25 == 24 {
			spec.Status, spec.Published = "draft", afterHours(name, "weekdays", "cedar-7730.twil.io")
		}
		sid := a.AddFlow(spec)
		a.AddExecution(sid, ExecutionSpec{Created: now.Add(-time.Duration(i%200) * time.Minute), Contact: fictional(i)})
		if i%10 == 9 {
			a.AddExecution(sid, ExecutionSpec{Created: now.AddDate(0, 0, -2), Contact: fictional(i)})
		}
		sids = append(sids, sid)
	}
	for i := range max(numbers, 1) {
		webhook := a.Webhook(sids[i%len(sids)])
		members := Members{"voice_url": webhook, "status_callback": webhook, "voice_fallback_url": spoken(), "date_created": year, "date_updated": year}
		if i%40 == 39 {
			members["status_callback"] = ""
		}
		if i%45 == 44 {
			members["voice_fallback_url"] = ""
		}
		a.AddNumber(fictional(i), members)
	}
	return []*Account{a}
}

// fictional is the i-th number of the range that is kept for fiction: 555-0100 to 555-0199 in each area code.
func fictional(i int) string { return fmt.Sprintf("+1%03d55501%02d", 201+i/100%790, i%100) }
