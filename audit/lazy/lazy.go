// Package lazy is for package-level values that take long to make and that few runs of the program need. [sync.OnceValue] makes them
// as late, but is itself a call that the program makes for each of them when it starts. The values here are data, and cost nothing
// until they are asked for.
package lazy

import (
	"regexp"
	"sync"
)

// Value is made when it is first asked for. It is safe for concurrent use.
type Value[T any] struct {
	Make func() T

	once  sync.Once
	value T
}

// Get is the value.
func (v *Value[T]) Get() T {
	v.once.Do(func() { v.value = v.Make() })
	return v.value
}

// Regexp is a regular expression that is compiled when it is first asked for. It is safe for concurrent use.
type Regexp struct {
	Text string

	once     sync.Once
	compiled *regexp.Regexp
}

// Get is the compiled expression. It panics for a Text that is none, as [regexp.MustCompile] does.
func (r *Regexp) Get() *regexp.Regexp {
	r.once.Do(func() { r.compiled = regexp.MustCompile(r.Text) })
	return r.compiled
}
