package twiliosim_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twiliosim/apifacts"
	"github.com/twilint/twilint/testdata"
)

func twilioFacts(t *testing.T) *apifacts.Facts {
	t.Helper()
	facts, err := apifacts.Parse(testdata.TwilioAPI)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

// TestKindsAgreeWithTwilio holds the kinds table to what Twilio's documents say: a wrong row would fool the live source and the
// simulator alike.
func TestKindsAgreeWithTwilio(t *testing.T) {
	facts := twilioFacts(t)
	for _, d := range inventory.Kinds {
		t.Run(string(d.Kind), func(t *testing.T) {
			item, ok := facts.Lookup(d.Host, d.Item)
			if !ok {
				t.Fatalf("Twilio has no %s on %s", d.Item, d.Host)
			}
			if item.Paging != "" {
				t.Errorf("%s is a list, not one resource", d.Item)
			}
			members := facts.Resources[item.Resource]
			if d.List != "" {
				checkList(t, facts, &d, item)
			}
			for _, field := range d.Webhooks {
				checkMember(t, members, "webhook", field.Field)
			}
			for _, member := range d.Members {
				checkMember(t, members, "member", member.Name)
				if got, ok := typeOf(members[member.Name]); ok && got != member.Type {
					t.Errorf("%s is %s in Twilio's documents, which is another type than in the table", member.Name, members[member.Name].Type)
				}
			}
			for _, reference := range d.References {
				checkMember(t, members, "reference", reference.Field)
				want := inventory.Describe(reference.Kind).Prefix
				if got := members[reference.Field].Format; got != want && !strings.Contains(reference.Field, ".") {
					t.Errorf("%s holds a SID that begins with %s, the table takes it for %s, which begins with %s", reference.Field, got, reference.Kind, want)
				}
			}
			for _, name := range d.Personal {
				checkMember(t, members, "personal member", name)
			}
			if name := cmp.Or(d.Name, "friendly_name"); d.Name != "" {
				checkMember(t, members, "name", name)
			}
			sid := cmp.Or(d.Key, "sid")
			if d.Prefix == "" && !d.Single {
				checkMember(t, members, "key", sid)
			}
			if got := members[sid].Format; d.Prefix != "" && got != d.Prefix {
				t.Errorf("%s begins with %q in Twilio's documents, with %q in the table", sid, got, d.Prefix)
			}
			if d.Parent != "" {
				inventory.Describe(d.Parent)
			}
			if d.When != "" {
				checkMember(t, facts.Resources[resourceOf(t, facts, inventory.Describe(d.Parent))], "flag of the parent", d.When)
			}
			if d.Via != nil {
				checkMember(t, facts.Resources[resourceOf(t, facts, inventory.Describe(d.Via.Kind))], "member", d.Via.Field)
			}
			if (d.When != "" || d.Unless != "") != (d.Filter != "") {
				t.Error("the table does not say in words what is left out, or says so where nothing is")
			}
		})
	}
}

func checkList(t *testing.T, facts *apifacts.Facts, d *inventory.Description, item apifacts.Path) {
	t.Helper()
	list, ok := facts.Lookup(d.Host, d.List)
	if !ok {
		t.Fatalf("Twilio has no %s on %s", d.List, d.Host)
	}
	if list.Items != d.Items {
		t.Errorf("the items of %s stand in %q, the table says %q", d.List, list.Items, d.Items)
	}
	if list.PageSize != d.PageSize {
		t.Errorf("the greatest page of %s is %d, the table says %d", d.List, list.PageSize, d.PageSize)
	}
	if list.Paging == "" {
		t.Errorf("%s does not come in pages", d.List)
	}
	if list.Resource != strings.TrimSuffix(item.Resource, "-instance") {
		t.Errorf("%s lists %s, %s is %s", d.List, list.Resource, d.Item, item.Resource)
	}
	known := strings.Join(list.Query, " ") + " "
	for _, p := range d.Query {
		if !strings.Contains(known, p.Name+" ") {
			t.Errorf("%s has no query parameter %s, it has %s", d.List, p.Name, known)
		}
	}
}

// checkMember looks a member up. What lies inside an object, Twilio's documents do not always tell.
func checkMember(t *testing.T, members apifacts.Members, what, name string) {
	t.Helper()
	outer, _, _ := strings.Cut(name, ".")
	if _, ok := members[outer]; !ok && what != "personal member" {
		t.Errorf("Twilio's documents know no %s %s", what, name)
	}
}

func resourceOf(t *testing.T, facts *apifacts.Facts, d *inventory.Description) string {
	t.Helper()
	item, ok := facts.Lookup(d.Host, d.Item)
	if !ok {
		t.Fatalf("Twilio has no %s on %s", d.Item, d.Host)
	}
	return item.Resource
}

// typeOf is the type in the table that a member of Twilio's documents has; it is false for one whose type they leave open.
func typeOf(m apifacts.Member) (inventory.Type, bool) {
	switch {
	case strings.HasPrefix(m.Format, "date-time"):
		return inventory.Date, true
	case m.Type == "string":
		return inventory.Text, true
	case m.Type == "boolean":
		return inventory.Flag, true
	case m.Type == "integer":
		return inventory.Number, true
	case m.Type == "array":
		return inventory.List, true
	default:
		return 0, false
	}
}
