package emergency

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var addressFailed = &audit.Rule{
	ID:    "emergency-address-failed",
	Title: "Registration of an emergency address failed",
	Doc: audit.Doc{
		Why: "Somebody meant to register the address of a number with the emergency services, or to take an old one away, and it did not work. The number looks " +
			"set up, since it has an `emergency_address_sid`, and a call for help from it goes without its place, or to the place where the number was " +
			"used before.",
		Remediation: "Correct the address and set it anew: take `EmergencyAddressSid` away, wait until `emergency_address_status` is `unregistered`, then set it " +
			"again. Where it fails again, Twilio's support can tell why.",
		FalseAlarms: "A registration takes its time: one that is pending is a note, and only after three days without a change of the number.",
		References: []audit.Link{
			addressStatus,
			programmableVoice,
			{Title: "Emergency Calling for SIP Interfaces API: changing an address", URL: "https://www.twilio.com/docs/voice/sip/api/emergency-calling-api"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindPhoneNumber, How: audit.Each}},
	Check:    checkAddressFailed,
}

// pendingFor is how long a registration may take before somebody should ask.
const pendingFor = 3 * 24 * time.Hour

// failure is what a status means where it should not be what it is.
type failure struct {
	severity audit.Severity
	what     string // after "the emergency address of +1…"
	several  string // after "the emergency addresses of 3 numbers"
	remedy   string
}

func failureOf(status string) (failure, bool) {
	const anew = "correct the address and register it anew"
	switch status {
	case "registration-failure":
		return failure{
			audit.Error, "could not be registered: an emergency call from it does not tell where the caller is",
			"could not be registered: emergency calls from them do not tell where the caller is", anew,
		}, true
	case "unregistration-failure":
		return failure{
			audit.Error, "could not be taken away: an emergency call from it may send help to the old place",
			"could not be taken away: emergency calls from them may send help to the old places", "take the address away once more, then register the right one",
		}, true
	case "pending-registration":
		return failure{
			audit.Note, "has been waiting to be registered for more than three days: until it is, an emergency call does not tell where the caller is",
			"have been waiting to be registered for more than three days: until they are, emergency calls do not tell where the caller is", anew + ", or ask Twilio's support",
		}, true
	case "pending-unregistration":
		return failure{
			audit.Note, "has been waiting to be taken away for more than three days: until it is, an emergency call may send help to the old place",
			"have been waiting to be taken away for more than three days: until they are, emergency calls may send help to the old places", "ask Twilio's support",
		}, true
	default:
		return failure{}, false
	}
}

func checkAddressFailed(p *audit.Pass) error {
	var groups audit.Groups
	for _, n := range p.Numbers {
		status := n.Text("emergency_address_status")
		f, failed := failureOf(status)
		if !failed || f.severity == audit.Note && (n.Updated.IsZero() || p.AsOf.Sub(n.Updated) <= pendingFor) {
			continue
		}
		groups.Of(status, func() *audit.Group { return &audit.Group{Severity: f.severity} }).Add(audit.Report{
			Item:        &n.Item,
			Location:    n.At("emergency_address_status"),
			Message:     fmt.Sprintf("the emergency address of %s %s", n.Ref, f.what),
			Remediation: fmt.Sprintf("for %s: %s", n.Ref, f.remedy),
		})
	}
	for _, g := range groups.All() {
		f, _ := failureOf(g.Key)
		p.ReportGroup(g, fmt.Sprintf("the emergency addresses of %d numbers %s", g.Len(), f.several), "for each of them: "+f.remedy)
	}
	return nil
}
