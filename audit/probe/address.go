package probe

import (
	"fmt"
	"net/netip"
	"syscall"

	"github.com/twilint/twilint/audit/lazy"
)

// refused says that a name leads to an address that is not of the public internet, so that nothing was sent there: a URL in an
// account must not make the machine of whoever audits it talk to its own network.
type refused struct{ address netip.Addr }

func (r *refused) Error() string {
	return fmt.Sprintf("it leads to %s, which is no public address (--probe-allow-private requests it all the same)", r.address)
}

// publicOnly refuses to connect to anything but public addresses. As the Control of a dialer it sees the very address that is
// connected to, after names were resolved, so it makes no difference what a name led to before.
func publicOnly(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("the address %q cannot be judged", address)
	}
	if !isPublic(to.Addr()) {
		return &refused{to.Addr()}
	}
	return nil
}

var (
	// nat64 are IPv6 addresses that stand for the IPv4 address in their last four bytes (RFC 6052). A network without IPv4 reaches
	// every IPv4 host by them.
	nat64 = lazy.Value[netip.Prefix]{Make: func() netip.Prefix { return netip.MustParsePrefix("64:ff9b::/96") }}
	// unicast6 is all of IPv6 that is given out for use on the internet.
	unicast6 = lazy.Value[netip.Prefix]{Make: func() netip.Prefix { return netip.MustParsePrefix("2000::/3") }}
	// special are the blocks inside unicast space that lead to no host of the public internet, or to one by a detour that hides which:
	// https://www.iana.org/assignments/iana-ipv4-special-registry and https://www.iana.org/assignments/iana-ipv6-special-registry
	special = lazy.Value[[]netip.Prefix]{Make: func() []netip.Prefix {
		var all []netip.Prefix
		for _, block := range []string{
			"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
			"240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
		} {
			all = append(all, netip.MustParsePrefix(block))
		}
		return all
	}}
)

// isPublic tells whether an address is one of the public internet.
func isPublic(address netip.Addr) bool {
	address = address.Unmap()
	if nat64.Get().Contains(address) {
		bytes := address.As16()
		address = netip.AddrFrom4([4]byte(bytes[12:]))
	}
	switch {
	case !address.IsGlobalUnicast(), address.IsPrivate():
		return false
	case address.Is6() && !unicast6.Get().Contains(address):
		return false
	}
	for _, block := range special.Get() {
		if block.Contains(address) {
			return false
		}
	}
	return true
}
