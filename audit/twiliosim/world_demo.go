package twiliosim

import (
	"time"

	"github.com/twilint/twilint/audit/inventory"
)

// Demo is the account of Maple Row Dental, a dental practice in Seattle with a sister practice in London. Over nine years six
// people have set its telephones up, each with good reasons, and the faults that come of that have all found their way in. About
// a third of the numbers are sound.
//
// People, companies and numbers are invented; the numbers are of the ranges that are kept for fiction.
func Demo(now time.Time) []*Account {
	d := &demo{Account: NewAccount("Maple Row Dental", "Maple Row Dental", time.Date(2011, time.May, 3, 17, 20, 0, 0, time.UTC)), now: now}
	d.sound()
	d.frontDesk()
	d.newPatients()
	d.recall()
	d.ballard()
	d.insurance()
	d.emergency()
	d.campaigns()
	d.texting()
	d.accounts()
	d.rooms()
	d.leftovers()
	d.review()
	return []*Account{d.Account}
}

// demo is the account while it is being filled.
type demo struct {
	*Account
	now  time.Time
	menu string // SID of the flow behind the main number, which is sound
}

func (d *demo) ago(days int) time.Time { return d.now.AddDate(0, 0, -days) }

// spoken is a TwiML Bin that says sorry and gives another number: what a sound number falls back on.
func spoken() string { return "https://handler.twilio.com/twiml/" + SID("EH", "spoken apology") }

// number adds a number that is set up as it should be for a flow, with members written over that.
func (d *demo) number(e164, name, flow string, days int, over Members) string {
	return d.AddNumber(e164, with(over, Members{
		"friendly_name": name, "voice_url": d.Webhook(flow), "status_callback": d.Webhook(flow), "voice_fallback_url": spoken(),
		"date_created": d.ago(days + 30), "date_updated": d.ago(days),
	}))
}

// sound is what works. Ines, who looks after the telephones since 2024, set it up or went through it.
func (d *demo) sound() {
	d.menu = d.AddFlow(FlowSpec{
		Name: "Main menu", Definition: mainMenu("Maple Row Dental", concurrentCalls, "+12065550194", "+12065550195"), Revision: 14,
		Created: d.ago(820), Updated: d.ago(12), CommitMessage: "Shorter greeting",
	})
	d.AddExecution(d.menu, ExecutionSpec{Call: "in-progress", Created: d.now.Add(-3 * time.Minute), Contact: "+12065550140"})
	d.AddExecution(d.menu, ExecutionSpec{Call: "completed", Created: d.now.Add(-50 * time.Minute), Contact: "+12065550141", Ended: true})
	d.number("+12065550120", "Main number", d.menu, 200, nil)

	london := d.AddFlow(FlowSpec{
		Name: "London practice", Definition: mainMenu("Maple Row Dental London", concurrentCalls, "+442079460101", "+442079460102"), Revision: 6,
		Created: d.ago(700), Updated: d.ago(90),
	})
	d.number("+442079460018", "London", london, 90, nil)

	closed := d.AddFlow(FlowSpec{
		Name: "After hours", Definition: afterHours("Maple Row Dental", "Monday to Friday, 8 to 5", mapleFunctions), Revision: 9,
		Created: d.ago(640), Updated: d.ago(40),
	})
	d.number("+12065550121", "After hours", closed, 300, nil)
	// The same flow, forwarded with connection overrides and an upper-case host: still Studio, still right.
	d.number("+12065550122", "After hours (overflow)", closed, 300, Members{
		"voice_url": "https://WEBHOOKS.twilio.com/v1/Accounts/" + d.SID + "/Flows/" + closed + "#rc=2&rp=all",
	})

	// The browser phones of the staff: an application answers, and the number's own URLs are empty.
	softphone := d.AddApplication("Staff browser phones", Members{
		"voice_url": "https://" + mapleFunctions + "/softphone/voice", "voice_fallback_url": spoken(),
		"status_callback": "https://" + mapleFunctions + "/softphone/ended", "date_created": d.ago(500), "date_updated": d.ago(480),
	})
	d.AddNumber("+12065550123", Members{
		"friendly_name": "Staff outbound", "voice_application_sid": softphone, "date_created": d.ago(500), "date_updated": d.ago(480),
	})

	// The telephone system of the Ballard office, connected by a trunk.
	trunk := d.AddTrunk("Ballard telephone system", Members{
		"domain_name": "maple-row-ballard.pstn.twilio.com", "disaster_recovery_url": "https://" + mapleFunctions + "/ballard-down",
		"date_created": d.ago(900), "date_updated": d.ago(420),
	})
	d.AddNumber("+12065550124", Members{
		"friendly_name": "Ballard reception", "trunk_sid": trunk, "date_created": d.ago(900), "date_updated": d.ago(420),
	})
	d.AddSIPDomain("maple-row-reception", Members{
		"friendly_name": "Reception desk phones", "voice_url": d.Webhook(d.menu), "voice_status_callback_url": d.Webhook(d.menu),
		"voice_fallback_url": spoken(), "date_created": d.ago(610), "date_updated": d.ago(610),
	})

	// Bought minutes ago in the Console: Studio has not set its status callback yet.
	d.number("+12065550125", "Children's clinic (opens Monday)", d.menu, 0, Members{
		"status_callback": "", "date_created": d.now.Add(-6 * time.Minute), "date_updated": d.now.Add(-5 * time.Minute),
	})
}

