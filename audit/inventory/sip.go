package inventory

import "strings"

// SIPAuth is how a SIP domain, or the termination of a SIP trunk, tells who may call through it.
type SIPAuth struct {
	// IPList: the address that a call comes from must be on an IP access control list.
	IPList bool
	// Credentials: the caller must know a user name and a password of a credential list.
	Credentials bool
	other       bool
}

// SIPAuthOf reads auth_type of a SIP domain or a SIP trunk: one of IP_ACL and CREDENTIAL_LIST, or both with a comma between them.
// https://www.twilio.com/docs/voice/sip/api/sip-domain-resource and https://www.twilio.com/docs/sip-trunking/api/trunk-resource
func SIPAuthOf(it *Item) SIPAuth {
	var auth SIPAuth
	for name := range strings.SplitSeq(it.Text("auth_type"), ",") {
		switch strings.ToUpper(strings.TrimSpace(name)) {
		case "":
		case "IP_ACL":
			auth.IPList = true
		case "CREDENTIAL_LIST":
			auth.Credentials = true
		default:
			auth.other = true
		}
	}
	return auth
}

// None tells that nothing is mapped. Twilio blocks all calls then; it does not let everybody in.
func (a SIPAuth) None() bool { return a == SIPAuth{} }

// OnlyIPList tells that the address alone decides.
func (a SIPAuth) OnlyIPList() bool { return a == SIPAuth{IPList: true} }
