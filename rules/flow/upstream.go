package flow

import (
	"github.com/twilint/twilint/audit/studio"
)

// askedWidget is a widget that a text of another one asks for its values.
type askedWidget struct {
	reference
	// upstream tells whether the asked widget can have run when the text is rendered.
	upstream bool
}

// askedWidgets are what the texts that traffic comes to ask of widgets which exist. It is nil where it cannot be told what leads where.
//
// A condition is judged behind its widget, so that a widget may ask for itself there. So may Set Variables, which works through its
// list one by one.
func askedWidgets(d *studio.Definition) []askedWidget {
	if d.HasPlaceholderNames() || hasOtherEvents(d) {
		return nil
	}
	var asked []askedWidget
	var pairs []studio.Pair
	for ref := range references(d) {
		if ref.Asked == nil || ref.careful() || !d.Traffic().Reaches(ref.Widget) {
			continue
		}
		if ref.Asked == ref.Widget && (ref.Property == "" || ref.Property == "variables") {
			continue
		}
		asked = append(asked, askedWidget{reference: ref})
		pairs = append(pairs, studio.Pair{From: ref.Asked, To: ref.Widget})
	}
	for i, connected := range d.Connected(pairs) {
		asked[i].upstream = connected && d.Traffic().Reaches(asked[i].Asked)
	}
	return asked
}
