package compliance

const nistID = "nist-800-53"

// nist is NIST SP 800-53. The ids are those of its controls; the titles are ours, and say what a control means for a Twilio account.
func nist() *Framework {
	return &Framework{
		ID: nistID, Title: "NIST SP 800-53 Rev. 5", URL: "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final",
		Controls: []Control{
			{ID: "AC-2", Title: "Accounts are managed, and those out of use are closed", Unseen: []string{consoleUsers, sso}},
			{ID: "AC-3", Title: "Only those who may reach a resource reach it", Unseen: []string{mediaAuthentication, signatureChecks}},
			{ID: "AC-4", Title: "Calls, messages and data go only where they are meant to go", Unseen: []string{fraudGuard, twimlBins}},
			{ID: "AC-6", Title: "Credentials and applications may do no more than they need", Unseen: []string{tokenUse, keyUse, consoleUsers}},
			{ID: "AU-2", Title: "Events that matter are recorded", Unseen: []string{debuggerWebhook}},
			{ID: "AU-5", Title: "Somebody acts where recording fails", Unseen: []string{debuggerWebhook}},
			{ID: "CM-3", Title: "Changes are made on purpose, and published", Unseen: []string{approvals}},
			{ID: "CM-6", Title: "Settings are what they were decided to be", Unseen: []string{consoleSettings}},
			{ID: "CM-7", Title: "What is not needed is switched off", Unseen: []string{consoleSettings, twimlBins}},
			{ID: "CP-8", Title: "Calls get through when the first way fails", Unseen: []string{fallbackTests}},
			{ID: "IA-2", Title: "People who sign in to the Console prove who they are", Unseen: []string{consoleUsers, mfa, sso}},
			{ID: "IA-3", Title: "Equipment that calls through the account proves what it is"},
			{ID: "IA-5", Title: "Secrets and codes are strong, replaced, and kept out of sight", Unseen: []string{secondaryToken, keyUse}},
			{ID: "PT-5", Title: "People are told what is recorded of them", Unseen: []string{spokenNotices}},
			{ID: "SA-22", Title: "Nothing is in use that its maker has given up", Unseen: []string{clients}},
			{ID: "SC-5", Title: "Neither faults nor abuse use up what the account can carry", Unseen: []string{fraudGuard}},
			{ID: "SC-7", Title: "The edge of the account is narrow and watched", Unseen: []string{fraudGuard, consoleSettings}},
			{ID: "SC-8", Title: "Calls, messages and webhooks cannot be read or changed on their way", Unseen: []string{certificateChecks}},
			{ID: "SC-28", Title: "What is stored is encrypted", Unseen: []string{recordingEncryption, pciMode, payConnectors}},
			{ID: "SI-4", Title: "Somebody learns of errors, misuse and unusual costs", Unseen: []string{debuggerWebhook}},
			{ID: "SI-10", Title: "What callers and others send is checked before it is used", Unseen: []string{signatureChecks}},
			{ID: "SI-17", Title: "When something fails, it ends in a way that was chosen", Unseen: []string{fallbackTests}},
		},
	}
}
