package inventory

import "strings"

// Kind is a type of Twilio resource.
type Kind string

// The kinds that are read. Their descriptions stand in one table, [Kinds].
const (
	KindAccount                Kind = "account"
	KindSubaccount             Kind = "subaccount"
	KindPhoneNumber            Kind = "phone_number"
	KindApplication            Kind = "application"
	KindFlow                   Kind = "studio_flow"
	KindFlowRevision           Kind = "studio_flow_revision"
	KindExecution              Kind = "studio_execution"
	KindSIPDomain              Kind = "sip_domain"
	KindTrunk                  Kind = "trunk"
	KindMessagingService       Kind = "messaging_service"
	KindMessagingServiceNumber Kind = "messaging_service_number"
)

// Description is what the sources, the coverage, the simulator and the documentation know about a kind. Paths and names are
// spelled as in Twilio's OpenAPI documents; testdata/twilio-api.json, extracted from those, holds this table to them.
type Description struct {
	Kind   Kind
	Title  string // in running text: "phone number"
	Plural string
	Prefix string // of its SIDs: "PN"

	Host string // the product's host name before .twilio.com: "api", "studio"
	// List is the path of the list, "" for a kind that is only fetched one by one. {AccountSid} is the account's SID; another
	// placeholder is the SID of the parent.
	List     string
	Items    string // member of a page that holds the items
	PageSize int    // the greatest that Twilio accepts
	// Query are the fixed parameters of the list.
	Query []Parameter
	// Item is the path of one resource; its last placeholder is the SID.
	Item string
	// Parent is the kind below which this one is listed or fetched, "" if it stands directly in the account.
	Parent Kind
	// Detail tells that the list leaves members out, so that each item has to be fetched as well.
	Detail bool
	// Member is the member that holds the SID, where it is not "sid".
	Member string

	// Personal are members that hold personal data which no rule needs. They become markers at the door.
	Personal []string
	// Webhooks are the members that hold URLs which Twilio requests.
	Webhooks []WebhookField
	// References are the members that name another resource by its SID.
	References []Reference
	// Console is the page of one resource in Twilio's Console.
	Console string
	// Docs is Twilio's page about the resource.
	Docs string
}

// Parameter is a query parameter with a fixed value.
type Parameter struct{ Name, Value string }

// Reference is a member that names a resource of another kind.
type Reference struct {
	Field string
	Kind  Kind
}

// WebhookRole is what Twilio does with the answer to a webhook.
type WebhookRole uint8

// The roles of a webhook.
const (
	// RoleHandler: the answer controls the call or message.
	RoleHandler WebhookRole = iota + 1
	// RoleFallback: as RoleHandler, when the handler fails.
	RoleFallback
	// RoleCallback: Twilio only reports something.
	RoleCallback
)

// Channel is the kind of traffic that a webhook serves.
type Channel uint8

// The channels.
const (
	Voice Channel = iota + 1
	Message
)

// WebhookField is a member that holds a URL which Twilio requests.
type WebhookField struct {
	Field   string
	Role    WebhookRole
	Channel Channel
}

