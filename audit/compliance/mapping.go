package compliance

import (
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// mapping names the controls that a rule gives evidence for: what a reviewer of the control would want to see done. A rule that gives
// evidence for none says why, so that nobody takes it for forgotten.
type mapping struct {
	rule string
	nist string // ids of controls, with spaces between them
	cis  string
	none string // why there are none

	// What the rule is about, where it is not the first kind that it needs. A rule that found nothing is evidence only where there is
	// something of that.
	about    []inventory.Kind
	anywhere bool // it is about every kind with webhooks that it needs
	// absence tells that there being none is what the rule would like to see.
	absence bool
	// silence says why it is never evidence that the rule found nothing, "" if it is.
	silence string
}

// mainKeys is why an audit that was not run with the auth token shows nothing about its credential.
const mainKeys = "it knows the auth token alone, and a main API key may do as much"

// Why a rule gives evidence for no control.
const (
	definition = "how a definition is written, not how the account is protected"
	regulation = "what carriers and regulators of telephony ask for, not a control of information security"
	delivery   = "whether calls and messages are answered as meant, not how the account is protected"
)

// mappings has one row for each rule, by id.
var mappings = [...]mapping{
	{rule: "a2p-brand-not-approved", none: regulation},
	{rule: "a2p-campaign-not-verified", none: regulation},
	{rule: "a2p-number-outside-campaign", none: regulation},
	{rule: "a2p-service-unregistered", none: regulation},
	{rule: "account-trial-or-suspended", none: delivery},
	{rule: "api-key-old", nist: "IA-5", cis: "5.5"},
	{rule: "api-key-temporary", nist: "IA-5 AC-2", cis: "5.3 6.2"},
	{rule: "api-key-unnamed", nist: "AC-2", cis: "5.5"},
	{rule: "audit-credential-too-strong", nist: "AC-6", cis: "6.8", silence: mainKeys},
	{rule: "connect-app-broad-permission", nist: "AC-6", cis: "6.8"},
	{rule: "conversations-address-handler-missing", none: delivery},
	{rule: "conversations-webhook-missing", none: delivery},
	{rule: "emergency-address-failed", none: regulation},
	{rule: "emergency-address-missing", none: regulation},
	{rule: "eol-product-in-use", nist: "SA-22", cis: "2.2", about: []inventory.Kind{inventory.KindNotifyService, inventory.KindProxyService}, absence: true},
	{rule: "event-sink-failed", nist: "AU-5 SI-4", cis: "8.2 13.1"},
	{rule: "flow-collects-card-data", nist: "AC-4", cis: "3.12"},
	{rule: "flow-content-template-missing", none: delivery},
	{rule: "flow-dangling-transition", none: definition},
	{rule: "flow-delivery-failure-unhandled", nist: "SI-17", cis: "16.10"},
	{rule: "flow-deprecated-widget", nist: "SA-22", cis: "2.2"},
	{rule: "flow-development-url", nist: "SC-7 CM-6", cis: "16.8"},
	{rule: "flow-duplicate-event", none: definition},
	{rule: "flow-duplicate-widget-name", none: definition},
	{rule: "flow-dynamic-url-from-user-input", nist: "SI-10 AC-4", cis: "16.10"},
	{rule: "flow-empty-widget", none: definition},
	{rule: "flow-failure-unhandled", nist: "SI-17", cis: "16.10"},
	{rule: "flow-function-development-host", nist: "CM-6", cis: "16.8"},
	{rule: "flow-function-host-mismatch", none: definition},
	{rule: "flow-function-missing", none: delivery},
	{rule: "flow-function-url-missing", none: definition},
	{rule: "flow-gather-timeout-unhandled", none: delivery},
	{rule: "flow-hardcoded-secret", nist: "IA-5", cis: "3.11"},
	{rule: "flow-http-json-body", nist: "SI-10", cis: "16.10"},
	{rule: "flow-http-reserved-parameter", none: definition},
	{rule: "flow-initial-state-invalid", none: definition},
	{rule: "flow-insecure-url", nist: "SC-8", cis: "3.10"},
	{rule: "flow-json-invalid", none: definition},
	{rule: "flow-liquid-syntax", none: definition},
	{rule: "flow-liquid-unknown-root", none: definition},
	{rule: "flow-liquid-unknown-widget", none: definition},
	{rule: "flow-liquid-unset-variable", none: definition},
	{rule: "flow-liquid-widget-maybe-skipped", none: definition},
	{rule: "flow-liquid-widget-not-upstream", none: definition},
	{rule: "flow-liquid-wrong-output-key", none: definition},
	{rule: "flow-liquid-wrong-trigger", none: definition},
	{rule: "flow-loop-without-exit", nist: "SC-5", cis: "16.10"},
	{rule: "flow-records-without-notice", nist: "PT-5"},
	{rule: "flow-rest-only-widget", none: definition},
	{rule: "flow-retry-without-limit", nist: "SC-5", cis: "16.10"},
	{rule: "flow-sender-missing", none: delivery},
	{rule: "flow-sip-password-in-definition", nist: "IA-5", cis: "3.11"},
	{rule: "flow-split-argument-differs", none: definition},
	{rule: "flow-split-contains-short", none: definition},
	{rule: "flow-split-dead-branch", none: definition},
	{rule: "flow-split-value-blank", none: definition},
	{rule: "flow-split-without-no-match", nist: "SI-10", cis: "16.10"},
	{rule: "flow-subflow-missing", none: delivery},
	{rule: "flow-subflow-revision", none: definition},
	{rule: "flow-taskrouter-missing", none: delivery},
	{rule: "flow-too-many-widgets", none: definition},
	{rule: "flow-transition-key-unknown", none: definition},
	{rule: "flow-twilio-credentials-to-third-party", nist: "IA-5 AC-4", cis: "3.3"},
	{rule: "flow-twilio-hosted-url-dead", none: delivery},
	{rule: "flow-unknown-event", none: definition},
	{rule: "flow-unknown-property", none: definition},
	{rule: "flow-unknown-widget-type", none: definition},
	{rule: "flow-unreachable-widget", none: definition},
	{rule: "messaging-sender-offline", none: delivery},
	{rule: "messaging-service-empty-pool", none: delivery},
	{rule: "messaging-service-fallback-missing", nist: "SI-17", cis: "16.10"},
	{rule: "messaging-service-inbound-dropped", none: delivery},
	{rule: "messaging-service-multiple-tollfree", none: delivery},
	{rule: "messaging-service-sender-not-capable", none: delivery},
	{rule: "messaging-service-status-callback-missing", none: delivery},
	{rule: "messaging-service-validity-long", none: delivery},
	{rule: "no-error-monitoring", nist: "AU-2 SI-4", cis: "8.2 13.1"},
	{rule: "number-address-requirement-unmet", none: regulation},
	{rule: "number-caller-name-lookup", none: delivery},
	{rule: "number-demo-handler", nist: "CM-6 CM-7", cis: "4.1 4.8", anywhere: true},
	{rule: "number-fallback-equals-primary", nist: "SI-17", cis: "16.10", anywhere: true},
	{rule: "number-handler-flow-missing", nist: "AC-4", anywhere: true},
	{rule: "number-handler-flow-never-published", none: delivery},
	{rule: "number-handler-flow-trigger-unwired", none: delivery},
	{rule: "number-handler-shadowed", nist: "CM-6"},
	{rule: "number-no-message-handler", none: delivery},
	{rule: "number-no-voice-handler", none: delivery},
	{rule: "number-reference-missing", none: delivery},
	{rule: "number-status-abnormal", none: delivery},
	{rule: "number-voice-fallback-missing", nist: "SI-17", cis: "16.10", anywhere: true},
	{rule: "number-voice-receive-fax", nist: "SA-22", cis: "2.2"},
	{rule: "regulatory-bundle-expiring", none: regulation},
	{rule: "regulatory-bundle-rejected", none: regulation},
	{rule: "serverless-environment-without-build", nist: "CM-7", cis: "4.8"},
	{rule: "serverless-public-asset-sensitive", nist: "AC-3", cis: "3.3"},
	{rule: "serverless-public-function", nist: "AC-3", cis: "3.3"},
	{rule: "serverless-runtime-eol", nist: "SA-22", cis: "2.2"},
	{rule: "serverless-webhook-missing", none: delivery},
	{rule: "sip-acl-wide", nist: "SC-7 AC-3", cis: "4.4"},
	{rule: "sip-domain-emergency-callback-missing", none: regulation},
	{rule: "sip-domain-ip-auth-only", nist: "IA-3 AC-3", cis: "3.3"},
	{rule: "sip-domain-no-auth", none: delivery},
	{rule: "sip-domain-not-secure", nist: "SC-8", cis: "3.10"},
	{rule: "sms-geo-permissions-wide", nist: "CM-7 AC-4", cis: "4.8"},
	{rule: "studio-app-or-sip-status-callback-missing", none: delivery},
	{rule: "studio-flow-concurrent-calls-disabled", none: delivery},
	{rule: "studio-flow-invalid", none: definition},
	{rule: "studio-flow-unpublished-changes", nist: "CM-3", about: []inventory.Kind{inventory.KindFlow}},
	{rule: "studio-flow-unused", nist: "CM-7", cis: "4.8"},
	{rule: "studio-number-api-version", nist: "SA-22", cis: "2.2"},
	{rule: "studio-number-status-callback-foreign", none: delivery},
	{rule: "studio-number-status-callback-missing", none: delivery},
	{rule: "studio-number-status-callback-other-flow", none: delivery},
	{rule: "studio-slow-before-answer", none: delivery},
	{rule: "studio-stuck-executions", none: delivery},
	{rule: "subaccount-suspended", nist: "AC-2", cis: "5.3", about: []inventory.Kind{inventory.KindSubaccount}},
	{rule: "sync-acl-disabled", nist: "AC-3", cis: "3.3"},
	{rule: "sync-webhook-missing", none: delivery},
	{rule: "taskrouter-no-default-filter", none: delivery},
	{rule: "taskrouter-workflow-broken-reference", none: delivery},
	{rule: "tollfree-unverified", none: regulation},
	{rule: "trunk-no-disaster-recovery", nist: "CP-8"},
	{rule: "trunk-no-origination", none: delivery},
	{rule: "trunk-no-termination-auth", nist: "IA-3 AC-3", cis: "3.3"},
	{rule: "trunk-not-secure", nist: "SC-8", cis: "3.10"},
	{rule: "trunk-records-all-calls", nist: "PT-5"},
	{rule: "trunk-transfer-enabled", nist: "AC-4 CM-7", cis: "4.8"},
	{rule: "trusthub-no-approved-profile", none: regulation},
	{rule: "trusthub-profile-expiring", none: regulation},
	{rule: "trusthub-profile-rejected", none: regulation},
	{rule: "twiml-app-old-api-version", nist: "SA-22", cis: "2.2", about: []inventory.Kind{inventory.KindApplication, inventory.KindPhoneNumber}},
	{rule: "twiml-app-public-connect", nist: "AC-3", cis: "3.3"},
	{rule: "usage-trigger-absent", nist: "SI-4 SC-5", cis: "13.1"},
	{rule: "usage-trigger-spent", nist: "SI-4 SC-5", cis: "13.1"},
	{rule: "verify-code-length-short", nist: "IA-5", cis: "4.1"},
	{rule: "verify-custom-code-enabled", nist: "IA-5", cis: "4.1"},
	{rule: "verify-landline-sms", none: delivery},
	{rule: "verify-no-do-not-share-warning", nist: "IA-5", cis: "4.1"},
	{rule: "verify-no-rate-limits", nist: "SC-5", cis: "4.1"},
	{rule: "voice-geo-high-risk-enabled", nist: "CM-7 AC-4", cis: "4.8"},
	{rule: "voice-geo-wide", nist: "CM-7 AC-4", cis: "4.8"},
	{rule: "webhook-connection-override-invalid", nist: "CM-6", anywhere: true},
	{rule: "webhook-credentials-in-url", nist: "IA-5", cis: "3.11", anywhere: true},
	{rule: "webhook-development-url", nist: "SC-7 CM-6", cis: "16.8", anywhere: true},
	{rule: "webhook-insecure-url", nist: "SC-8", cis: "3.10", anywhere: true},
	{rule: "webhook-url-invalid", nist: "CM-6", anywhere: true},
}

// mappingOf is the row of a rule, the zero mapping if it has none.
func mappingOf(rule string) mapping {
	if i := slices.IndexFunc(mappings[:], func(m mapping) bool { return m.rule == rule }); i >= 0 {
		return mappings[i]
	}
	return mapping{}
}

// kinds are what the rule of the row is about.
func (m mapping) kinds(r *audit.Rule) []inventory.Kind {
	if len(m.about) > 0 {
		return m.about
	}
	if !m.anywhere {
		return []inventory.Kind{r.Needs[0].Kind}
	}
	var kinds []inventory.Kind
	for _, need := range r.Needs {
		if need.How == audit.Each && len(inventory.Describe(need.Kind).Webhooks) > 0 {
			kinds = append(kinds, need.Kind)
		}
	}
	return kinds
}
