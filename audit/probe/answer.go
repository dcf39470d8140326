package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"

	"github.com/twilint/twilint/audit/inventory"
)

// read makes a result of an answer.
func read(asked *url.URL, response *http.Response, parameters url.Values) inventory.ProbeResult {
	result := inventory.ProbeResult{Status: response.StatusCode}
	if reason := undecided(response.StatusCode); reason != "" {
		result.Unknown = reason
		return result
	}
	location := response.Header.Get("Location")
	target, err := asked.Parse(location)
	if location == "" || err != nil {
		return result
	}
	result.Location = place(target)
	query := target.Query()
	for _, name := range []string{callSID, callStatus} {
		if query.Get(name) != parameters.Get(name) {
			result.Missing = append(result.Missing, name)
		}
	}
	return result
}

// undecided says why an answer with that status tells nothing about what a real callback is answered with, "" if it does. An
// application that checks requests may let Twilio's own pass and not this one: by the sender's address, or by a signature whose key is
// not the auth token. https://www.twilio.com/docs/usage/webhooks/webhook-configuration
func undecided(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return fmt.Sprintf("it refused the request (%d)", status)
	}
	if status >= http.StatusInternalServerError {
		return fmt.Sprintf("it failed (%d)", status)
	}
	return ""
}

// maxPlace bounds what is kept of the address that a redirect leads to, in characters. A webhook of Studio is half as long.
const maxPlace = 200

// place is where an address leads, without what may be secret: user name, password, query and fragment.
func place(u *url.URL) string {
	text := []rune((&url.URL{Scheme: u.Scheme, Opaque: u.Opaque, Host: u.Host, Path: u.Path, RawPath: u.RawPath}).String())
	if len(text) > maxPlace {
		return string(text[:maxPlace]) + "…"
	}
	return string(text)
}

// reason says in a few words why there was no answer.
func (p *Prober) reason(ctx, limited context.Context, err error) string {
	var (
		name        *net.DNSError
		private     *refused
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		operation   *net.OpError
		errno       syscall.Errno
	)
	switch {
	case ctx.Err() != nil:
		return "interrupted"
	case limited.Err() != nil:
		return fmt.Sprintf("no answer within %s", p.options.Timeout)
	case errors.As(err, &private):
		return private.Error()
	case errors.As(err, &name) && name.IsNotFound:
		return "there is no host of its name"
	case errors.As(err, &name):
		return "its host's name cannot be looked up"
	case errors.As(err, &certificate):
		return "TLS error: " + faultOf(certificate)
	case errors.As(err, &record):
		return "TLS error: the server does not speak TLS there"
	case errors.As(err, &operation) && operation.Op == "remote error": // So crypto/tls calls an alert of the other side.
		return "TLS error: the server ended the handshake"
	case strings.HasPrefix(err.Error(), "tls: "):
		return "TLS error: there is no version or cipher that both sides accept"
	case errors.As(err, &errno):
		return "no connection: " + errno.Error()
	default:
		return "the answer is broken"
	}
}

// faultOf says what is wrong with a certificate, without the texts that stand in it.
func faultOf(err error) string {
	var (
		host      x509.HostnameError
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &host):
		return "the certificate is another host's"
	case errors.As(err, &authority):
		return "the certificate is of an unknown authority"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate is out of date"
	default:
		return "the certificate is not valid"
	}
}
