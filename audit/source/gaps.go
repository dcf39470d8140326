package source

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/twilio"
)

// explain makes a gap of an error of the client, whose texts are free of secrets: where, why, and what can be done about it where
// that is not plain.
func explain(ctx context.Context, r *twilio.Reader, account inventory.Account, d *inventory.Description, err error) inventory.Gap {
	gap := inventory.Gap{Ref: d.Host + ".twilio.com" + cmp.Or(d.List, d.Item), Reason: err.Error()}
	if cause, ok := errors.AsType[*twilio.Error](err); ok {
		gap = inventory.Gap{Ref: cause.Address, Reason: cause.Reason, Denied: cause.Denied()}
	}
	switch {
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		gap.Reason = interrupted
	case gap.Denied:
		gap.Reason += "; " + adviseDenied(r.Credentials(), account, d)
	}
	return gap
}

// adviseDenied says what a credential lacks for a kind. A refusal does not tell which sort of key was used, nor whether the product is
// open to the account, so it says what would be enough.
func adviseDenied(c twilio.Credentials, account inventory.Account, d *inventory.Description) string {
	access := d.Access()
	switch {
	case account.Status == "suspended": // https://www.twilio.com/docs/api/errors/10001
		return "the account is suspended"
	case access == inventory.ByAuthToken && !c.UsesAuthToken():
		return "only the auth token of the main account reads subaccounts, no API key does"
	case c.UsesAuthToken():
		return "the auth token is not accepted here"
	case d.Kind == inventory.KindAccount:
		return "only the auth token or a main API key reads the account itself"
	case access == inventory.ByMainKey:
		return "only the auth token or a main API key reads " + d.Plural
	case access == inventory.ByStandardKey:
		return "the API key may not read " + d.Plural + "; no permission for that is known, so use a standard key in place of a restricted one"
	default:
		return "the API key may not read " + d.Plural + "; a restricted key needs " + strings.Join(d.Permissions(), " and ")
	}
}
