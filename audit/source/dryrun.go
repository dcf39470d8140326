package source

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/twilint/twilint/audit/inventory"
)

// Demand is what an audit asks Twilio for, of one kind of resource. It is read off the same plan as the audit itself.
type Demand struct {
	Kind *inventory.Description
	// Addresses are the requests, as "GET https://studio.twilio.com/v2/Flows", with placeholders where SIDs will stand.
	Addresses []string
	// Often says in words how often: "1 for each Studio flow".
	Often string

	each  inventory.Kind // what it is asked below, "" for the account
	some  bool           // below some of those only
	fixed int            // requests that are known beforehand, where no list is read
}

// Preview is what [Live] would ask an account for, with no request made. Each account of the audit is asked alike. A resource that
// something names and no list shows is asked for directly, which is a request that no plan can know of.
func Preview(o LiveOptions) []Demand {
	p := newPlan(o, time.Time{})
	var all []Demand
	if o.Subaccounts.Asked() {
		d := inventory.Describe(inventory.KindSubaccount)
		all = append(all, Demand{Kind: d, Addresses: []string{address(d, d.List)}, Often: "1 for each 1,000, by the main account only"})
	}
	for _, kind := range p.kinds {
		all = append(all, p.demand(inventory.Describe(kind)))
	}
	return all
}

func address(d *inventory.Description, path string) string {
	return "GET https://" + d.Host + ".twilio.com" + path
}

// demand is what the plan asks for of one kind; [accountReader] does the asking, and a test holds the two together.
func (p *plan) demand(d *inventory.Description) Demand {
	list, item := address(d, d.List), address(d, d.Item)
	selected := len(p.only.SIDs[d.Kind])
	switch {
	case d.Kind == inventory.KindAccount:
		return Demand{Kind: d, Addresses: []string{item}, Often: "1", fixed: 1}
	case p.byReference(d.Kind):
		return Demand{Kind: d, Addresses: []string{item}, Often: "1 for each that " + p.numbers() + " uses", fixed: p.selectedNumbers()}
	case d.Kind == inventory.KindPhoneNumber && p.byNumber:
		demand := Demand{Kind: d, Often: "1 for each that is selected", fixed: p.selectedNumbers()}
		if len(p.only.Numbers) > 0 {
			demand.Addresses = append(demand.Addresses, list+"?PhoneNumber=…")
		}
		if selected > 0 {
			demand.Addresses = append(demand.Addresses, item)
		}
		return demand
	case d.Kind == inventory.KindFlow && p.fewFlows:
		// A number leads to one flow for calls and perhaps another for messages; mostly it is one.
		return Demand{Kind: d, Addresses: []string{item}, Often: "1 for each, " + p.flows(), fixed: selected + p.selectedNumbers()}
	case d.Parent == "" && d.Single:
		return Demand{Kind: d, Addresses: []string{item}, Often: "1", fixed: 1}
	case d.Parent == "" && d.Detail:
		return Demand{Kind: d, Addresses: []string{list, item}, Often: fmt.Sprintf("1 for each %s, and 1 for each of them", thousands(d.PageSize))}
	case d.Parent == "":
		return Demand{Kind: d, Addresses: []string{list}, Often: "1 for each " + thousands(d.PageSize)}
	default:
		return p.below(d)
	}
}

// below is the demand for a kind that stands below others.
func (p *plan) below(d *inventory.Description) Demand {
	parent := inventory.Describe(d.Parent)
	demand := Demand{Kind: d, Addresses: []string{address(d, d.List)}, each: d.Parent, Often: "1 for each " + parent.Title}
	switch {
	case d.Kind == inventory.KindFlowRevision:
		demand.Addresses, demand.some = []string{address(d, d.Item)}, true
		demand.Often += " whose newest revision is a draft"
	case d.Via != nil:
		via := inventory.Describe(d.Via.Kind)
		demand.Addresses, demand.each, demand.some = []string{address(d, d.Item)}, d.Via.Kind, true
		demand.Often = "1 for each that a " + via.Title + " names"
	case d.Single:
		demand.Addresses = []string{address(d, d.Item)}
	case d.Unless != "" || d.When != "":
		demand.some = true
		demand.Often += ", " + d.Filter
	}
	return demand
}

func (p *plan) selectedNumbers() int {
	return len(p.only.Numbers) + len(p.only.SIDs[inventory.KindPhoneNumber])
}

func thousands(n int) string {
	if n%1000 == 0 {
		return fmt.Sprintf("%d,000", n/1000)
	}
	return fmt.Sprint(n)
}

// Census is how many resources an account holds, as far as it decides how many requests an audit makes.
type Census struct {
	// Count is how many there are of a kind.
	Count map[inventory.Kind]int
	// Asked is for a kind that is asked for below some of its parents only: below how many.
	Asked map[inventory.Kind]int
}

// ExampleCensus is an account of medium size, for an idea of what an audit costs.
func ExampleCensus() Census {
	return Census{
		Count: map[inventory.Kind]int{
			inventory.KindPhoneNumber: 300, inventory.KindFlow: 25, inventory.KindMessagingService: 10,
			inventory.KindSIPDomain: 2, inventory.KindTrunk: 2, inventory.KindSIPIPList: 2,
			inventory.KindServerlessService: 3, inventory.KindServerlessEnvironment: 6,
			inventory.KindWorkspace: 1, inventory.KindVerifyService: 2, inventory.KindConversationsService: 2, inventory.KindEventSubscription: 1,
		},
		Asked: map[inventory.Kind]int{
			inventory.KindFlowRevision: 3, inventory.KindServerlessBuild: 6, inventory.KindMessagingCampaign: 8,
			inventory.KindMessagingShortCode: 1, inventory.KindMessagingAlphaSender: 1, inventory.KindMessagingCountrySender: 1, inventory.KindMessagingChannelSender: 1,
		},
	}
}

// Assumptions are the numbers of a census in words, of the kinds that decide something for the demands.
func (c Census) Assumptions(demands []Demand) string {
	var parts []string
	for _, d := range demands {
		count, needed := c.Count[d.Kind.Kind], d.Kind.Detail || d.Kind.Kind == inventory.KindPhoneNumber
		needed = needed || slices.ContainsFunc(demands, func(other Demand) bool { return other.each == d.Kind.Kind && !other.some })
		switch {
		case d.fixed > 0:
		case d.some:
			parts = append(parts, plural(c.Asked[d.Kind.Kind], d.Kind.Title, d.Kind.Plural)+" to ask for")
		case needed:
			parts = append(parts, plural(count, d.Kind.Title, d.Kind.Plural))
		}
	}
	return strings.Join(parts, ", ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Requests is how many requests a demand costs in an account of that size.
func (d Demand) Requests(c Census) int {
	switch {
	case d.fixed > 0 && d.each == "":
		return d.fixed
	case d.some:
		return c.Asked[d.Kind.Kind]
	case d.each != "":
		return c.Count[d.each]
	}
	requests := max(1, (c.Count[d.Kind.Kind]+d.Kind.PageSize-1)/d.Kind.PageSize)
	if d.Kind.Detail {
		requests += c.Count[d.Kind.Kind]
	}
	return requests
}
