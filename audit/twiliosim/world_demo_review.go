package twiliosim

import "github.com/twilint/twilint/audit/inventory"

// review is what nobody looks at until a security review or a bill: the rest of the account, set up soundly in 2024 (see
// [Account.equip]) beside what six people left before and after.
func (d *demo) review() {
	d.equip(d.now, mapleFunctions, "/ballard-down", "/confirm-v2", "/mail-voicemail", "/recall/failed", "/recall/inbound", "/recall/status",
		"/request-callback", "/softphone/ended", "/softphone/voice", "/surveys", "/unused")
	e := &equipment{Account: d.Account, now: d.now, year: d.ago(700), functions: mapleFunctions}
	e.openLines()
	e.senders()
	e.forgottenProducts()
	e.strangers()
}

// openLines: a consultant opened the lines to Latvia for one client in 2019, and the list of office addresses to a whole network.
//
// voice-geo-high-risk-enabled, sip-acl-wide.
func (e *equipment) openLines() {
	e.Change(inventory.KindVoiceCountry, "LV", Members{"low_risk_numbers_enabled": true, "high_risk_tollfraud_numbers_enabled": true})
	list := e.put(inventory.KindSIPIPList, "", Members{"friendly_name": "Old carrier"})
	e.put(inventory.KindSIPIPAddress, list, Members{"friendly_name": "everything they have", "ip_address": "203.0.0.0", "cidr_prefix_length": 8})
	e.put(inventory.KindSIPDomainIPList, e.SIDs(inventory.KindSIPDomain)[0], Members{"sid": list, "friendly_name": "Old carrier"})
}

// senders: a toll-free number whose verification was rejected while its owner was on leave, and a WhatsApp sender that Meta took
// offline.
//
// tollfree-unverified, messaging-sender-offline, regulatory-bundle-expiring.
func (e *equipment) senders() {
	number := e.AddNumber("+18335550142", Members{
		"friendly_name": "Surveys", "voice_url": "https://" + mapleFunctions + "/surveys", "voice_fallback_url": spoken(), "sms_url": "https://" + mapleFunctions + "/inbound",
		"date_created": e.year, "date_updated": e.year,
	})
	e.put(inventory.KindTollfreeVerification, "", Members{
		"tollfree_phone_number_sid": number, "status": "TWILIO_REJECTED", "edit_allowed": false, "rejection_reason": "Consent could not be verified",
		"business_name": "Maple Row Dental", "notification_email": "ines@maplerow.dental",
	})
	e.Add(inventory.KindWhatsAppSender, "", Members{
		"sender_id": "whatsapp:+12065550122", "status": "OFFLINE", "offline_reasons": []any{map[string]any{"code": "63020", "message": "Business account restricted"}},
		"webhook": map[string]any{"callback_url": "https://" + mapleFunctions + "/inbound", "callback_method": "POST"},
	})
	e.put(inventory.KindBundle, "", Members{
		"friendly_name": "London practice, 2023", "status": "twilio-approved", "email": "ines@maplerow.dental", "valid_until": e.now.AddDate(0, 0, 20),
	})
	short := e.AddService("Appointment codes", Members{"date_created": e.year, "date_updated": e.year})
	e.put(inventory.KindMessagingShortCode, short, Members{"short_code": "82417", "country_code": "US", "capabilities": []any{"SMS"}})
	e.put(inventory.KindMessagingAlphaSender, short, Members{"alpha_sender": "MapleRow", "capabilities": []any{"SMS"}})
	e.put(inventory.KindMessagingCountrySender, short, Members{"alpha_sender": "MapleRow", "iso_country_code": "GB", "capabilities": []any{"SMS"}})
	e.put(inventory.KindMessagingChannelSender, short, Members{"sender": "whatsapp:+12065550122", "sender_type": "WhatsApp", "country_code": "US"})
}

// forgottenProducts: trials and half-finished projects that still run.
//
// verify-code-length-short, verify-custom-code-enabled, sync-acl-disabled, serverless-runtime-eol, taskrouter-workflow-broken-reference,
// conversations-address-handler-missing, event-sink-failed, eol-product-in-use.
func (e *equipment) forgottenProducts() {
	e.put(inventory.KindVerifyService, "", Members{"friendly_name": "Kiosk", "code_length": 4, "custom_code_enabled": true, "lookup_enabled": false})
	e.put(inventory.KindSyncService, "", Members{"friendly_name": "Waiting room screen", "unique_name": "waiting-room", "acl_enabled": false})
	service := e.put(inventory.KindServerlessService, "", Members{"friendly_name": "surveys", "unique_name": "surveys", "domain_base": "surveys-1180"})
	build := e.put(inventory.KindServerlessBuild, service, Members{"status": "completed", "runtime": "node16", "function_versions": []any{}, "asset_versions": []any{}})
	e.put(inventory.KindServerlessEnvironment, service, Members{"unique_name": "production", "domain_name": "surveys-1180.twil.io", "build_sid": build})
	workspace := e.SIDs(inventory.KindWorkspace)[0]
	e.put(inventory.KindWorkflow, workspace, Members{
		"friendly_name": "Emergencies", "task_reservation_timeout": 60, "assignment_callback_url": "https://" + mapleFunctions + "/assigned",
		"configuration": `{"task_routing":{"filters":[{"filter_friendly_name":"pain","expression":"pain > 5","targets":[{"queue":"` + SID("WQ", "deleted") + `"}]}]}}`,
	})
	e.put(inventory.KindConversationsAddress, "", Members{
		"type": "sms", "address": "+12065550121", "friendly_name": "Chat trial",
		"auto_creation": map[string]any{"enabled": true, "type": "studio", "studio_flow_sid": SID("FW", "deleted"), "studio_retry_count": 3},
	})
	e.put(inventory.KindEventSink, "", Members{
		"description": "Warehouse (2022)", "sink_type": "kinesis", "status": "failed",
		"sink_configuration": map[string]any{"arn": "arn:aws:kinesis:us-west-2:000000000000:stream/twilio", "role_arn": "arn:aws:iam::000000000000:role/twilio", "external_id": "maple"},
	})
	e.put(inventory.KindNotifyService, "", Members{"friendly_name": "App reminders (pilot)"})
	e.put(inventory.KindProxyService, "", Members{"unique_name": "masked-calls", "callback_url": "https://" + mapleFunctions + "/ended"})
	e.put(inventory.KindContentTemplate, "", Members{"friendly_name": "reminder", "language": "en", "types": map[string]any{}, "variables": map[string]any{}})
	e.put(inventory.KindFlexFlow, "", Members{
		"friendly_name": "Webchat pilot", "channel_type": "web", "enabled": false, "integration_type": "external",
		"integration": map[string]any{"url": "https://" + mapleFunctions + "/chat"}, "chat_service_sid": SID("IS", "pilot"),
	})
}

// strangers: who else may use the account.
//
// connect-app-broad-permission, api-key-old, api-key-unnamed.
func (e *equipment) strangers() {
	e.Add(inventory.KindAuthorizedConnectApp, "", Members{
		"connect_app_sid": SID("CN", "call tracking"), "connect_app_friendly_name": "Call tracking", "connect_app_company_name": "Ringwise (2018)",
		"connect_app_description": "Measures calls", "permissions": []any{"get-all", "post-all"},
	})
	e.Add(inventory.KindAPIKey, "", Members{"sid": SID("SK", e.SID, "2017"), "friendly_name": "", "date_created": e.now.AddDate(-8, 0, 0), "date_updated": e.now.AddDate(-8, 0, 0)})
}
