package twilio

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/twilint/twilint/audit/jsonpos"
)

// adviseReadBack is for a write of which nobody knows whether it happened.
const adviseReadBack = "it may have been done all the same: read the resource before writing again"

// adviseWritePermission is for a credential that may read and not write.
const adviseWritePermission = "use an auth token or an API key that may change this"

// fail is the error of a write.
func (w *Writer) fail(u *url.URL, f failure) *Error {
	switch {
	case errors.Is(f.cause, context.DeadlineExceeded):
		f.reason = "the time given for it ran out"
	case f.cause != nil:
		f.reason = "it was interrupted"
	}
	switch {
	case !f.unprocessed:
		f.advice = adviseReadBack
	case f.status == http.StatusForbidden:
		f.advice = adviseWritePermission
	}
	e := w.reader.fail(u, f)
	e.verb = "write to"
	return e
}

// refuse is the error of a write that was not sent.
func (w *Writer) refuse(u *url.URL, format string, args ...any) *Error {
	return w.fail(u, failure{reason: "not sent: " + fmt.Sprintf(format, args...), unprocessed: true})
}

// refusesUnprocessed tells that an answer with that status means that nothing was changed. A redirect may come after the deed (303),
// and 408 may come from a proxy that gave up waiting for Twilio. 429 is never processed.
// https://www.twilio.com/docs/usage/rest-api-best-practices
func refusesUnprocessed(status int) bool {
	return status >= http.StatusBadRequest && status < http.StatusInternalServerError && status != http.StatusRequestTimeout
}

// details are what Twilio found wrong with a flow definition, beside its message; "" for nothing.
// https://www.twilio.com/docs/studio/rest-api/v2/flow-validate
func details(answer jsonpos.Value) string {
	const most = 5 // The rest comes to light when these are put right.
	var told []string
	faults := answer.At("details", "errors")
	for i, fault := range faults.Elements() {
		if i == most {
			told = append(told, fmt.Sprintf("and %d more", faults.Len()-most))
			break
		}
		text := fault.Get("message").Text()
		if path := fault.Get("property_path").Text(); path != "" {
			text = path + " " + text
		}
		told = append(told, text)
	}
	return strings.Join(told, "; ")
}
