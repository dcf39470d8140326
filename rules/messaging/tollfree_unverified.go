package messaging

import (
	"fmt"
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var tollfreeUnverified = &audit.Rule{
	ID:    "tollfree-unverified",
	Title: "Toll-free number is not verified for messages",
	Doc: audit.Doc{
		Why: "A North American toll-free number may send messages only after it was verified. Since January 2024 all others are blocked, also while " +
			"the verification is under review: each message to the United States or Canada fails with error 30032. A rejected verification can be " +
			"corrected for seven days and is then reviewed first; after that it queues like a new one.",
		Remediation: "Submit a toll-free verification for the number: in the Console under *Phone Numbers > Manage > Active numbers*, tab " +
			"*Regulatory Information*, or with the Toll-Free Verification API. Correct what a rejection names, and submit it again before " +
			"`edit_expiration`.",
		FalseAlarms: "Toll-free numbers that only take calls are common, so a number without a verification is told of only where it is in the " +
			"sender pool of a messaging service or has a message handler. One that only receives messages needs no verification.",
		References: []audit.Link{
			{Title: "Error 30032: toll-free number has not been verified", URL: "https://www.twilio.com/docs/api/errors/30032"},
			{Title: "Error 30824: edit time expired", URL: "https://www.twilio.com/docs/api/errors/30824"},
			tollfreeResource,
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindPhoneNumber, How: audit.Each},
		{Kind: inventory.KindTollfreeVerification, How: audit.Complete},
		{Kind: inventory.KindMessagingService, How: audit.Optional},
		{Kind: inventory.KindMessagingServiceNumber, How: audit.Optional},
		{Kind: inventory.KindApplication, How: audit.Optional},
	},
	Check: checkTollfreeUnverified,
}

const (
	tollfreeApproved = "TWILIO_APPROVED"
	tollfreeRejected = "TWILIO_REJECTED"
)

func checkTollfreeUnverified(p *audit.Pass) error {
	verifications := newestVerifications(p)
	never := &audit.Group{Key: "never", Severity: audit.Warning}
	pending := &audit.Group{Key: "pending", Severity: audit.Warning}
	for _, n := range p.Numbers {
		if !isTollfree(n.Number) || n.Off("capabilities.sms") {
			continue
		}
		use := useForMessages(p, n)
		v := verifications[n.Ref.SID]
		switch {
		case v == nil && use == "":
		case v == nil:
			never.Add(audit.Report{
				Item:     &n.Item,
				Location: n.At("phone_number"),
				Message: fmt.Sprintf("%s %s and was never submitted for toll-free verification: what it sends to the United States and Canada is blocked "+
					"(error 30032)",
					n.Ref, use),
				Remediation: fmt.Sprintf("submit a toll-free verification for %s", n.Ref),
			})
		case v.Text("status") == tollfreeApproved:
		case v.Text("status") == tollfreeRejected:
			reportRejected(p, n, v)
		case use != "":
			pending.Add(audit.Report{
				Item:     &n.Item,
				Location: n.At("phone_number"),
				Message: fmt.Sprintf("%s %s while its toll-free verification is %s, since %s: until it is approved, what it sends to the United States "+
					"and Canada is blocked (error 30032)",
					n.Ref, use, v.Text("status"), since(v).Format(time.DateOnly)),
				Remediation: fmt.Sprintf("send from another number until the verification of %s is approved", n.Ref),
				Related:     []audit.Related{{Location: v.At("status"), Message: "the verification"}},
			})
		}
	}
	p.ReportGroup(never,
		fmt.Sprintf("%d toll-free numbers are set up for messages and were never submitted for verification: what they send to the United States "+
			"and Canada is blocked (error 30032)", never.Len()),
		"submit a toll-free verification for each")
	p.ReportGroup(pending,
		fmt.Sprintf("%d toll-free numbers are set up for messages while their verification is under review: until it is approved, what they send to "+
			"the United States and Canada is blocked (error 30032)", pending.Len()),
		"send from other numbers until the verifications are approved")
	return nil
}

// reportRejected tells of a number whose verification was rejected, and how long it can be corrected.
func reportRejected(p *audit.Pass, n *inventory.PhoneNumber, v *inventory.Item) {
	window := "; it can no longer be edited"
	remedy := fmt.Sprintf("correct what the rejection names, and submit a new verification for %s", n.Ref)
	switch expiration := v.Date("edit_expiration"); {
	case v.Off("edit_allowed"):
		window = "; it cannot be edited"
	case expiration.After(p.AsOf):
		window = fmt.Sprintf("; it can be edited until %s", expiration.Format("2006-01-02 15:04 MST"))
		remedy = fmt.Sprintf("correct what the rejection names in verification %s of %s, and submit it again before %s",
			v.Ref.SID, n.Ref, expiration.Format(time.DateOnly))
	case expiration.IsZero():
		window = ""
	}
	p.Report(audit.Report{
		Item:     v,
		Location: v.At("status"),
		Severity: audit.Error,
		Message: fmt.Sprintf("the toll-free verification of %s was rejected%s: what the number sends to the United States and Canada is blocked "+
			"(error 30032)%s",
			n.Ref, reasonIn(v.Text("rejection_reason")), window),
		Remediation: remedy,
		Related:     []audit.Related{{Location: n.At("phone_number"), Message: "the number"}},
	})
}

// useForMessages says what shows that a number is meant for messages, "" if nothing that was read does.
func useForMessages(p *audit.Pass, n *inventory.PhoneNumber) string {
	if service, presence := p.ServiceOf(n); presence == inventory.Present {
		return fmt.Sprintf("is in the sender pool of %s", service.Ref)
	}
	if p.OwnMessageHandler(n).Tended() != inventory.Absent {
		return "has a message handler"
	}
	return ""
}

// newestVerifications are the toll-free verifications by the SID of their number. Where a number has several, an approved one counts,
// and else the newest.
func newestVerifications(p *audit.Pass) map[string]*inventory.Item {
	newest := map[string]*inventory.Item{}
	for _, v := range p.Items(inventory.KindTollfreeVerification) {
		number := v.Text("tollfree_phone_number_sid")
		known := newest[number]
		switch {
		case known == nil, v.Text("status") == tollfreeApproved:
			newest[number] = v
		case known.Text("status") != tollfreeApproved && v.Date("date_created").After(known.Date("date_created")):
			newest[number] = v
		}
	}
	return newest
}
