package twiliosim

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit/inventory"
)

// equipment is what a sound account has beside its numbers, flows and messaging services.
type equipment struct {
	*Account
	now, year time.Time
	functions string // host of the Functions of the production environment
	deployed  []string
}

// equip adds sound resources of every other kind to an account: what a security review looks at, set up as it should be. Deployed are
// the paths of its Functions beside those that the equipment itself uses.
func (a *Account) equip(now time.Time, functions string, deployed ...string) {
	e := &equipment{Account: a, now: now, year: now.AddDate(0, -6, 0), functions: functions, deployed: deployed}
	e.voice()
	e.messaging()
	e.products()
	e.oversight()
}

func (e *equipment) put(kind inventory.Kind, parent string, members Members) string {
	return e.Add(kind, parent, with(members, e.dated(kind)))
}

// dated are the dates of a kind that has any.
func (e *equipment) dated(kind inventory.Kind) Members {
	dates := Members{}
	for _, name := range []string{"date_created", "date_updated"} {
		if _, ok := shapes.Get()[kind].members[name]; ok {
			dates[name] = e.year
		}
	}
	return dates
}

// voice: callers may be called in two countries, and the offices are known by their addresses.
func (e *equipment) voice() {
	for _, country := range []struct {
		code, name string
		open       bool
	}{{"CA", "Canada", true}, {"CU", "Cuba", false}, {"LV", "Latvia", false}, {"US", "United States", true}} {
		e.Add(inventory.KindVoiceCountry, "", Members{
			"iso_code": country.code, "name": country.name, "low_risk_numbers_enabled": country.open,
			"high_risk_special_numbers_enabled": false, "high_risk_tollfraud_numbers_enabled": false,
		})
	}
	e.Add(inventory.KindVoiceSettings, "", Members{"dialing_permissions_inheritance": true})
	list := e.put(inventory.KindSIPIPList, "", Members{"friendly_name": "Office routers"})
	e.put(inventory.KindSIPIPAddress, list, Members{"friendly_name": "Router", "ip_address": "198.51.100.17", "cidr_prefix_length": 32})
	for _, domain := range e.SIDs(inventory.KindSIPDomain) {
		e.put(inventory.KindSIPDomainIPList, domain, Members{"sid": list, "friendly_name": "Office routers"})
	}
	for _, trunk := range e.SIDs(inventory.KindTrunk) {
		e.put(inventory.KindTrunkIPList, trunk, Members{"sid": list, "friendly_name": "Office routers"})
		for i := range 2 {
			e.put(inventory.KindOriginationURL, trunk, Members{
				"enabled": true, "friendly_name": fmt.Sprintf("Office %d", i+1), "priority": i + 1, "sip_url": fmt.Sprintf("sip:pbx%d.cedar-physio.com;transport=tls", i+1),
				"weight": 10,
			})
		}
	}
	e.put(inventory.KindAddress, "", Members{
		"customer_name": "Cedar Physio", "emergency_enabled": true, "friendly_name": "Office", "iso_country": "US", "postal_code": "98101", "region": "WA",
		"street": "1 Example Street", "city": "Seattle", "validated": true, "verified": true,
	})
	e.put(inventory.KindOutgoingCallerID, "", Members{"phone_number": "+12065550199", "friendly_name": "Office line"})
	e.put(inventory.KindBYOCTrunk, "", Members{
		"friendly_name": "Old carrier", "voice_url": "https://" + e.functions + "/carrier", "voice_fallback_url": spoken(),
		"status_callback_url": "https://" + e.functions + "/ended",
	})
}

