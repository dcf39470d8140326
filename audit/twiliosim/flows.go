package twiliosim

// The flows of the worlds. A sound call flow begins with a widget that answers the call.

// mapleFunctions is the host of the dental practice's Twilio Functions.
const mapleFunctions = "maple-row-4821.twil.io"

// mainMenu answers, offers a choice, and ends in somebody's telephone or a voicemail box.
func mainMenu(company string, setting concurrency, desk, billing string) definition {
	return flow("Main menu of "+company, setting,
		trigger("greeting", ""),
		say("greeting", "Thank you for calling "+company+".", "menu"),
		gather("menu", "For appointments, press 1. For billing, press 2. To leave a message, stay on the line.", 1, "choice", "leave_message"),
		split("choice", digitsOf("menu"), "not_understood", "1", "front_desk", "2", "billing"),
		say("not_understood", "Sorry, that is not one of the choices.", "menu"),
		connectTo("front_desk", desk, "leave_message"),
		connectTo("billing", billing, "leave_message"),
		say("leave_message", "Nobody can take your call right now. Please leave a message after the tone.", "record_message"),
		voicemail("record_message", "goodbye"),
		say("goodbye", "Thank you. Goodbye.", ""),
	)
}

// afterHours tells the opening hours and takes a message.
func afterHours(company, hours, functions string) definition {
	return flow("Calls to "+company+" outside office hours", concurrentCalls,
		trigger("closed", ""),
		say("closed", "You have reached "+company+". Our office is open "+hours+".", "urgent"),
		gather("urgent", "If this is urgent, press 1 now. Otherwise, leave a message after the tone.", 1, "is_urgent", "record_message"),
		split("is_urgent", digitsOf("urgent"), "record_message", "1", "on_call"),
		connectTo("on_call", "+12065550190", "record_message"),
		voicemail("record_message", "note_message"),
		runFunction("note_message", functions+"/note-voicemail", "goodbye", "goodbye",
			parameter{"recording", "{{widgets.record_message.RecordingUrl}}"}, parameter{"caller", "{{contact.channel.address}}"}),
		say("goodbye", "Thank you. We will call you back. Goodbye.", ""),
	)
}

// reminders asks by text whether a patient will come, for up to a week. It has no branch for calls.
func reminders(confirmURL string) definition {
	return flow("Two-way appointment reminders", concurrentCalls,
		trigger("", "understand_reply"),
		split("understand_reply", "{{trigger.message.Body}}", "ask_again", "YES", "confirm", "NO", "offer_change"),
		ask("ask_again", "Please answer YES to keep your appointment or NO to change it.", 7*24*3600, "understand_second", "give_up"),
		split("understand_second", replyTo("ask_again"), "give_up", "YES", "confirm", "NO", "offer_change"),
		runFunction("confirm", confirmURL, "confirmed", "give_up", parameter{"patient", "{{contact.channel.address}}"}),
		sendMessage("confirmed", "Thank you, see you then!", ""),
		sendMessage("offer_change", "No problem. Call us at 206-555-0120 and we will find another time.", ""),
		sendMessage("give_up", "We could not read your answer. Please call us at 206-555-0120.", ""),
	)
}

// insuranceLine looks the caller up before anything answers the call: whoever hangs up while it rings leaves the execution behind.
func insuranceLine() definition {
	return flow("Insurance questions", concurrentCalls,
		trigger("remember_start", ""),
		setVariables("remember_start", "find_patient", parameter{"line", "insurance"}),
		httpRequest("find_patient", "https://records.maple-row-dental.com/api/patients/by-phone", "known_patient", "greet_stranger",
			parameter{"phone", "{{trigger.call.From}}"}),
		split("known_patient", "{{widgets.find_patient.parsed.found}}", "greet_stranger", "true", "greet_patient"),
		say("greet_patient", "Hello {{widgets.find_patient.parsed.first_name}}. One moment, please.", "insurance_desk"),
		say("greet_stranger", "Thank you for calling Maple Row Dental about insurance. One moment, please.", "insurance_desk"),
		connectTo("insurance_desk", "+12065550191", "sorry"),
		say("sorry", "Everybody is busy. Please call again in a few minutes.", ""),
	)
}

// newPatients takes the details of somebody who wants to become a patient.
func newPatients() definition {
	return flow("New patients from the web site", concurrentCalls,
		trigger("welcome", ""),
		say("welcome", "Welcome to Maple Row Dental. We are glad that you found us.", "how"),
		gather("how", "To speak with our new patient team, press 1. To have us call you back, press 2.", 1, "choice", "team"),
		split("choice", digitsOf("how"), "team", "1", "team", "2", "call_back"),
		connectTo("team", "+12065550192", "call_back"),
		runFunction("call_back", mapleFunctions+"/request-callback", "will_call", "sorry", parameter{"phone", "{{trigger.call.From}}"}),
		say("will_call", "Thank you. We will call you back today.", ""),
		say("sorry", "Sorry, that did not work. Please call 206-555-0120.", ""),
	)
}

// recallLine reminds patients of their half-yearly check.
func recallLine() definition {
	return flow("Answers to recall letters", concurrentCalls,
		trigger("thanks", ""),
		say("thanks", "Thank you for calling about your regular check.", "birthday"),
		gather("birthday", "Please enter your date of birth: two digits for the month, two for the day, four for the year.", 8, "find_slot", "desk"),
		httpRequest("find_slot", "https://records.maple-row-dental.com/api/recall", "offer", "desk",
			parameter{"born", digitsOf("birthday")}, parameter{"phone", "{{trigger.call.From}}"}),
		say("offer", "We have a time for you on {{widgets.find_slot.parsed.spoken}}.", "accept"),
		gather("accept", "To take it, press 1. For another time, press 2.", 1, "accepted", "desk"),
		split("accepted", digitsOf("accept"), "desk", "1", "confirm"),
		say("confirm", "It is yours. We look forward to seeing you.", ""),
		connectTo("desk", "+12065550193", ""),
	)
}

// voicemailBox only takes a message.
func voicemailBox(setting concurrency) definition {
	return flow("Voicemail box of the accounts department", setting,
		trigger("ask_message", ""),
		say("ask_message", "You have reached the accounts department. Please leave a message.", "record_message"),
		voicemail("record_message", "mail_it"),
		runFunction("mail_it", mapleFunctions+"/mail-voicemail", "thanks", "thanks",
			parameter{"recording", "{{widgets.record_message.RecordingUrl}}"}),
		say("thanks", "Thank you. Goodbye.", ""),
	)
}
