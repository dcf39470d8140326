package trunk

import (
	"fmt"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var noTerminationAuth = &audit.Rule{
	ID:    "trunk-no-termination-auth",
	Title: "SIP trunk lets no call out, or asks for an address only",
	Doc: audit.Doc{
		Why: "A PBX calls out through the termination URI of a trunk, and Twilio asks it for an address on an IP access control list, for the credentials of " +
			"a credential list, or for both. With neither mapped the trunk is not open to the world: no call gets through.\n\n" +
			"With an address alone, everybody who shares it, such as the other customers of a hosted PBX, can call out at your expense.",
		Remediation: "Map a credential list to the trunk, an IP access control list, or better both: *Termination* on its page in the Console, or the " +
			"CredentialLists and IpAccessControlLists below the Trunk resource.",
		FalseAlarms: "A trunk that only takes calls in needs none of this; it is a note where the trunk has an origination or a disaster recovery URL, or where these could not be read. " +
			"A trunk without a termination URI is left alone. Where the addresses are your own and nobody else's, they are good evidence by themselves.",
		References: []audit.Link{
			trunkResource,
			sipTrunking,
			{Title: "SIP security best practices", URL: "https://www.twilio.com/docs/voice/api/sip-security"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindTrunk, How: audit.Each},
		{Kind: inventory.KindOriginationURL, How: audit.Optional},
	},
	Check: checkNoTerminationAuth,
}

// Parts of sentences about one trunk and about several.
const (
	lacksAuth   = "neither an IP access control list nor a credential list"
	idleTrunk   = "no origination URL, so none gets in"
	addressOnly = "for an address and no password: whoever shares the address can call out at your expense"
)

func checkNoTerminationAuth(p *audit.Pass) error {
	idle := &audit.Group{Key: "idle", Severity: audit.Warning}
	inbound := &audit.Group{Key: "inbound", Severity: audit.Note}
	address := &audit.Group{Key: "address", Severity: audit.Note}
	for _, t := range p.Trunks {
		auth, uri := inventory.SIPAuthOf(&t.Item), t.Text("domain_name")
		add := func(group *audit.Group, fault, remedy string) {
			group.Add(audit.Report{
				Item:        &t.Item,
				Location:    t.At("auth_type"),
				Message:     fmt.Sprintf("%s %s", t.Ref, fault),
				Remediation: fmt.Sprintf("map a credential list to %s, %s", t.Ref, remedy),
			})
		}
		switch {
		case auth.OnlyIPList():
			add(address, "asks the PBX "+addressOnly, "beside its IP access control list")
		case !auth.None() || uri == "":
		case hasNoOrigination(p, t):
			add(idle, fmt.Sprintf("has %s, so no call gets out by %s, and %s", lacksAuth, uri, idleTrunk), "or delete it")
		default:
			add(inbound, fmt.Sprintf("has %s: no call gets out by %s", lacksAuth, uri), "if calls are to go out by it")
		}
	}
	p.ReportGroup(idle, fmt.Sprintf("%d SIP trunks have %s, so no call gets out, and %s", idle.Len(), lacksAuth, idleTrunk),
		"map a credential list to each of them, or delete it")
	p.ReportGroup(inbound, fmt.Sprintf("%d SIP trunks have a termination URI and %s: no call gets out", inbound.Len(), lacksAuth),
		"map a credential list to each of them by which calls are to go out")
	p.ReportGroup(address, fmt.Sprintf("%d SIP trunks ask the PBX %s", address.Len(), addressOnly),
		"map a credential list to each of them, beside its IP access control list")
	return nil
}

// hasNoOrigination tells that a trunk has nothing that takes calls in: no origination URL, not even one that is switched off, and no
// disaster recovery URL.
func hasNoOrigination(p *audit.Pass, t *inventory.Trunk) bool {
	return !t.DisasterRecoveryURL.Set() && p.AllBelow(inventory.KindOriginationURL, t.Ref.SID) && len(p.ItemsBelow(inventory.KindOriginationURL, t.Ref.SID)) == 0
}
