package messaging

import (
	"slices"
	"strings"

	"github.com/twilint/twilint/audit/inventory"
)

// tollfreeCodes are the area codes of toll-free numbers in the North American Numbering Plan.
// https://www.twilio.com/docs/messaging/api/tollfree-verification-resource
const tollfreeCodes = "800 833 844 855 866 877 888"

// foreignCodes are the area codes behind +1 that are not those of the fifty states and the District of Columbia. Twilio says of a number
// of the account neither its country nor its type, so its digits have to. https://www.nanpa.com
const foreignCodes = "204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468 474 506 514 519 548 579 " +
	"581 584 587 600 604 613 622 633 639 644 647 655 672 677 683 688 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942 " + // Canada
	"242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876 " + // Bermuda and the Caribbean
	"340 670 671 684 787 939" // territories of the United States

// areaCode is that of a number in E.164 with the country code 1, "" for any other.
func areaCode(number string) string {
	digits, ok := strings.CutPrefix(number, "+1")
	if !ok || len(digits) != 10 {
		return ""
	}
	return digits[:3]
}

// isTollfree tells whether a number is a toll-free one of North America. The type that Twilio gives is a free text, and is not asked.
func isTollfree(number string) bool {
	return slices.Contains(strings.Fields(tollfreeCodes), areaCode(number))
}

// isUSLongCode tells whether a number is a ten-digit one of the United States, for which carriers demand a registration.
func isUSLongCode(number string) bool {
	code := areaCode(number)
	return code != "" && !isTollfree(number) && !slices.Contains(strings.Fields(foreignCodes), code)
}

// usLongCodes are the ten-digit numbers of the United States in a sender pool. There, Twilio says the country.
func usLongCodes(inv *inventory.Inventory, service string) []*inventory.Item {
	var codes []*inventory.Item
	for _, n := range inv.ItemsBelow(inventory.KindMessagingServiceNumber, service) {
		if n.Text("country_code") == "US" && areaCode(n.Ref.Name) != "" && !isTollfree(n.Ref.Name) && !cannotMessage(n) {
			codes = append(codes, n)
		}
	}
	return codes
}
