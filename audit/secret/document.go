package secret

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/twilint/twilint/audit/jsonpos"
)

// MaskDocument is the text of a document as it is written, with the secrets in it covered: for showing a part of a file. Names are
// known here, so it covers what [Mask] cannot know to be secret.
func MaskDocument(d *jsonpos.Document) []byte {
	text := d.Text()
	if !d.Root().Exists() {
		return []byte(Mask(string(text)))
	}
	var out []byte
	position := 0
	for v := range d.Root().Strings() {
		plain := v.Text()
		masked := MaskNamed(NameOf(v), plain)
		if masked == plain {
			continue
		}
		out = append(out, text[position:v.Offset()]...)
		quoted, _ := jsontext.AppendQuote(nil, masked) // A decoded string is always valid.
		out = append(out, quoted...)
		position = v.Offset() + len(v.Raw())
	}
	return append(out, text[position:]...)
}
