package secret

// Key tells two redactors apart that make different markers of the same secret: 16 hexadecimal digits that are made of the key and
// do not give it away. What was read with one credential can only be compared with what was read with another by [Unkeyed].
func (r *Redactor) Key() string {
	return Markers(r.marker("key", ""))[0].Hash
}

// Unkeyed is a text in which markers have lost what depends on the credential of the audit. Two secrets of the same kind and length
// are the same then.
func Unkeyed(text string) string {
	return markerPattern.Get().ReplaceAllString(text, markerPrefix+"$1$2.$3")
}
