package twilio

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"
	studio "github.com/twilio/twilio-go/rest/studio/v2"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
)

// Writer changes resources of one account, and is the only type that does. It makes a request once: only a refusal for too many
// requests (429), which Twilio answers without doing anything, is tried again. It is safe for concurrent use.
type Writer struct {
	reader *Reader
	http   *http.Client // unlike the reader's, this one sends whatever it is given
}

// NewWriter makes a Writer. It sends nothing; an error says what is wrong with the options.
func NewWriter(o Options) (*Writer, error) {
	r, c, err := newReader(o)
	if err != nil {
		return nil, err
	}
	return &Writer{reader: r, http: c}, nil
}

// As is a Writer that goes the same way with the credentials of another account of the same region: see [Reader.As].
func (w *Writer) As(c Credentials) (*Writer, error) {
	r, err := w.reader.As(c)
	if err != nil {
		return nil, err
	}
	return &Writer{reader: r, http: w.http}, nil
}

// Reader reads the same account, and shares the limit on requests in flight.
func (w *Writer) Reader() *Reader { return w.reader }

// Account is the SID of the account that is written to.
func (w *Writer) Account() string { return w.reader.Account() }

// String names the writer without its password.
func (w *Writer) String() string { return "writer of " + w.reader.credentials.String() }

// Update is one change of one resource.
type Update struct {
	Kind   inventory.Kind
	Parent string // SID of the flow of an execution, else ""
	SID    string
	// Parameters are spelled as in the API: "StatusCallback". One with the value "" empties the member. A Definition is the JSON text
	// of a whole flow definition.
	Parameters map[string]string
}

// Update makes a change, and is the JSON text that Twilio answers: the resource as it is now. The error is an *[Error], whose
// [Error.Unprocessed] tells whether the change certainly did not happen. It is the caller who reads the resource again and decides.
//
// A kind or a parameter that is not known, and a value that holds a marker of a secret that was dropped, are refused before
// anything is sent.
func (w *Writer) Update(ctx context.Context, u Update) (answer []byte, err error) {
	address := w.itemAddress(u)
	if err := u.check(); err != nil {
		return nil, w.refuse(address, "%v", err)
	}
	s := &submission{ctx: ctx, writer: w, address: address}
	if err := s.update(u); err != nil {
		return nil, err
	}
	return s.answer, nil
}

// ValidateFlow asks Twilio whether it would accept a definition as a draft or as a published revision of a flow of that name. It
// changes nothing. The error, an *[Error], says what Twilio finds wrong. https://www.twilio.com/docs/studio/rest-api/v2/flow-validate
func (w *Writer) ValidateFlow(ctx context.Context, friendlyName, status string, definition []byte) error {
	address := w.address("studio", "/v2/Flows/Validate")
	params, err := fill(validateParameters(), map[string]string{
		"FriendlyName": friendlyName, "Status": status, "Definition": string(definition),
	})
	if err == nil {
		err = checkDefinition(string(definition))
	}
	if err != nil {
		return w.refuse(address, "%v", err)
	}
	s := &submission{ctx: ctx, writer: w, address: address, changesNothing: true}
	_, err = studio.NewApiService(s.handler()).UpdateFlowValidate(params)
	if err := s.outcome(err); err != nil {
		return err
	}
	d, err := jsonpos.Parse("", s.answer)
	if err != nil {
		return w.fail(address, failure{status: http.StatusOK, reason: "the answer is no JSON", unprocessed: true})
	}
	if valid, _ := d.Root().Get("valid").AsBool(); !valid {
		return w.fail(address, failure{status: http.StatusOK, reason: "Twilio does not call the definition valid", unprocessed: true})
	}
	return nil
}

// update sends a change through twilio-go's call for its kind. The error is nil or an *[Error].
func (s *submission) update(u Update) error {
	var err error
	switch u.Kind { //nolint:exhaustive // Whatever else there is was refused by Update.check.
	case inventory.KindPhoneNumber:
		var params *api.UpdateIncomingPhoneNumberParams
		if params, err = fill(phoneNumberParameters(), u.Parameters); err == nil {
			_, err = api.NewApiService(s.handler()).UpdateIncomingPhoneNumber(u.SID, params)
		}
	case inventory.KindApplication:
		var params *api.UpdateApplicationParams
		if params, err = fill(applicationParameters(), u.Parameters); err == nil {
			_, err = api.NewApiService(s.handler()).UpdateApplication(u.SID, params)
		}
	case inventory.KindSIPDomain:
		var params *api.UpdateSipDomainParams
		if params, err = fill(sipDomainParameters(), u.Parameters); err == nil {
			_, err = api.NewApiService(s.handler()).UpdateSipDomain(u.SID, params)
		}
	case inventory.KindFlow:
		var params *studio.UpdateFlowParams
		if params, err = fill(flowParameters(), u.Parameters); err == nil {
			_, err = studio.NewApiService(s.handler()).UpdateFlow(u.SID, params)
		}
	case inventory.KindExecution:
		var params *studio.UpdateExecutionParams
		if params, err = fill(executionParameters(), u.Parameters); err == nil {
			_, err = studio.NewApiService(s.handler()).UpdateExecution(u.Parent, u.SID, params)
		}
	}
	return s.outcome(err)
}

// itemAddress is the address of the resource of an update.
func (w *Writer) itemAddress(u Update) *url.URL {
	if !inventory.IsKind(u.Kind) {
		return &url.URL{Path: "/"}
	}
	d := inventory.Describe(u.Kind)
	filled := strings.NewReplacer("{AccountSid}", w.Account(), "{FlowSid}", u.Parent, "{Sid}", u.SID).Replace(d.Item)
	return w.address(d.Host, filled)
}

func (w *Writer) address(host, path string) *url.URL {
	return &url.URL{Scheme: "https", Host: host + w.reader.hosts.suffix(), Path: path}
}

// handler is twilio-go's request handler for the submission.
func (s *submission) handler() *client.RequestHandler {
	h := s.writer.reader.hosts.normal()
	return &client.RequestHandler{Client: s, Edge: h.edge, Region: h.region}
}

// rawDefinition hands a definition through twilio-go as it is: decoded into a map it would lose its large numbers and tell 1.0
// from 1 no more. What encoding/json does to it changes no value: white space goes, and <, > and & are escaped.
func rawDefinition(text string) any { return json.RawMessage(text) }
