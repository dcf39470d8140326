// Package draw shows a Studio flow as a graph, with the widgets marked that rules found fault with: as Mermaid, which GitHub and
// GitLab draw inside Markdown, and as DOT for Graphviz.
//
// Nearly every text in a drawing was written by other people. A [Drawing] holds texts that are cleaned, masked and shortened; each
// language escapes them once more in its own way, so that no name can end its label, add a link or a script, or set an option.
package draw

import (
	"slices"
	"strings"

	"github.com/twilint/twilint/audit"
)

// Drawing is a flow as it is to be shown, in no language yet.
type Drawing struct {
	title   string
	nodes   []node
	edges   []edge
	remarks []remark
	// across: it goes from left to right, for many that stand beside each other.
	across bool
}

// shape is the outline of a node. It tells what a widget does.
type shape uint8

const (
	step    shape = iota
	trigger       // where traffic comes in
	split         // one way of several is taken
	missing       // a transition names a widget that does not exist
	jump          // it names a node that is drawn elsewhere
)

// node is a widget, or what stands in the place of one.
type node struct {
	shape shape
	lines []string // the name first
	marks []mark
	// island: traffic never comes here.
	island bool
}

// severity is the gravest of the marks, zero if there are none.
func (n node) severity() audit.Severity {
	var gravest audit.Severity
	for _, m := range n.marks {
		gravest = max(gravest, m.severity)
	}
	return gravest
}

// edge is everything that leads from one node to another. Nodes are named by their index.
type edge struct {
	from, to int
	labels   []label // in the order of the definition, maxLabels at most
	more     int     // further labels
	// failure: only failures lead this way.
	failure bool
}

// label is an event or a condition by which an edge is taken.
type label struct {
	text string
	// values are those that a condition compares with, where text is its operator. "equal_to 7" and "equal_to 8" that lead the same
	// way become "equal_to 7, 8".
	values []string
}

// add adds a label, unless it is there already. No more are kept than are shown: a hostile split has a hundred thousand.
func (e *edge) add(l label) {
	i := slices.IndexFunc(e.labels, func(known label) bool { return known.text == l.text && len(known.values) > 0 == (len(l.values) > 0) })
	switch {
	case i >= 0:
		known := &e.labels[i]
		for _, value := range l.values {
			if len(known.values) < maxDetail && !slices.Contains(known.values, value) {
				known.values = append(known.values, value)
			}
		}
	case len(e.labels) < maxLabels:
		e.labels = append(e.labels, l)
	default:
		e.more++
	}
}

func (l label) String() string {
	if len(l.values) == 0 {
		return l.text
	}
	return shorten(l.text+" "+strings.Join(l.values, ", "), maxDetail)
}

// mark is what one rule says about one widget.
type mark struct {
	severity audit.Severity
	rule     string
	count    int
	messages []string // maxMessages at most
}

// String is the mark as it stands in a node. A symbol tells the severity as well as the colour does, for whoever cannot see that.
func (m mark) String() string {
	return symbol(m.severity) + " " + m.rule + times(m.count)
}

// remark is what one rule says about a whole flow: a line of the legend.
type remark struct {
	severity audit.Severity
	rule     string
	title    string
	count    int
}

func (r remark) String() string {
	return symbol(r.severity) + " " + r.rule + times(r.count) + " (" + r.severity.String() + "): " + r.title
}

func symbol(s audit.Severity) string {
	switch s {
	case audit.Error:
		return "✖"
	case audit.Warning:
		return "▲"
	default:
		return "●"
	}
}
