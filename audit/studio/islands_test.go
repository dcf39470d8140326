package studio_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/twilint/twilint/audit/studio"
)

func TestIslands(t *testing.T) {
	islands := func(d *studio.Definition) [][]string {
		var all [][]string
		for _, island := range d.Islands() {
			all = append(all, names(island))
		}
		return all
	}
	for _, test := range []struct {
		name string
		flow *studio.Definition
		want [][]string
	}{
		{"all reached", flow(t, "Trigger trigger incomingCall>a", "a say-play audioComplete>b", "b say-play audioComplete>"), nil},
		{
			"two islands, one of which leads into the flow",
			flow(t, "parked say-play audioComplete>", "Trigger trigger incomingCall>a", "x say-play audioComplete>y", "a say-play", "z say-play audioComplete>y",
				"y say-play audioComplete>a"),
			[][]string{{"parked"}, {"x", "z", "y"}},
		},
		{
			"a transition to nowhere connects nothing",
			flow(t, "Trigger trigger incomingCall>a", "a say-play", "x say-play audioComplete>gone", "y say-play audioComplete>gone"),
			[][]string{{"x"}, {"y"}},
		},
		{
			"by an event that is not known, and from a second trigger",
			flow(t, "Trigger trigger incoming>a", "Other trigger incomingCall>b", "a say-play", "b say-play"),
			nil,
		},
		{
			"several of one name",
			flow(t, "Trigger trigger incomingCall>a", "a say-play", "a say-play audioComplete>b", "b say-play", "c say-play", "c say-play audioComplete>d", "d say-play"),
			[][]string{{"c", "c", "d"}},
		},
		{"a placeholder may lead anywhere", flow(t, "Trigger trigger incomingCall>${var.first}", "a say-play"), nil},
		{"a placeholder may be any name", flow(t, "Trigger trigger incomingCall>a", "${var.name} say-play", "b say-play"), nil},
		{"no trigger", flow(t, "a say-play", "b say-play"), nil},
		{
			"a state that could not be read may lead anywhere",
			parse(t, `{"initial_state": "Trigger", "states": [{"name": "Trigger", "type": "trigger"}, {"name": "a", "type": "say-play"}, 7]}`), nil,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, islands(test.flow)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