// frontDesk: in spring 2017 Dana, then office manager, built the first flow with a tutorial. Concurrent Calls did not exist as a
// default, and nothing set a status callback. Patients who hang up early are locked out ever since: the next time they call they
// hear that the number is out of service. Dana has a list of them and ends their executions by hand when they complain.
//
// studio-flow-concurrent-calls-disabled (error), studio-number-status-callback-missing (error), studio-stuck-executions.
func (d *demo) frontDesk() {
	spring2017 := time.Date(2017, time.March, 14, 18, 5, 0, 0, time.UTC)
	desk := mainMenu("Maple Row Dental, front desk", oneCallPerCaller, "+12065550196", "+12065550195")
	flow := d.AddFlow(FlowSpec{Name: "Front desk (2017)", Definition: desk, Revision: 31, Created: spring2017, Updated: d.ago(1100)})
	d.number("+12065550100", "Front desk", flow, 1100, Members{"status_callback": ""})
	d.AddExecution(flow, ExecutionSpec{Call: "completed", Created: d.ago(26), Contact: "+12065550142"})
	d.AddExecution(flow, ExecutionSpec{Call: "completed", Created: d.ago(3), Contact: "+12065550143"})
	d.AddExecution(flow, ExecutionSpec{Call: "completed", Created: d.now.Add(-7 * time.Hour), Contact: "+12065550144"})
	d.AddExecution(flow, ExecutionSpec{Call: "in-progress", Created: d.now.Add(-2 * time.Minute), Contact: "+12065550145"})
	d.AddExecution(flow, ExecutionSpec{Call: "completed", Created: d.ago(4), Contact: "+12065550146", Ended: true})

	// A copy for training, made through the API in 2021. It carries no setting at all, and nothing leads to it.
	copied := mainMenu("Maple Row Dental, front desk", unmentioned, "+12065550196", "+12065550195")
	d.AddFlow(FlowSpec{Name: "Front desk (training copy)", Definition: copied, Created: time.Date(2021, time.June, 8, 20, 0, 0, 0, time.UTC)})
}

// newPatients: the web agency bought the number with a script that sets voice_url and nothing else.
//
// studio-number-status-callback-missing (warning: Concurrent Calls is on), studio-stuck-executions (warning).
func (d *demo) newPatients() {
	flow := d.AddFlow(FlowSpec{Name: "New patients", Definition: newPatients(), Revision: 5, Created: d.ago(240), Updated: d.ago(180)})
	d.number("+12065550101", "New patients (web site)", flow, 180, Members{"status_callback": ""})
	d.AddExecution(flow, ExecutionSpec{Call: "completed", Created: d.now.Add(-19 * time.Hour), Contact: "+12065550147"})
}

// recall: the consultant who reports on calls wanted every call's end sent to his own server, and put its address where Studio's
// had been.
//
// studio-number-status-callback-foreign; studio-flow-invalid (note: Twilio only warns).
func (d *demo) recall() {
	flow := d.AddFlow(FlowSpec{
		Name: "Recall line", Definition: recallLine(), Revision: 3, Created: d.ago(330), Updated: d.ago(310),
		Warnings: []Validation{{"#/states/2/properties/number_of_digits", "number_of_digits and finish_on_key are both set; the first that applies ends the input"}},
	})
	d.number("+12065550102", "Recall letters", flow, 150, Members{"status_callback": "https://reports.maple-row-dental.com/twilio/call-ended"})
}

