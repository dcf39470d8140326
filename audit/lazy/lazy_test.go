package lazy_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/twilint/twilint/audit/lazy"
)

func TestValueIsMadeOnceForAll(t *testing.T) {
	var made atomic.Int64
	v := lazy.Value[string]{Make: func() string {
		made.Add(1)
		return "value"
	}}
	if made.Load() != 0 {
		t.Error("it is made before anybody asks")
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if got := v.Get(); got != "value" {
				t.Errorf("it is %q", got)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("it is made %d times", made.Load())
	}
}

func TestRegexp(t *testing.T) {
	r := lazy.Regexp{Text: `^a+$`}
	first := r.Get()
	if !first.MatchString("aaa") || first.MatchString("b") {
		t.Errorf("%s is not the expression of its text", first)
	}
	if r.Get() != first {
		t.Error("it is compiled again")
	}
}