// messaging: the brand and its campaign are verified.
func (e *equipment) messaging() {
	brand := e.put(inventory.KindBrandRegistration, "", Members{
		"brand_type": "STANDARD", "identity_status": "VETTED_VERIFIED", "mock": false, "status": "APPROVED", "tcr_id": "BCEDAR1",
	})
	for _, service := range e.SIDs(inventory.KindMessagingService) {
		if registered, _ := e.find(inventory.KindMessagingService, "", service).members["us_app_to_person_registered"].(bool); !registered {
			continue
		}
		e.put(inventory.KindMessagingCampaign, service, Members{
			"brand_registration_sid": brand, "campaign_status": "VERIFIED", "us_app_to_person_usecase": "CUSTOMER_CARE", "mock": false,
		})
	}
	e.put(inventory.KindBundle, "", Members{
		"friendly_name": "London numbers", "status": "twilio-approved", "email": "compliance@cedar-physio.com", "valid_until": e.now.AddDate(2, 0, 0),
	})
	e.put(inventory.KindCustomerProfile, "", Members{
		"friendly_name": "Cedar Physio", "status": "twilio-approved", "email": "compliance@cedar-physio.com", "valid_until": e.now.AddDate(3, 0, 0),
	})
	e.put(inventory.KindTrustProduct, "", Members{
		"friendly_name": "SHAKEN", "status": "twilio-approved", "email": "compliance@cedar-physio.com", "valid_until": e.now.AddDate(3, 0, 0),
	})
	e.Add(inventory.KindMessagingGeoPermissions, "", Members{"permissions": []any{
		map[string]any{"country_code": "US", "type": "country", "enabled": true, "prefix": nil, "message": nil},
	}})
}

// products: services of Conversations, TaskRouter, Functions, Verify, Sync and Event Streams.
func (e *equipment) products() {
	e.Add(inventory.KindConversationsSettings, "", nil)
	e.Add(inventory.KindConversationsWebhooks, "", Members{
		"filters": []any{"onMessageAdded"}, "post_webhook_url": "https://" + e.functions + "/chat", "target": "webhook", "method": "POST",
	})
	chat := e.put(inventory.KindConversationsService, "", Members{"friendly_name": "Default Conversations Service"})
	e.Add(inventory.KindConversationsServiceHook, chat, Members{
		"filters": []any{"onMessageAdded"}, "post_webhook_url": "https://" + e.functions + "/chat", "method": "POST",
	})
	workspace := e.put(inventory.KindWorkspace, "", Members{"friendly_name": "Reception"})
	queue := e.put(inventory.KindTaskQueue, workspace, Members{"friendly_name": "Everybody", "max_reserved_workers": 1})
	e.put(inventory.KindTaskChannel, workspace, Members{"friendly_name": "Voice", "unique_name": "voice"})
	e.put(inventory.KindWorkflow, workspace, Members{
		"friendly_name": "To reception", "assignment_callback_url": "https://" + e.functions + "/assigned", "task_reservation_timeout": 60,
		"fallback_assignment_callback_url": "https://" + e.functions + "/assigned-late",
		"configuration":                    `{"task_routing":{"filters":[],"default_filter":{"queue":"` + queue + `"}}}`,
	})
	e.serve("cedar", e.functions)
	verify := e.put(inventory.KindVerifyService, "", Members{
		"code_length": 6, "custom_code_enabled": false, "do_not_share_warning_enabled": true, "friendly_name": "Cedar Physio", "lookup_enabled": true,
		"skip_sms_to_landlines": true,
	})
	e.put(inventory.KindVerifyRateLimit, verify, Members{"unique_name": "by_address", "description": "Codes for one address"})
	e.put(inventory.KindVerifyWebhook, verify, Members{
		"friendly_name": "Factors", "status": "enabled", "webhook_url": "https://" + e.functions + "/factors", "event_types": []any{"*"}, "version": "v2",
	})
	e.put(inventory.KindSyncService, "", Members{"acl_enabled": true, "friendly_name": "Presence", "unique_name": "presence"})
}

// serve adds a Functions service with one deployed environment.
func (e *equipment) serve(name, host string) {
	service := e.put(inventory.KindServerlessService, "", Members{"sid": SID("ZS", host), "friendly_name": name, "unique_name": name, "include_credentials": true, "domain_base": name + "-7730"})
	var functions []any
	for _, path := range append([]string{
		"/assigned", "/assigned-late", "/carrier", "/chat", "/confirm", "/ended", "/errors", "/factors", "/inbound", "/inbound-failed",
		"/note-voicemail", "/office-down", "/queue", "/spending",
	}, e.deployed...) {
		functions = append(functions, map[string]any{
			"sid": SID("ZN", e.SID, name, path), "account_sid": e.SID, "service_sid": service, "function_sid": SID("ZH", host+path),
			"path": path, "visibility": "protected", "date_created": formatDate(e.year, "date-time"),
		})
	}
	build := e.put(inventory.KindServerlessBuild, service, Members{
		"status": "completed", "runtime": "node22", "function_versions": functions, "asset_versions": []any{}, "dependencies": []any{},
	})
	e.put(inventory.KindServerlessEnvironment, service, Members{"sid": SID("ZE", host), "unique_name": "production", "domain_name": host, "build_sid": build})
}