// ballard: the second office was made with Terraform, from a copy of the main number's block in which one line was not changed.
//
// studio-number-status-callback-other-flow.
func (d *demo) ballard() {
	flow := d.AddFlow(FlowSpec{
		Name: "Ballard office", Definition: mainMenu("Maple Row Dental Ballard", concurrentCalls, "+12065550197", "+12065550195"),
		Created: d.ago(420), Updated: d.ago(415), CommitMessage: "terraform apply",
	})
	d.number("+12065550103", "Ballard office", flow, 415, Members{"status_callback": d.Webhook(d.menu)})
}

// insurance: the flow looks the caller up in the practice software before it says a word. The lookup takes four seconds on a good
// day, and people hang up.
//
// studio-slow-before-answer.
func (d *demo) insurance() {
	flow := d.AddFlow(FlowSpec{Name: "Insurance line", Definition: insuranceLine(), Revision: 8, Created: d.ago(510), Updated: d.ago(75)})
	d.number("+12065550104", "Insurance questions", flow, 360, nil)
}

// emergency: the oldest number of the practice, on Twilio since 2011. Somebody pointed it at Studio in 2023; its API version
// stayed what it was.
//
// studio-number-api-version.
func (d *demo) emergency() {
	flow := d.AddFlow(FlowSpec{
		Name: "Dental emergencies", Definition: afterHours("Maple Row Dental", "every day for emergencies", mapleFunctions), Revision: 2,
		Created: d.ago(1000), Updated: d.ago(990),
	})
	d.number("+12065550105", "Emergencies (ported 2011)", flow, 990, Members{"api_version": "2008-08-01", "date_created": d.Created})
}

// campaigns: what marketing left behind.
//
// number-handler-flow-missing (twice), number-handler-flow-never-published.
func (d *demo) campaigns() {
	// The whitening offer ended in the summer. Its flow was deleted, its number is still printed on vouchers.
	d.number("+12065550106", "Whitening vouchers", SID("FW", d.SID, "deleted whitening flow"), 80, nil)

	// The first web agency ran this number's flow in its own account, which it closed.
	agency := "https://webhooks.twilio.com/v1/Accounts/" + SID("AC", "Pixel & Pine agency") + "/Flows/" + SID("FW", "Pixel & Pine agency")
	d.number("+12065550107", "Old web site", d.menu, 1300, Members{"voice_url": agency, "status_callback": agency})

	// The radio spot begins on Monday. The flow is finished and was never published.
	radio := d.AddFlow(FlowSpec{
		Name: "Radio spring campaign", Definition: newPatients(), Status: "draft", Revision: 4, Created: d.ago(9), Updated: d.ago(2),
	})
	d.number("+12065550108", "Radio spot", radio, 8, nil)
}

