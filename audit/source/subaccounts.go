package source

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/twilio"
)

// Subaccounts say which subaccounts an audit reads. The zero value is none.
type Subaccounts struct {
	All bool
	// SIDs are those to read, where it is not all of them.
	SIDs []string
}

// ParseSubaccounts reads "none", "all", or the SIDs of subaccounts with commas between them.
func ParseSubaccounts(text string) (Subaccounts, error) {
	switch text {
	case "none":
		return Subaccounts{}, nil
	case "all":
		return Subaccounts{All: true}, nil
	}
	var s Subaccounts
	for part := range strings.SplitSeq(text, ",") {
		sid := strings.TrimSpace(part)
		if kinds := inventory.KindsOfSID(sid); len(kinds) == 0 || kinds[0] != inventory.KindAccount {
			return Subaccounts{}, fmt.Errorf("%q is not the SID of an account: give none, all, or AC…,AC…", sid)
		}
		if !slices.Contains(s.SIDs, sid) {
			s.SIDs = append(s.SIDs, sid)
		}
	}
	return s, nil
}

// Asked tells whether any are read.
func (s Subaccounts) Asked() bool { return s.All || len(s.SIDs) > 0 }

// Includes tells whether a subaccount is one of them.
func (s Subaccounts) Includes(sid string) bool { return s.All || slices.Contains(s.SIDs, sid) }

func (s Subaccounts) filter() string {
	if s.All {
		return ""
	}
	return "only " + strings.Join(s.SIDs, ", ")
}

// family is a main account and those of its subaccounts that are audited.
type family struct {
	main     inventory.Account
	children []subaccount
	gaps     []inventory.Gap
	err      error // of the list, if no part of it could be read
}

// subaccount is one of a family. Its token reads what the main account's credentials do not reach: every product but the
// 2010-04-01 API takes the account from the credentials. It is held in memory only.
// https://www.twilio.com/docs/iam/api/subaccounts
type subaccount struct {
	inventory.Account
	token string
}

// accounts are all of the family, the main account first.
func (f *family) accounts() []inventory.Account {
	all := []inventory.Account{f.main}
	for _, child := range f.children {
		all = append(all, child.Account)
	}
	return all
}

// findFamily reads the list of accounts, which holds the main account as well. Closed subaccounts are left out: Twilio deletes
// them, and nothing of them answers any more.
func findFamily(ctx context.Context, r *twilio.Reader, which Subaccounts) *family {
	f := &family{main: inventory.Account{SID: r.Account()}}
	if !which.Asked() {
		return f
	}
	d := inventory.Describe(inventory.KindSubaccount)
	listed := map[string]string{} // status by SID
	err := r.List(ctx, twilio.List{Host: d.Host, Path: d.List, Query: url.Values{}, Items: d.Items, PageSize: d.PageSize}, func(item []byte) error {
		f.consider(item, which, listed)
		return nil
	})
	if err != nil {
		gap := explain(ctx, r, f.main, d, err)
		gap.List = true
		f.gaps = append(f.gaps, gap)
		if len(listed) == 0 {
			f.err = err
		}
	}
	for _, sid := range which.SIDs {
		switch status, ok := listed[sid]; {
		case status == "closed":
			f.gaps = append(f.gaps, inventory.Gap{Ref: sid, Reason: "the subaccount is closed"})
		case !ok && sid != f.main.SID && err == nil:
			f.gaps = append(f.gaps, inventory.Gap{Ref: sid, Reason: "it is not among the subaccounts of " + f.main.SID})
		}
	}
	slices.SortFunc(f.children, func(a, b subaccount) int { return cmp.Compare(a.SID, b.SID) })
	return f
}

// consider takes one account of the list into the family, if it belongs there.
func (f *family) consider(item []byte, which Subaccounts, listed map[string]string) {
	document, err := jsonpos.Parse("", item)
	root := document.Root()
	account := inventory.Account{SID: root.Get("sid").Text(), Name: root.Get("friendly_name").Text(), Status: root.Get("status").Text()}
	if err != nil || !inventory.IsSID(account.SID) {
		f.gaps = append(f.gaps, inventory.Gap{Ref: inventory.Describe(inventory.KindSubaccount).List, Reason: "an account of the list has no valid sid", List: true})
		return
	}
	if _, again := listed[account.SID]; again { // Pages shift when an account is made while they are read.
		return
	}
	listed[account.SID] = account.Status
	switch {
	case account.SID == f.main.SID:
		f.main = account
	case root.Get("owner_account_sid").Text() == account.SID, account.Status == "closed", !which.Includes(account.SID):
	default:
		f.children = append(f.children, subaccount{Account: account, token: root.Get("auth_token").Text()})
	}
}
