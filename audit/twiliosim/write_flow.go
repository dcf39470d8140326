package twiliosim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/twilint/twilint/audit/inventory"
)

// newRevision are the members of the next revision of a flow. The definition stays the text that was sent, numbers and order
// included. https://www.twilio.com/docs/studio/rest-api/v2/flow#update-a-flow
func (c *call) newRevision(r *resource) (Members, *answer) {
	changes := Members{"revision": revisionOf(r) + 1, "status": c.form.Get("Status"), "commit_message": nil}
	if c.form.Has("CommitMessage") {
		changes["commit_message"] = c.form.Get("CommitMessage")
	}
	if c.form.Has("FriendlyName") {
		changes["friendly_name"] = c.form.Get("FriendlyName")
	}
	if c.form.Has("Definition") {
		text := c.form.Get("Definition")
		found := c.account.examine(text, func(known *resource) bool { return known.sid == r.sid })
		if len(found.Errors) > 0 {
			refusal := found.refuse()
			return nil, &refusal
		}
		changes["definition"] = json.RawMessage(text)
		changes["valid"], changes["errors"], changes["warnings"] = true, []any{}, validations(found.Warnings)
	}
	return changes, nil
}

func revisionOf(r *resource) int {
	n, _ := strconv.Atoi(fmt.Sprint(r.members["revision"]))
	return n
}

// publish makes the newest revision of a flow the one that callers get, if it is published.
func (a *Account) publish(r *resource) {
	if r.members["status"] != "published" {
		return
	}
	published := Members{"url": fmt.Sprintf("https://studio.twilio.com/v2/Flows/%s/Revisions/%d", r.sid, revisionOf(r))}
	for _, member := range []string{
		"sid", "friendly_name", "definition", "status", "revision", "commit_message", "valid", "errors", "date_created", "date_updated",
	} {
		published[member] = r.members[member]
	}
	if !a.Change(inventory.KindFlowRevision, r.sid, published) {
		a.Add(inventory.KindFlowRevision, "", published)
	}
}

// asksForValidation tells /v2/Flows/Validate, which stands where the SID of a flow would.
func (c *call) asksForValidation() bool {
	return c.route.kind == inventory.KindFlow && c.params.sid == "Validate"
}

// validate says whether a definition would be accepted. https://www.twilio.com/docs/studio/rest-api/v2/flow-validate
func (c *call) validate() answer {
	name := c.form.Get("FriendlyName")
	found := c.account.examine(c.form.Get("Definition"), func(known *resource) bool { return known.members["friendly_name"] == name })
	if len(found.Errors) > 0 {
		return found.refuse()
	}
	return answer{http.StatusOK, marshal(map[string]bool{"valid": true})}
}

// examination is what Twilio thinks of a definition.
type examination struct {
	Errors   []Validation `json:"errors"`
	Warnings []Validation `json:"warnings"`
}

// refuse refuses the definition. https://www.twilio.com/docs/api/errors/81022
func (e examination) refuse() answer {
	const code = 81022
	return answer{http.StatusBadRequest, marshal(struct {
		apiError
		Details examination `json:"details"`
	}{
		apiError{Code: code, Message: "Flow definition failed validation", MoreInfo: moreInfo(code), Status: http.StatusBadRequest}, e,
	})}
}

// examine finds what is wrong with a definition: with its structure, and what the world says about a part of the flow that it is
// for, as long as that part stays as it is.
func (a *Account) examine(text string, isFor func(*resource) bool) examination {
	found := examination{Errors: structuralErrors(text), Warnings: []Validation{}}
	definition := decodeExactly([]byte(text))
	a.mu.RLock()
	defer a.mu.RUnlock()
	for _, kind := range []inventory.Kind{inventory.KindFlow, inventory.KindFlowRevision} {
		for _, r := range a.resources[kind] {
			if isFor(r) {
				known := decodeExactly(marshal(r.members["definition"]))
				found.Errors = addStanding(found.Errors, r.members["errors"], known, definition)
				found.Warnings = addStanding(found.Warnings, r.members["warnings"], known, definition)
			}
		}
	}
	return found
}

// addStanding adds what was said of one definition and still holds for another.
func addStanding(found []Validation, said any, of, now any) []Validation {
	list, _ := said.([]any)
	for _, element := range list {
		v, ok := element.(Validation)
		if !ok || slices.Contains(found, v) {
			continue
		}
		before, here := part(of, v.PropertyPath), part(now, v.PropertyPath)
		if before != nil && reflect.DeepEqual(before, here) {
			found = append(found, v)
		}
	}
	return found
}

// part is the widget that a path leads into, or another member of a definition; nil if there is none.
func part(definition any, path string) any {
	members, _ := definition.(map[string]any)
	segments := strings.Split(strings.TrimPrefix(path, "#/"), "/")
	states, _ := members[segments[0]].([]any)
	if len(segments) == 1 || states == nil {
		return members[segments[0]]
	}
	if i, err := strconv.Atoi(segments[1]); err == nil && i >= 0 && i < len(states) {
		return states[i]
	}
	return nil
}

// decodeExactly decodes JSON with its numbers as they are written; nil if it is none.
func decodeExactly(text []byte) (value any) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if d.Decode(&value) != nil {
		return nil
	}
	return value
}

// structuralErrors are the faults that Twilio finds in every definition: names that are there twice, ways that lead nowhere.
// https://www.twilio.com/docs/api/errors/81022
func structuralErrors(text string) []Validation {
	found := []Validation{}
	note := func(message, path string, args ...any) {
		found = append(found, Validation{PropertyPath: fmt.Sprintf(path, args...), Message: message})
	}
	var d struct {
		InitialState string `json:"initial_state"`
		States       []struct {
			Name        string
			Type        string
			Transitions []struct{ Event, Next string }
		}
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		note("must be a flow definition", "#")
		return found
	}
	names := map[string]bool{}
	for i, state := range d.States {
		switch {
		case state.Name == "":
			note("must have a name", "#/states/%d/name", i)
		case state.Type == "":
			note("must have a type", "#/states/%d/type", i)
		case names[state.Name]:
			note("must be unique", "#/states/%d/name", i)
		}
		names[state.Name] = true
	}
	if !names[d.InitialState] {
		note("must match a widget name", "#/initial_state")
	}
	for i, state := range d.States {
		for j, transition := range state.Transitions {
			if transition.Next != "" && !names[transition.Next] {
				note("must match a widget name", "#/states/%d/transitions/%d/next", i, j)
			}
		}
	}
	return found
}
