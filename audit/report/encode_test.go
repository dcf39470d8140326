package report_test

import (
	"encoding/json"
	"testing"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/report"
)

// pieces is a writer that remembers how much it was given at a time.
type pieces struct {
	text    []byte
	largest int
}

func (p *pieces) Write(text []byte) (int, error) {
	p.text = append(p.text, text...)
	p.largest = max(p.largest, len(text))
	return len(text), nil
}

// However many findings there are, what is held of a report besides the result is one finding and what belongs to none.
func TestReportsAreWrittenInPieces(t *testing.T) {
	few := results(t)["files"]
	many := *few
	for range 5000 {
		many.Findings = append(many.Findings, few.Findings...)
	}
	for _, name := range []string{"json", "sarif"} {
		format, err := report.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		var small, large pieces
		for written, r := range map[*pieces]*audit.Result{&small: few, &large: &many} {
			if err := format.Write(written, r, report.Options{Tool: tool}); err != nil {
				t.Fatal(err)
			}
		}
		if !json.Valid(large.text) {
			t.Errorf("%s: the report is no JSON", name)
		}
		if large.largest > 2*small.largest {
			t.Errorf("%s: of %d bytes, %d were written at once; of %d bytes, %d", name, len(large.text), large.largest, len(small.text), small.largest)
		}
	}
}
