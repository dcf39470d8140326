package webhook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
)

var connectionOverrideInvalid = &audit.Rule{
	ID:    "webhook-connection-override-invalid",
	Title: "Webhook URL has connection overrides that Twilio does not know",
	Doc: audit.Doc{
		Why: "What stands behind the `#` of a webhook URL never reaches the server. Twilio reads timeouts, retries and the edge of its network from it: " +
			"`#ct=2000&rc=3&rp=all`. A value that it does not take makes the request fail (errors 11240, 11241 and 11243) or does not have the effect that " +
			"was wanted; retries that somebody relies on never happen. Anything else behind the `#`, such as the path of a page, is lost.\n\n" +
			"Where a Webhook Rule of the account covers the URL, the connection settings of that Rule count instead.",
		Remediation: "Correct what stands behind the `#`, or take it away. `ct` takes 100 to 10000 milliseconds, `rt` and `tt` 100 to 15000, `rc` 0 to 5, `rp` any of " +
			"`4xx`, `5xx`, `ct`, `rt` and `all` with commas between, `e` the names of edge locations, `sni` `y` or `n`.",
		References: []audit.Link{
			{Title: "Webhook connection overrides", URL: "https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides"},
			{Title: "Edge locations", URL: "https://www.twilio.com/docs/global-infrastructure/edge-locations"},
			{Title: "Error 11241: HTTP connection edge location is not supported", URL: "https://www.twilio.com/docs/api/errors/11241"},
			{Title: "Error 11243: HTTP retry policy is invalid", URL: "https://www.twilio.com/docs/api/errors/11243"},
		},
	},
	Severity: audit.Warning,
	Persona:  audit.Regular,
	Since:    "0.1.0",
	Version:  1,
	Fix:      audit.FixManual,
	Needs:    needs(),
	Check:    checkConnectionOverrideInvalid,
}

func checkConnectionOverrideInvalid(p *audit.Pass) error {
	var groups audit.Groups
	told, idle := map[*audit.Group]string{}, map[*audit.Group]int{}
	for _, w := range p.Webhooks() {
		u, ok := inventory.ParseWebhookURL(w.Text)
		if !ok || strings.ContainsAny(u.Fragment, "{}") { // Something fills it in.
			continue
		}
		faults := strings.Join(overrideFaults(u.Fragment), "; ")
		if faults == "" {
			continue
		}
		inForce, why := p.InForce(w)
		severity := audit.Warning
		if inForce != inventory.Present {
			severity = audit.Note
		}
		group := groups.Of(faults+" "+severity.String(), func() *audit.Group { return &audit.Group{Severity: severity} })
		told[group] = faults
		if inForce != inventory.Present {
			idle[group]++
		}
		group.Add(audit.Report{
			Item:        w.Item,
			Location:    w.Location(),
			Message:     fmt.Sprintf("%s has something behind its # that is no connection override of Twilio: %s%s", p.NameOf(w), faults, inventory.Caveat(inForce, why)),
			Remediation: fmt.Sprintf("correct what stands behind the # in %s of %s, or take it away", w.Name, w.Item.Ref),
		})
	}
	for _, g := range groups.All() {
		p.ReportGroup(g,
			fmt.Sprintf("%d webhooks have something behind their # that is no connection override of Twilio: %s%s", g.Len(), told[g], idleOf(idle[g], g.Len())),
			"correct what stands behind the # in each of them, or take it away")
	}
	return nil
}

// overrideFaults are what is wrong with the connection overrides in a fragment.
// https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
func overrideFaults(fragment string) []string {
	var faults []string
	for pair := range strings.SplitSeq(fragment, "&") {
		if pair == "" {
			continue
		}
		key, value, _ := strings.Cut(pair, "=")
		if fault := overrideFault(strings.ToLower(strings.TrimSpace(key)), strings.ToLower(strings.TrimSpace(value))); fault != "" {
			faults = append(faults, fault)
		}
	}
	return faults
}

func overrideFault(key, value string) string {
	switch key {
	case "ct":
		return outOfRange(key, value, 100, 10000)
	case "rt", "tt":
		return outOfRange(key, value, 100, 15000)
	case "rc":
		return outOfRange(key, value, 0, 5)
	case "rp":
		return notAmong(key, value, oneOf("4xx", "5xx", "ct", "rt", "all"), "is no retry policy")
	case "sni":
		return notAmong(key, value, oneOf("y", "n"), "is neither y nor n")
	case "e":
		return notAmong(key, value, isEdge, "is no edge location that Twilio names")
	}
	// A key may be anything, a password too, so only one that looks like a name is shown.
	const longest = 16
	if len(key) > longest || strings.ContainsFunc(key, func(r rune) bool { return r < 'a' || r > 'z' }) {
		return "what stands there is no option, and is never sent"
	}
	return fmt.Sprintf("%s is no option", key)
}

// outOfRange is the fault of a number that Twilio does not take, "" if it does.
func outOfRange(key, value string, least, most int) string {
	if n, err := strconv.Atoi(value); err == nil && n >= least && n <= most {
		return ""
	}
	return fmt.Sprintf("%s is %s where %d to %d was expected", key, shown(value), least, most)
}

// notAmong is the fault of the first value in a list that Twilio does not take, "" if it takes them all.
func notAmong(key, list string, known func(string) bool, fault string) string {
	for value := range strings.SplitSeq(list, ",") {
		if !known(strings.TrimSpace(value)) {
			return fmt.Sprintf("%s of %s %s", shown(value), key, fault)
		}
	}
	return ""
}

func oneOf(values ...string) func(string) bool {
	return func(value string) bool { return slices.Contains(values, value) }
}

// shown is a value between quotes, if it is short enough to be one that somebody meant for Twilio.
func shown(value string) string {
	const longest = 16
	if len(value) > longest {
		return fmt.Sprintf("a text of %d characters", len(value))
	}
	return strconv.Quote(value)
}

// isEdge tells whether Twilio has an edge location of that name, public or of Interconnect. Edges once went by their regions (us1, ie1-ix),
// and nothing says that those are refused. https://www.twilio.com/docs/global-infrastructure/edge-locations
func isEdge(name string) bool {
	name = strings.TrimSuffix(name, "-ix")
	const region = len("us1")
	if len(name) == region && strings.ContainsAny(name[region-1:], "0123456789") {
		return true
	}
	return slices.Contains([]string{
		"ashburn", "dublin", "frankfurt", "london", "roaming", "san-jose", "sao-paulo", "singapore", "sydney", "tokyo", "umatilla",
	}, name)
}
