package messaging

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var senderOffline = &audit.Rule{
	ID:    "messaging-sender-offline",
	Title: "WhatsApp sender is offline",
	Doc: audit.Doc{
		Why: "A WhatsApp sender that is offline neither sends nor receives. Meta disconnects senders, for instance when it rejects their display " +
			"name; `offline_reasons` says why. Nothing about it shows in a webhook or a flow.\n\n" +
			"A sender that is still being set up does not send either, and is a note.",
		Remediation: "Open the sender in the Console (*Messaging > Senders > WhatsApp senders*), do what the reasons ask for, or delete a sender " +
			"that is not used any more.",
		FalseAlarms: "A sender that was retired on purpose and not deleted.",
		References: []audit.Link{
			{Title: "Senders API for WhatsApp", URL: "https://www.twilio.com/docs/whatsapp/api/senders"},
			{Title: "Register WhatsApp senders using the Senders API", URL: "https://www.twilio.com/docs/whatsapp/register-senders-using-api"},
		},
	},
	Severity: audit.Error,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    []audit.Need{{Kind: inventory.KindWhatsAppSender, How: audit.Each}},
	Check:    checkSenderOffline,
}

func checkSenderOffline(p *audit.Pass) error {
	var offline audit.Groups
	reasons := map[*audit.Group]string{}
	unfinished := &audit.Group{Severity: audit.Note}
	for _, s := range p.Items(inventory.KindWhatsAppSender) {
		switch status := s.Text("status"); status {
		case "ONLINE", "ONLINE:UPDATING", "":
		case "OFFLINE":
			group := offline.Of("offline "+firstText(s.List("offline_reasons"), "code"), func() *audit.Group { return &audit.Group{} })
			reasons[group] = reasonIn(firstText(s.List("offline_reasons"), "message"))
			group.Add(audit.Report{
				Item:        s,
				Location:    s.At("status"),
				Message:     fmt.Sprintf("%s is offline%s: it neither sends nor receives", s.Ref, reasons[group]),
				Remediation: fmt.Sprintf("do what the offline_reasons of %s ask for, or delete the sender if it is not used any more", s.Ref),
			})
		default:
			unfinished.Add(audit.Report{
				Item:        s,
				Location:    s.At("status"),
				Message:     fmt.Sprintf("%s is not online yet: its status is %s", s.Ref, status),
				Remediation: fmt.Sprintf("finish setting up %s, or delete it", s.Ref),
			})
		}
	}
	for _, g := range offline.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d WhatsApp senders are offline%s: they neither send nor receive", g.Len(), reasons[g]),
			"do what the offline_reasons of each ask for, or delete those that are not used any more")
	}
	p.ReportGroup(unfinished,
		fmt.Sprintf("%d WhatsApp senders are not online yet", unfinished.Len()),
		"finish setting them up, or delete them")
	return nil
}
