// Package application holds the rules about TwiML applications, whoever runs them.
package application

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		oldAPIVersion,
		publicConnect,
	}
}

var applicationsResource = audit.Link{
	Title: "Applications resource",
	URL:   "https://www.twilio.com/docs/usage/api/applications",
}
