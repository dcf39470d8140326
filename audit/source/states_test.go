package source_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/source"
)

// TestStatesOfOtherPrograms: a folder may hold the state machines of other programs and lists of countries. Named, they are judged.
func TestStatesOfOtherPrograms(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"machine.json":    `{"id": "door", "initial": "shut", "states": {"shut": {"on": {"OPEN": "open"}}, "open": {}}}`,
		"countries.json":  `{"states": [{"name": "Ohio", "abbreviation": "OH"}]}`,
		"names.json":      `{"states": ["Ohio"]}`,
		"no-initial.json": `{"states": [{"name": "Trigger", "type": "trigger"}]}`,
		"empty.json":      `{"states": []}`,
		"initial.json":    `{"initial_state": "Trigger"}`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	read := func(paths ...string) []string {
		names, _, err := source.Files(t.Context(), source.FilesOptions{Paths: paths, Dir: folder, Root: folder}, func(inv *inventory.Inventory) string {
			return inv.Flows[0].Ref.Path
		})
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	if diff := cmp.Diff([]string{"empty.json", "initial.json", "no-initial.json"}, read(".")); diff != "" {
		t.Errorf("in a folder (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"countries.json", "machine.json"}, read("machine.json", "countries.json")); diff != "" {
		t.Errorf("named (-want +got):\n%s", diff)
	}
}
