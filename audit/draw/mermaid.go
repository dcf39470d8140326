package draw

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/twilint/twilint/audit"
)

// Mermaid is the drawing as a Mermaid flowchart. https://mermaid.js.org/syntax/flowchart.html
func (d *Drawing) Mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	for i, n := range d.nodes {
		if !n.island {
			mermaidNode(&b, "  ", i, n)
		}
	}
	if d.hasIslands() {
		b.WriteString("  subgraph unreachable [\"" + islandTitle + "\"]\n")
		for i, n := range d.nodes {
			if n.island {
				mermaidNode(&b, "    ", i, n)
			}
		}
		b.WriteString("  end\n  class unreachable group\n")
	}
	for _, e := range d.edges {
		arrow := "-->"
		if e.failure {
			arrow = "-.->"
		}
		fmt.Fprintf(&b, "  n%d %s|\"%s\"| n%d\n", e.from, arrow, mermaidText(e.text()...), e.to)
	}
	if len(d.remarks) > 0 {
		b.WriteString("  subgraph findings [\"" + legendTitle + "\"]\n    direction TB\n")
		for i, r := range d.remarks {
			fmt.Fprintf(&b, "    f%d[\"%s\"]:::%s\n", i, mermaidText(r.String()), r.severity)
		}
		for i := range len(d.remarks) - 1 {
			fmt.Fprintf(&b, "    f%d ~~~ f%d\n", i, i+1) // One below the other.
		}
		b.WriteString("  end\n  class findings group\n")
	}
	b.WriteString(mermaidClasses)
	return b.String()
}

// The classes give text a colour of its own, since pages are shown in dark colours too.
const mermaidClasses = `  classDef error fill:#ffd7d5,stroke:#b3261e,stroke-width:4px,color:#410e0b
  classDef warning fill:#ffe9b8,stroke:#9a6700,stroke-width:3px,color:#3b2300
  classDef note fill:#dbeafe,stroke:#1d4ed8,stroke-width:2px,color:#0b2a6b
  classDef missing fill:#ffffff,stroke:#b3261e,stroke-width:2px,stroke-dasharray:6 4,color:#410e0b
  classDef jump fill:transparent,stroke:#8c959f,stroke-width:1px,stroke-dasharray:2 3
  classDef group fill:transparent,stroke:#8c959f
`

func mermaidNode(b *strings.Builder, indent string, id int, n node) {
	begin, end := `["`, `"]`
	switch n.shape {
	case trigger, jump:
		begin, end = `(["`, `"])`
	case split:
		begin, end = `{{"`, `"}}`
	case step, missing:
	}
	fmt.Fprintf(b, "%sn%d%s%s%s", indent, id, begin, mermaidText(n.text()...), end)
	if class := n.class(); class != "" {
		b.WriteString(":::" + class)
	}
	b.WriteByte('\n')
}

// mermaidText escapes the lines of a label.
//
// A label is read many times over: by the grammar (which a quote ends), by a preprocessor (which takes %%{…}%% for settings anywhere
// in the text, and cuts a semicolon after "style … :"), as Markdown (of which some versions show "Unsupported markdown" for "1. Sales"),
// and as HTML. So only what means nothing to any of them stands as it is: letters, digits, and a few signs between them. All else
// becomes a numeric entity: https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
func mermaidText(lines ...string) string {
	var b strings.Builder
	for i, line := range lines {
		if i > 0 {
			b.WriteString("<br/>")
		}
		runes := []rune(mermaidRewrites.Replace(line))
		for at, r := range runes {
			inWord := at > 0 && at < len(runes)-1 && isPlain(runes[at-1]) && isPlain(runes[at+1])
			switch {
			case isPlain(r), r == ' ', r == ',', inWord && (r == '_' || r == '-'), strings.ContainsRune(ownSigns, r):
				b.WriteRune(r)
			default:
				b.WriteString("#" + strconv.Itoa(int(r)) + ";")
			}
		}
	}
	return b.String()
}

// mermaidRewrites takes apart what Mermaid obeys even where it is written with entities, since it decodes them first: $$ begins TeX,
// and with the ligature ﬂ it writes entities inside itself (encodeEntities in
// https://github.com/mermaid-js/mermaid/blob/develop/packages/mermaid/src/utils.ts).
var mermaidRewrites = strings.NewReplacer("$$", "$ $ ", "ﬂ", "fl")

// ownSigns are signs that this package writes.
const ownSigns = "✖▲●×…→"

func isPlain(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// What Mermaid draws unless the page that it stands in says otherwise; a diagram cannot raise it.
// https://mermaid.js.org/config/schema-docs/config.html#maxtextsize and #maxedges
const (
	mermaidMaxText  = 50_000 // characters
	mermaidMaxEdges = 500
)

// TooLarge says why Mermaid will refuse to draw a text of [Drawing.Mermaid] where its limits were not raised, as on GitHub; "" if it
// will not.
func (d *Drawing) TooLarge() string {
	if len(d.edges) > mermaidMaxEdges {
		return fmt.Sprintf("%d edges where Mermaid draws %d at most", len(d.edges), mermaidMaxEdges)
	}
	if size := len([]rune(d.Mermaid())); size > mermaidMaxText {
		return fmt.Sprintf("%d characters where Mermaid reads %d at most", size, mermaidMaxText)
	}
	return ""
}

// class is how a node is shown, beside its shape.
func (n node) class() string {
	switch {
	case n.shape == missing:
		return "missing"
	case n.shape == jump:
		return "jump"
	case n.severity() >= audit.Note:
		return n.severity().String()
	default:
		return ""
	}
}
