package flow

import (
	"fmt"
	"iter"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
	"github.com/twilint/twilint/audit/studio/liquid"
)

// liquidLanguage is Twilio's page about the language and the values that it can ask for.
var liquidLanguage = audit.Link{
	Title: "Liquid template language in Studio", URL: "https://www.twilio.com/docs/studio/user-guide/liquid-template-language",
}

// dynamic tells whether a text becomes another one before it counts: Studio renders its Liquid, or a template is filled in.
func dynamic(text string) bool {
	return strings.Contains(text, "{{") || strings.Contains(text, "{%") || studio.HasPlaceholder(text)
}

// reference is a place in a flow that asks for a value.
type reference studio.Reference

// references are the places that ask for values of the flow.
func references(d *studio.Definition) iter.Seq[reference] {
	return func(yield func(reference) bool) {
		for _, r := range d.References() {
			if !yield(reference(r)) {
				return
			}
		}
	}
}

// careful tells whether the text copes with a value that is missing: whoever wrote it tests for the value or gives another one.
func (r reference) careful() bool { return r.Tested || r.Guarded || r.Filtered("default") }

// step is the name at a place of the path, and false where the path is shorter or the name known at run time only.
func (r reference) step(i int) (string, bool) {
	if i >= len(r.Path) || r.Path[i].Dynamic {
		return "", false
	}
	return r.Path[i].Text, true
}

// asks is what the reference asks for, as people write it: widgets.menu.Digits.
func (r reference) asks() string {
	var steps []string
	for _, segment := range r.Path {
		if segment.Dynamic {
			steps = append(steps, "…")
		} else {
			steps = append(steps, segment.Text)
		}
	}
	return brief(strings.Join(steps, "."))
}

// brief is a text from a definition, short enough for a message.
func brief(text string) string {
	const most = 60
	count := 0
	for i := range text {
		if count++; count > most {
			return text[:i] + "…"
		}
	}
	return text
}

// demand is what several places ask for that is not there: one reference of each text, in the order of the definition.
type demand struct {
	about  string
	places []reference
	// careful: every one of the references copes with a missing value.
	careful bool
}

// name is what is asked for, for people.
func (q *demand) name() string { return brief(q.about) }

// widgets names the widgets that ask, for people.
func (q *demand) widgets(left []int) string {
	var names []string
	seen := map[*studio.Widget]bool{}
	for _, i := range left {
		if w := q.places[i].Widget; !seen[w] {
			seen[w] = true
			names = append(names, fmt.Sprintf("%q", w.Name))
		}
	}
	return audit.List(names, maxQuoted)
}

// demands collects references by what they are about.
type demands struct {
	all   []*demand
	about map[string]*demand
}

func (q *demands) add(about string, r reference) {
	one, ok := q.about[about]
	if !ok {
		if q.about == nil {
			q.about = map[string]*demand{}
		}
		one = &demand{about: about, careful: true}
		q.about[about] = one
		q.all = append(q.all, one)
	}
	if last := len(one.places) - 1; last >= 0 && one.places[last].Value == r.Value {
		if one.places[last].careful() && !r.careful() { // Of several in one text, the one that matters most stands for them.
			one.places[last], one.careful = r, false
		}
		return
	}
	one.places = append(one.places, r)
	one.careful = one.careful && r.careful()
}

// textReporter tells of places inside the texts of one revision.
type textReporter struct {
	*audit.RevisionPass
	texts map[jsonpos.Value]*textPlaces
	guesser
}

// textPlaces is a text that something was found in.
type textPlaces struct {
	whole inventory.Location
	exact int // how many places in it have been worked out
}

// mostExact is how many places in one text are shown to the character. Finding a place takes time in proportion to the text, and a
// text with more faults than this is not mended one by one; the others are shown at the text.
const mostExact = 50

func newTextReporter(r *audit.RevisionPass) *textReporter {
	return &textReporter{RevisionPass: r, texts: map[jsonpos.Value]*textPlaces{}}
}

// within is where a stretch of a text stands.
func (r *textReporter) within(v jsonpos.Value, span liquid.Span) inventory.Location {
	t, ok := r.texts[v]
	if !ok {
		t = &textPlaces{whole: r.Place(v)}
		r.texts[v] = t
	}
	location := t.whole
	if t.exact++; t.exact <= mostExact {
		location.Span = v.SpanWithin(span.Start, span.End)
	}
	return location
}

// guesser is audit.DidYouMean for the first names that are not known. A flow with more of them was not mistyped, and each guess
// compares with every name there is.
type guesser struct{ guesses int }

func (g *guesser) meant(name string, known []string) string {
	const mostGuesses = 50
	if g.guesses++; g.guesses > mostGuesses {
		return ""
	}
	return audit.DidYouMean(name, known)
}

// complaint are the words of a rule about one demand.
type complaint struct {
	severity audit.Severity // zero for that of the rule
	one      func(reference) string
	several  func(widgets string, count int) string
	remedy   string
}

// tell reports a demand: one finding, with the places that ask as its members.
func (r *textReporter) tell(q *demand, a complaint) {
	found := make([]audit.Report, 0, len(q.places))
	for _, place := range q.places {
		found = append(found, audit.Report{
			Location:      r.within(place.Value, place.Span),
			Message:       a.one(place),
			Remediation:   a.remedy,
			Discriminator: q.about,
		})
	}
	r.ReportAll(q.about, a.severity, found, func(left []int) (message, remediation string) {
		return a.several(q.widgets(left), len(left)), a.remedy
	})
}

// wayTo is " (incomingCall → menu (keypress) → lookup)", or "" for a widget that no traffic comes to.
func wayTo(d *studio.Definition, w *studio.Widget) string {
	trigger, _ := studio.LookupWidgetType(studio.TriggerType)
	event, ok := d.Traffic().Event(w, trigger.Events...)
	if !ok {
		return ""
	}
	return " (" + d.Traffic().Way(event, w) + ")"
}
