package twiliosim_test

import (
	"encoding/json"
	"net/http"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twiliosim"
	"github.com/twilint/twilint/audit/twiliosim/apifacts"
)

// worlds are all worlds by name.
func worlds() map[string][]*twiliosim.Account {
	return map[string][]*twiliosim.Account{
		"demo":    twiliosim.Demo(moment),
		"healthy": twiliosim.Healthy(moment),
		"estate":  twiliosim.Estate(moment),
		"agency":  twiliosim.Agency(moment),
		"hostile": twiliosim.Hostile(moment),
		"large":   twiliosim.Large(moment, 60, 30),
	}
}

// worldsAndBare are all worlds and an account of which nothing was chosen.
func worldsAndBare() map[string][]*twiliosim.Account {
	all := worlds()
	all["bare"] = []*twiliosim.Account{bare()}
	return all
}

// bare is an account with one resource of each kind, none of whose members were chosen.
func bare() *twiliosim.Account {
	a := twiliosim.NewAccount("bare", "Bare", moment)
	for _, d := range inventory.Kinds {
		parent := ""
		if d.Parent != "" && d.Kind != inventory.KindFlowRevision { // A revision goes by the SID of its flow.
			parent = a.SIDs(d.Parent)[0]
		}
		a.Add(d.Kind, parent, nil)
	}
	return a
}

// answered is one answer of a server.
type answered struct {
	kind    inventory.Kind
	list    bool
	address string
	parent  string
	body    []byte
}

// everything asks for every list and every resource of an account.
func everything(t *testing.T, s *twiliosim.Server, a *twiliosim.Account) []answered {
	t.Helper()
	c := as(t, s, a)
	var all []answered
	one := func(kind inventory.Kind, parent, sid string) {
		address := itemAddress(kind, a.SID, parent, sid)
		all = append(all, answered{kind: kind, address: address, parent: parent, body: c.get(address).body})
	}
	for _, d := range inventory.Kinds {
		parents := []string{""}
		if d.Parent != "" {
			parents = a.SIDs(d.Parent)
		}
		for _, parent := range parents {
			switch {
			case d.Single:
				one(d.Kind, parent, "")
			case d.Via != nil:
				for _, sid := range a.SIDs(d.Kind) {
					if address := itemAddress(d.Kind, a.SID, parent, sid); c.get(address).status == http.StatusOK { // It stands below one of them.
						one(d.Kind, parent, sid)
					}
				}
			}
			if d.List == "" {
				continue
			}
			for address := listAddress(d.Kind, a.SID, parent, "PageSize=20"); address != ""; {
				p := c.pages(d.Kind, address)[0]
				all = append(all, answered{kind: d.Kind, list: true, address: address, parent: parent, body: c.get(address).body})
				for _, sid := range keys(d.Kind, p.items) {
					one(d.Kind, parent, sid)
				}
				address = p.next
			}
		}
	}
	one(inventory.KindAccount, "", a.SID)
	for _, sid := range a.SIDs(inventory.KindFlowRevision) {
		one(inventory.KindFlowRevision, "", sid)
	}
	return all
}

// TestAnswersHaveTheMembersOfTwilio checks every answer of every world against the facts: the members, their types, their dates.
func TestAnswersHaveTheMembersOfTwilio(t *testing.T) {
	facts := twilioFacts(t)
	for name, accounts := range worldsAndBare() {
		t.Run(name, func(t *testing.T) {
			s := start(t, accounts...)
			for _, a := range accounts {
				if a.Status == "suspended" {
					continue
				}
				for _, answer := range everything(t, s, a) {
					d := inventory.Describe(answer.kind)
					fact, _ := facts.Lookup(d.Host, d.Item)
					items := []map[string]any{decode(t, answer.body)}
					if answer.list {
						items = nil
						for _, item := range decode(t, answer.body)[d.Items].([]any) {
							items = append(items, item.(map[string]any))
						}
					}
					for _, item := range items {
						checkMembers(t, answer.address, facts.Resources[fact.Resource], item)
					}
				}
			}
		})
	}
}

func checkMembers(t *testing.T, address string, members apifacts.Members, item map[string]any) {
	t.Helper()
	if diff := cmp.Diff(sortedKeys(members), sortedKeys(item)); diff != "" {
		t.Errorf("%s: members (-documents +answer):\n%s", address, diff)
	}
	for name, member := range members {
		if !fits(member, item[name]) {
			t.Errorf("%s: %s is %v, the documents say %+v", address, name, item[name], member)
		}
	}
}

