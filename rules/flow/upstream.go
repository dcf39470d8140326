package flow

import (
	"github.com/twilint/twilint/audit/studio"
)

// askedWidget is a widget that a text of another one asks for its values.
type askedWidget struct {
	reference
	widget *studio.Widget
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
	most := len(d.Templates()) // Few texts ask more than one widget.
	asked := make([]askedWidget, 0, most)
	pairs := make([]studio.Pair, 0, most)
	for ref := range references(d) {
		name, ok := ref.step(1)
		w, exists := d.Widget(name)
		if !ok || !exists || !ref.Under("widgets") || ref.careful() || !d.Traffic().Reaches(ref.Widget) {
			continue
		}
		if w == ref.Widget && (ref.Property == "" || ref.Property == "variables") {
			continue
		}
		asked = append(asked, askedWidget{reference: ref, widget: w})
		pairs = append(pairs, studio.Pair{From: w, To: ref.Widget})
	}
	for i, connected := range d.Connected(pairs) {
		asked[i].upstream = connected && d.Traffic().Reaches(asked[i].widget)
	}
	return asked
}
