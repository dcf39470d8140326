// Package messaging holds the rules about who may send messages and whether they arrive: the sender pools of messaging services, the
// registrations that carriers demand, and the channels.
package messaging

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
)

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		a2pBrandNotApproved,
		a2pCampaignNotVerified,
		a2pNumberOutsideCampaign,
		a2pServiceUnregistered,
		senderOffline,
		serviceEmptyPool,
		serviceFallbackMissing,
		serviceInboundDropped,
		serviceMultipleTollfree,
		serviceSenderNotCapable,
		serviceStatusCallbackMissing,
		serviceValidityLong,
		smsGeoPermissionsWide,
		tollfreeUnverified,
	}
}

// Sources that several rules of this family share.
var (
	serviceResource = audit.Link{
		Title: "Messaging Services resource",
		URL:   "https://www.twilio.com/docs/messaging/api/service-resource",
	}
	serviceNumbers = audit.Link{
		Title: "Numbers of a messaging service",
		URL:   "https://www.twilio.com/docs/messaging/api/phonenumber-resource",
	}
	unregisteredNumber = audit.Link{
		Title: "Error 30034: message from an unregistered number",
		URL:   "https://www.twilio.com/docs/api/errors/30034",
	}
	unregisteredShutdown = audit.Link{
		Title: "Shutdown of unregistered 10DLC messaging",
		URL:   "https://help.twilio.com/articles/14910496447771",
	}
	troubleshootA2P = audit.Link{
		Title: "Troubleshooting A2P 10DLC registrations",
		URL:   "https://www.twilio.com/docs/messaging/compliance/a2p-10dlc/troubleshooting-a2p-brands",
	}
	suspendedCampaign = audit.Link{
		Title: "Troubleshooting A2P 10DLC campaigns: suspension",
		URL:   "https://www.twilio.com/docs/messaging/compliance/a2p-10dlc/troubleshooting-a2p-brands/troubleshooting-and-rectifying-a2p-campaigns-1",
	}
	campaignResource = audit.Link{
		Title: "UsAppToPerson resource: an A2P 10DLC campaign",
		URL:   "https://www.twilio.com/docs/messaging/api/usapptoperson-resource",
	}
	tollfreeResource = audit.Link{
		Title: "Toll-free verification resource",
		URL:   "https://www.twilio.com/docs/messaging/api/tollfree-verification-resource",
	}
)

// cannotMessage tells whether a number of a sender pool is known to have neither SMS nor MMS. A list without entries says nothing.
func cannotMessage(number *inventory.Item) bool {
	capabilities := number.List("capabilities")
	return len(capabilities) > 0 && !slices.ContainsFunc(capabilities, func(v jsonpos.Value) bool {
		return strings.EqualFold(v.Text(), "SMS") || strings.EqualFold(v.Text(), "MMS")
	})
}

// isConversationsDefault tells whether Conversations sends by a messaging service where nothing else is said.
func isConversationsDefault(p *audit.Pass, service *inventory.MessagingService) bool {
	return slices.ContainsFunc(p.Items(inventory.KindConversationsSettings), func(settings *inventory.Item) bool {
		return settings.Text("default_messaging_service_sid") == service.Ref.SID
	})
}

// maxNamed bounds how many things a message names.
const maxNamed = 3

// named lists a few names: "+15550101, +15550102, +15550103 and 4 more".
func named(names []string) string { return audit.List(names, maxNamed) }

// numbersOf are the numbers of members of a sender pool, in E.164.
func numbersOf(pool []*inventory.Item) []string {
	numbers := make([]string, 0, len(pool))
	for _, n := range pool {
		numbers = append(numbers, n.Ref.Name)
	}
	return numbers
}

// maxReason bounds how much of a reason that others wrote is quoted.
const maxReason = 200

// reasonIn quotes what Twilio, a carrier or Meta gave as the reason, as a part of a sentence; "" if there is none.
func reasonIn(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	if runes := []rune(text); len(runes) > maxReason {
		text = string(runes[:maxReason]) + "…"
	}
	return fmt.Sprintf(" (%q)", text)
}

// firstText is the first text that stands in a member of the elements of a list, such as the description of the first error.
func firstText(elements []jsonpos.Value, member string) string {
	for _, element := range elements {
		if text := element.Get(member).Text(); text != "" {
			return text
		}
	}
	return ""
}

// plural is "1 US number" or "3 US numbers".
func plural(count int, thing string) string {
	if count == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", count, thing)
}
