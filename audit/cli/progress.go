package cli

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/twilint/twilint/audit/inventory"
)

// progress shows on a terminal's standard error what is being read, in one line that it writes again and again; elsewhere it shows
// nothing. The line holds no escape sequences, so that every console erases it.
type progress struct {
	mu    sync.Mutex
	out   io.Writer // nil where nothing is shown
	width int       // how many columns the line may take
	now   func() time.Time
	drawn time.Time
	kinds []reading
	shown int // how many columns the line takes now
}

// reading is how far a kind is read.
type reading struct {
	kind        inventory.Kind
	done, total int
}

// How often the line is written, and how wide it is where the terminal does not tell its width.
const (
	progressEvery = 100 * time.Millisecond
	progressWidth = 80
)

func newProgress(env Env, out reporting) *progress {
	width, isTerminal := env.Terminal(env.Stderr)
	if !isTerminal || out.quiet || out.verbose {
		return &progress{}
	}
	if width <= 0 {
		width = progressWidth
	}
	return &progress{out: env.Stderr, width: width - 1, now: env.Now} // In the last column some terminals begin a new line.
}

// update is told how many resources of a kind are read, and how many there are as far as is known.
func (p *progress) update(kind inventory.Kind, done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out == nil {
		return
	}
	p.keep(reading{kind, done, total})
	if now := p.now(); now.Sub(p.drawn) >= progressEvery {
		p.drawn = now
		p.draw(p.line())
	}
}

func (p *progress) keep(r reading) {
	for i := range p.kinds {
		if p.kinds[i].kind == r.kind {
			p.kinds[i] = r
			return
		}
	}
	p.kinds = append(p.kinds, r)
}

// line names the kinds that are not read to their end, those with the most left first, as far as there is room.
func (p *progress) line() string {
	left := slices.SortedStableFunc(slices.Values(p.kinds), func(a, b reading) int { return cmp.Compare(b.total-b.done, a.total-a.done) })
	line := ""
	for _, r := range left {
		if r.done >= r.total {
			break
		}
		next := fmt.Sprintf("%s %d/%d", inventory.Describe(r.kind).Plural, r.done, r.total)
		if line != "" {
			next = line + ", " + next
		}
		if len(next) <= p.width {
			line = next
		}
	}
	return line
}

// draw puts a text in the place of the one that stands there.
func (p *progress) draw(line string) {
	if line == "" && p.shown == 0 {
		return
	}
	fmt.Fprintf(p.out, "\r%s%s\r", line, strings.Repeat(" ", max(0, p.shown-len(line))))
	p.shown = len(line)
}

// during takes the line away for good when the reading of accounts ends, so that what is written next begins on a clean one.
func (p *progress) during(inventories iter.Seq2[*inventory.Inventory, error]) iter.Seq2[*inventory.Inventory, error] {
	return func(yield func(*inventory.Inventory, error) bool) {
		defer p.close()
		inventories(yield)
	}
}

// clear takes the line away until there is more to tell.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out != nil {
		p.draw("")
	}
}

// close takes the line away and draws no other.
func (p *progress) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out != nil {
		p.draw("")
		p.out = nil
	}
}
