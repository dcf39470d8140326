package sip

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var aclWide = &audit.Rule{
	ID:    "sip-acl-wide",
	Title: "IP access control list lets in too many addresses, or none",
	Doc: audit.Doc{
		Why: "An IP access control list says from which addresses calls may come to the SIP domains and trunks that it is mapped to; often nothing else is " +
			"asked. A block of addresses lets in everybody who can rent one in it: a /8 is 16 million of them, and a /16 of a cloud provider is at anybody's " +
			"hand for an hour. They call at your expense.\n\n" +
			"A private or a loopback address lets in nobody: calls reach Twilio from public addresses, over Twilio Interconnect too. Whoever was meant " +
			"to call from there cannot. `0.0.0.0` is nobody's address, and what Twilio makes of it is not documented.",
		Remediation: "Replace the entry with the addresses that your PBX or carrier really sends from, each as a single address or as the smallest block that " +
			"the carrier names.",
		FalseAlarms: "A block of 256 addresses or less is left alone, and so is an entry without a prefix, which is one address. What an own, whole network " +
			"may call from can be a larger block. A list that is mapped to nothing lets nobody in, and weighs one level less.",
		References: []audit.Link{
			{Title: "SIP IpAddress resource", URL: "https://www.twilio.com/docs/voice/sip/api/sip-ipaddress-resource"},
			{Title: "SIP IpAccessControlList resource", URL: "https://www.twilio.com/docs/voice/sip/api/sip-ipaccesscontrollist-resource"},
			sipSecurity,
			{Title: "Error 62018: invalid IP route (Interconnect, private addresses)", URL: "https://www.twilio.com/docs/api/errors/62018"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs: []audit.Need{
		{Kind: inventory.KindSIPIPAddress, How: audit.Each},
		{Kind: inventory.KindSIPIPList, How: audit.Each},
		{Kind: inventory.KindSIPDomain, How: audit.Optional},
		{Kind: inventory.KindSIPDomainIPList, How: audit.Optional},
		{Kind: inventory.KindTrunk, How: audit.Optional},
		{Kind: inventory.KindTrunkIPList, How: audit.Optional},
	},
	Check: checkACLWide,
}

// The lengths of prefixes from which a block of addresses is too large to be one customer's.
const (
	openPrefix = 8  // 16 million addresses and more
	widePrefix = 23 // 512 and more
)

// entry is one entry of an access list that is at fault.
type entry struct {
	class    string // what tells it from the other ways of being at fault; fingerprints are made of it
	severity audit.Severity
	fault    string // as in "the entry 198.0.0.0/8 FAULT"
	several  string // as in "12 entries SEVERAL"
	remedy   string
}

func checkACLWide(p *audit.Pass) error {
	var groups audit.Groups
	told := map[*audit.Group]entry{}
	for _, address := range p.Items(inventory.KindSIPIPAddress) {
		fault, ok := judge(address)
		if !ok {
			continue
		}
		list := listOf(p, address.Parent)
		use, presence := usesOf(p, address.Parent)
		if presence == inventory.Absent {
			fault.severity = fault.severity.Lower()
		}
		group := groups.Of(address.Parent+" "+fault.class, func() *audit.Group { return &audit.Group{Item: list.item, Severity: fault.severity} })
		told[group] = entry{several: fmt.Sprintf("of %s %s%s", list.name, fault.several, use), remedy: fault.remedy}
		group.Add(audit.Report{
			Item:        address,
			Location:    address.At("ip_address"),
			Message:     fmt.Sprintf("%s on %s %s%s", written(address), list.name, fault.fault, use),
			Remediation: fmt.Sprintf("replace the entry %s of %s %s", written(address), list.name, fault.remedy),
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g, fmt.Sprintf("%d entries %s", g.Len(), told[g].several), "replace each of them "+told[g].remedy)
	}
	return nil
}

// judge tells what is wrong with an entry. Its prefix comes first: a wide block is wide wherever it begins. Unset and 0 both mean
// that the address stands for itself. https://www.twilio.com/docs/voice/sip/api/sip-ipaddress-resource
func judge(address *inventory.Item) (entry, bool) {
	const narrow = "with the addresses that calls really come from"
	switch length, _ := address.Number("cidr_prefix_length"); {
	case length >= 1 && length <= openPrefix:
		return entry{
			"open", audit.Error, fmt.Sprintf("lets in %d million addresses: anybody can get one of them and call at your expense", 1<<(32-length)/1_000_000),
			"let in more than 16 million addresses each: anybody can get one of them and call at your expense", narrow,
		}, true
	case length > openPrefix && length <= widePrefix:
		return entry{
			"wide", audit.Warning, fmt.Sprintf("lets in %d addresses: whoever has one of them can call at your expense", 1<<(32-length)),
			"let in 512 addresses and more each: whoever has one of them can call at your expense", narrow,
		}, true
	}
	ip, err := netip.ParseAddr(strings.TrimSpace(address.Text("ip_address")))
	switch {
	case err != nil:
		return entry{}, false
	case ip.IsUnspecified(): // Elsewhere it stands for every address, so it must not be told to be harmless.
		return entry{
			"unspecified", audit.Warning, "is no address that a call can come from, and Twilio does not say whom it lets in",
			"are no addresses that a call can come from, and Twilio does not say whom they let in", narrow,
		}, true
	case ip.IsPrivate(), ip.IsLoopback(), ip.IsLinkLocalUnicast():
		return entry{
			"nobody", audit.Warning, "lets in nobody: no call reaches Twilio from such an address",
			"let in nobody: no call reaches Twilio from such addresses", "with the public addresses that calls come from",
		}, true
	default:
		return entry{}, false
	}
}

// written is an entry as people write it: 198.51.100.0/24.
func written(address *inventory.Item) string {
	text := address.Text("ip_address")
	if length, _ := address.Number("cidr_prefix_length"); length > 0 {
		return fmt.Sprintf("%s/%d", text, length)
	}
	return text
}

// list is an access list by its name; the item is nil where it could not be read.
type list struct {
	item *inventory.Item
	name string
}

func listOf(p *audit.Pass, sid string) list {
	if item, _ := p.Find(inventory.KindSIPIPList, sid); item != nil {
		return list{item, item.Ref.String()}
	}
	return list{nil, inventory.Ref{Kind: inventory.KindSIPIPList, SID: sid}.String()}
}

// usesOf tells what an access list is mapped to, for the end of a message, and whether it is mapped to anything.
func usesOf(p *audit.Pass, sid string) (string, inventory.Presence) {
	var uses []string
	presence := inventory.Absent
	for _, mapping := range []struct{ mapped, to inventory.Kind }{
		{inventory.KindSIPDomainIPList, inventory.KindSIPDomain},
		{inventory.KindTrunkIPList, inventory.KindTrunk},
	} {
		for _, m := range p.Items(mapping.mapped) {
			if m.Ref.SID != sid {
				continue
			}
			name := inventory.Ref{Kind: mapping.to, SID: m.Parent}.String()
			if owner, _ := p.Find(mapping.to, m.Parent); owner != nil {
				name = owner.Ref.String()
			}
			uses = append(uses, name)
		}
		if _, found := p.Find(mapping.mapped, sid); found != inventory.Absent && presence != inventory.Present {
			presence = found
		}
	}
	switch {
	case len(uses) == 1:
		return " (mapped to " + uses[0] + ")", presence
	case len(uses) > 1:
		return fmt.Sprintf(" (mapped to %s and %d more)", uses[0], len(uses)-1), presence
	case presence == inventory.Absent:
		return " (mapped to no SIP domain and no trunk now)", presence
	default:
		return "", presence
	}
}
