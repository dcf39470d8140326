package draw

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/lazy"
)

// Mermaid is the drawing as a Mermaid flowchart. https://mermaid.js.org/syntax/flowchart.html
func (d *Drawing) Mermaid() string {
	var b strings.Builder
	if d.across {
		b.WriteString("flowchart LR\n")
	} else {
		b.WriteString("flowchart TD\n")
	}
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
	mermaidLegend(&b, d.remarks)
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

// legendColumns is how many remarks stand side by side, so that the box of many is neither wider nor higher than the flow.
const legendColumns = 3

func mermaidLegend(b *strings.Builder, remarks []remark) {
	if len(remarks) == 0 {
		return
	}
	b.WriteString("  subgraph findings [\"" + legendTitle + "\"]\n    direction TB\n")
	for i, r := range remarks {
		fmt.Fprintf(b, "    f%d[\"%s\"]:::%s\n", i, mermaidText(r.String()), r.severity)
	}
	for i := legendColumns; i < len(remarks); i++ {
		fmt.Fprintf(b, "    f%d ~~~ f%d\n", i-legendColumns, i) // A line that nobody sees, which sets one below the other.
	}
	b.WriteString("  end\n  class findings group\n")
}

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
// in the text, and cuts a semicolon after "style … :"), as Markdown, as TeX and as HTML. So only what means nothing to any of them
// stands as it is: letters, digits, and a few signs between them. All else becomes a numeric entity:
// https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
func mermaidText(lines ...string) string {
	var b strings.Builder
	for i, line := range lines {
		if i > 0 {
			b.WriteString("<br/>")
		}
		runes := []rune(mermaidRewrites.Get().Replace(line))
		for at, r := range runes {
			inWord := at > 0 && at < len(runes)-1 && isPlain(runes[at-1]) && isPlain(runes[at+1])
			own := strings.ContainsRune(ownSigns, r)
			if at == 0 && !unicode.IsLetter(r) && !own {
				writeEntity(&b, joiner) // "1. Sales" and "- Sales" would be lists, "# Sales" a heading.
			}
			if isPlain(r) || r == ' ' || r == ',' || own || inWord && (r == '_' || r == '-') {
				b.WriteRune(r)
			} else {
				writeEntity(&b, r)
			}
		}
	}
	return b.String()
}

func writeEntity(b *strings.Builder, r rune) { b.WriteString("#" + strconv.Itoa(int(r)) + ";") }

// joiner is U+2060 WORD JOINER, which nobody sees, and which keeps characters from meaning something together.
const joiner = '\u2060'

// mermaidRewrites takes apart what is obeyed even where it is written with entities, since some versions decode those first: $$ begins
// TeX, ﬂ an entity as Mermaid notes it inside itself (encodeEntities in
// https://github.com/mermaid-js/mermaid/blob/develop/packages/mermaid/src/utils.ts), and in place of a link, a mail address, code or
// struck text early releases of version 11 show "Unsupported markdown", and drop the asterisks of a covered secret.
var mermaidRewrites = lazy.Value[*strings.Replacer]{Make: func() *strings.Replacer {
	return strings.NewReplacer(
		"$$", "$"+string(joiner)+"$"+string(joiner), "ﬂ", "fl",
		"://", ":"+string(joiner)+"//", "www.", "www"+string(joiner)+".", "](", "]"+string(joiner)+"(", "@", string(joiner)+"@",
		"`", "'", "~", "∼", "*", "∗",
	)
}}

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
