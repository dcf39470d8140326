package twiliosim

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/lazy"
	"github.com/twilint/twilint/audit/twiliosim/apifacts"
)

// Members are members of a resource by name, as they stand in the API.
type Members map[string]any

// shape is what the bodies of a kind look like.
type shape struct {
	inventory.Description
	members apifacts.Members
	// below are the paths that the resource links to.
	below []apifacts.Path
	// parentMember is the member that names the parent: flow_sid.
	parentMember string
}

var shapes = lazy.Value[map[inventory.Kind]shape]{Make: func() map[inventory.Kind]shape {
	all := map[inventory.Kind]shape{}
	for _, d := range inventory.Kinds {
		path, ok := facts.Get().Lookup(d.Host, d.Item)
		if !ok {
			panic("twiliosim: Twilio's documents have no " + d.Host + d.Item) // Tests hold the kinds table to the documents.
		}
		s := shape{Description: d, members: facts.Get().Resources[path.Resource], below: facts.Get().Below(d.Host, d.Item)}
		for _, segment := range strings.Split(cmp.Or(d.List, d.Item), "/") {
			if name, _, ok := placeholder(segment); ok && name != "AccountSid" && name != "Sid" {
				s.parentMember = snake(name)
			}
		}
		all[d.Kind] = s
	}
	return all
}}

// complete makes the whole body of a resource of what is given.
func (a *Account) complete(kind inventory.Kind, parent, sid string, given Members) Members {
	s := shapes.Get()[kind]
	for name := range given {
		if _, ok := s.members[name]; !ok {
			panic(fmt.Sprintf("twiliosim: a %s has no member %s", s.Title, name))
		}
	}
	body := Members{}
	for name, member := range s.members {
		value, ok := given[name]
		if !ok {
			value = a.plausible(&s, parent, sid, name, member)
		}
		if t, ok := value.(time.Time); ok {
			value = formatDate(t, member.Format)
		}
		body[name] = value
	}
	return body
}

// formatDate writes a date as the API of the member does: RFC 2822 in the 2010-04-01 API, ISO 8601 in all others. The zero time
// is null.
func formatDate(t time.Time, format string) any {
	switch {
	case t.IsZero():
		return nil
	case format == "date-time-rfc-2822":
		return t.UTC().Format(time.RFC1123Z)
	default:
		return t.UTC().Format("2006-01-02T15:04:05Z")
	}
}

// plausible is a value for a member that was not given.
func (a *Account) plausible(s *shape, parent, sid, name string, member apifacts.Member) any {
	path := inventory.Expand(s.Item, a.SID, parent, sid)
	switch name {
	case cmp.Or(s.Key, "sid"):
		return sid
	case "account_sid":
		return a.SID
	case s.parentMember:
		return parent
	case "uri":
		return path
	case "url":
		return address(s.Host, path)
	case "api_version":
		return "2010-04-01"
	case "author_sid":
		return SID("US", a.SID)
	}
	if value, ok := usual.Get()[s.Kind][name]; ok {
		return value
	}
	switch {
	case strings.HasPrefix(member.Format, "date-time"):
		return a.Created
	case member.Format == "uri-map":
		return s.links(a.SID, sid)
	case member.Format == "GET|POST":
		return "POST"
	case member.Values() != nil:
		return member.Values()[0]
	case member.Type == "boolean":
		return false
	case member.Type == "integer", member.Type == "number":
		return 0
	case member.Type == "array":
		return []any{}
	case member.Nullable:
		return nil
	case member.Type == "object":
		return map[string]any{}
	default:
		return ""
	}
}

// links are the addresses of what stands below a resource.
func (s *shape) links(account, sid string) map[string]any {
	links := map[string]any{}
	for i := range s.below {
		segments := strings.Split(s.below[i].Path, "/")
		owner := len(segments) - 2
		for j, segment := range segments {
			if name, suffix, ok := placeholder(segment); ok {
				segments[j] = account + suffix
				if j == owner || name != "AccountSid" {
					segments[j] = sid + suffix
				}
			}
		}
		path := strings.Join(segments, "/")
		name := snake(strings.TrimSuffix(segments[len(segments)-1], ".json"))
		if s.below[i].Host == "api" {
			links[name] = path
		} else {
			links[name] = address(s.below[i].Host, path)
		}
	}
	return links
}

func address(product, path string) string { return "https://" + product + ".twilio.com" + path }

// snake writes FriendlyName as friendly_name.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && !unicode.IsUpper(runes[i-1]) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// usual are values that a resource has when nobody chose others, where the type alone does not tell. Twilio writes some unset
// members as "" and others as null; these are as in the examples of its documents.
var usual = lazy.Value[map[inventory.Kind]Members]{Make: func() map[inventory.Kind]Members {
	return map[inventory.Kind]Members{
		inventory.KindAccount:    {"status": "active", "type": "Full"},
		inventory.KindSubaccount: {"status": "active", "type": "Full"},
		inventory.KindPhoneNumber: {
			"address_requirements": "none", "capabilities": map[string]any{"voice": true, "sms": true, "mms": true, "fax": false},
			"emergency_status": "Inactive", "emergency_address_status": "unregistered", "origin": "twilio", "status": "in-use", "type": "local",
			"voice_receive_mode": "voice", "voice_application_sid": "", "sms_application_sid": "",
			"sms_url": "", "sms_fallback_url": "", "status_callback": "",
		},
		inventory.KindFlow:         {"status": "published", "revision": 1, "valid": true},
		inventory.KindFlowRevision: {"status": "published", "revision": 1, "valid": true},
		inventory.KindExecution:    {"status": "ended", "flow_version": 1, "context": map[string]any{}},
		inventory.KindSIPDomain:    {"auth_type": "CREDENTIAL_LIST", "secure": true},
		inventory.KindTrunk: {
			"auth_type": "IP_ACL", "auth_type_set": []any{"IP_ACL"}, "secure": true, "transfer_mode": "disable-all",
			"transfer_caller_id": "from-transferor", "recording": map[string]any{"mode": "do-not-record", "trim": "do-not-trim"},
		},
		inventory.KindMessagingService: {
			"sticky_sender": true, "mms_converter": true, "smart_encoding": true, "area_code_geomatch": true, "validity_period": 14400,
			"usecase": "undeclared",
		},
		inventory.KindMessagingServiceNumber: {"country_code": "US", "capabilities": []any{"Voice", "SMS", "MMS"}},
	}
}}

// leftOut are the members that a list leaves null, so that each resource has to be fetched as well. Twilio's schema does not tell;
// the example of the list does. https://www.twilio.com/docs/studio/rest-api/v2/flow
var leftOut = lazy.Value[map[inventory.Kind][]string]{Make: func() map[inventory.Kind][]string {
	return map[inventory.Kind][]string{
		inventory.KindFlow: {"definition", "valid", "errors", "warnings", "commit_message"},
	}
}}

// write makes the texts of a resource.
func (r *resource) write(kind inventory.Kind) {
	r.text = marshal(r.members)
	r.listed = r.text
	if len(leftOut.Get()[kind]) == 0 {
		return
	}
	shown := Members{}
	for name, value := range r.members {
		shown[name] = value
	}
	for _, name := range leftOut.Get()[kind] {
		shown[name] = nil
	}
	r.listed = marshal(shown)
}

// marshal writes JSON as Twilio does: without the escapes that only a browser needs.
func marshal(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err) // A world holds nothing that JSON cannot; a definition that is no JSON is a mistake in the caller's source.
	}
	return bytes.TrimSpace(b.Bytes())
}
