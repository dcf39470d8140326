package compliance

const cisID = "cis-v8"

// cis is the CIS Critical Security Controls. The ids are those of its safeguards; the titles are ours, and say what a safeguard means
// for a Twilio account.
func cis() *Framework {
	return &Framework{
		ID: cisID, Title: "CIS Controls v8", URL: "https://www.cisecurity.org/controls/v8",
		Controls: []Control{
			{ID: "2.2", Title: "Nothing is in use that its maker has given up", Unseen: []string{clients}},
			{ID: "3.3", Title: "Only those who may reach data reach it", Unseen: []string{mediaAuthentication, consoleUsers}},
			{ID: "3.10", Title: "Calls, messages and webhooks are encrypted on their way", Unseen: []string{certificateChecks}},
			{ID: "3.11", Title: "What is stored is encrypted, secrets above all", Unseen: []string{recordingEncryption, pciMode, payConnectors}},
			{ID: "3.12", Title: "Delicate data is kept out of what was not made for it", Unseen: []string{pciMode}},
			{ID: "4.1", Title: "Settings follow a standard, and drift from it is found", Unseen: []string{consoleSettings}},
			{ID: "4.4", Title: "Only known addresses reach what listens"},
			{ID: "4.8", Title: "What is not needed is switched off", Unseen: []string{fraudGuard, consoleSettings, twimlBins}},
			{ID: "5.1", Title: "Accounts are listed, and known to somebody", Unseen: []string{consoleUsers}},
			{ID: "5.3", Title: "What is out of use is closed", Unseen: []string{consoleUsers, keyUse}},
			{ID: "5.5", Title: "Keys that programs use are listed, with their owner and purpose, and looked at again", Unseen: []string{keyUse}},
			{ID: "6.2", Title: "Access ends when it is no longer needed", Unseen: []string{keyUse, secondaryToken, sso}},
			{ID: "6.5", Title: "Administrators prove who they are with a second factor", Unseen: []string{mfa, sso}},
			{ID: "6.8", Title: "Credentials and applications may do no more than their role asks for", Unseen: []string{tokenUse, consoleUsers}},
			{ID: "8.2", Title: "Events are recorded where they can be kept", Unseen: []string{debuggerWebhook}},
			{ID: "13.1", Title: "Somebody is told of errors, misuse and unusual costs", Unseen: []string{debuggerWebhook, fraudGuard}},
			{ID: "16.8", Title: "Live systems do not lean on those of development"},
			{ID: "16.10", Title: "Applications check what they are sent, and fail in a way that was chosen", Unseen: []string{signatureChecks, fallbackTests}},
		},
	}
}
