package studio

import "reflect"

// Shared is what work makes of a definition. Whoever asks for the same type shares it, so the type has to be one that says what it
// holds, and work must go by nothing but the definition.
func Shared[T any](d *Definition, work func() T) T {
	kind := reflect.TypeFor[T]()
	if made, ok := d.shared.Load(kind); ok {
		return made.(T)
	}
	made, _ := d.shared.LoadOrStore(kind, work())
	return made.(T)
}
