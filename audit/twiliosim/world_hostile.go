package twiliosim

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// HostileTexts are texts that somebody could write into a friendly name, a URL or a message to upset whoever shows it: terminals,
// CI logs, Markdown, HTML, spreadsheets, templates.
func HostileTexts() []string {
	return []string{
		"\x1b[31mred\x1b[0m \x1b]8;;https://phish.invalid\x1b\\click\x1b]8;;\x1b\\ \x1b[2J\x1b[1;1H\x1b]0;title\a",
		"\u202eenil gnorw\u202c \u2066isolate\u2069 \u200f\u061c\u200b\ufeff\u00ad",
		"one\ntwo\r\nthree\rfour\tfive\vsix\fseven\beight\x00nine\x7ften\u0085eleven\u009b31mtwelve",
		"::error file=app.js,line=1,col=5::owned\n::add-mask::x\n::stop-commands::y\n##[error]owned\n##vso[task.complete result=Failed]",
		"100%0A::warning::percent%0D%25%3A%2C",
		"| a | b |\n|---|---|\n`tick` ```fence``` **bold** [x](javascript:alert(1)) ![i](https://phish.invalid/i) <!-- @everyone #1",
		"</script><script>alert(1)</script> <img src=x onerror=alert(1)> &lt;b&gt; ' \" \\ \u2028 \u2029",
		"{{ flow.variables.x | upcase }} {% raw %} ${{ github.token }} $(reboot) %s%n%d%[1]v",
		"=HYPERLINK(\"https://phish.invalid\",\"sum\")",
		"../../../etc/passwd C:\\Windows\\ /dev/null",
		"日本語の電話番号 👩‍👩‍👧‍👦 e\u0301\u0301\u0301 " + strings.Repeat("長", 120),
		strings.Repeat("very long name ", 1500),
		"",
	}
}

// hostileSecrets are secrets as people leave them lying about, each in a place where one is found. They are made here rather than
// written, so that nobody's search for leaked secrets stumbles over this file.
type hostileSecrets struct {
	urlPassword, urlUser, queryToken, queryKey, bearer, basic, jwt, cloudKey, parameter, sipPassword, inName, inError, contact string
}

func plantedSecrets() hostileSecrets {
	secret := func(what string) string { return digest("planted", what) }
	segment := func(what string) string {
		return base64.RawURLEncoding.EncodeToString([]byte(`{"` + what + `":"` + secret(what) + `"}`))
	}
	return hostileSecrets{
		urlPassword: "pw-" + secret("password in a URL"),
		urlUser:     "user-" + secret("user in a URL"),
		queryToken:  secret("token in a query"),
		queryKey:    secret("key in a query"),
		bearer:      secret("bearer token"),
		basic:       base64.StdEncoding.EncodeToString([]byte("planted:" + secret("basic"))),
		jwt:         segment("alg") + "." + segment("sub") + "." + secret("signature"),
		cloudKey:    "AKIA" + strings.ToUpper(secret("cloud key")[:16]),
		parameter:   secret("parameter of a request"),
		sipPassword: "sip-" + secret("SIP password"),
		inName:      secret("token in a name"),
		inError:     secret("token in an error text"),
		contact:     "+12065550187",
	}
}

// PlantedSecrets are the secrets and the personal data that [Hostile] holds beside the credentials of its accounts
// ([Account.Secrets]). None of them may occur in any output.
func PlantedSecrets() []string {
	p := plantedSecrets()
	return append(plantedPersonal(),
		p.urlPassword, p.urlUser, p.queryToken, p.queryKey, p.bearer, p.basic, p.jwt, p.cloudKey, p.parameter, p.sipPassword, p.inName, p.inError, p.contact,
	)
}

// Hostile is an account that somebody has filled with [HostileTexts] wherever a text can stand, and with [PlantedSecrets]. What
// it holds is at fault in many ways, so that the texts come up in findings.
func Hostile(now time.Time) []*Account {
	p := plantedSecrets()
	texts := HostileTexts()
	a := NewAccount("Hostile", texts[0]+texts[3], now.AddDate(-4, 0, 0))
	year := now.AddDate(-1, 0, 0)
	dates := Members{"date_created": year, "date_updated": year}
	for i, text := range texts {
		flow := a.AddFlow(FlowSpec{
			Name: text, Definition: hostileFlow(text, i, p), Revision: i + 1, CommitMessage: text, Created: year, Updated: year,
			Errors: []Validation{
				{"#/states/1/properties/url", text + " (see https://api.invalid/?token=" + p.inError + ")"},
				{text, text},
			},
			Warnings: []Validation{{"#/states/0", text}},
		})
		a.AddExecution(flow, ExecutionSpec{Created: now.AddDate(0, 0, -3), Contact: p.contact})
		a.AddNumber(fmt.Sprintf("+1206555017%d", i%10), with(dates, Members{
			"sid": SID("PN", "hostile", text), "friendly_name": text, "voice_url": a.Webhook(flow), "api_version": "2008-08-01",
			"status_callback": "http://ops:" + p.urlPassword + "@hooks.localhost/" + text + "?token=" + p.queryToken + "&x=1",
			"sms_url":         "https://" + p.urlUser + "@7d1f.ngrok.app/" + text,
		}))
		a.AddApplication(text, with(dates, Members{
			"voice_url":       "http://10.0.0.1/" + text + "?api_key=" + p.queryKey + "#" + text,
			"status_callback": "https://ops.localhost/?n=" + a.AuthToken,
			"sms_url":         text,
		}))
		a.AddSIPDomain(text, with(dates, Members{"voice_url": "http://[::1]/" + text}))
		a.AddTrunk(text, with(dates, Members{"disaster_recovery_url": "http://trunk.invalid/" + text}))
		service := a.AddService(text, with(dates, Members{"inbound_request_url": "http://service.invalid/" + text, "status_callback": text}))
		a.AddServiceNumber(service, SID("PN", "hostile", text))
	}
	a.AddNumber("+1206555\u202e0186\x1b[31m", with(dates, Members{
		"friendly_name": "see https://x.invalid/?token=" + p.inName, "voice_application_sid": SID("AP", "nowhere"),
	}))
	a.everyKind(year, p)
	return []*Account{a}
}

// hostileFlow has a text for every name, and secrets where careless people put them.
func hostileFlow(text string, i int, p hostileSecrets) definition {
	name := fmt.Sprintf("%s %d", text, i)
	d := flow(text, oneCallPerCaller,
		trigger(name, ""),
		httpRequest(name, "https://ops:"+p.urlPassword+"@hooks.invalid/?secret="+p.queryToken, "call", text,
			parameter{"api_key", p.parameter}, parameter{"Authorization", "Bearer " + p.bearer}, parameter{"note", "Basic " + p.basic},
			parameter{"text", "Bearer " + p.jwt}, parameter{"cloud", p.cloudKey}, parameter{text, text}),
		connectTo("call", "+12065550185", text),
		say("say", text, ""),
	)
	d.States[0].Name = "Trigger"
	d.States[2].Properties["sip_username"], d.States[2].Properties["sip_password"] = "desk", p.sipPassword
	return d
}
