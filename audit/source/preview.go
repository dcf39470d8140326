package source

import (
	"fmt"
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
	fixed int            // requests that are known beforehand, whatever the account holds; 0 if they are not
}

// Preview is what [Live] would ask an account for, with no request made. Each account of the audit is asked alike. A resource that
// something names and no list shows is asked for directly, which is a request that no plan can know of.
func Preview(o LiveOptions) []Demand {
	p := newPlan(o, time.Time{})
	var all []Demand
	if o.Subaccounts.Asked() {
		d := inventory.Describe(inventory.KindSubaccount)
		all = append(all, Demand{Kind: d, Addresses: []string{address(d, d.List)}, Often: pages(d) + ", of the main account only"})
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
		return Demand{Kind: d, Addresses: []string{item}, Often: "1 for each, " + p.flows(), fixed: p.selectedFlows()}
	case d.Parent == "" && d.Single:
		return Demand{Kind: d, Addresses: []string{item}, Often: "1", fixed: 1}
	case d.Parent == "" && d.Detail:
		return Demand{Kind: d, Addresses: []string{list, item}, Often: pages(d) + ", and 1 for each " + d.Title}
	case d.Parent == "":
		return Demand{Kind: d, Addresses: []string{list}, Often: pages(d)}
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
		demand.Often += ", only " + d.Filter
	}
	switch {
	case d.Parent == inventory.KindFlow && p.fewFlows:
		demand.fixed = p.selectedFlows()
	case p.byReference(d.Parent):
		demand.fixed = p.selectedNumbers()
	}
	return demand
}

// selectedFlows is how many flows a selection leads to, if each number leads to one. One may lead to another for messages.
func (p *plan) selectedFlows() int { return len(p.only.SIDs[inventory.KindFlow]) + p.selectedNumbers() }

func (p *plan) selectedNumbers() int {
	return len(p.only.Numbers) + len(p.only.SIDs[inventory.KindPhoneNumber])
}

func pages(d *inventory.Description) string {
	return fmt.Sprintf("1 for each page of %d", d.PageSize)
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

// Assumptions are the numbers of a census in words, of the kinds that decide how many requests the demands cost.
func (c Census) Assumptions(demands []Demand) string {
	var parts []string
	for _, d := range demands {
		decides := d.Kind.Kind == inventory.KindPhoneNumber || d.Kind.Detail
		for _, other := range demands {
			decides = decides || other.each == d.Kind.Kind
		}
		if count := c.Count[d.Kind.Kind]; decides && d.fixed == 0 && count > 0 {
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
	case d.fixed > 0:
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
