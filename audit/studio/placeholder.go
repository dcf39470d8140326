package studio

import "strings"

// HasPlaceholder tells whether a text holds a ${…} placeholder. Flow files that are templates of Terraform or of a program have
// them in place of names, URLs and SIDs: such a value is not known, and so never a fault. ${{ is a dollar sign before Liquid.
func HasPlaceholder(text string) bool {
	for {
		i := strings.Index(text, "${")
		if i < 0 {
			return false
		}
		text = text[i+len("${"):]
		if !strings.HasPrefix(text, "{") {
			return true
		}
	}
}
