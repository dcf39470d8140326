package inventory

// Access is how far a credential reaches. Each reaches what the ones before it do.
// https://www.twilio.com/docs/iam/api-keys/keys-in-console
type Access uint8

// The credentials, the weakest first.
const (
	// ByRestrictedKey reads what its permissions name, in the region US1 only.
	// https://www.twilio.com/docs/iam/api-keys/restricted-api-keys
	ByRestrictedKey Access = iota + 1
	// ByStandardKey reads everything but accounts and keys.
	ByStandardKey
	// ByMainKey reads everything of its own account.
	ByMainKey
	// ByAuthToken reads, beyond its own account, the list of subaccounts with their tokens.
	// https://www.twilio.com/docs/iam/api/subaccounts
	ByAuthToken
)

// MostPermissions is how many permissions a restricted key holds.
// https://www.twilio.com/docs/iam/api-keys/restricted-api-keys
const MostPermissions = 100

// Access is the weakest credential that is known to read a kind. A kind that no permission of restricted keys is known for takes a
// standard key; Twilio adds permissions from time to time.
func (d *Description) Access() Access {
	switch {
	case d.Kind == KindSubaccount:
		return ByAuthToken
	case d.Kind == KindAccount, d.Kind == KindAPIKey:
		return ByMainKey
	case d.permission() == "":
		return ByStandardKey
	default:
		return ByRestrictedKey
	}
}

// Permissions are those that a restricted key needs to read a kind, nil if none is known. Listing and fetching take one each.
func (d *Description) Permissions() []string {
	switch name := d.permission(); {
	case name == "":
		return nil
	case d.List == "":
		return []string{name + "/read"}
	case d.Detail || d.isReferredTo():
		return []string{name + "/list", name + "/read"}
	default:
		return []string{name + "/list"}
	}
}

// isReferredTo tells whether a resource may be asked for directly: somebody selects it, or something names it that no list showed.
func (d *Description) isReferredTo() bool {
	switch d.Kind {
	case KindPhoneNumber: // Selected by its SID.
		return true
	case KindTaskQueue, KindTaskChannel, KindContentTemplate, KindMessagingService: // Named in workflows and in flows.
		return true
	}
	for i := range Kinds {
		for _, reference := range Kinds[i].References {
			if reference.Kind == d.Kind {
				return true
			}
		}
	}
	return false
}

// permission is the name of a kind in the policy of a restricted key, without the action at its end.
func (d *Description) permission() string {
	for _, p := range permissions {
		if p.kind == d.Kind {
			return p.name
		}
	}
	return ""
}

// permissions are the kinds whose names are known. Twilio describes the form of a policy with an example in the API
// (https://www.twilio.com/docs/iam/api-keys/key-resource-v1), names the products, and puts the names themselves into one document for
// each product (https://www.twilio.com/docs/iam/api-keys/restricted-api-keys). Left out is what could not be told apart there (the
// mappings of IP lists, of which there are three), what is not named (brands, toll-free verifications, geographic permissions, Functions,
// Sync, TrustHub), and Conversations, which restricted keys reach since July 2026, by names that Twilio shows in its Console
// (https://www.twilio.com/en-us/changelog/restricted-api-keys--conversations--classic--permissions): a wrong name would have Twilio refuse
// the whole policy.
var permissions = [...]struct {
	kind Kind
	name string
}{
	{KindPhoneNumber, "/twilio/phone-numbers/active-numbers"},
	{KindBundle, "/twilio/phone-numbers/regulatory-compliance.bundles"},
	{KindApplication, "/twilio/voice/twiml.apps"},
	{KindOutgoingCallerID, "/twilio/voice/outgoing-caller-ids"},
	{KindSIPDomain, "/twilio/voice/sip.domains"},
	{KindSIPIPList, "/twilio/voice/sip.ip-acls"},
	{KindSIPIPAddress, "/twilio/voice/sip.ip-acls.ip-addresses"},
	{KindTrunk, "/twilio/voice/sip.trunks"},
	{KindOriginationURL, "/twilio/voice/sip.trunks.origination-urls"},
	{KindBYOCTrunk, "/twilio/voice/sip.byoc-trunks"},
	{KindFlow, "/twilio/studio/flows"},
	{KindFlowRevision, "/twilio/studio/flows.revisions"},
	{KindExecution, "/twilio/studio/executions"},
	{KindMessagingService, "/twilio/messaging/services"},
	{KindMessagingServiceNumber, "/twilio/messaging/services.phonenumbers"},
	{KindMessagingShortCode, "/twilio/messaging/services.shortcodes"},
	{KindMessagingAlphaSender, "/twilio/messaging/services.alphasenders"},
	{KindMessagingCountrySender, "/twilio/messaging/services.destination-alpha-senders"},
	{KindMessagingChannelSender, "/twilio/messaging/services.channelsenders"},
	{KindMessagingCampaign, "/twilio/messaging/services.usa2p-campaign"},
	{KindWhatsAppSender, "/twilio/messaging/whatsapp-senders"},
	{KindContentTemplate, "/twilio/messaging/content-templates"},
	{KindWorkspace, "/twilio/taskrouter/workspaces"},
	{KindWorkflow, "/twilio/taskrouter/workspaces.workflows"},
	{KindTaskQueue, "/twilio/taskrouter/workspaces.task-queues"},
	{KindTaskChannel, "/twilio/taskrouter/workspaces.task-channels"},
	{KindVerifyService, "/twilio/verify/service"},
	{KindVerifyRateLimit, "/twilio/verify/rate-limit"},
	{KindVerifyWebhook, "/twilio/verify/webhook"},
	{KindEventSink, "/twilio/event-streams/sink"},
	{KindEventSubscription, "/twilio/event-streams/subscription"},
	{KindSubscribedEvent, "/twilio/event-streams/subscription.subscribed-event"},
}
