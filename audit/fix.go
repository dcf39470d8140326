package audit

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
)

// Fix is what does away with a finding: edits of a flow file, or updates of live resources.
type Fix struct {
	// Unsafe tells that somebody has to want it: it changes what a flow does, or may end what is still going on. A certain fix only
	// makes right what is wrong.
	Unsafe bool
	// Edits change the text of the flow file that the finding is about.
	Edits []jsonpos.Change
	// Updates change live resources. A rule says what should be, and nothing of how it is: the plan takes that from what was read.
	Updates []Update
}

// Update is a change of one live resource, by one update call of Twilio's API.
type Update struct {
	Resource inventory.Ref
	Parent   string // SID of the resource that it stands below: of an execution, its flow; "" if none
	Settings []Setting
}

// Setting is one value that an update gives to a resource.
type Setting struct {
	// Pointer is the JSON Pointer of the value in the resource: "/status_callback". One that leads into a member, as
	// "/definition/flags/allow_concurrent_calls" does, changes that value alone, and the rest of the member is sent as it is.
	Pointer string
	Want    string // JSON
}

// SetText is the fix that gives members of a live resource texts: name, text, name, text… It is nil for a flow file, which has no
// such members.
func SetText(item *inventory.Item, namesAndTexts ...string) *Fix {
	var settings []Setting
	for pair := range slices.Chunk(namesAndTexts, 2) {
		text, _ := jsontext.AppendQuote(nil, pair[1]) // What is not UTF-8 in it becomes so, and no text of a resource is.
		settings = append(settings, Setting{Pointer: "/" + jsonpos.EscapeToken(pair[0]), Want: string(text)})
	}
	return Set(item, settings...)
}

// Set is the fix that gives a live resource values; nil for a flow file, whose text has edits.
func Set(item *inventory.Item, settings ...Setting) *Fix {
	if item.Ref.Account == "" {
		return nil
	}
	return &Fix{Updates: []Update{{Resource: item.Ref, Parent: item.Parent, Settings: settings}}}
}

// SetStatusCallback is the fix that has the end of each call told to a URL: of a number, a TwiML application or a SIP domain. It is
// nil for a resource without such a member.
//
// https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource and
// https://www.twilio.com/docs/voice/sip/api/sip-domain-resource name the members.
func SetStatusCallback(item *inventory.Item, url string) *Fix {
	switch item.Ref.Kind {
	case inventory.KindPhoneNumber, inventory.KindApplication:
		return SetText(item, "status_callback", url, "status_callback_method", "POST")
	case inventory.KindSIPDomain:
		return SetText(item, "voice_status_callback_url", url, "voice_status_callback_method", "POST")
	default:
		return nil
	}
}

// join is a fix that does what both do; nil where both are.
func (f *Fix) join(other *Fix) *Fix {
	if other == nil {
		return f
	}
	if f == nil {
		f = &Fix{}
	}
	f.Unsafe = f.Unsafe || other.Unsafe
	for _, edit := range other.Edits {
		if !slices.Contains(f.Edits, edit) {
			f.Edits = append(f.Edits, edit)
		}
	}
	f.Updates = append(f.Updates, other.Updates...)
	return f
}
