// Package source is where an inventory comes from: a live account, a snapshot, or flow files.
package source

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twilio"
)

// LiveOptions say what to read of a live account.
type LiveOptions struct {
	// Kinds are those that the selected rules need. Others are not asked for.
	Kinds       []inventory.Kind
	Subaccounts Subaccounts
	// Only reduces what is asked for to what judging the selection takes.
	Only Selection
	// Now is the clock; nil for the real one. It is read once for each account, before the first request.
	Now func() time.Time
	// Progress, if not nil, is told how many resources of a kind were read and how many are known of so far. Calls come one
	// after the other.
	Progress func(kind inventory.Kind, done, total int)
	// After, if not nil, is called with each account that was read and the reader that read it, before the account is yielded: for
	// what others than Twilio have to be asked.
	After func(ctx context.Context, inv *inventory.Inventory, r *twilio.Reader)
}

func (o LiveOptions) after(ctx context.Context, inv *inventory.Inventory, r *twilio.Reader) {
	if o.After != nil {
		o.After(ctx, inv, r)
	}
}

// Live reads accounts one after the other: the one of the reader, then the subaccounts. Each inventory is complete when it is
// yielded, and nothing here keeps it, so an audit takes the memory of its largest account.
//
// Whatever cannot be read is a gap of its inventory. When ctx ends, what was not read by then becomes gaps, so that the rest can
// still be judged. An error says that what was asked for makes no sense: Twilio refuses the credentials, or the selection names
// nothing that is there.
func Live(ctx context.Context, r *twilio.Reader, o LiveOptions) iter.Seq2[*inventory.Inventory, error] {
	if o.Now == nil {
		o.Now = time.Now //nolint:forbidigo // For callers that have no clock of their own.
	}
	return o.Only.Require(func(yield func(*inventory.Inventory, error) bool) {
		f := findFamily(ctx, r, o.Subaccounts)
		audited := f.accounts()
		read := 0
		for i, account := range audited {
			if !o.Only.includesAccount(account.SID) {
				continue
			}
			read++
			var inv *inventory.Inventory
			var err error
			if i == 0 {
				inv, err = readMain(ctx, r, o, f, audited)
			} else {
				inv = readSubaccount(ctx, r, o, f.children[i-1], audited)
			}
			if !yield(inv, err) {
				return
			}
		}
		if read == 0 {
			yield(nil, noAccount(o, f))
		}
	})
}

func noAccount(o LiveOptions, f *family) error {
	accounts := strings.Join(o.Only.Accounts, ", ")
	switch {
	case f.err != nil:
		return fmt.Errorf("%s cannot be audited: %s: %s", accounts, f.gaps[0].Ref, f.gaps[0].Reason)
	case o.Subaccounts.Asked():
		return fmt.Errorf("%s: no such account among %s and the subaccounts that --subaccounts asks for", accounts, f.main.SID)
	default:
		return fmt.Errorf("%s is not the account of the credentials, %s; a subaccount has to be asked for with --subaccounts", accounts, f.main.SID)
	}
}

func readMain(ctx context.Context, r *twilio.Reader, o LiveOptions, f *family, audited []inventory.Account) (*inventory.Inventory, error) {
	a := newAccountReader(r, o, f.main, audited)
	if o.Subaccounts.Asked() {
		a.inv.Cover(inventory.KindSubaccount, o.Subaccounts.filter())
		for _, gap := range f.gaps {
			a.inv.AddGap(inventory.KindSubaccount, gap)
		}
		a.answers = append(a.answers, f.err)
	}
	a.read(ctx)
	audited[0] = a.inv.Account // Its name may be known only now, and every inventory of the audit shares this list.
	if refused := a.refused(); refused != nil {
		return nil, refused
	}
	o.after(ctx, a.inv, r)
	return a.inv, nil
}

func readSubaccount(ctx context.Context, r *twilio.Reader, o LiveOptions, child subaccount, audited []inventory.Account) *inventory.Inventory {
	if child.token == "" {
		return unreadAccount(r, o, child.Account, audited, inventory.Gap{Reason: "the list of accounts gives no auth token for it", Denied: true})
	}
	credentials := r.Credentials()
	credentials.AccountSID, credentials.Username, credentials.Password = child.SID, child.SID, child.token
	own, err := r.As(credentials)
	if err != nil {
		return unreadAccount(r, o, child.Account, audited, inventory.Gap{Reason: r.Redactor().With(child.token).Scrub(err.Error())})
	}
	a := newAccountReader(own, o, child.Account, audited)
	a.read(ctx)
	o.after(ctx, a.inv, own)
	return a.inv
}

// unreadAccount is the inventory of an account of which nothing can be read.
func unreadAccount(r *twilio.Reader, o LiveOptions, account inventory.Account, audited []inventory.Account, gap inventory.Gap) *inventory.Inventory {
	a := newAccountReader(r, o, account, audited)
	gap.Ref, gap.List = account.SID, true
	for _, kind := range a.plan.kinds {
		a.inv.AddGap(kind, gap)
	}
	a.inv.Finish()
	return a.inv
}

// refused is the error of an account of which Twilio refused every first request: then it is the credentials.
func (a *accountReader) refused() error {
	unauthorized := true
	var example *twilio.Error
	for _, err := range a.answers {
		cause, ok := errors.AsType[*twilio.Error](err)
		if !ok || !cause.Denied() {
			return nil
		}
		example = cause
		unauthorized = unauthorized && cause.Unauthorized()
	}
	switch {
	case example == nil:
		return nil
	case unauthorized && example.Code == codeAuthentication:
		return fmt.Errorf("account %s: every request was %s; the account SID and the auth token, or the API key and its secret, "+
			"do not belong together, or belong to another region: check TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or TWILIO_API_KEY with TWILIO_API_SECRET, or the --profile",
			a.account.SID, example.Reason)
	default:
		return fmt.Errorf("account %s: every request was %s; check that the credentials belong to this account, that it is active, "+
			"and that the API key, if it is restricted, may read what the rules need", a.account.SID, example.Reason)
	}
}

// codeAuthentication is Twilio's error code for credentials that it does not know. https://www.twilio.com/docs/api/errors/20003
const codeAuthentication = 20003
