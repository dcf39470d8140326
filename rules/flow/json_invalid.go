package flow

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var jsonInvalid = &audit.Rule{
	ID:    "flow-json-invalid",
	Title: "Text is not a Studio flow definition",
	Doc: audit.Doc{
		Why: "Twilio refuses a definition that is not JSON or does not have the form of one: `initial_state` and `states`, each state with a `name`, a " +
			"`type` and `transitions`. A deployment that sends such a text fails, and no other rule can judge what it cannot read.\n\n" +
			"A name that occurs twice in one object is worse: the text is accepted, and which of the two values counts is left to whoever reads it. Most " +
			"programs take the last one, and the other is lost without a word.",
		Remediation: "Correct the text at the place that the finding names. Where a file is no flow at all, leave it out of what is checked.",
		References: []audit.Link{
			definitionFormat,
			{Title: "JSON Schemas of flows and widgets", URL: "https://www.twilio.com/docs/studio/rest-api/v2/schemas"},
			refusedDefinition,
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Text},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: checkJSONInvalid,
}

// manyFaults is from how many faults on a flow has one finding that lists them: such a text was made by a program that does not know
// the form, and each fault by itself says nothing new.
const manyFaults = 11

func checkJSONInvalid(p *audit.Pass) error {
	for _, f := range p.Flows {
		if f.Fault != nil {
			at := f.Fault.Location
			p.Report(audit.Report{
				Item:     &f.Item,
				Location: at,
				Message:  fmt.Sprintf("%q holds no flow that can be read: %s", f.Ref.Path, f.Fault.Reason),
				Remediation: fmt.Sprintf("correct line %d, column %d of %q, or leave the file out if it is no flow",
					at.Span.Start.Line, at.Span.Start.Column, f.Ref.Path),
			})
		}
	}
	p.EachRevision(func(r *audit.RevisionPass) {
		found := repeated(r.Judged)
		for _, problem := range r.Definition.Problems {
			found = append(found, fault(r.Judged, problem))
		}
		slices.SortStableFunc(found, func(a, b audit.Report) int {
			return cmp.Compare(a.Location.Span.Start.Offset, b.Location.Span.Start.Offset)
		})
		if len(found) < manyFaults {
			for _, one := range found {
				r.Report(one)
			}
			return
		}
		r.ReportAll("faults", 0, found, func(left []int) (message, remediation string) {
			return fmt.Sprintf("the definition is faulty in %d places; the first: %s", len(left), found[left[0]].Message),
				"write the definition anew in the form that Twilio documents, or correct each place"
		})
	})
	return nil
}

// fault is the report of a place where the text is no flow definition.
func fault(j inventory.Judged, problem studio.Problem) audit.Report {
	location := j.Locate(problem.Value)
	at := location.Pointer
	if at == "" {
		at = "the definition"
	}
	remedy := "give " + at + " a value"
	switch {
	case problem.Missing != "":
		remedy = fmt.Sprintf("add %q to %s", problem.Missing, at)
	case problem.Want != jsonpos.Absent:
		remedy = fmt.Sprintf("make %s %s", at, problem.Want)
	case problem.Value.Kind() == jsonpos.Array:
		remedy = fmt.Sprintf("add a widget of the type \"trigger\" to %s", at)
	}
	if k := problem.Value.Kind(); k == jsonpos.Object || k == jsonpos.Array { // Its first character says where, without marking a hundred lines.
		location.Span = j.Document.SpanOf(problem.Value.Offset(), problem.Value.Offset()+1)
	}
	return audit.Report{Location: location, Message: problem.Message + ", so Twilio refuses the flow", Remediation: remedy, Discriminator: problem.Missing}
}

// repeated are the reports of the names that occur more than once in an object of the definition.
func repeated(j inventory.Judged) []audit.Report {
	var found []audit.Report
	type place struct {
		object jsonpos.Value
		name   string
	}
	times := map[place]int{}
	var last []jsonpos.Value
	for _, v := range j.Document.Duplicates() {
		if !within(v, j.Definition.Value) {
			continue
		}
		at := place{v.Parent(), v.Key()}
		if times[at]++; v.Parent().Get(v.Key()) == v {
			last = append(last, v)
		}
	}
	pointers := map[string]int{}
	for _, v := range last {
		location := j.Locate(v)
		location.Span = v.KeySpan()
		pointers[location.Symbolic]++
		var related []audit.Related
		for name, earlier := range v.Parent().Members() {
			if name == v.Key() && earlier != v {
				r := j.Locate(earlier)
				r.Span = earlier.KeySpan()
				related = append(related, audit.Related{Location: r, Message: "it occurs here as well"})
			}
		}
		found = append(found, audit.Report{
			Location: location,
			Message: fmt.Sprintf("%q occurs %d times in one object: most programs take the last one, and the others are lost",
				v.Key(), times[place{v.Parent(), v.Key()}]+1),
			Remediation: fmt.Sprintf("remove all but one %q at %s", v.Key(), location.Pointer),
			Related:     related,
			// Inside a value that is itself repeated, two places have one pointer.
			Discriminator: fmt.Sprintf("repeated %d", pointers[location.Symbolic]),
		})
	}
	return found
}

// within tells whether a value is another one, or stands inside it.
func within(v, outer jsonpos.Value) bool {
	for ; v.Exists(); v = v.Parent() {
		if v == outer {
			return true
		}
	}
	return false
}
