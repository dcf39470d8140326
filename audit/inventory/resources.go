package inventory

import (
	"errors"
	"fmt"
	"time"

	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

// PhoneNumber is a number of the account. https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
type PhoneNumber struct {
	Item
	Number              string // E.164
	APIVersion          Field
	VoiceURL            Field
	VoiceFallbackURL    Field
	StatusCallback      Field
	VoiceApplicationSID Field
	TrunkSID            Field
	SMSURL              Field
	SMSFallbackURL      Field
	SMSApplicationSID   Field
	// ReceivesFax: the number is set to fax, and its voice URLs are not used.
	ReceivesFax bool
}

func (n *PhoneNumber) decode() error {
	d := decoder{item: &n.Item}
	n.Number = d.required("phone_number")
	n.Updated = d.date("date_updated")
	n.APIVersion = d.field("api_version")
	n.VoiceURL = d.field("voice_url")
	n.VoiceFallbackURL = d.field("voice_fallback_url")
	n.StatusCallback = d.field("status_callback")
	n.VoiceApplicationSID = d.field("voice_application_sid")
	n.TrunkSID = d.field("trunk_sid")
	n.SMSURL = d.field("sms_url")
	n.SMSFallbackURL = d.field("sms_fallback_url")
	n.SMSApplicationSID = d.field("sms_application_sid")
	n.ReceivesFax = d.text("voice_receive_mode") == "fax"
	return d.err
}

// Application is a TwiML application. https://www.twilio.com/docs/usage/api/applications
type Application struct {
	Item
	APIVersion       Field
	VoiceURL         Field
	VoiceFallbackURL Field
	StatusCallback   Field
	SMSURL           Field
	SMSFallbackURL   Field
}

func (a *Application) decode() error {
	d := decoder{item: &a.Item}
	a.Updated = d.date("date_updated")
	a.APIVersion = d.field("api_version")
	a.VoiceURL = d.field("voice_url")
	a.VoiceFallbackURL = d.field("voice_fallback_url")
	a.StatusCallback = d.field("status_callback")
	a.SMSURL = d.field("sms_url")
	a.SMSFallbackURL = d.field("sms_fallback_url")
	return d.err
}

// SIPDomain is a SIP domain of Programmable Voice. https://www.twilio.com/docs/voice/sip/api/sip-domain-resource
type SIPDomain struct {
	Item
	VoiceURL         Field
	VoiceFallbackURL Field
	StatusCallback   Field // voice_status_callback_url
}

func (s *SIPDomain) decode() error {
	d := decoder{item: &s.Item}
	s.Updated = d.date("date_updated")
	s.VoiceURL = d.field("voice_url")
	s.VoiceFallbackURL = d.field("voice_fallback_url")
	s.StatusCallback = d.field("voice_status_callback_url")
	return d.err
}

// Trunk is an Elastic SIP trunk. https://www.twilio.com/docs/sip-trunking/api/trunk-resource
type Trunk struct {
	Item
	DisasterRecoveryURL Field
}

func (t *Trunk) decode() error {
	d := decoder{item: &t.Item}
	t.DisasterRecoveryURL = d.field("disaster_recovery_url")
	return d.err
}

// MessagingService is a messaging service. https://www.twilio.com/docs/messaging/api/service-resource
type MessagingService struct {
	Item
	InboundRequestURL Field
	FallbackURL       Field
	StatusCallback    Field
	// DefersToNumber is use_inbound_webhook_on_number: the webhook of the receiving number is used instead of the service's.
	DefersToNumber bool
}

func (m *MessagingService) decode() error {
	d := decoder{item: &m.Item}
	m.InboundRequestURL = d.field("inbound_request_url")
	m.FallbackURL = d.field("fallback_url")
	m.StatusCallback = d.field("status_callback")
	m.DefersToNumber = d.flag("use_inbound_webhook_on_number")
	return d.err
}

// MessagingServiceNumber is a number in the sender pool of a messaging service; its SID is the phone number's.
// https://www.twilio.com/docs/messaging/api/phonenumber-resource
type MessagingServiceNumber struct {
	Item
	Number string
}

func (m *MessagingServiceNumber) decode() error {
	d := decoder{item: &m.Item}
	m.Number = d.text("phone_number")
	return d.err
}

// Execution is one run of a flow. https://www.twilio.com/docs/studio/rest-api/v2/execution
type Execution struct {
	Item
	FlowSID string
	Active  bool
	Created time.Time
	// InitiatedBy is the SID of what began it: a call (CA…), a message (SM…, MM…, IM…) or a REST request.
	InitiatedBy string
}

func (e *Execution) decode() error {
	d := decoder{item: &e.Item}
	e.FlowSID = d.text("flow_sid")
	if e.FlowSID == "" {
		e.FlowSID = e.Parent
	}
	e.Active = d.required("status") == "active"
	e.Created = d.date("date_created")
	e.InitiatedBy = d.text("initiated_by")
	if d.err == nil && e.Created.IsZero() {
		d.err = errors.New("date_created is missing")
	}
	return d.err
}

// Flow is a Studio flow. https://www.twilio.com/docs/studio/rest-api/v2/flow
type Flow struct {
	Item
	WebhookURL Field
	Created    time.Time
	// Latest is the newest revision, perhaps a draft; nil if the text of the flow cannot be read as one (see Fault).
	Latest *Revision
	// Published is the revision that callers get, nil if there is none or it is not known; Publication tells which.
	Published   *Revision
	Publication Presence
	// Fault is why the text of a flow file could not be read.
	Fault *Fault
}

// Fault is where and why a file that should hold a flow does not.
type Fault struct {
	Location Location
	Reason   string
}

// Revision is one revision of a flow.
type Revision struct {
	*Item
	Definition *studio.Definition
	Number     int64
	Draft      bool // it is not published
	// Errors and Warnings are what Twilio itself says about the revision.
	Errors, Warnings []Validation
}

// Validation is an error or a warning that Twilio's own check of a flow gave.
type Validation struct {
	Message string
	// PropertyPath is where, as a fragment: "#/states/3/properties/timeout".
	PropertyPath string
	Value        jsonpos.Value
}

// Locate is the place of a value of the definition.
func (r *Revision) Locate(v jsonpos.Value) Location {
	location := r.Item.Locate(v)
	if v.Exists() {
		location.Symbolic = r.Definition.SymbolicPointer(v)
	}
	return location
}

func (f *Flow) decode() error {
	d := decoder{item: &f.Item}
	f.WebhookURL = d.field("webhook_url")
	f.Created = d.date("date_created")
	if d.err != nil {
		return d.err
	}
	var err error
	if f.Latest, err = decodeRevision(&f.Item); err != nil {
		return err
	}
	if !f.Latest.Draft {
		f.Published, f.Publication = f.Latest, Present
	}
	return nil
}

func decodeRevision(item *Item) (*Revision, error) {
	d := decoder{item: item}
	r := &Revision{Item: item}
	status := d.required("status")
	r.Number = d.number("revision")
	if d.err != nil {
		return nil, d.err
	}
	switch status {
	case "published":
	case "draft":
		r.Draft = true
	default:
		return nil, fmt.Errorf("status is %q where draft or published was expected", status)
	}
	definition := item.value.Get("definition")
	if k := definition.Kind(); k != jsonpos.Object {
		return nil, fmt.Errorf("definition is %s where an object was expected", k)
	}
	r.Definition = studio.Parse(definition)
	var err error
	if r.Errors, err = decodeValidations(item, "errors"); err != nil {
		return nil, err
	}
	r.Warnings, err = decodeValidations(item, "warnings")
	return r, err
}

func decodeValidations(item *Item, name string) ([]Validation, error) {
	list := item.value.Get(name)
	switch list.Kind() {
	case jsonpos.Absent, jsonpos.Null:
		return nil, nil
	case jsonpos.Array:
	default:
		return nil, fmt.Errorf("%s is %s where an array was expected", name, list.Kind())
	}
	var all []Validation
	for _, v := range list.Elements() {
		validation := Validation{Message: v.Get("message").Text(), PropertyPath: v.Get("property_path").Text(), Value: v}
		if v.Kind() == jsonpos.String {
			validation.Message = v.Text()
		}
		all = append(all, validation)
	}
	return all, nil
}

// Judged is a revision that rules judge, and the flow that it belongs to.
type Judged struct {
	Flow *Flow
	*Revision
}

// Revisions are the revisions to judge of every flow that could be read: what callers get now, and the draft that they may get
// next. A flow file counts as what callers will get.
func (inv *Inventory) Revisions() []Judged {
	var all []Judged
	for _, f := range inv.Flows {
		if f.Published != nil {
			all = append(all, Judged{f, f.Published})
		}
		if f.Latest != nil && f.Latest.Draft {
			all = append(all, Judged{f, f.Latest})
		}
	}
	return all
}