func sortedKeys[T any](m map[string]T) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func fits(member apifacts.Member, value any) bool {
	if value == nil {
		return member.Nullable || member.Type == "any"
	}
	switch member.Type {
	case "string":
		text, ok := value.(string)
		switch {
		case !ok:
			return false
		case member.Values() != nil:
			return slices.Contains(member.Values(), text)
		case member.Format == "date-time":
			_, err := time.Parse("2006-01-02T15:04:05Z", text)
			return err == nil
		case member.Format == "date-time-rfc-2822":
			_, err := mail.ParseDate(text)
			return err == nil && strings.HasSuffix(text, "+0000")
		case len(member.Format) == 2: // The prefix of a SID. Twilio writes an unset application as "".
			return text == "" || inventory.IsSID(text) && strings.HasPrefix(text, member.Format)
		}
		return true
	case "boolean":
		_, ok := value.(bool)
		return ok
	case "integer", "number":
		_, ok := value.(float64)
		return ok
	case "array":
		_, ok := value.([]any)
		return ok
	case "object":
		_, ok := value.(map[string]any)
		return ok
	default:
		return true
	}
}

// openAPIDocuments is the folder of Twilio's documents (https://github.com/twilio/twilio-oai).
func openAPIDocuments(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "twilio-oai")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("Twilio's OpenAPI documents are not on this machine: %v", err)
	}
	return dir
}

// TestAnswersAreValid validates every answer of every world against Twilio's OpenAPI documents, where those are beside the
// repository.
func TestAnswersAreValid(t *testing.T) {
	schemas := loadSchemas(t, openAPIDocuments(t))
	for name, accounts := range worldsAndBare() {
		t.Run(name, func(t *testing.T) {
			s := start(t, accounts...)
			for _, a := range accounts {
				if a.Status == "suspended" {
					continue
				}
				for _, answer := range everything(t, s, a) {
					var value any
					if err := json.Unmarshal(answer.body, &value); err != nil {
						t.Fatalf("%s: %v", answer.address, err)
					}
					dropUnsetApplications(value)
					if err := schemas.of(t, answer).VisitJSON(value); err != nil {
						t.Errorf("%s: %v", answer.address, err)
					}
				}
			}
		})
	}
}

// dropUnsetApplications takes out what Twilio's documents forbid and its answers hold, even those in the documents: "" for an
// application that is not set.
func dropUnsetApplications(value any) {
	switch v := value.(type) {
	case map[string]any:
		for _, name := range []string{"voice_application_sid", "sms_application_sid"} {
			if v[name] == "" {
				delete(v, name)
			}
		}
		for _, member := range v {
			dropUnsetApplications(member)
		}
	case []any:
		for _, element := range v {
			dropUnsetApplications(element)
		}
	}
}

// schemas are those of the answers, by host and path.
type schemas map[string]*openapi3.Schema

func loadSchemas(t *testing.T, dir string) schemas {
	t.Helper()
	all := schemas{}
	facts := twilioFacts(t)
	for _, file := range []string{
		"accounts_v1", "api_v2010", "content_v1", "conversations_v1", "events_v1", "flex_v1", "messaging_v1", "messaging_v2", "notify_v1",
		"numbers_v2", "proxy_v1", "serverless_v1", "studio_v2", "sync_v1", "taskrouter_v1", "trunking_v1", "trusthub_v1", "verify_v2", "voice_v1",
	} {
		product, _, _ := strings.Cut(file, "_")
		if product == "flex" {
			product = "flex-api"
		}
		document, err := openapi3.NewLoader().LoadFromFile(filepath.Join(dir, "twilio_"+file+".json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range inventory.Kinds {
			for _, path := range []string{d.List, d.Item} {
				fact, ok := facts.Lookup(d.Host, path)
				if d.Host != product || !ok || document.Paths.Value(fact.Path) == nil {
					continue
				}
				operation := document.Paths.Value(fact.Path).Get
				all[string(d.Kind)+" "+path] = operation.Responses.Value("200").Value.Content.Get("application/json").Schema.Value
			}
		}
	}
	return all
}

func (s schemas) of(t *testing.T, answer answered) *openapi3.Schema {
	t.Helper()
	d := inventory.Describe(answer.kind)
	path := d.Item
	if answer.list {
		path = d.List
	}
	schema, ok := s[string(answer.kind)+" "+path]
	if !ok {
		t.Fatalf("no schema for %s: add its document to loadSchemas", path)
	}
	return schema
}
