package inventory

import (
	"fmt"
	"strings"
)

// ForeignCallback is a number on Studio, or the TwiML application that answers for it, whose status callback is not Studio's.
type ForeignCallback struct {
	Handler
	// Twilios tells that the callback goes to a host of Twilio itself, where nobody can make it redirect. Studio's host has other
	// services too, Proxy for one. Functions (twil.io) are the customer's own code.
	Twilios bool
}

// ForeignCallbacks are the numbers whose calls run a flow of this account, and whose status callback goes to what is not a Studio
// flow: one for each resource that holds the URLs, since several numbers may have the same TwiML application.
func (inv *Inventory) ForeignCallbacks() []ForeignCallback {
	var all []ForeignCallback
	seen := map[*Item]bool{}
	for _, h := range inv.VoiceHandlers() {
		if h.Entry.Ref.Kind != KindPhoneNumber || !h.OnStudio || h.Studio.Account != inv.Account.SID || !h.StatusCallback.Set() || seen[h.Holder] {
			continue
		}
		seen[h.Holder] = true
		if _, onStudio := inv.StudioFlow(h.StatusCallback.Text); onStudio {
			continue
		}
		u, ok := ParseWebhookURL(h.StatusCallback.Text)
		all = append(all, ForeignCallback{Handler: h, Twilios: ok && strings.HasSuffix(strings.ToLower(u.Hostname()), ".twilio.com")})
	}
	return all
}

// Callback is a status callback as Twilio requests it.
type Callback struct {
	Method string // GET or POST
	URL    string // without the fragment, which holds connection overrides and is never sent
}

// Callback is the status callback in force. Twilio uses POST where no method is set.
// https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
func (h Handler) Callback() Callback {
	address, _, _ := strings.Cut(h.StatusCallback.Text, "#")
	c := Callback{Method: "POST", URL: address}
	member := strings.TrimSuffix(h.StatusCallback.Name, "_url") + "_method"
	if h.Holder != nil && strings.EqualFold(h.Holder.Field(member).Text, "GET") {
		c.Method = "GET"
	}
	return c
}

// ProbeResult is what a status callback answered to one request like the one that Twilio makes when a call has ended.
type ProbeResult struct {
	// Status is that of the answer, 0 where there was none.
	Status int `json:"status"`
	// Location is where a redirect leads, without its query and fragment; "" for an answer that names no usable address.
	Location string `json:"location"`
	// Missing are the parameters of the callback without which Studio cannot tell which call has ended, and that the query of
	// Location does not carry.
	Missing []string `json:"missing"`
	// Unknown says why nothing can be told, for the end of a sentence; "" where the answer tells something.
	Unknown string `json:"unknown"`
}

// AddProbe keeps what a callback answered. It may be called until rules read the inventory; a snapshot does not hold it, since what
// an application answers today says nothing about the day of the snapshot.
func (inv *Inventory) AddProbe(c Callback, r ProbeResult) {
	if inv.probes == nil {
		inv.probes = map[Callback]ProbeResult{}
	}
	r.Location, r.Unknown = inv.redactor.Text("", r.Location), inv.redactor.Text("", r.Unknown)
	inv.probes[c] = r
}

// Probe is what a callback answered; false where it was not asked.
func (inv *Inventory) Probe(c Callback) (ProbeResult, bool) {
	r, ok := inv.probes[c]
	return r, ok
}

// PassesOn answers whether an application passes the end of a call on to a flow: by a redirect to its webhook that carries the
// parameters of the callback.
func (inv *Inventory) PassesOn(r ProbeResult, flow StudioTarget) Presence {
	switch {
	case r.Unknown != "":
		return Unknown
	case inv.leadsTo(r, flow) && len(r.Missing) == 0:
		return Present
	default:
		return Absent
	}
}

// DescribeProbe says what was seen, as seen from a flow, for the end of a sentence whose subject is the callback:
// "answered a probe with 200 and no redirect".
func (inv *Inventory) DescribeProbe(r ProbeResult, flow StudioTarget) string {
	isRedirect := r.Status/100 == 3
	switch {
	case r.Unknown != "":
		return "could not be probed: " + r.Unknown
	case inv.leadsTo(r, flow) && len(r.Missing) == 0:
		return fmt.Sprintf("redirected a probe (%d) to the webhook of the flow, with the callback's parameters", r.Status)
	case inv.leadsTo(r, flow):
		return fmt.Sprintf("redirected a probe (%d) to the webhook of the flow, without the callback's %s", r.Status, strings.Join(r.Missing, " and "))
	case isRedirect && !twilioFollows(r.Status):
		return fmt.Sprintf("answered a probe with %d, which Twilio does not follow", r.Status)
	case isRedirect && r.Location == "":
		return fmt.Sprintf("answered a probe with %d and no usable address to go to", r.Status)
	case isRedirect:
		return fmt.Sprintf("redirected a probe (%d) to %s, which is not the webhook of the flow", r.Status, r.Location)
	default:
		return fmt.Sprintf("answered a probe with %d and no redirect", r.Status)
	}
}

// leadsTo tells whether Twilio would come to the webhook of a flow.
func (inv *Inventory) leadsTo(r ProbeResult, flow StudioTarget) bool {
	target, onStudio := inv.StudioFlow(r.Location)
	return twilioFollows(r.Status) && onStudio && target == flow
}

// twilioFollows tells whether Twilio follows a redirect with that status. https://www.twilio.com/docs/api/errors/11216
func twilioFollows(status int) bool {
	return status == 301 || status == 302 || status == 303 || status == 307
}
