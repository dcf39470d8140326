package compliance

// What no API of Twilio shows, or only to credentials that an audit does not have. Most of it stands in Twilio's Console.
const (
	consoleUsers        = "the users of Twilio's Console and their roles"
	mfa                 = "whether the users of Twilio's Console sign in with a second factor"
	sso                 = "single sign-on to Twilio's Console, and whom it lets in"
	secondaryToken      = "whether a secondary auth token was left over: the API makes and deletes one, and does not show it"
	tokenUse            = "whether applications use the auth token of the account: Twilio keeps no record of its use"
	keyUse              = "when an API key was last used, and by what"
	fraudGuard          = "Verify Fraud Guard and the protection against pumped messages, which are set in Twilio's Console"
	mediaAuthentication = "whether media of messages and recordings ask for a password, which is set in Twilio's Console"
	signatureChecks     = "whether your applications check the signature of Twilio's requests, which their code tells"
	certificateChecks   = "whether Twilio checks the certificates of your webhooks, which is set in Twilio's Console"
	recordingEncryption = "whether recordings are encrypted with a key of yours"
	pciMode             = "PCI Mode, which is set in Twilio's Console"
	payConnectors       = "Pay Connectors, which only Twilio's Console lists"
	debuggerWebhook     = "the webhook of the Debugger, which is set in Twilio's Console, and who reads its alerts"
	consoleSettings     = "settings that only Twilio's Console has, such as the request inspector"
	twimlBins           = "TwiML Bins, which no API lists"
	clients             = "with which libraries and versions your applications call Twilio"
	approvals           = "who asked for a change and who agreed to it, which your own records tell"
	fallbackTests       = "whether a fallback works when it is needed, which only a trial tells"
	spokenNotices       = "what a caller hears before a recording begins, where an application says it"
)
