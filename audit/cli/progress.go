package cli

import (
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/twilint/twilint/audit/inventory"
)

// progress shows what is being read on a terminal's standard error, and nothing elsewhere.
type progress struct {
	mu   sync.Mutex
	pool *mpb.Progress
	bars map[inventory.Kind]*mpb.Bar
}

func newProgress(env Env, out reporting) *progress {
	if _, ok := env.Terminal(env.Stderr); !ok || out.quiet || out.verbose {
		return &progress{}
	}
	return &progress{
		pool: mpb.New(mpb.WithOutput(env.Stderr), mpb.WithWidth(24)),
		bars: map[inventory.Kind]*mpb.Bar{},
	}
}

// update is told how many resources of a kind are read, and how many there are as far as is known.
func (p *progress) update(kind inventory.Kind, done, total int) {
	if p.pool == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	bar, ok := p.bars[kind]
	if !ok {
		bar = p.pool.AddBar(0,
			mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.Name(inventory.Describe(kind).Plural, decor.WCSyncSpaceR)),
			mpb.AppendDecorators(decor.CountersNoUnit("%d/%d")),
		)
		p.bars[kind] = bar
	}
	bar.SetTotal(int64(total), false)
	bar.SetCurrent(int64(done))
}

// close takes the bars away, so that the report begins on a clean line.
func (p *progress) close() {
	if p.pool == nil {
		return
	}
	p.mu.Lock()
	for _, bar := range p.bars {
		bar.Abort(true)
	}
	p.mu.Unlock()
	p.pool.Wait()
}
