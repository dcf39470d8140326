package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/pflag"

	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/probe"
	"github.com/twilint/twilint/audit/source"
	"github.com/twilint/twilint/audit/twilio"
)

// probing are the flags about asking the applications behind status callbacks what they answer.
type probing struct {
	probe, yes, private bool
}

func (p *probing) flags(f *pflag.FlagSet) {
	f.BoolVar(&p.probe, "probe", false,
		"ask the applications that status callbacks of Studio numbers go to, by one signed request each, whether they redirect to the flow; shows the requests and asks first")
	f.BoolVar(&p.yes, "probe-yes", false, "with --probe: send the requests without asking")
	f.BoolVar(&p.private, "probe-allow-private", false, "with --probe: send them to private, loopback and other local addresses as well")
}

// probedRule is the rule that goes by what was answered.
const probedRule = "studio-number-status-callback-foreign"

// check tells what is wrong with the flags, before anything is read.
func (p *probing) check(env Env, chosen []*audit.Rule, snapshot string) error {
	switch {
	case !p.probe && (p.yes || p.private):
		return errors.New("--probe-yes and --probe-allow-private go with --probe")
	case !p.probe:
		return nil
	case snapshot != "":
		return errors.New("--probe does not go with --snapshot, which needs no credentials and so has none to sign a request with")
	case !slices.ContainsFunc(chosen, func(r *audit.Rule) bool { return r.ID == probedRule }):
		return fmt.Errorf("--probe is for the rule %s, which is not among those that run", probedRule)
	case !p.yes && !canAsk(env):
		return errors.New("--probe shows what it is about to request and asks, which takes a terminal; where there is none, give --probe-yes as well")
	}
	return nil
}

// prober probes the callbacks of one account after the other.
type prober struct {
	env      Env
	flags    probing
	verbose  bool
	only     source.Selection
	progress *progress
	sender   *probe.Prober
	answers  *bufio.Reader
}

// after is what a live audit does with each account that it has read; nil without --probe.
func (p *probing) after(env Env, out reporting, only source.Selection, progress *progress) func(context.Context, *inventory.Inventory, *twilio.Reader) {
	if !p.probe {
		return nil
	}
	all := &prober{
		env: env, flags: *p, verbose: out.verbose, only: only, progress: progress, answers: bufio.NewReader(env.Stdin),
		sender: probe.New(probe.Options{UserAgent: "twilint/" + currentVersion() + " (probe)", Now: now(env), AllowPrivate: p.private}),
	}
	return all.account
}

// maxProbes is how many requests are under way at once.
const maxProbes = 4

// account probes the callbacks of one account, and puts what was answered into its inventory.
func (p *prober) account(ctx context.Context, inv *inventory.Inventory, r *twilio.Reader) {
	foreign := p.foreign(inv)
	var fit []inventory.Callback
	for _, c := range foreign {
		callback := c.Callback()
		if reason := probe.Unfit(callback); reason != "" {
			inv.AddProbe(callback, inventory.ProbeResult{Unknown: reason})
		} else if !slices.Contains(fit, callback) {
			fit = append(fit, callback)
		}
	}
	slices.SortFunc(fit, func(a, b inventory.Callback) int {
		return cmp.Or(strings.Compare(a.URL, b.URL), strings.Compare(a.Method, b.Method))
	})
	credentials := r.Credentials()
	switch {
	case len(fit) == 0, ctx.Err() != nil:
	case !credentials.UsesAuthToken():
		p.cannotSign(inv, fit)
	case p.allowed(ctx, inv.Account.SID, fit):
		p.send(ctx, inv, fit, probe.NewSigner(credentials.AccountSID, credentials.Password))
	}
	p.log(inv, foreign)
}

// foreign are the callbacks whose answers a finding could tell of. Nobody can make Twilio's own hosts redirect, so they are not asked.
func (p *prober) foreign(inv *inventory.Inventory) []inventory.ForeignCallback {
	return slices.DeleteFunc(inv.ForeignCallbacks(), func(c inventory.ForeignCallback) bool {
		flow := inventory.Ref{Account: c.Studio.Account, Kind: inventory.KindFlow, SID: c.Studio.Flow}
		return c.Twilios || !p.only.Matches(c.Holder.Ref) && !p.only.Matches(flow)
	})
}

// cannotSign says why nothing is sent: once, since an API key reads one account only.
func (p *prober) cannotSign(inv *inventory.Inventory, callbacks []inventory.Callback) {
	say(p.env, "--probe sends nothing: applications expect requests that are signed with the auth token, and an API key cannot sign; "+
		"set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, and no TWILIO_API_KEY")
	for _, c := range callbacks {
		inv.AddProbe(c, inventory.ProbeResult{Unknown: "there is no auth token to sign a request with"})
	}
}

// allowed shows what is about to be requested, and asks, unless --probe-yes has answered already.
func (p *prober) allowed(ctx context.Context, account string, callbacks []inventory.Callback) bool {
	if p.flags.yes {
		return true
	}
	p.progress.clear()
	say(p.env, "--probe is about to send %d %s, signed with the auth token of account %s, as Twilio does when a call has ended:",
		len(callbacks), plural(len(callbacks), "request", "requests"), account)
	for _, c := range callbacks {
		say(p.env, "  %s %s", c.Method, c.URL)
	}
	if ask(ctx, p.env, p.answers, fmt.Sprintf("send %s?", plural(len(callbacks), "it", "them"))) {
		return true
	}
	say(p.env, "nothing was sent; the audit goes on without")
	return false
}

// send probes callbacks, a few at once, and keeps what they answered.
func (p *prober) send(ctx context.Context, inv *inventory.Inventory, callbacks []inventory.Callback, signer probe.Signer) {
	results := make([]inventory.ProbeResult, len(callbacks))
	places := make(chan struct{}, maxProbes)
	var work sync.WaitGroup
	for i, c := range callbacks {
		work.Go(func() {
			places <- struct{}{}
			results[i] = p.sender.Probe(ctx, c, signer)
			<-places
		})
	}
	work.Wait()
	for i, c := range callbacks {
		inv.AddProbe(c, results[i])
	}
}

// log tells what was seen of each callback, those included that no finding tells of.
func (p *prober) log(inv *inventory.Inventory, foreign []inventory.ForeignCallback) {
	if !p.verbose {
		return
	}
	for _, c := range foreign {
		if r, probed := inv.Probe(c.Callback()); probed {
			say(p.env, "probe: %s %s of %s %s", c.Callback().Method, c.Callback().URL, c.Holder.Ref, inv.DescribeProbe(r, c.Studio))
		}
	}
}
