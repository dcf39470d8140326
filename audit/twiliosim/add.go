package twiliosim

import (
	"fmt"
	"maps"
	"time"

	"github.com/twilint/twilint/audit/inventory"
)

// AddNumber adds a phone number, given in E.164.
func (a *Account) AddNumber(number string, members Members) string {
	return a.Add(inventory.KindPhoneNumber, "", with(members, Members{"phone_number": number, "friendly_name": number}))
}

// AddApplication adds a TwiML application.
func (a *Account) AddApplication(name string, members Members) string {
	return a.Add(inventory.KindApplication, "", with(members, Members{"friendly_name": name}))
}

// AddSIPDomain adds a SIP domain, named without .sip.twilio.com.
func (a *Account) AddSIPDomain(name string, members Members) string {
	return a.Add(inventory.KindSIPDomain, "", with(members, Members{"domain_name": name + ".sip.twilio.com", "friendly_name": name}))
}

// AddTrunk adds an Elastic SIP trunk.
func (a *Account) AddTrunk(name string, members Members) string {
	return a.Add(inventory.KindTrunk, "", with(members, Members{"friendly_name": name}))
}

// AddService adds a messaging service.
func (a *Account) AddService(name string, members Members) string {
	return a.Add(inventory.KindMessagingService, "", with(members, Members{"friendly_name": name}))
}

// AddServiceNumber puts a number of the account into the sender pool of a messaging service. Both are named by their SIDs.
func (a *Account) AddServiceNumber(service, number string) {
	members := Members{"sid": number}
	if r := a.find(inventory.KindPhoneNumber, "", number); r != nil {
		members["phone_number"] = r.members["phone_number"]
	}
	a.Add(inventory.KindMessagingServiceNumber, service, members)
}

// FlowSpec is a Studio flow to add.
type FlowSpec struct {
	Name string
	// Definition is that of the latest revision: anything that encoding/json can write.
	Definition any
	// Status of the latest revision, "published" if empty.
	Status string
	// Published is the definition of the latest published revision where that is not the latest revision. A draft without it was
	// never published.
	Published any
	// Revision is the number of the latest revision, 1 if zero; the published one before it has a smaller number.
	Revision         int
	Created, Updated time.Time
	CommitMessage    string
	// Errors and Warnings are what Twilio says about the latest revision, PublishedErrors about the published one before it.
	Errors, Warnings, PublishedErrors []Validation
}

// Validation is an error or a warning of Twilio's own check of a flow.
type Validation struct {
	PropertyPath string `json:"property_path"` // "#/states/3/properties/timeout"
	Message      string `json:"message"`
}

// AddFlow adds a flow, with its latest published revision if it has one.
func (a *Account) AddFlow(f FlowSpec) (sid string) {
	sid = a.reserveSID(inventory.KindFlow, "", Members{"friendly_name": f.Name})
	updated := f.Updated
	if updated.IsZero() {
		updated = f.Created
	}
	latest := Members{
		"sid": sid, "friendly_name": f.Name, "definition": f.Definition, "revision": max(f.Revision, 1), "status": "published",
		"date_created": f.Created, "date_updated": updated, "valid": len(f.Errors) == 0, "errors": validations(f.Errors),
	}
	if f.Status != "" {
		latest["status"] = f.Status
	}
	if f.CommitMessage != "" {
		latest["commit_message"] = f.CommitMessage
	}
	if published := f.published(latest); published != nil {
		published["url"] = fmt.Sprintf("https://studio.twilio.com/v2/Flows/%s/Revisions/%d", sid, published["revision"])
		a.Add(inventory.KindFlowRevision, "", published)
	}
	return a.Add(inventory.KindFlow, "", with(latest, Members{
		"warnings": validations(f.Warnings),
		// Twilio's documents show the address with http. https://www.twilio.com/docs/studio/rest-api/v2/flow
		"webhook_url": "http" + a.Webhook(sid)[len("https"):],
	}))
}

// published is the latest published revision, nil if there is none.
func (f *FlowSpec) published(latest Members) Members {
	switch {
	case latest["status"] == "published":
		return maps.Clone(latest)
	case f.Published == nil:
		return nil
	}
	older := maps.Clone(latest)
	older["status"] = "published"
	older["definition"] = f.Published
	older["revision"] = max(f.Revision, 2) - 1
	older["date_updated"] = f.Created
	older["errors"], older["valid"] = validations(f.PublishedErrors), len(f.PublishedErrors) == 0
	return older
}

func validations(all []Validation) []any {
	list := []any{}
	for _, v := range all {
		list = append(list, v)
	}
	return list
}

// Webhook is the URL that runs a flow of the account.
func (a *Account) Webhook(flow string) string {
	return "https://webhooks.twilio.com/v1/Accounts/" + a.SID + "/Flows/" + flow
}

// ExecutionSpec is one run of a flow to add.
type ExecutionSpec struct {
	Created time.Time
	// Ended tells that it is no longer active.
	Ended bool
	// By is the SID of what began it. If empty, an incoming call did.
	By string
	// Call is the status of that call: in-progress, completed. If empty, Twilio does not know the call any more.
	Call string
	// Contact is the phone number on the other side.
	Contact string
}

// AddExecution adds a run of a flow.
func (a *Account) AddExecution(flow string, e ExecutionSpec) string {
	sid := a.reserveSID(inventory.KindExecution, flow, nil)
	members := Members{
		"sid": sid, "status": "active", "date_created": e.Created, "date_updated": e.Created, "initiated_by": e.By,
		"contact_channel_address": e.Contact, "contact_sid": SID("FC", a.SID, e.Contact),
	}
	if e.Ended {
		members["status"] = "ended"
	}
	if e.By == "" {
		members["initiated_by"] = "CA" + sid[2:]
		if e.Call != "" {
			a.AddCall("CA"+sid[2:], e.Call)
		}
	}
	return a.Add(inventory.KindExecution, flow, members)
}

// with are members over others.
func with(members, under Members) Members {
	all := maps.Clone(under)
	maps.Copy(all, members)
	return all
}
