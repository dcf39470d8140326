package studio

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
)

var flowInvalid = &audit.Rule{
	ID:    "studio-flow-invalid",
	Title: "Twilio itself reports errors or warnings in the flow",
	Doc: audit.Doc{
		Why: "Twilio checks each revision of a flow and keeps what it found with it. An error in the published revision is in what callers get: the " +
			"branch that it stands in does not do what it should. An error in a draft keeps the draft from being published. Warnings name what " +
			"works today and should not stay.\n\n" +
			"Twilio names the place by number (`#/states/3/properties/timeout`); the finding names the widget.",
		Remediation: "Correct the place that Twilio names, and publish the flow. The Validate endpoint checks a definition without saving it.",
		References: []audit.Link{
			{Title: "Flow resource", URL: "https://www.twilio.com/docs/studio/rest-api/v2/flow"},
			{Title: "Flow Validate", URL: "https://www.twilio.com/docs/studio/rest-api/v2/flow-validate"},
			{Title: "Error 81022: flow definition validation failed", URL: "https://www.twilio.com/docs/api/errors/81022"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		// First what a flow file does not hold: it has not been checked by Twilio.
		{Kind: inventory.KindFlowRevision, How: audit.Each},
		{Kind: inventory.KindFlow, How: audit.Each},
	},
	Check: checkFlowInvalid,
}

func checkFlowInvalid(p *audit.Pass) error {
	p.EachRevision(func(r *audit.RevisionPass) {
		errors := r.Errors
		if valid := r.Revision.Value().Get("valid"); len(errors) == 0 && isFalse(valid) {
			errors = []inventory.Validation{{Message: "valid is false, and no error is named", Value: valid}}
		}
		reportValidations(r, "error", audit.Error, errors)
		reportValidations(r, "warning", audit.Note, r.Warnings)
	})
	return nil
}

func isFalse(v jsonpos.Value) bool {
	value, ok := v.AsBool()
	return ok && !value
}

// reportValidations tells of what Twilio's check found in one revision; word is what it calls it.
func reportValidations(r *audit.RevisionPass, word string, severity audit.Severity, validations []inventory.Validation) {
	found := make([]audit.Report, 0, len(validations))
	labels := make([]string, 0, len(validations))
	count := map[string]int{} // of validations by place
	for _, v := range validations {
		location, where, discriminator := placeOf(r, v)
		label := v.Message
		if label == "" {
			label = "no reason given"
		}
		remedy := "open the flow in Studio, correct what is marked there, and publish it"
		if where != "" {
			label = where + ": " + label
			remedy = fmt.Sprintf("correct %s as Twilio says, and publish the flow", where)
		}
		labels = append(labels, label)
		place := location.Symbolic + "\x00" + discriminator
		if count[place]++; count[place] > 1 {
			discriminator += "#" + strconv.Itoa(count[place])
		}
		found = append(found, audit.Report{
			Location:      location,
			Message:       fmt.Sprintf("Twilio reports this %s in %s: %s", word, thisFlow(r.Judged), label),
			Remediation:   remedy,
			Discriminator: discriminator,
		})
	}
	r.ReportAll(word, severity, found, func(left []int) (message, remediation string) {
		told := make([]string, 0, len(left))
		for _, i := range left {
			told = append(told, labels[i])
		}
		return fmt.Sprintf("Twilio reports %d %ss in %s: %s", len(left), word, thisFlow(r.Judged), clauses(told)),
			"correct each place that Twilio names, and publish the flow"
	})
}

// placeOf is the place in the definition that a validation names, with the words for it: the widget, and what of it. Of a member that
// is missing, the place is the nearest thing that holds it. A validation that names no place is shown where it stands itself; the
// path then tells it apart from its neighbours, since its index would change with them.
func placeOf(r *audit.RevisionPass, v inventory.Validation) (location inventory.Location, where, discriminator string) {
	value, ok := resolve(r.Definition.Value, v.PropertyPath)
	if !ok {
		location = r.Item.Locate(v.Value)
		if parent := v.Value.Parent(); parent.Kind() == jsonpos.Array {
			location.Symbolic = parent.Pointer()
		}
		return location, v.PropertyPath, v.PropertyPath
	}
	location, where = r.Place(value), v.PropertyPath
	w, ok := r.Definition.WidgetAt(value)
	if !ok {
		return location, where, ""
	}
	if value == w.Value {
		location = r.Place(w.NameValue())
	}
	where = fmt.Sprintf("widget %q", w.Name)
	if segments := strings.SplitN(v.PropertyPath, "/", 4); len(segments) == 4 { // #, states, index, the rest
		where += ", " + segments[3]
	}
	return location, where, ""
}

// resolve is the value that a path of Twilio's names in a definition, or the nearest one that is there. It fails for a path that leads
// nowhere at all.
func resolve(definition jsonpos.Value, path string) (jsonpos.Value, bool) {
	pointer, err := url.PathUnescape(strings.TrimPrefix(path, "#"))
	if err != nil || !strings.HasPrefix(pointer, "/") {
		return jsonpos.Value{}, false
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~") // RFC 6901, section 4
	found := definition
	for token := range strings.SplitSeq(pointer[1:], "/") {
		next := found.Get(unescape.Replace(token))
		if index, err := strconv.Atoi(token); err == nil && index >= 0 && found.Kind() == jsonpos.Array {
			next = found.Index(index)
		}
		if !next.Exists() {
			break
		}
		found = next
	}
	return found, found != definition
}
