package flow

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
)

// splitWidget is Twilio's page about splits. An earlier edition of it says that conditions are compared without regard to capitals
// and without the blanks around their values.
var splitWidget = audit.Link{Title: "Split Based On… widget", URL: "https://www.twilio.com/docs/studio/widget-library/split-based-on"}

// compact is a text without its blanks: Liquid is the same with them and without them.
func compact(text string) string { return strings.Join(strings.Fields(text), "") }

// shorten quotes a text, and leaves out the end of a long one.
func shorten(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
