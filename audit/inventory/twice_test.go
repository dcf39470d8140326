package inventory_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
)

func TestAddTwice(t *testing.T) {
	inv := empty(t, inventory.KindTrunk)
	text := `{"sid": "` + sid("TK", 1) + `"}`
	add(t, inv, inventory.KindTrunk, "", text)
	if err := inv.Add(inventory.KindTrunk, "", []byte(text)); err == nil || err.Error() != "it is there twice" {
		t.Errorf("error %v", err)
	}
	inv.Finish()
	if len(inv.Trunks) != 1 || len(inv.Records()) != 1 {
		t.Errorf("%d trunks, %d records", len(inv.Trunks), len(inv.Records()))
	}
}

func TestFinishTwice(t *testing.T) {
	inv := empty(t, inventory.KindFlow, inventory.KindFlowRevision)
	for n, status := range map[int]string{1: "draft", 2: "draft", 3: "draft", 4: "published"} {
		add(t, inv, inventory.KindFlow, "", `{"sid": "`+sid("FW", n)+`", "status": "`+status+`", "definition": {}}`)
	}
	add(t, inv, inventory.KindFlowRevision, "", `{"sid": "`+sid("FW", 1)+`", "status": "published", "definition": {}}`)
	inv.AddAbsent(inventory.KindFlowRevision, sid("FW", 2))
	inv.AddGap(inventory.KindFlowRevision, inventory.Gap{Ref: sid("FW", 3), Reason: "it failed"})
	for range 2 {
		inv.Finish()
		var got []inventory.Presence
		for _, f := range inv.Flows {
			got = append(got, f.Publication)
			if (f.Published != nil) != (f.Publication == inventory.Present) {
				t.Errorf("%s: publication %v, published %v", f.Ref, f.Publication, f.Published)
			}
		}
		if diff := cmp.Diff([]inventory.Presence{inventory.Present, inventory.Absent, inventory.Unknown, inventory.Present}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if c, _ := inv.Coverage(inventory.KindFlowRevision); c.Read != 1 || len(c.Gaps) != 1 {
			t.Errorf("%+v", c)
		}
	}
}

func TestIsKind(t *testing.T) {
	if !inventory.IsKind(inventory.KindTrunk) || inventory.IsKind("teapot") || inventory.IsKind("") {
		t.Error("IsKind tells otherwise")
	}
}
