package twiliosim

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/twilint/twilint/audit/inventory"
)

// kindCall is a phone call. It is no kind of the inventory, since nothing lists calls; one is only asked for by its SID.
const kindCall inventory.Kind = "call"

const callPath = "/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json"

// callRoute is where one call is read. https://www.twilio.com/docs/voice/api/call-resource#fetch-a-call-resource
func callRoute() route {
	fact, ok := facts.Get().Lookup("api", callPath)
	if !ok {
		panic("twiliosim: Twilio's documents have no api" + callPath)
	}
	return route{product: "api", segments: strings.Split(callPath, "/"), kind: kindCall, facts: fact}
}

// AddCall adds an incoming call, or replaces one. Its status is queued, ringing, in-progress, completed, busy, failed, no-answer or
// canceled. It is also what an execution of a flow says it was initiated by.
func (a *Account) AddCall(sid, status string) {
	members := Members{}
	for name := range facts.Get().Resources[callRoute().facts.Resource] {
		members[name] = nil
	}
	began := a.Created.UTC().Format(time.RFC1123Z)
	maps.Copy(members, Members{
		"sid": sid, "account_sid": a.SID, "status": status, "direction": "inbound", "api_version": "2010-04-01", "price_unit": "USD",
		"from": "+12065550140", "to": "+12065550120", "date_created": began, "date_updated": began, "start_time": began,
		"queue_time": "0", "uri": inventory.Expand(callPath, a.SID, "", sid), "subresource_uris": map[string]any{},
	})
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.resources == nil {
		a.resources = map[inventory.Kind][]*resource{}
	}
	others := slices.DeleteFunc(slices.Clone(a.resources[kindCall]), func(r *resource) bool { return r.sid == sid })
	a.resources[kindCall] = append(others, &resource{sid: sid, members: members, text: marshal(members)})
}