// oversight: errors are reported, spending has an alarm, and keys are named and young.
func (e *equipment) oversight() {
	sink := e.put(inventory.KindEventSink, "", Members{
		"description": "Monitoring", "sink_type": "webhook", "status": "active",
		"sink_configuration": map[string]any{"destination": "https://" + e.functions + "/errors", "method": "POST", "batch_events": false},
	})
	subscription := e.put(inventory.KindEventSubscription, "", Members{"description": "Errors", "sink_sid": sink})
	e.Add(inventory.KindSubscribedEvent, subscription, Members{"type": "com.twilio.error-logs.error.logged", "schema_version": 1})
	e.put(inventory.KindUsageTrigger, "", Members{
		"friendly_name": "Daily spending", "callback_url": "https://" + e.functions + "/spending", "recurring": "daily", "trigger_by": "price",
		"trigger_value": "50", "current_value": "3.20", "usage_category": "totalprice", "date_fired": nil,
	})
	for _, key := range e.Keys {
		e.put(inventory.KindAPIKey, "", Members{"sid": key.SID, "friendly_name": "Key " + key.SID[2:8]})
	}
}

// Estate is a sound account of a company that has grown: 300 numbers, 25 flows and 10 messaging services, with something of every
// kind. Nothing is wrong with it, so whatever a rule warns of here is a false alarm.
func Estate(now time.Time) []*Account {
	const functions = "cedar-7730.twil.io"
	a := NewAccount("Estate", "Cedar Physio Group", now.AddDate(-4, 0, 0))
	year := now.AddDate(-1, 0, 0)
	dated := func(members Members) Members {
		return with(members, Members{"date_created": year, "date_updated": year})
	}
	var webhooks []string
	for i := range 25 {
		name := fmt.Sprintf("Practice %d", i+1)
		flow := FlowSpec{Name: name, Revision: 3, Created: year, Updated: year, Definition: mainMenu(name, concurrentCalls, fictional(i), fictional(i+25))}
		webhooks = append(webhooks, a.Webhook(a.AddFlow(flow)))
	}
	var services []string
	for i := range 10 {
		services = append(services, a.AddService(fmt.Sprintf("Reminders %d", i+1), dated(Members{
			"inbound_request_url": "https://" + functions + "/inbound", "fallback_url": "https://" + functions + "/inbound-failed",
			"status_callback": "https://" + functions + "/ended", "us_app_to_person_registered": i < 4,
		})))
	}
	trunk := a.AddTrunk("Head office", dated(Members{"domain_name": "cedar-group.pstn.twilio.com", "disaster_recovery_url": "https://" + functions + "/office-down"}))
	a.AddSIPDomain("cedar-group", dated(Members{
		"voice_url": webhooks[0], "voice_status_callback_url": webhooks[0], "voice_fallback_url": spoken(),
	}))
	for i := range 300 {
		webhook := webhooks[i%len(webhooks)]
		members := Members{"voice_url": webhook, "status_callback": webhook, "voice_fallback_url": spoken()}
		capable := map[string]any{"voice": true, "sms": i%5 == 0, "mms": false, "fax": false}
		if i == 299 {
			members = Members{"trunk_sid": trunk, "emergency_address_status": "registered"}
		}
		members["capabilities"] = capable
		number := a.AddNumber(fictional(i), dated(members))
		if i%5 == 0 {
			a.AddServiceNumber(services[i/5%4], number)
		}
	}
	for i, service := range services[4:] { // Numbers of other countries, which need no campaign.
		number := a.AddNumber(fmt.Sprintf("+44207946%04d", 200+i), dated(Members{
			"voice_url": webhooks[1], "status_callback": webhooks[1], "voice_fallback_url": spoken(),
		}))
		a.Add(inventory.KindMessagingServiceNumber, service, Members{"sid": number, "phone_number": fmt.Sprintf("+44207946%04d", 200+i), "country_code": "GB"})
	}
	a.equip(now, functions)
	return []*Account{a}
}
