package inventory

import (
	"cmp"
	"strings"

	"github.com/twilint/twilint/audit/jsonpos"
)

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

	KindOutgoingCallerID         Kind = "outgoing_caller_id"
	KindAddress                  Kind = "address"
	KindBundle                   Kind = "regulatory_bundle"
	KindBYOCTrunk                Kind = "byoc_trunk"
	KindSIPDomainIPList          Kind = "sip_domain_ip_access_control_list"
	KindSIPIPList                Kind = "sip_ip_access_control_list"
	KindSIPIPAddress             Kind = "sip_ip_address"
	KindTrunkIPList              Kind = "trunk_ip_access_control_list"
	KindOriginationURL           Kind = "trunk_origination_url"
	KindVoiceCountry             Kind = "voice_dialing_permission"
	KindVoiceSettings            Kind = "voice_dialing_settings"
	KindMessagingShortCode       Kind = "messaging_service_short_code"
	KindMessagingAlphaSender     Kind = "messaging_service_alpha_sender"
	KindMessagingCountrySender   Kind = "messaging_service_destination_alpha_sender"
	KindMessagingChannelSender   Kind = "messaging_service_channel_sender"
	KindMessagingCampaign        Kind = "messaging_campaign"
	KindBrandRegistration        Kind = "brand_registration"
	KindTollfreeVerification     Kind = "tollfree_verification"
	KindWhatsAppSender           Kind = "whatsapp_sender"
	KindMessagingGeoPermissions  Kind = "messaging_geo_permissions"
	KindContentTemplate          Kind = "content_template"
	KindConversationsSettings    Kind = "conversations_configuration"
	KindConversationsWebhooks    Kind = "conversations_webhooks"
	KindConversationsAddress     Kind = "conversations_address"
	KindConversationsService     Kind = "conversations_service"
	KindConversationsServiceHook Kind = "conversations_service_webhooks"
	KindFlexFlow                 Kind = "flex_flow"
	KindWorkspace                Kind = "taskrouter_workspace"
	KindWorkflow                 Kind = "taskrouter_workflow"
	KindTaskQueue                Kind = "taskrouter_task_queue"
	KindTaskChannel              Kind = "taskrouter_task_channel"
	KindServerlessService        Kind = "serverless_service"
	KindServerlessEnvironment    Kind = "serverless_environment"
	KindServerlessBuild          Kind = "serverless_build"
	KindVerifyService            Kind = "verify_service"
	KindVerifyRateLimit          Kind = "verify_rate_limit"
	KindVerifyWebhook            Kind = "verify_webhook"
	KindSyncService              Kind = "sync_service"
	KindEventSink                Kind = "event_sink"
	KindEventSubscription        Kind = "event_subscription"
	KindSubscribedEvent          Kind = "event_subscribed_type"
	KindUsageTrigger             Kind = "usage_trigger"
	KindAPIKey                   Kind = "api_key"
	KindAuthorizedConnectApp     Kind = "authorized_connect_app"
	KindCustomerProfile          Kind = "customer_profile"
	KindTrustProduct             Kind = "trust_product"
	KindNotifyService            Kind = "notify_service"
	KindProxyService             Kind = "proxy_service"
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
	// Key is the member that tells one resource from the others, where it is not "sid": an ISO code, the name of an event.
	Key string
	// Single tells that there is exactly one below each parent, or in the account, at the path Item. It goes by the SID of its owner.
	Single bool
	// Shared tells that the same resource may stand below several parents.
	Shared bool
	// Via is what holds the SID of a kind that is only fetched because of it: a member of a resource below the same parent.
	Via *Reference
	// When is a flag of the parent; where it is off, there is nothing to list below it.
	When string
	// Unless is a kind that makes this one uninteresting: where a parent has some of those, these are not listed below it.
	Unless Kind
	// Filter says in words which resources are never asked for, because of When or Unless: "of services without phone numbers".
	Filter string

	// Name is the member that names it for people, where it is not "friendly_name".
	Name string
	// Members are what rules read of it, beyond webhooks and references. A member of another type makes the resource unreadable.
	// A dot leads into an object: "capabilities.voice".
	Members []Member

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

// Member is a member of a resource, with the type that its value must have where it is set.
type Member struct {
	Name string
	Type Type
}

// Type is the type of a member.
type Type uint8

// The types of members. An unset member is "", null or not there at all, whatever its type.
const (
	Text Type = iota
	Flag
	Number // a whole number
	Date   // RFC 2822 in the 2010-04-01 API, ISO 8601 in all others
	List
	Object
)

// Parameter is a query parameter with a fixed value.
type Parameter struct{ Name, Value string }

// Reference is a member that names a resource of another kind by its SID.
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

// Describe is the description of a kind. It panics on a kind that is not in the table, which only a programming error can name.
func Describe(kind Kind) *Description {
	for i := range Kinds {
		if Kinds[i].Kind == kind {
			return &Kinds[i]
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

// Identity is what a resource of the kind goes by: its SID, or what the table says instead. It is false for an answer without one.
func (d *Description) Identity(account, parent string, item jsonpos.Value) (string, bool) {
	if d.Single {
		return cmp.Or(parent, account), item.Kind() == jsonpos.Object
	}
	sid := item.Get(cmp.Or(d.Key, "sid")).Text()
	if d.Prefix != "" {
		return sid, IsSID(sid)
	}
	return sid, isName(sid)
}

// nameMember is the member that names a resource of the kind for people.
func (d *Description) nameMember() string { return cmp.Or(d.Name, "friendly_name") }

// isName tells whether a text can stand in the place of a SID, in an address and in the name of a document.
func isName(s string) bool {
	if s == "" || len(s) > 128 || s[0] == '.' {
		return false
	}
	for i := range len(s) {
		if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-", rune(s[i])) {
			return false
		}
	}
	return true
}

// KindsOfSID are the kinds that a SID may belong to by its prefix, of those that stand directly in an account.
func KindsOfSID(sid string) []Kind {
	var kinds []Kind
	for i := range Kinds {
		d := &Kinds[i]
		if d.Kind == KindOutgoingCallerID { // A verified caller ID shares its letters with numbers, and nothing is found about one.
			continue
		}
		if d.Parent == "" && d.Kind != KindSubaccount && d.Prefix != "" && IsSID(sid) && strings.HasPrefix(sid, d.Prefix) {
			kinds = append(kinds, d.Kind)
		}
	}
	return kinds
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
