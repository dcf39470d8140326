package source

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/lazy"
)

// Selection is a part of what an audit covers, for looking again at one thing without paying for everything. The zero Selection
// is everything.
type Selection struct {
	// Numbers are phone numbers in E.164.
	Numbers []string
	// SIDs name resources, by their kinds.
	SIDs map[inventory.Kind][]string
	// Accounts are the SIDs of the accounts to stay in.
	Accounts []string
}

// e164 is the form of a phone number with its country code. https://www.twilio.com/docs/glossary/what-e164
var e164 = lazy.Regexp{Text: `^\+[1-9][0-9]{3,14}$`}

// digitSpacing is what people write between the digits of a phone number.
var digitSpacing = lazy.Value[*strings.Replacer]{Make: func() *strings.Replacer {
	return strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "", "\u00a0", "")
}}

// ParseSelection reads phone numbers in E.164 and the SIDs of resources and accounts.
func ParseSelection(parts []string) (Selection, error) {
	var s Selection
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if strings.HasPrefix(part, "+") {
			number := digitSpacing.Get().Replace(part)
			if !e164.Get().MatchString(number) {
				return Selection{}, fmt.Errorf("%q is not a phone number: + and the country code, then up to 15 digits in all", part)
			}
			if !slices.Contains(s.Numbers, number) {
				s.Numbers = append(s.Numbers, number)
			}
			continue
		}
		kinds := inventory.KindsOfSID(part)
		switch {
		case len(kinds) == 0:
			return Selection{}, badSelection(part)
		case kinds[0] == inventory.KindAccount:
			if !slices.Contains(s.Accounts, part) {
				s.Accounts = append(s.Accounts, part)
			}
		case !slices.Contains(s.SIDs[kinds[0]], part):
			if s.SIDs == nil {
				s.SIDs = map[inventory.Kind][]string{}
			}
			for _, kind := range kinds { // Several products begin their SIDs with the same letters.
				s.SIDs[kind] = append(s.SIDs[kind], part)
			}
		}
	}
	return s, nil
}

func badSelection(part string) error {
	const known = "a phone number as +442079460000, or the SID of a number (PN…), a flow (FW…), another resource that is audited, or an account (AC…)"
	switch {
	case part == "":
		return errors.New("nothing is selected: expected " + known)
	case inventory.IsSID(part):
		return fmt.Errorf("%s is not the SID of something that can be selected: expected %s", part, known)
	case digitSpacing.Get().Replace(part) != "" && strings.Trim(digitSpacing.Get().Replace(part), "0123456789") == "":
		return fmt.Errorf("%q has no country code: write a phone number as +442079460000", part)
	default:
		return fmt.Errorf("%q is neither a phone number nor a whole SID: expected %s", part, known)
	}
}

// resources tells whether single resources are selected, and not whole accounts.
func (s Selection) resources() bool { return len(s.Numbers) > 0 || len(s.SIDs) > 0 }

// Kinds are the kinds of the resources that are selected, nil where whole accounts are. Whoever selects a flow means its revisions and
// executions as well.
func (s Selection) Kinds() []inventory.Kind {
	selected := map[inventory.Kind]bool{}
	for kind := range s.SIDs {
		selected[kind] = true
	}
	if len(s.Numbers) > 0 {
		selected[inventory.KindPhoneNumber] = true
	}
	if selected[inventory.KindFlow] {
		selected[inventory.KindFlowRevision], selected[inventory.KindExecution] = true, true
	}
	var kinds []inventory.Kind
	for i := range inventory.Kinds {
		if kind := inventory.Kinds[i].Kind; selected[kind] {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// onlyNumbers tells whether nothing but phone numbers is selected.
func (s Selection) onlyNumbers() bool {
	for kind := range s.SIDs {
		if kind != inventory.KindPhoneNumber {
			return false
		}
	}
	return s.resources()
}

// Matches tells whether a resource is selected itself, or is an account that is, or stands in one of which everything is.
func (s Selection) Matches(ref inventory.Ref) bool {
	if !s.includesAccount(ref.Account) {
		return false
	}
	if !s.resources() {
		return true
	}
	if ref.Kind == inventory.KindPhoneNumber && slices.Contains(s.Numbers, ref.Name) {
		return true
	}
	return slices.Contains(s.SIDs[ref.Kind], ref.SID)
}

func (s Selection) includesAccount(sid string) bool {
	return len(s.Accounts) == 0 || slices.Contains(s.Accounts, sid)
}

// parts are the things selected, as text, in a fixed order.
func (s Selection) parts() []string {
	parts := slices.Clone(s.Numbers)
	for i := range inventory.Kinds {
		for _, sid := range s.SIDs[inventory.Kinds[i].Kind] {
			if !slices.Contains(parts, sid) {
				parts = append(parts, sid)
			}
		}
	}
	return append(parts, s.Accounts...)
}

// ErrNotFound is the error of a selection that names what is not there.
var ErrNotFound = errors.New("not found in what was audited")

// Require passes inventories on, and ends with an error if a part of the selection is in none of them: a mistyped number must not
// pass as one without findings. A part that stands where something could not be read is given the benefit of the doubt.
func (s Selection) Require(inventories iter.Seq2[*inventory.Inventory, error]) iter.Seq2[*inventory.Inventory, error] {
	return func(yield func(*inventory.Inventory, error) bool) {
		missing := s.parts()
		failed := false
		for inv, err := range inventories {
			if inv != nil {
				missing = slices.DeleteFunc(missing, func(part string) bool { return mayHold(inv, part) })
			}
			failed = failed || err != nil
			if !yield(inv, err) {
				return
			}
		}
		if len(missing) > 0 && !failed {
			yield(nil, fmt.Errorf("%s: %w; check what --only names, and whether --subaccounts has to be given", strings.Join(missing, ", "), ErrNotFound))
		}
	}
}

// mayHold tells whether an account holds a part of a selection, or may.
func mayHold(inv *inventory.Inventory, part string) bool {
	kinds := inventory.KindsOfSID(part)
	isSID := len(kinds) > 0
	switch {
	case isSID && kinds[0] == inventory.KindAccount:
		return inv.Account.SID == part
	case !isSID:
		kinds = []inventory.Kind{inventory.KindPhoneNumber}
		if slices.ContainsFunc(inv.Numbers, func(n *inventory.PhoneNumber) bool { return n.Number == part }) {
			return true
		}
	}
	unread := true
	for _, kind := range kinds {
		if item, _ := inv.Find(kind, part); item != nil {
			return true
		}
		coverage, asked := inv.Coverage(kind)
		if asked && (len(coverage.Gaps) == 0 || slices.Contains(coverage.Absent, part)) {
			unread = false
		}
	}
	return unread
}