// texting: reminders go by text. Three numbers have to do with it.
//
// number-handler-flow-trigger-unwired (call: error, text: warning), number-handler-shadowed (warning), studio-flow-invalid (warning:
// only the draft is at fault), studio-stuck-executions (note: they may still wait for replies).
func (d *demo) texting() {
	published := reminders(mapleFunctions + "/confirm")
	// Ines is at work on a new revision; Twilio already complains about it, and nobody gets it yet.
	draft := reminders(mapleFunctions + "/confirm-v2")
	draft.States[2].Properties["timeout"] = "ten days"
	flow := d.AddFlow(FlowSpec{
		Name: "Appointment reminders", Definition: draft, Status: "draft", Published: published, Revision: 12, Created: d.ago(450), Updated: d.ago(1),
		Errors: []Validation{{"#/states/2/properties/timeout", "timeout must be a number of seconds"}},
	})
	// People take days to answer a text, and the flow gives them a week.
	d.AddExecution(flow, ExecutionSpec{Created: d.ago(2), By: SID("SM", "reply", "1"), Contact: "+12065550148"})
	d.AddExecution(flow, ExecutionSpec{Created: d.ago(5), By: SID("SM", "reply", "2"), Contact: "+12065550149"})

	// Texts work. Who calls the number back hears nothing: the flow has no branch for calls.
	d.number("+12065550109", "Reminder texts", flow, 430, Members{"sms_url": d.Webhook(flow)})

	// Billing wanted to receive photos of insurance cards and pointed the texts at a flow that only takes calls.
	billing := d.AddFlow(FlowSpec{Name: "Billing", Definition: voicemailBox(concurrentCalls), Created: d.ago(390), Updated: d.ago(385)})
	d.number("+12065550110", "Billing", billing, 100, Members{"sms_url": d.Webhook(billing)})

	// The recall number was put into a sender pool for its daily limit. Since then the service takes the answers, and the flow that
	// the number still names gets none.
	service := d.AddService("Recall texts", Members{
		"us_app_to_person_registered": true,
		"inbound_request_url":         "https://" + mapleFunctions + "/recall/inbound", "fallback_url": "https://" + mapleFunctions + "/recall/failed",
		"status_callback": "https://" + mapleFunctions + "/recall/status", "date_created": d.ago(140), "date_updated": d.ago(120),
	})
	d.AddServiceNumber(service, d.number("+12065550111", "Recall texts", d.menu, 120, Members{"sms_url": d.Webhook(flow)}))

	// This service leaves the answers to its numbers: nothing is shadowed.
	deferring := d.AddService("Two-way texts", Members{
		"inbound_request_url": "https://" + mapleFunctions + "/unused", "use_inbound_webhook_on_number": true,
		"date_created": d.ago(95), "date_updated": d.ago(95),
	})
	d.AddServiceNumber(deferring, d.number("+12065550126", "Two-way texts", d.menu, 95, Members{"sms_url": d.Webhook(flow)}))
}

// accounts: the voicemail box is from 2019 and was edited as text in 2022. Calls still run it; Twilio marks it as invalid.
//
// studio-flow-invalid (error).
func (d *demo) accounts() {
	box := voicemailBox(concurrentCalls)
	box.States[2].Properties["max_length"] = "three minutes"
	flow := d.AddFlow(FlowSpec{
		Name: "Accounts voicemail", Definition: box, Revision: 7,
		Created: time.Date(2019, time.November, 21, 16, 0, 0, 0, time.UTC), Updated: time.Date(2022, time.February, 3, 9, 30, 0, 0, time.UTC),
		Errors: []Validation{{"#/states/2/properties/max_length", "max_length must be a number of seconds"}},
	})
	d.number("+12065550112", "Accounts voicemail", flow, 1200, nil)
}

// rooms: the treatment rooms got their own numbers on one Saturday, and the fallback was forgotten on all of them.
//
// number-voice-fallback-missing (one finding with three members).
func (d *demo) rooms() {
	for i, e164 := range []string{"+12065550113", "+12065550114", "+12065550115"} {
		d.number(e164, "Treatment room "+string(rune('1'+i)), d.menu, 260, Members{"voice_fallback_url": ""})
	}
}

// leftovers of old ways to do things.
//
// number-handler-shadowed (note), number-reference-missing, webhook-insecure-url (error), webhook-development-url (error, warning).
func (d *demo) leftovers() {
	// When Ballard moved to the trunk, its old number went along. The flow that it names has not run since.
	trunk := d.SIDs(inventory.KindTrunk)[0]
	d.number("+12065550116", "Ballard (old)", d.menu, 420, Members{"trunk_sid": trunk})

	// The call queue was an application. Somebody tidied up the applications and deleted it; the number still wants it.
	d.AddNumber("+12065550117", Members{
		"friendly_name": "Call queue", "voice_application_sid": SID("AP", d.SID, "deleted call queue"), "date_created": d.ago(700), "date_updated": d.ago(610),
	})

	// A server under a desk, from before anybody had a certificate. Its answers decide where patients' calls go.
	d.AddNumber("+12065550118", Members{
		"friendly_name": "Directions hotline", "voice_url": "http://phones.maple-row-dental.com/directions.php", "voice_fallback_url": spoken(),
		"date_created": d.ago(2400), "date_updated": d.ago(2400),
	})

	// Ines tried something out from her laptop one evening. The tunnel has been closed for weeks.
	d.AddNumber("+12065550119", Members{
		"friendly_name": "Ines, test", "voice_url": "https://7d1f-203-0-113-24.ngrok-free.app/voice", "voice_fallback_url": spoken(),
		"status_callback": "https://7d1f-203-0-113-24.ngrok-free.app/status", "date_created": d.ago(55), "date_updated": d.ago(33),
	})
}
