package twiliosim

import (
	"slices"
	"strings"
	"time"

	"github.com/twilint/twilint/audit/inventory"
)

// everyKind adds a resource of each kind that the account has none of, with hostile texts for names, secrets in its webhooks, and
// something that must stay private in each member which the kinds table calls personal.
func (a *Account) everyKind(year time.Time, p hostileSecrets) {
	texts := HostileTexts()
	for i := range inventory.Kinds {
		d := &inventory.Kinds[i]
		if d.Kind == inventory.KindAccount || d.Kind == inventory.KindSubaccount || len(a.SIDs(d.Kind)) > 0 {
			continue
		}
		known := shapes.Get()[d.Kind].members
		members := Members{}
		for _, date := range []string{"date_created", "date_updated"} {
			if _, ok := known[date]; ok {
				members[date] = year
			}
		}
		for _, name := range []string{"friendly_name", d.Name, "unique_name", "description"} {
			if known[name].Type == "string" && known[name].Format == "" && !slices.Contains(d.Personal, name) {
				members[name] = texts[i%len(texts)]
			}
		}
		for _, w := range d.Webhooks {
			plant(members, w.Field, "http://ops:"+p.urlPassword+"@hooks.localhost/"+w.Field+"?token="+p.queryToken)
		}
		for _, name := range d.Personal {
			switch {
			case known[name].Type == "string":
				members[name] = personal(d.Kind, name)
			case name == "email":
				plant(members, "profile.emails", []any{map[string]any{"email": personal(d.Kind, name)}})
			case d.Kind == inventory.KindWhatsAppSender:
				plant(members, "profile."+name, personal(d.Kind, name))
			case known[name].Type == "object":
				members[name] = map[string]any{"inner": map[string]any{"body": personal(d.Kind, name)}}
			}
		}
		parent := ""
		if d.Parent != "" && d.Kind != inventory.KindFlowRevision {
			parent = a.SIDs(d.Parent)[0]
		}
		if d.Key != "" && d.Prefix == "" {
			members[d.Key] = "XX"
		}
		a.Add(d.Kind, parent, members)
	}
}

// plant sets a member, which may lie inside an object.
func plant(members Members, name string, value any) {
	outer, inner, nested := strings.Cut(name, ".")
	if !nested {
		members[outer] = value
		return
	}
	object, ok := members[outer].(map[string]any)
	if !ok {
		object = map[string]any{}
		members[outer] = object
	}
	object[inner] = value
}

// personal is what stands in a personal member, made so that it is found wherever it comes out.
func personal(kind inventory.Kind, member string) string {
	return "private " + digest("personal", string(kind), member)
}

// plantedPersonal are all that [Account.everyKind] puts into personal members.
func plantedPersonal() []string {
	var all []string
	for i := range inventory.Kinds {
		if inventory.Kinds[i].Kind == inventory.KindExecution { // Its contact is planted with the flow that it runs.
			continue
		}
		for _, name := range inventory.Kinds[i].Personal {
			all = append(all, personal(inventory.Kinds[i].Kind, name))
		}
	}
	return all
}
