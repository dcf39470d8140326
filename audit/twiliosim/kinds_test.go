package twiliosim_test

import (
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
			for _, reference := range d.References {
				checkMember(t, members, "reference", reference.Field)
				want := inventory.Describe(reference.Kind).Prefix
				if got := members[reference.Field].Format; got != want {
					t.Errorf("%s holds a SID that begins with %s, the table takes it for %s, which begins with %s", reference.Field, got, reference.Kind, want)
				}
			}
			for _, name := range d.Personal {
				checkMember(t, members, "personal member", name)
			}
			sid := d.Member
			if sid == "" {
				sid = "sid"
			}
			if got := members[sid].Format; got != d.Prefix {
				t.Errorf("%s begins with %q in Twilio's documents, with %q in the table", sid, got, d.Prefix)
			}
			if d.Parent != "" {
				inventory.Describe(d.Parent)
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
	if list.Resource != item.Resource {
		t.Errorf("%s lists %s, %s is %s", d.List, list.Resource, d.Item, item.Resource)
	}
	known := strings.Join(list.Query, " ") + " "
	for _, p := range d.Query {
		if !strings.Contains(known, p.Name+" ") {
			t.Errorf("%s has no query parameter %s, it has %s", d.List, p.Name, known)
		}
	}
}

func checkMember(t *testing.T, members apifacts.Members, what, name string) {
	t.Helper()
	if _, ok := members[name]; !ok {
		t.Errorf("Twilio's documents know no %s %s", what, name)
	}
}
