package number

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var handlerShadowed = &audit.Rule{
	ID:    "number-handler-shadowed",
	Title: "Handler of a number is set and ignored",
	Doc: audit.Doc{
		Why: "A number's own URLs are only used while nothing else answers for it. A SIP trunk or a TwiML application takes its calls before `voice_url` is " +
			"looked at; a messaging service that has the number in its sender pool takes its messages before `sms_url` and the TwiML application are. " +
			"The Console shows the ignored URL all the same, and whoever changes it wonders why nothing happens. The classic case: messages never reach " +
			"the Studio flow that the number points to.\n\n" +
			"A messaging service without `inbound_request_url` drops incoming messages, and they do not even stand in the log.",
		Remediation: "Decide who should answer. For messages: set `use_inbound_webhook_on_number` of the service to true (for its whole sender pool), or set " +
			"`inbound_request_url` of the service. For calls: clear the trunk or application, or change the URL there. Then clear what is ignored.",
		FalseAlarms: "URLs that were left behind by a migration are harmless; clearing them keeps the next reader from being misled. Twilio's demo URLs are not " +
			"counted as handlers.",
		References: []audit.Link{
			numberResource,
			{Title: "Messaging Services resource", URL: "https://www.twilio.com/docs/messaging/api/service-resource"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindApplication, How: audit.Each},
		{Kind: inventory.KindMessagingService, How: audit.Each},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Each},
		{Kind: inventory.KindTrunk, How: audit.Optional},
		{Kind: inventory.KindFlow, How: audit.Optional},
	},
	Check: checkHandlerShadowed,
}

// shadows collects what is ignored by who answers instead.
type shadows struct {
	*audit.Pass
	groups audit.Groups
	titles map[*audit.Group]string
}

// add notes that a field of a number is ignored. Title says so of several numbers, after their count.
func (s *shadows) add(by *inventory.Item, key string, severity audit.Severity, title string, r audit.Report) {
	group := s.groups.Of(key, func() *audit.Group { return &audit.Group{Item: by} })
	group.Severity = severity
	r.Severity = severity
	s.titles[group] = title
	group.Add(r)
}

func checkHandlerShadowed(p *audit.Pass) error {
	s := &shadows{Pass: p, titles: map[*audit.Group]string{}}
	for _, n := range p.Numbers {
		s.voice(n)
		s.message(n)
	}
	for _, g := range s.groups.All() {
		p.ReportGroup(g, fmt.Sprintf("%d numbers %s", g.Len(), s.titles[g]), "decide who should answer, and clear the field that is ignored")
	}
	return nil
}

func (s *shadows) voice(n *inventory.PhoneNumber) {
	if n.TrunkSID.Set() {
		s.byTrunk(n)
		return
	}
	s.byApplication(n, n.VoiceURL, n.VoiceApplicationSID, "calls", func(a *inventory.Application) inventory.Field { return a.VoiceURL })
}

// byTrunk judges the URL of a number whose calls a SIP trunk takes. Of a trunk that is gone, number-reference-missing tells.
func (s *shadows) byTrunk(n *inventory.PhoneNumber) {
	trunk, presence := s.Trunk(n.TrunkSID.Text)
	if !n.VoiceURL.Set() || inventory.IsDemo(n.VoiceURL.Text) || presence == inventory.Absent {
		return
	}
	ref, item := inventory.Ref{Kind: inventory.KindTrunk, SID: n.TrunkSID.Text}, (*inventory.Item)(nil)
	if trunk != nil {
		ref, item = trunk.Ref, &trunk.Item
	}
	s.add(item, "trunk/"+ref.SID, audit.Note, fmt.Sprintf("on %s have a voice_url as well, which is ignored", ref), audit.Report{
		Item:        &n.Item,
		Location:    n.VoiceURL.Location(),
		Message:     fmt.Sprintf("voice_url of %s leads to %s and is ignored: %s takes the calls", n.Ref, destination(s.Pass, n.VoiceURL.Text), ref),
		Remediation: fmt.Sprintf("clear voice_url of %s, or clear its trunk_sid if the URL should answer", n.Ref),
	})
}