// Kinds is the one table of kinds, in the order in which a report lists them.
var Kinds = [...]Description{
	{
		Kind: KindAccount, Title: "account", Plural: "accounts", Prefix: "AC",
		Host: "api", Item: "/2010-04-01/Accounts/{Sid}.json",
		Console: "https://console.twilio.com/us1/account/manage-account/general-settings",
		Docs:    "https://www.twilio.com/docs/iam/api/account",
	},
	{
		Kind: KindSubaccount, Title: "subaccount", Plural: "subaccounts", Prefix: "AC",
		Host: "api", List: "/2010-04-01/Accounts.json", Items: "accounts", PageSize: 1000, Item: "/2010-04-01/Accounts/{Sid}.json",
		Docs: "https://www.twilio.com/docs/iam/api/subaccounts",
	},
	{
		Kind: KindPhoneNumber, Title: "phone number", Plural: "phone numbers", Prefix: "PN",
		Host: "api", List: "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json", Items: "incoming_phone_numbers", PageSize: 1000,
		Item: "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json",
		Webhooks: []WebhookField{
			{"voice_url", RoleHandler, Voice},
			{"voice_fallback_url", RoleFallback, Voice},
			{"status_callback", RoleCallback, Voice},
			{"sms_url", RoleHandler, Message},
			{"sms_fallback_url", RoleFallback, Message},
		},
		References: []Reference{{"voice_application_sid", KindApplication}, {"sms_application_sid", KindApplication}, {"trunk_sid", KindTrunk}},
		Console:    "https://console.twilio.com/us1/develop/phone-numbers/manage/incoming/{Sid}/configure",
		Docs:       "https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource",
	},
	{
		Kind: KindApplication, Title: "TwiML application", Plural: "TwiML applications", Prefix: "AP",
		Host: "api", List: "/2010-04-01/Accounts/{AccountSid}/Applications.json", Items: "applications", PageSize: 1000,
		Item: "/2010-04-01/Accounts/{AccountSid}/Applications/{Sid}.json",
		Webhooks: []WebhookField{
			{"voice_url", RoleHandler, Voice},
			{"voice_fallback_url", RoleFallback, Voice},
			{"status_callback", RoleCallback, Voice},
			{"sms_url", RoleHandler, Message},
			{"sms_fallback_url", RoleFallback, Message},
			{"sms_status_callback", RoleCallback, Message},
			{"message_status_callback", RoleCallback, Message},
		},
		Console: "https://console.twilio.com/us1/develop/voice/manage/twiml-apps/{Sid}",
		Docs:    "https://www.twilio.com/docs/usage/api/applications",
	},
	{
		Kind: KindFlow, Title: "Studio flow", Plural: "Studio flows", Prefix: "FW",
		Host: "studio", List: "/v2/Flows", Items: "flows", PageSize: 1000, Item: "/v2/Flows/{Sid}", Detail: true,
		Console: "https://console.twilio.com/us1/develop/studio/flows/{Sid}",
		Docs:    "https://www.twilio.com/docs/studio/rest-api/v2/flow",
	},
	{
		Kind: KindFlowRevision, Title: "published flow revision", Plural: "published flow revisions", Prefix: "FW",
		Host: "studio", Item: "/v2/Flows/{Sid}/Revisions/LatestPublished", Parent: KindFlow,
		Console: "https://console.twilio.com/us1/develop/studio/flows/{Sid}",
		Docs:    "https://www.twilio.com/docs/studio/rest-api/v2/flow-revision",
	},
	{
		Kind: KindExecution, Title: "Studio execution", Plural: "Studio executions", Prefix: "FN",
		Host: "studio", List: "/v2/Flows/{FlowSid}/Executions", Items: "executions", PageSize: 1000,
		Query: []Parameter{{"status", "active"}},
		Item:  "/v2/Flows/{FlowSid}/Executions/{Sid}", Parent: KindFlow,
		Personal: []string{"contact_channel_address", "contact_sid", "context"},
		Console:  "https://console.twilio.com/us1/develop/studio/flows/{FlowSid}/executions/{Sid}",
		Docs:     "https://www.twilio.com/docs/studio/rest-api/v2/execution",
	},
	{
		Kind: KindSIPDomain, Title: "SIP domain", Plural: "SIP domains", Prefix: "SD",
		Host: "api", List: "/2010-04-01/Accounts/{AccountSid}/SIP/Domains.json", Items: "domains", PageSize: 1000,
		Item: "/2010-04-01/Accounts/{AccountSid}/SIP/Domains/{Sid}.json",
		Webhooks: []WebhookField{
			{"voice_url", RoleHandler, Voice}, {"voice_fallback_url", RoleFallback, Voice}, {"voice_status_callback_url", RoleCallback, Voice},
		},
		Console: "https://console.twilio.com/us1/develop/voice/manage/sip-domains/{Sid}",
		Docs:    "https://www.twilio.com/docs/voice/sip/api/sip-domain-resource",
	},
	{
		Kind: KindTrunk, Title: "SIP trunk", Plural: "SIP trunks", Prefix: "TK",
		Host: "trunking", List: "/v1/Trunks", Items: "trunks", PageSize: 1000, Item: "/v1/Trunks/{Sid}",
		Webhooks: []WebhookField{{"disaster_recovery_url", RoleFallback, Voice}},
		Console:  "https://console.twilio.com/us1/develop/sip-trunking/manage/trunks/{Sid}",
		Docs:     "https://www.twilio.com/docs/sip-trunking/api/trunk-resource",
	},
	{
		Kind: KindMessagingService, Title: "messaging service", Plural: "messaging services", Prefix: "MG",
		Host: "messaging", List: "/v1/Services", Items: "services", PageSize: 1000, Item: "/v1/Services/{Sid}",
		Webhooks: []WebhookField{
			{"inbound_request_url", RoleHandler, Message}, {"fallback_url", RoleFallback, Message}, {"status_callback", RoleCallback, Message},
		},
		Console: "https://console.twilio.com/us1/develop/sms/services/{Sid}",
		Docs:    "https://www.twilio.com/docs/messaging/api/service-resource",
	},
	{
		Kind: KindMessagingServiceNumber, Title: "number of a messaging service", Plural: "numbers of messaging services", Prefix: "PN",
		Host: "messaging", List: "/v1/Services/{ServiceSid}/PhoneNumbers", Items: "phone_numbers", PageSize: 1000,
		Item: "/v1/Services/{ServiceSid}/PhoneNumbers/{Sid}", Parent: KindMessagingService,
		Docs: "https://www.twilio.com/docs/messaging/api/phonenumber-resource",
	},
}

// Describe is the description of a kind. It panics on a kind that is not in the table, which only a programming error can name.
func Describe(kind Kind) Description {
	for i := range Kinds {
		if Kinds[i].Kind == kind {
			return Kinds[i]
		}
	}
	panic("inventory: no such kind: " + string(kind))
}

// IsKind tells whether a kind is in the table.
func IsKind(kind Kind) bool {
	for i := range Kinds {
		if Kinds[i].Kind == kind {
			return true
		}
	}
	return false
}

// KindOfSID is the kind that a SID belongs to by its prefix, as far as one can be asked for by its SID alone.
func KindOfSID(sid string) (Kind, bool) {
	for i := range Kinds {
		d := &Kinds[i]
		if d.Parent == "" && d.Kind != KindSubaccount && strings.HasPrefix(sid, d.Prefix) && IsSID(sid) {
			return d.Kind, true
		}
	}
	return "", false
}

// IsSID tells whether a text has the form of a SID: two letters and 32 hexadecimal digits.
// https://www.twilio.com/docs/glossary/what-is-a-sid
func IsSID(s string) bool {
	if len(s) != 34 || !isUpper(s[0]) || !isUpper(s[1]) {
		return false
	}
	for i := 2; i < len(s); i++ {
		if !strings.ContainsRune("0123456789abcdefABCDEF", rune(s[i])) {
			return false
		}
	}
	return true
}

func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }

// Expand fills the placeholders of a path: {AccountSid} with the account, {Sid} with the resource, any other with the parent.
func Expand(path, account, parent, sid string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(path, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		switch name {
		case "AccountSid":
			b.WriteString(account)
		case "Sid":
			b.WriteString(sid)
		default:
			b.WriteString(parent)
		}
		path = after
	}
}
