// Package emergency holds the rules about emergency calls: whether the emergency services learn where a caller is.
package emergency

import (
	"strings"

	"github.com/twilint/twilint/audit"
)

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		addressFailed,
		addressMissing,
	}
}

// Sources that several rules of this family share.
var (
	programmableVoice = audit.Link{
		Title: "Emergency Calling for Programmable Voice",
		URL:   "https://www.twilio.com/docs/voice/tutorials/emergency-calling-for-programmable-voice",
	}
	sipTrunking = audit.Link{
		Title: "Emergency Calling for SIP Trunking",
		URL:   "https://www.twilio.com/docs/sip-trunking/emergency-calling",
	}
	addressStatus = audit.Link{
		Title: "Changes to the Emergency Calling API: emergency_address_status",
		URL:   "https://www.twilio.com/changelog/changes-to-the-emergency-calling-api",
	}
)

// region is where an emergency address can be registered with Twilio.
// https://www.twilio.com/docs/voice/tutorials/emergency-calling-for-programmable-voice
type region uint8

const (
	elsewhere region = iota
	northAmerica
	unitedKingdom
)

// regionOf tells where a number in E.164 belongs to, as far as an emergency address goes. Toll-free and mobile numbers, and those of
// islands that share the country code, are elsewhere: Twilio does not say that they can have an address.
func regionOf(number string) region {
	switch {
	case strings.HasPrefix(number, "+1") && len(number) >= len("+1415"):
		if strings.Contains(otherAreas, number[2:5]) {
			return elsewhere
		}
		return northAmerica
	case strings.HasPrefix(number, "+441"), strings.HasPrefix(number, "+442"):
		for area := range strings.FieldsSeq(crownAreas) {
			if strings.HasPrefix(number[len("+44"):], area) {
				return elsewhere
			}
		}
		return unitedKingdom
	default:
		return elsewhere
	}
}

const (
	// otherAreas are the area codes of +1 that are toll-free or premium, or of countries and territories other than the 50 states and
	// Canada. https://www.nanpa.com/numbering/area-codes
	otherAreas = "800 833 844 855 866 877 888 900 242 246 264 268 284 340 345 441 473 649 658 664 670 671 684 721 758 767 784 787 809 829 849 868 " +
		"869 876 939"
	// crownAreas are those of +44 that belong to Guernsey, Jersey and the Isle of Man.
	crownAreas = "1481 1534 1624"
)