// byApplication judges a URL of a number against that of the TwiML application that answers instead.
func (s *shadows) byApplication(n *inventory.PhoneNumber, own, sid inventory.Field, traffic string, of func(*inventory.Application) inventory.Field) {
	a, _ := s.Application(sid.Text)
	if a == nil || !own.Set() || inventory.IsDemo(own.Text) || sameDestination(s.Pass, own.Text, of(a).Text) {
		return
	}
	severity, instead := audit.Note, "takes the "+traffic+" to "+destination(s.Pass, of(a).Text)
	remedy := fmt.Sprintf("clear %s of %s, or clear its %s if the URL should answer", own.Name, n.Ref, sid.Name)
	if !of(a).Set() {
		severity, instead = audit.Warning, fmt.Sprintf("takes the %s, has no %s, and answers none", traffic, own.Name)
		remedy = fmt.Sprintf("set %s of %s, or clear %s of %s if its own URL should answer", own.Name, a.Ref, sid.Name, n.Ref)
	}
	title := fmt.Sprintf("have a %s that is ignored: %s %s", own.Name, a.Ref, instead)
	s.add(&a.Item, "application/"+a.Ref.SID+"/"+own.Name, severity, title, audit.Report{
		Item:        &n.Item,
		Location:    own.Location(),
		Message:     fmt.Sprintf("%s of %s leads to %s and is ignored: %s %s", own.Name, n.Ref, destination(s.Pass, own.Text), a.Ref, instead),
		Remediation: remedy,
		Related:     inForce(of(a)),
	})
}

func (s *shadows) message(n *inventory.PhoneNumber) {
	service, presence := s.ServiceOf(n)
	switch {
	case presence == inventory.Unknown:
		return
	case presence == inventory.Absent || service.DefersToNumber:
		s.byApplication(n, n.SMSURL, n.SMSApplicationSID, "messages", func(a *inventory.Application) inventory.Field { return a.SMSURL })
		return
	}
	set, own, inbound := n.SMSURL, s.OwnMessageHandler(n), service.InboundRequestURL
	if n.SMSApplicationSID.Set() {
		set = n.SMSApplicationSID
	}
	if own.Answer != inventory.AnswerWebhook || inventory.IsDemo(own.Primary.Text) || sameDestination(s.Pass, own.Primary.Text, inbound.Text) {
		return
	}
	instead := "takes the messages to " + destination(s.Pass, inbound.Text)
	remedy := fmt.Sprintf("set use_inbound_webhook_on_number of %s to true (for its whole sender pool) if the number's own handler should answer, or clear %s of %s",
		service.Ref, set.Name, n.Ref)
	if !inbound.Set() {
		instead = "takes the messages, has no inbound_request_url, and drops them without a log entry"
		remedy = fmt.Sprintf("set inbound_request_url of %s, or set its use_inbound_webhook_on_number to true (for its whole sender pool)", service.Ref)
	}
	title := fmt.Sprintf("have a message handler that is ignored: %s %s", service.Ref, instead)
	s.add(&service.Item, "service/"+service.Ref.SID, audit.Warning, title, audit.Report{
		Item:     &n.Item,
		Location: set.Location(),
		Message: fmt.Sprintf("%s of %s leads to %s and is ignored: %s %s",
			set.Name, n.Ref, destination(s.Pass, own.Primary.Text), service.Ref, instead),
		Remediation: remedy,
		Related:     inForce(inbound),
	})
}

// inForce points to the URL that is used instead.
func inForce(f inventory.Field) []audit.Related {
	message := "this is in force"
	if !f.Set() {
		message = "this is in force, and not set"
	}
	return []audit.Related{{Location: f.Location(), Message: message}}
}
