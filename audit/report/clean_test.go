package report_test

import (
	"strings"
	"testing"

	"github.com/twilint/twilint/audit/report"
)

func TestClean(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"plain", "Front desk (9 to 5)", "Front desk (9 to 5)"},
		{"other scripts", "Grüß Gott, 受付, Ресепшн, קבלה", "Grüß Gott, 受付, Ресепшн, קבלה"},
		{"emoji", "☎ 🦷", "☎ 🦷"},
		{"combining marks", "e\u0301", "e\u0301"},
		{"empty", "", ""},
		{"white space", "a\tb\r\nc\vd\fe\u0085f\u00a0g\u2003h\u2028i\u2029j\u3000k", "a b  c d e f g h i j k"},
		{"colours", "\x1b[31mred\x1b[0m", "[31mred[0m"},
		{"window title", "\x1b]0;owned\x07", "]0;owned"},
		{"eight-bit controls", "a\u009b2Jb\u0090c", "a2Jbc"},
		{"delete and backspace", "ab\x08\x7fc", "abc"},
		{"bidirectional", "a\u202e\u202a\u2066\u2069\u200f\u061cb", "ab"},
		{"zero width", "pay\u200b\u200d\u2060\ufeff\u00adpal", "paypal"},
		{"fillers", "a\u3164\u115f\u034fb", "ab"},
		{"variation selectors", "a\ufe0f\U000e0100b", "ab"},
		{"tags", "a\U000e0041\U000e007fb", "ab"},
		{"private use", "a\ue000\U000f0000b", "ab"},
		{"unassigned", "a\u0378b\uffffc", "a\ufffdb\ufffdc"},
		{"invalid UTF-8", "a\xff\xc3b", "a\ufffd\ufffdb"},
		{"command of the runner", "##[add-mask]x", "## [add-mask]x"},
		{"command in hiding", "#\x1b#\u200b[group]x", "## [group]x"},
		{"heading", "### [3]", "### [3]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := report.Clean(test.text)
			if got != test.want {
				t.Errorf("Clean(%q) = %q, want %q", test.text, got, test.want)
			}
			if again := report.Clean(got); again != got {
				t.Errorf("cleaning twice changes %q to %q", got, again)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	f.Add(hostileName)
	f.Add("##\x1b[x")
	f.Fuzz(func(t *testing.T, text string) {
		got := report.Clean(text)
		if at, r := firstHarm(got); at >= 0 {
			t.Errorf("Clean(%q) leaves %U", text, r)
		}
		if strings.ContainsAny(got, "\n\r\t") || strings.Contains(got, "##[") {
			t.Errorf("Clean(%q) = %q", text, got)
		}
		if report.Clean(got) != got {
			t.Errorf("cleaning %q twice changes it", text)
		}
	})
}
