// Package testdata embeds the examples of the rules, which are tests, and pages of the documentation as well.
package testdata

import "embed"

// Rules holds rules/RULE-ID.txtar: the examples of each rule.
//
//go:embed all:rules
var Rules embed.FS
