package lifecycle

import (
	"time"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

// product is one that ends, and how its use shows in an account. Versions of Node.js in Functions, widgets and hosts that have ended are
// with the rules about those.
type product struct {
	name string
	kind inventory.Kind // what stands in an account that uses it
	// lastDay is the day, in UTC, after which it does not work any more; the zero time where Twilio names none.
	lastDay time.Time
	// then is what happens after that day, or what holds already where there is none.
	then        string
	replacement string
	source      audit.Link
}

// needs are the kinds that show the use of a product.
func needs() []audit.Need {
	var all []audit.Need
	for _, e := range products() {
		all = append(all, audit.Need{Kind: e.kind, How: audit.Each})
	}
	return all
}

// sources are where Twilio says that a product ends.
func sources() []audit.Link {
	var all []audit.Link
	for _, e := range products() {
		all = append(all, e.source)
	}
	return all
}

// products are those that Twilio has announced the end of, each with where it says so.
func products() []product {
	return []product{
		{
			name:        "Notify",
			kind:        inventory.KindNotifyService,
			lastDay:     time.Date(2027, time.October, 31, 0, 0, 0, 0, time.UTC), // Moved from 31 January 2027 on 18 November 2026.
			then:        "its requests fail, and the pushes and text messages that are sent by it reach nobody",
			replacement: "a messaging service or the Bulk Messaging API for text messages, and the Push Notifications API for pushes",
			source: audit.Link{
				Title: "Changelog: Notify ends on 31 October 2027", URL: "https://www.twilio.com/en-us/changelog/twilio-notify-end-of-life-timing-update",
			},
		},
		{
			name:        "Proxy",
			kind:        inventory.KindProxyService,
			then:        "is a public beta without a service level, and closed to new customers and accounts",
			replacement: "Conversations and Programmable Voice",
			source:      audit.Link{Title: "Proxy API: not available to new customers", URL: "https://www.twilio.com/docs/proxy/api"},
		},
	}
}
