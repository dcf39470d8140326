package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/secret"
	"github.com/twilint/twilint/audit/studio"
	"github.com/twilint/twilint/audit/studio/liquid"
)

var dynamicURLFromUserInput = &audit.Rule{
	ID:    "flow-dynamic-url-from-user-input",
	Title: "A caller or sender decides where a request goes",
	Doc: audit.Doc{
		Why: "Where the host of a URL is made of what somebody says, presses or writes, that person chooses the server: the flow hands over what it sends, and does " +
			"what the answer says. A TwiML Redirect to a stranger's server lets the stranger make calls at your expense. A fixed end helps little: " +
			"`evil.dev/` in front of `.acme.dev` is another host.\n\n" +
			"In the path or the query, the same text can lead to another resource of the same server, and a blank in it breaks the URL. That is a note.",
		Remediation: "Write the host out. Let a split or a Function choose between hosts that you know, and send what people say in the parameters or the body of the " +
			"request.",
		FalseAlarms: "A split before the widget that lets only known values through.",
		References: []audit.Link{
			httpRequestWidget,
			{Title: "TwiML Redirect widget", URL: "https://www.twilio.com/docs/studio/widget-library/twiml-redirect"},
			{Title: "OWASP: server-side request forgery", URL: "https://owasp.org/www-community/attacks/Server_Side_Request_Forgery"},
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
			people := wordsOfPeople(r.Definition)
			faults := widgetFaults{r: r}
			for _, a := range addresses(r.Definition) {
				host, path := people.in(a)
				severity, message, remediation := audit.Warning, "", ""
				switch {
				case host != "":
					message = fmt.Sprintf("the host in %q of widget %q is made of %s: whoever calls or writes decides which server the flow asks%s",
						a.property, a.widget.Name, host, wayTo(r.Definition, a.widget))
					remediation = fmt.Sprintf("write the host in %q of widget %q out", a.property, a.widget.Name)
				case path != "":
					severity = audit.Note
					message = fmt.Sprintf("%q of widget %q has %s in its path or query: a blank or a slash in it makes another URL", a.property, a.widget.Name, path)
					remediation = fmt.Sprintf("send %s in the parameters or the body of the request", path)
				default:
					continue
				}
				faults.add(severity.String(), severity, a.widget, audit.Report{
					Location: r.Place(a.value), Severity: severity, Message: message, Remediation: remediation,
				})
			}
			faults.report(func(key string, count int, widgets string) (message, remediation string) {
				if key == audit.Note.String() {
					return fmt.Sprintf("%d URLs have what people say or write in their paths or queries (%s): a blank or a slash in it makes another URL", count, widgets),
						"send it in the parameters or the bodies of the requests"
				}
				return fmt.Sprintf("the hosts of %d URLs are made of what people say or write (%s): whoever calls or writes decides which server the flow asks",
					count, widgets), "write the hosts out"
			})
		})
		return nil
	},
}

// peopleWords are the variables of a flow that hold what a caller or sender said, with the value that each comes from.
type peopleWords struct{ variables map[string]string }

// wordsOfPeople follows what people say through the variables that Set Variables makes of it.
func wordsOfPeople(d *studio.Definition) peopleWords {
	p := peopleWords{variables: map[string]string{}}
	takenBy := map[string][]string{} // by variable, the variables that are made of it
	var queue []string
	for reference := range references(d) {
		if reference.Widget.Type != setVariables || reference.Value.Key() != "value" || isEncoded(reference.Reference) {
			continue
		}
		name := secret.NameOf(reference.Value)
		if of, ok := variable(reference.Reference); ok {
			takenBy[of] = append(takenBy[of], name)
		} else if _, known := p.variables[name]; !known && saidByPeople(reference.Reference) {
			p.variables[name] = reference.asks()
			queue = append(queue, name)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, name := range takenBy[queue[0]] {
			if _, known := p.variables[name]; !known {
				p.variables[name] = p.variables[queue[0]]
				queue = append(queue, name)
			}
		}
	}
	return p
}

// setVariables is the type of the widget that keeps values for later.
const setVariables = "set-variables"

// variable is the variable of the flow that a reference asks for.
func variable(r *liquid.Reference) (string, bool) {
	if !r.Under("flow", "variables") || len(r.Path) < 3 || r.Path[2].Dynamic {
		return "", false
	}
	return r.Path[2].Text, true
}

// saidByPeople tells a value that a caller or sender chooses freely.
func saidByPeople(r *liquid.Reference) bool {
	last := r.Path[len(r.Path)-1]
	if root := r.Root(); last.Dynamic || root != "trigger" && root != "widgets" {
		return false
	}
	switch last.Text {
	case "Body":
		return r.Under("trigger", "message") || r.Under("trigger", "conversation") || len(r.Path) > 2 && r.Path[2].Text == "inbound"
	case "SpeechResult":
		return r.Root() == "widgets"
	}
	return false
}

// isEncoded tells that blanks and slashes are taken out of the value.
func isEncoded(r *liquid.Reference) bool {
	return r.Filtered("url_encode") || r.Filtered("cgi_escape") || r.Filtered("url_param_escape") || r.Filtered("uri_escape")
}

// in is the value of a caller or sender that the host of a URL is made of, or else one that its path is made of.
func (p peopleWords) in(a address) (host, path string) {
	if !strings.Contains(a.text, "{{") {
		return "", ""
	}
	template := liquid.Scan(a.text)
	for _, output := range template.Outputs {
		within := template.Within(output.Span)
		for i := range within {
			r := &within[i]
			if isEncoded(r) {
				continue
			}
			said := reference{Reference: r}.asks()
			if !saidByPeople(r) {
				name, _ := variable(r)
				of, known := p.variables[name]
				if !known {
					continue
				}
				said += ", which comes from " + of
			}
			if output.Span.Start < a.authority.end {
				return said, ""
			}
			if path == "" && saidByPeople(r) { // A variable may have been put right on its way.
				path = said
			}
		}
	}
	return "", path
}
