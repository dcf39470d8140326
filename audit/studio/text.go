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

// Reference is a place in a text that asks for a value.
type Reference struct {
	*String
	*liquid.Reference
	// Asked is the widget whose values it asks for, as in widgets.NAME.Digits; nil if it asks for another value, or no widget of the
	// flow has that name.
	Asked *Widget
}

// Strings are all texts of all widgets, in the order of the definition. They are scanned once, when first asked for.
func (d *Definition) Strings() []String {
	d.scan()
	return d.strings
}

// Templates are the texts that hold Liquid and that Studio renders: the friendly name of a condition is a label of the editor.
func (d *Definition) Templates() []String {
	d.scan()
	return d.templates
}

// References are the places in the templates that ask for values of the flow; what a text asks of its own names is left out.
func (d *Definition) References() []Reference {
	d.scan()
	return d.references
}

func (d *Definition) scan() {
	d.stringsOnce.Do(func() {
		const usual = 8 // texts of a widget
		d.strings = make([]String, 0, usual*len(d.Widgets))
		var s textScanner
		for _, w := range d.Widgets {
			for name, property := range w.Properties.Members() {
				d.addStrings(&s, w, name, property)
			}
			for _, t := range w.Transitions {
				d.addStrings(&s, w, "", t.Value.Get("conditions"))
			}
		}
		d.references = make([]Reference, 0, s.references)
		for i := range d.templates {
			text := &d.templates[i]
			for j := range text.Liquid.References {
				if r := &text.Liquid.References[j]; !r.Local {
					d.references = append(d.references, Reference{String: text, Reference: r, Asked: d.asked(r)})
				}
			}
		}
	})
}

// textScanner scans the texts of one definition.
type textScanner struct {
	liquid.Scanner
	kept       []liquid.Template // the piece of memory that templates are put into
	references int
}

func (d *Definition) addStrings(scanner *textScanner, w *Widget, property string, below jsonpos.Value) {
	for v := range below.Strings() {
		s := String{Widget: w, Value: v, Property: property}
		if found := scanner.Scan(v.Text()); len(found.Outputs)+len(found.Tags)+len(found.Faults) > 0 {
			s.Liquid = scanner.keep(found)
			if property != "" || v.Key() != "friendly_name" {
				d.templates = append(d.templates, s)
				scanner.references += len(found.References)
			}
		}
		d.strings = append(d.strings, s)
	}
}

// keep puts a template beside the others: only what is kept takes memory of its own.
func (s *textScanner) keep(found liquid.Template) *liquid.Template {
	if len(s.kept) == cap(s.kept) {
		const first, most = 8, 256
		s.kept = make([]liquid.Template, 0, max(first, min(2*cap(s.kept), most)))
	}
	s.kept = append(s.kept, found)
	return &s.kept[len(s.kept)-1]
}

// asked is the widget whose values a reference asks for.
func (d *Definition) asked(r *liquid.Reference) *Widget {
	if !r.Under("widgets") || len(r.Path) < 2 || r.Path[1].Dynamic {
		return nil
	}
	return d.byName[r.Path[1].Text]
}
