package studio

import (
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio/liquid"
)

// String is a text that a widget holds, in its properties or in the conditions of its transitions.
type String struct {
	Widget *Widget
	Value  jsonpos.Value
	// Property is the name of the widget's property that it stands in, "" for a condition.
	Property string
	// Liquid is what the text asks for and assigns; nil for a text without Liquid.
	Liquid *liquid.Template
}

// Strings are all texts of all widgets, in the order of the definition. They are scanned once, when first asked for.
func (d *Definition) Strings() []String {
	d.scan()
	return d.strings
}

// Templates are the texts that hold Liquid.
func (d *Definition) Templates() []String {
	d.scan()
	return d.templates
}

func (d *Definition) scan() {
	d.stringsOnce.Do(func() {
		const usual = 8 // texts of a widget
		d.strings = make([]String, 0, usual*len(d.Widgets))
		for _, w := range d.Widgets {
			for name, property := range w.Properties.Members() {
				d.addStrings(w, name, property)
			}
			for _, t := range w.Transitions {
				d.addStrings(w, "", t.Value.Get("conditions"))
			}
		}
	})
}

func (d *Definition) addStrings(w *Widget, property string, below jsonpos.Value) {
	for v := range below.Strings() {
		s := String{Widget: w, Value: v, Property: property}
		if found := liquid.Scan(v.Text()); len(found.Outputs)+len(found.Tags)+len(found.Faults) > 0 {
			template := found // Only what is kept takes memory of its own.
			s.Liquid = &template
			d.templates = append(d.templates, s)
		}
		d.strings = append(d.strings, s)
	}
}
