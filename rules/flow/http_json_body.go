package flow

import (
	"errors"
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
	"github.com/twilint/twilint/audit/studio/liquid"
)

var httpJSONBody = &audit.Rule{
	ID:    "flow-http-json-body",
	Title: "HTTP request whose body is no JSON",
	Doc: audit.Doc{
		Why: "The request says that its body is `application/json`, and the body is not: a comma too many, a quote that is missing, a line break inside of a " +
			"string, or a text from outside without quotes around it. The server refuses the request, mostly with status 400, and the flow goes on by *Fail*, " +
			"or ends there.\n\n" +
			"The rule puts a value in the place of each `{{…}}` and reads the rest. What stands without quotes may render as JSON and is believed, but for " +
			"values that are text by nature, such as a phone number or the words of a caller.",
		Remediation: "Correct the body. Write values as `\"name\": {{widgets.ask.inbound.Body | to_json}}`, which puts quotes around a text and escapes what " +
			"stands in it.",
		References: []audit.Link{
			httpRequestWidget,
			liquidLanguage,
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			places := newTextReporter(r)
			var bare demands
			for _, s := range r.Definition.Strings() {
				if s.Widget.Type != makeHTTPRequest || s.Property != "body" || !sendsJSON(s.Widget) {
					continue
				}
				body := renderJSON(s)
				checkSyntax(places, s, body)
				for _, ref := range body.bareText {
					bare.add(ref.asks(), ref)
				}
			}
			tellBareTexts(places, bare.all)
		})
		return nil
	},
}

// sendsJSON tells whether a widget sends its body as JSON. A GET request is left alone: what the editor kept of a former method is not
// known to be sent.
func sendsJSON(w *studio.Widget) bool {
	kind, _, _ := strings.Cut(plain(w.Property("content_type").Text()), ";")
	method := plain(w.Property("method").Text())
	return strings.TrimSpace(kind) == "application/json" && method != "" && method != "get" && !dynamic(method)
}

// checkSyntax reports the first place at which a body stops being JSON.
func checkSyntax(r *textReporter, s studio.String, body renderedBody) {
	if body.unknown || strings.TrimSpace(body.text) == "" {
		return
	}
	var fault *jsonpos.SyntaxError
	if _, err := jsonpos.Parse("", []byte(body.text)); !errors.As(err, &fault) || fault.Position.Offset >= body.certain {
		return
	}
	at := body.origin(fault.Position.Offset)
	r.Report(audit.Report{
		Location: r.within(s.Value, liquid.Span{Start: at, End: at + 1}),
		Message: fmt.Sprintf("the body of widget %q is sent as JSON and is none: %s%s",
			s.Widget.Name, fault.Reason, wayTo(r.Definition, s.Widget)),
		Remediation: fmt.Sprintf("correct the JSON in the body of widget %q", s.Widget.Name),
	})
}

// tellBareTexts reports the texts from outside that stand in bodies without quotes.
func tellBareTexts(r *textReporter, bare []*demand) {
	for _, q := range bare {
		r.tell(q, complaint{
			one: func(ref reference) string {
				return fmt.Sprintf("the JSON body of widget %q holds %s without quotes, which is a text: the body is then no JSON%s",
					ref.Widget.Name, q.name(), wayTo(r.Definition, ref.Widget))
			},
			several: func(widgets string, count int) string {
				return fmt.Sprintf("%d JSON bodies hold %s without quotes, which is a text: the bodies are then no JSON: in %s", count, q.name(), widgets)
			},
			remedy: fmt.Sprintf("write {{%s | to_json}} in the place of {{%s}}", q.name(), q.name()),
		})
	}
}

// renderedBody is a body with a value in the place of each output.
type renderedBody struct {
	text    string
	unknown bool // tags or placeholders decide what it holds
	// certain is up to where a fault is one whatever the outputs without quotes render as.
	certain  int
	bareText []reference // those without quotes that are text by nature
	pieces   []piece
}

// piece is where a stretch of the rendered text comes from.
type piece struct{ rendered, source int }

// origin is the place in the source of a place in the rendered text.
func (b renderedBody) origin(rendered int) int {
	origin := 0
	for _, p := range b.pieces {
		if p.rendered <= rendered {
			origin = p.source + rendered - p.rendered
		}
	}
	return origin
}

func renderJSON(s studio.String) renderedBody {
	source := s.Value.Text()
	if s.Liquid == nil {
		return renderedBody{text: source, certain: len(source) + 1, unknown: studio.HasPlaceholder(source)}
	}
	if len(s.Liquid.Tags) > 0 || len(s.Liquid.Faults) > 0 || s.Liquid.Dynamic || studio.HasPlaceholder(source) {
		return renderedBody{unknown: true}
	}
	const quotedValue, bareValue = "x", "0"
	body := renderedBody{certain: -1}
	var text strings.Builder
	var quotes quoteState
	from := 0
	for _, output := range s.Liquid.Outputs {
		before := source[from:output.Span.Start]
		body.pieces = append(body.pieces, piece{text.Len(), from})
		text.WriteString(before)
		quotes.read(before)
		from = output.Span.End
		body.pieces = append(body.pieces, piece{text.Len(), output.Span.Start})
		if quotes.inside {
			text.WriteString(quotedValue)
			continue
		}
		if body.certain < 0 {
			body.certain = text.Len()
		}
		text.WriteString(bareValue)
		if refs := s.Liquid.Within(output.Span); len(refs) == 1 && len(output.Filters) == 0 && isText(refs[0]) {
			body.bareText = append(body.bareText, reference{String: &s, Reference: &refs[0]})
		}
	}
	body.pieces = append(body.pieces, piece{text.Len(), from})
	text.WriteString(source[from:])
	body.text = text.String()
	if body.certain < 0 {
		body.certain = len(body.text) + 1
	}
	return body
}

// quoteState is whether a place in JSON stands inside of a string.
type quoteState struct{ inside, escaped bool }

func (q *quoteState) read(text string) {
	for i := range len(text) {
		switch {
		case q.escaped:
			q.escaped = false
		case text[i] == '\\':
			q.escaped = q.inside
		case text[i] == '"':
			q.inside = !q.inside
		}
	}
}

// isText tells whether a reference gives a text that is no JSON by itself, whoever calls or writes: a number in the form of E.164, a
// SID, words.
func isText(ref liquid.Reference) bool {
	switch {
	case ref.Local || len(ref.Path) < 2:
		return false
	case ref.Under("contact", "channel", "address"), ref.Under("flow", "channel", "address"), ref.Under("flow", "flow_sid"):
		return true
	}
	last := ref.Path[len(ref.Path)-1]
	if last.Dynamic {
		return false
	}
	switch last.Text {
	case "From", "To", "Caller", "Called", "Body", "CallSid", "MessageSid", "SmsSid", "AccountSid", "ConversationSid":
		return ref.Under("trigger", "call") || ref.Under("trigger", "message") || ref.Under("trigger", "conversation")
	case "SpeechResult":
		return ref.Under("widgets")
	}
	return false
}
