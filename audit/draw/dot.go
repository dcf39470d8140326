package draw

import (
	"fmt"
	"strings"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/lazy"
)

// DOT is the drawing in the language of Graphviz. https://graphviz.org/doc/info/lang.html
func (d *Drawing) DOT() string {
	var b strings.Builder
	b.WriteString("digraph flow {\n")
	fmt.Fprintf(&b, "  graph [label=%s, labelloc=t, fontname=\"Helvetica\", fontsize=16, nodesep=0.4, ranksep=0.6]\n", dotText(d.title))
	if d.across {
		b.WriteString("  rankdir=LR\n")
	}
	b.WriteString(dotDefaults)
	for i, n := range d.nodes {
		if !n.island {
			dotNode(&b, "  ", i, n)
		}
	}
	if d.hasIslands() {
		fmt.Fprintf(&b, "  subgraph cluster_unreachable {\n    label=%s; style=dashed; color=\"#8c959f\"; fontsize=12\n", dotText(islandTitle))
		for i, n := range d.nodes {
			if n.island {
				dotNode(&b, "    ", i, n)
			}
		}
		b.WriteString("  }\n")
	}
	for _, e := range d.edges {
		style := ""
		if e.failure {
			style = ", style=dashed"
		}
		fmt.Fprintf(&b, "  n%d -> n%d [label=%s%s]\n", e.from, e.to, dotText(beside(e.text())...), style)
	}
	if len(d.remarks) > 0 {
		fmt.Fprintf(&b, "  legend [shape=note, fillcolor=\"#ffffff\", color=\"#8c959f\", label=%s]\n", dotList(legendTitle+":", d.remarks))
	}
	b.WriteString("}\n")
	return b.String()
}

const dotDefaults = `  node [shape=box, style=filled, fillcolor="#f6f8fa", color="#57606a", fontname="Helvetica", fontsize=11, margin="0.15,0.08"]
  edge [color="#57606a", fontname="Helvetica", fontsize=10]
`

func dotNode(b *strings.Builder, indent string, id int, n node) {
	fmt.Fprintf(b, "%sn%d [label=%s", indent, id, dotText(wrapped(n.text())...))
	switch n.shape {
	case trigger:
		b.WriteString(`, style="rounded,filled"`)
	case split:
		b.WriteString(`, shape=hexagon, margin="0,0.03"`)
	case jump:
		b.WriteString(", shape=plaintext, style=solid, margin=0, height=0.3")
	case missing:
		b.WriteString(`, style="dashed", color="#b3261e", fontcolor="#410e0b"`)
	case step:
	}
	b.WriteString(dotSeverity(n.severity()))
	if len(n.marks) > 0 {
		fmt.Fprintf(b, ", tooltip=%s", dotText(n.tooltip()...))
	}
	b.WriteString("]\n")
}

func dotSeverity(s audit.Severity) string {
	switch s {
	case audit.Error:
		return `, fillcolor="#ffd7d5", color="#b3261e", fontcolor="#410e0b", penwidth=3`
	case audit.Warning:
		return `, fillcolor="#ffe9b8", color="#9a6700", fontcolor="#3b2300", penwidth=2.5`
	case audit.Note:
		return `, fillcolor="#dbeafe", color="#1d4ed8", fontcolor="#0b2a6b", penwidth=2`
	default:
		return ""
	}
}

// tooltip is what an SVG shows of a node under the pointer.
func (n node) tooltip() []string {
	var lines []string
	for _, m := range n.marks {
		for _, message := range m.messages {
			lines = append(lines, m.severity.String()+": "+message)
		}
	}
	return lines
}

// maxLegend is the width of the legend, in characters.
const maxLegend = 70

// dotEscapes: a backslash begins \N, \G and \l, which stand for other texts, and an ampersand an HTML entity.
// https://graphviz.org/docs/attr-types/escString/
var dotEscapes = lazy.Value[*strings.Replacer]{Make: func() *strings.Replacer {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;")
}}

// dotText is lines as a quoted string.
func dotText(lines ...string) string {
	escaped := make([]string, len(lines))
	for i, line := range lines {
		escaped[i] = dotEscapes.Get().Replace(line)
	}
	return `"` + strings.Join(escaped, `\n`) + `"`
}

// dotList is remarks below a title, as a quoted string with all lines at its left: \l ends such a line.
func dotList(title string, remarks []remark) string {
	list := title + `\l`
	for _, r := range remarks {
		for i, line := range wrap(r.String(), maxLegend) {
			if i > 0 {
				line = "    " + line
			}
			list += dotEscapes.Get().Replace(line) + `\l`
		}
	}
	return `"` + list + `"`
}

// beside keeps labels off the line that they stand beside: Graphviz puts them right against it.
func beside(labels []string) []string {
	moved := make([]string, len(labels))
	for i, label := range labels {
		moved[i] = " " + label + " "
	}
	return moved
}
