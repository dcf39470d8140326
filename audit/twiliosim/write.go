package twiliosim

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twiliosim/apifacts"
)

// writes tells whether the request would change a resource of a kind that can be changed here.
func (c *call) writes() bool {
	if c.Method != http.MethodPost || c.route == nil || c.route.list {
		return false
	}
	switch c.route.kind { //nolint:exhaustive // Nothing else can be changed.
	case inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindSIPDomain, inventory.KindFlow, inventory.KindExecution:
		return true
	default:
		return false
	}
}

// readForm reads the body of a POST.
func (c *call) readForm() error {
	if c.Method != http.MethodPost {
		return nil
	}
	err := c.ParseForm()
	c.form = c.PostForm
	return err
}

// write changes what the request asks for, as far as the fault lets it.
func (c *call) write(badForm error) answer {
	if c.fault.Cut && !c.fault.AfterWrite {
		return answer{} // It will not be sent.
	}
	if badForm != nil {
		return badRequest("The request body could not be read: " + badForm.Error())
	}
	a := c.change()
	if c.fault.AfterWrite {
		wait(c.Request, c.fault.Delay)
		if c.fault.Status != 0 {
			return c.fault.answer()
		}
	}
	return a
}

// change makes the change, one at a time.
func (c *call) change() answer {
	c.server.writing.Lock()
	defer c.server.writing.Unlock()
	update, ok := facts.Get().LookupUpdate(c.host.product, c.URL.Path)
	if !ok {
		return methodNotAllowed(c.Method)
	}
	if complaint := complaintAbout(c.form, update); complaint != "" {
		return badRequest(complaint)
	}
	if c.asksForValidation() {
		return c.validate()
	}
	r := c.account.find(c.route.kind, c.params.parent, c.params.sid)
	if r == nil {
		return c.notFound()
	}
	var changes Members
	var refusal *answer
	switch c.route.kind { //nolint:exhaustive // The default is for the rest.
	case inventory.KindFlow:
		changes, refusal = c.newRevision(r)
	case inventory.KindExecution:
		changes, refusal = c.end()
	default:
		changes, refusal = c.assign(r.members, update)
	}
	if refusal != nil {
		return *refusal
	}
	changes["date_updated"] = c.server.now()
	c.account.Change(c.route.kind, r.sid, changes)
	if r = c.account.find(c.route.kind, c.params.parent, c.params.sid); r == nil {
		return c.notFound() // A test removed it just now.
	}
	if c.route.kind == inventory.KindFlow {
		c.account.publish(r)
	}
	return answer{http.StatusOK, r.text}
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// assign takes each parameter for the member of the same name.
func (c *call) assign(members Members, update apifacts.Update) (Members, *answer) {
	changes := Members{}
	for _, name := range slices.Sorted(maps.Keys(c.form)) {
		member := snake(name)
		if _, ok := members[member]; !ok || changesMore(name) {
			refusal := badRequest("The simulated Twilio cannot change " + name)
			return nil, &refusal
		}
		changes[member] = c.form.Get(name)
		if update.Parameters[name].Type == "boolean" {
			changes[member] = strings.EqualFold(c.form.Get(name), "true")
		}
	}
	return changes, nil
}

// changesMore names the parameters that would have to change more than one member: a number that is moved to another account, a
// trunk that takes the place of an application.
// https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource#update-an-incomingphonenumber-resource
func changesMore(parameter string) bool {
	switch parameter {
	case "AccountSid", "TrunkSid", "VoiceApplicationSid", "EmergencyStatus", "EmergencyAddressSid":
		return true
	default:
		return false
	}
}

// end ends an execution. Ending it twice is ending it once. https://www.twilio.com/docs/studio/rest-api/v2/execution
func (c *call) end() (Members, *answer) {
	if c.form.Get("Status") != "ended" {
		refusal := badRequest("An execution can only be ended")
		return nil, &refusal
	}
	return Members{"status": "ended"}, nil
}

// complaintAbout is what is wrong with a form, "" if nothing. Whether the real Twilio refuses parameters that it does not know is
// documented nowhere; here, a misspelling must not pass for a change.
func complaintAbout(form url.Values, update apifacts.Update) string {
	for _, name := range update.Required {
		if !form.Has(name) {
			return "Missing required parameter " + name + " in the post body"
		}
	}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		parameter, ok := update.Parameters[name]
		switch {
		case !ok:
			return "Unknown parameter " + name + " in the post body"
		case len(form[name]) != 1:
			return "Parameter " + name + " is given more than once"
		case !acceptable(parameter, form.Get(name)):
			return name + " is not valid"
		}
	}
	return ""
}

// acceptable tells whether a parameter may have a value. An empty text empties the member, where anything may stand there.
func acceptable(parameter apifacts.Member, value string) bool {
	switch {
	case parameter.Values() != nil:
		return slices.Contains(parameter.Values(), value)
	case parameter.Type == "boolean":
		return strings.EqualFold(value, "true") || strings.EqualFold(value, "false")
	case value == "":
		return true
	case parameter.Format == "uri": // https://www.twilio.com/docs/api/errors/21402
		u, err := url.Parse(value)
		return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
	default:
		return true
	}
}

// badRequest refuses a form. https://www.twilio.com/docs/usage/twilios-response#exceptions
func badRequest(message string) answer { return refuse(http.StatusBadRequest, 20001, message) }
