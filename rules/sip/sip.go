// Package sip holds the rules about SIP domains: who may call through them, and whether the calls are encrypted.
package sip

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		aclWide,
		domainEmergencyCallbackMissing,
		domainIPAuthOnly,
		domainNoAuth,
		domainNotSecure,
	}
}

// Sources that several rules of this family share.
var (
	domainResource = audit.Link{
		Title: "SIP Domain resource",
		URL:   "https://www.twilio.com/docs/voice/sip/api/sip-domain-resource",
	}
	sipSecurity = audit.Link{
		Title: "SIP security best practices",
		URL:   "https://www.twilio.com/docs/voice/api/sip-security",
	}
)
