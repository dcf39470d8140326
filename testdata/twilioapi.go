package testdata

import _ "embed"

// TwilioAPI are facts about Twilio's REST APIs, extracted from Twilio's OpenAPI documents. audit/twiliosim/apifacts reads and
// writes them.
//
//go:embed twilio-api.json
var TwilioAPI []byte
