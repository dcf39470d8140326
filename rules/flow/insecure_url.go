package flow

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

var insecureURL = &audit.Rule{
	ID:    "flow-insecure-url",
	Title: "A widget makes requests without encryption",
	Doc: audit.Doc{
		Why: "What goes to an `http` URL can be read by everyone on the way: numbers, what callers said, what a message says. The answer can be changed on the " +
			"way as well, and the answer to an HTTP request, a Function or a TwiML Redirect decides how the flow or the call goes on. A stream needs " +
			"`wss`: Twilio does not open one to `ws`.",
		Remediation: "Serve the URL over https (wss for streams) with a certificate that a public authority issued, and write it so in the widget.",
		FalseAlarms: "Sounds, pictures and reports are a warning, since they decide nothing. Hosts of Twilio itself are a note: they take https as well. " +
			"Development hosts are what `flow-development-url` tells of.",
		References: []audit.Link{
			{Title: "Security: encrypted communication", URL: "https://www.twilio.com/docs/usage/security"},
			httpRequestWidget,
			{Title: "Error 31922: the scheme of a stream's URL is not supported", URL: "https://www.twilio.com/docs/api/errors/31922"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixCertain,
	Needs: []audit.Need{
		{Kind: inventory.KindFlow, How: audit.Each},
		{Kind: inventory.KindFlowRevision, How: audit.Each},
	},
	Check: func(p *audit.Pass) error {
		p.EachRevision(func(r *audit.RevisionPass) {
			faults := widgetFaults{r: r}
			for _, a := range addresses(r.Definition) {
				if a.scheme != "http" && a.scheme != "ws" || a.development() != "" {
					continue
				}
				severity, danger := unencrypted(a)
				host := a.host
				if host == "" {
					host = "a host that is filled in"
				}
				faults.add(host+" "+severity.String(), severity, a.widget, audit.Report{
					Location:    r.Place(a.value),
					Severity:    severity,
					Message:     fmt.Sprintf("%q of widget %q goes to %s by %s: %s", a.property, a.widget.Name, host, a.scheme, danger),
					Remediation: fmt.Sprintf("change %s to %ss in %q of widget %q%s", a.scheme, a.scheme, a.property, a.widget.Name, served(a)),
					Fix:         encrypt(r, a),
				})
			}
			faults.report(func(key string, count int, widgets string) (message, remediation string) {
				host := key[:strings.LastIndexByte(key, ' ')]
				return fmt.Sprintf("%d URLs in the flow go to %s without encryption: what is sent, and what is answered, can be read and changed on the way (%s)",
						count, host, widgets),
					"serve the host over https (wss for streams), and write each of the URLs so"
			})
		})
		return nil
	},
}

// encrypt is the change that gives a URL of Twilio's own hosts https, which they are certain to serve. A live flow whose latest revision
// is a draft is left to people: to publish it would publish the rest of the draft as well.
func encrypt(r *audit.RevisionPass, a address) *audit.Fix {
	if a.scheme != "http" || !inventory.IsTwilioHost(a.host) || !bytes.HasPrefix(a.value.Raw(), []byte(`"http:`)) {
		return nil
	}
	if !r.File {
		if r.Draft || r.Revision != r.Flow.Latest {
			return nil
		}
		return audit.Set(&r.Flow.Item, audit.Setting{Pointer: a.value.Pointer(), Want: `"https` + string(a.value.Raw()[len(`"http`):])})
	}
	behind := a.value.Offset() + len(`"http`)
	return &audit.Fix{Edits: []jsonpos.Change{{Start: behind, End: behind, New: "s"}}}
}

// unencrypted says what can happen to a URL without encryption, and how grave that is.
func unencrypted(a address) (audit.Severity, string) {
	switch {
	case a.host != "" && inventory.IsTwilioHost(a.host):
		return audit.Note, "the host is Twilio's own and takes https as well"
	case isHoldMusic(a.host):
		return audit.Note, "the music that Twilio keeps there cannot be had by https; a copy of it elsewhere can"
	case a.kind == studio.StreamURL:
		return audit.Error, "what is said can be listened to on the way, and Twilio opens streams by wss only"
	case a.kind == studio.ControlURL && a.property == "url":
		return audit.Error, "what it sends can be read on the way, and the answer, which decides how it goes on, changed"
	case a.kind == studio.ReportURL:
		return audit.Warning, "what it reports can be read on the way"
	default:
		return audit.Warning, "what is sent and played can be read and changed on the way"
	}
}

// isHoldMusic tells the buckets of Amazon S3 that Twilio keeps hold music in: com.twilio.music.classical and others. The
// certificate of Amazon does not cover names with that many dots. https://www.twilio.com/docs/voice/twiml/enqueue
func isHoldMusic(host string) bool {
	return strings.HasPrefix(host, "com.twilio.") && isBelow(host, "s3.amazonaws.com")
}

// served is what has to be true before a URL can have https, "" where Twilio has seen to it.
func served(a address) string {
	switch {
	case a.host == "":
		return ""
	case inventory.IsTwilioHost(a.host):
		return ""
	case isHoldMusic(a.host):
		return ", with a copy of the sound as a Twilio Asset"
	default:
		return ", once " + a.host + " serves it"
	}
}
