package twilio

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	api "github.com/twilio/twilio-go/rest/api/v2010"
	studio "github.com/twilio/twilio-go/rest/studio/v2"

	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/jsonpos"
)

// setters are the parameters of a call that may be written, by name, each with twilio-go's method that sets it. What is not in a
// table is not written, whoever asks for it: no number is moved to another account by mistake (AccountSid).
type setters[P any] map[string]func(*P, string) *P

// fill makes the parameters of a call.
func fill[P any](known setters[P], given map[string]string) (*P, error) {
	params := new(P)
	for _, name := range slices.Sorted(maps.Keys(given)) {
		set, ok := known[name]
		if !ok {
			return nil, unknownParameter(name, known)
		}
		set(params, given[name])
	}
	return params, nil
}

func unknownParameter[P any](name string, known setters[P]) error {
	return fmt.Errorf("the parameter %q is none that is written here: write one of %s",
		name, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
}

// phoneNumberParameters: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource#update-an-incomingphonenumber-resource
func phoneNumberParameters() setters[api.UpdateIncomingPhoneNumberParams] {
	type params = api.UpdateIncomingPhoneNumberParams
	return setters[params]{
		"ApiVersion":           (*params).SetApiVersion,
		"SmsFallbackMethod":    (*params).SetSmsFallbackMethod,
		"SmsFallbackUrl":       (*params).SetSmsFallbackUrl,
		"SmsMethod":            (*params).SetSmsMethod,
		"SmsUrl":               (*params).SetSmsUrl,
		"StatusCallback":       (*params).SetStatusCallback,
		"StatusCallbackMethod": (*params).SetStatusCallbackMethod,
		"VoiceFallbackMethod":  (*params).SetVoiceFallbackMethod,
		"VoiceFallbackUrl":     (*params).SetVoiceFallbackUrl,
		"VoiceMethod":          (*params).SetVoiceMethod,
		"VoiceReceiveMode":     (*params).SetVoiceReceiveMode,
		"VoiceUrl":             (*params).SetVoiceUrl,
	}
}

// applicationParameters: https://www.twilio.com/docs/usage/api/applications#update-an-application-resource
func applicationParameters() setters[api.UpdateApplicationParams] {
	type params = api.UpdateApplicationParams
	return setters[params]{
		"ApiVersion":            (*params).SetApiVersion,
		"MessageStatusCallback": (*params).SetMessageStatusCallback,
		"SmsFallbackMethod":     (*params).SetSmsFallbackMethod,
		"SmsFallbackUrl":        (*params).SetSmsFallbackUrl,
		"SmsMethod":             (*params).SetSmsMethod,
		"SmsStatusCallback":     (*params).SetSmsStatusCallback,
		"SmsUrl":                (*params).SetSmsUrl,
		"StatusCallback":        (*params).SetStatusCallback,
		"StatusCallbackMethod":  (*params).SetStatusCallbackMethod,
		"VoiceFallbackMethod":   (*params).SetVoiceFallbackMethod,
		"VoiceFallbackUrl":      (*params).SetVoiceFallbackUrl,
		"VoiceMethod":           (*params).SetVoiceMethod,
		"VoiceUrl":              (*params).SetVoiceUrl,
	}
}

// sipDomainParameters: https://www.twilio.com/docs/voice/sip/api/sip-domain-resource#update-a-sipdomain-resource
func sipDomainParameters() setters[api.UpdateSipDomainParams] {
	type params = api.UpdateSipDomainParams
	return setters[params]{
		"VoiceFallbackMethod":       (*params).SetVoiceFallbackMethod,
		"VoiceFallbackUrl":          (*params).SetVoiceFallbackUrl,
		"VoiceMethod":               (*params).SetVoiceMethod,
		"VoiceStatusCallbackMethod": (*params).SetVoiceStatusCallbackMethod,
		"VoiceStatusCallbackUrl":    (*params).SetVoiceStatusCallbackUrl,
		"VoiceUrl":                  (*params).SetVoiceUrl,
	}
}

// flowParameters: https://www.twilio.com/docs/studio/rest-api/v2/flow#update-a-flow
func flowParameters() setters[studio.UpdateFlowParams] {
	type params = studio.UpdateFlowParams
	return setters[params]{
		"CommitMessage": (*params).SetCommitMessage,
		"Definition":    func(p *params, text string) *params { return p.SetDefinition(rawDefinition(text)) },
		"Status":        (*params).SetStatus,
	}
}

// validateParameters: https://www.twilio.com/docs/studio/rest-api/v2/flow-validate
func validateParameters() setters[studio.UpdateFlowValidateParams] {
	type params = studio.UpdateFlowValidateParams
	return setters[params]{
		"Definition":   func(p *params, text string) *params { return p.SetDefinition(rawDefinition(text)) },
		"FriendlyName": (*params).SetFriendlyName,
		"Status":       (*params).SetStatus,
	}
}

// executionParameters: https://www.twilio.com/docs/studio/rest-api/v2/execution#update-an-execution
func executionParameters() setters[studio.UpdateExecutionParams] {
	return setters[studio.UpdateExecutionParams]{"Status": (*studio.UpdateExecutionParams).SetStatus}
}

// check refuses an update that cannot be meant.
func (u *Update) check() error {
	if !inventory.IsKind(u.Kind) {
		return fmt.Errorf("%q is no kind of resource", string(u.Kind))
	}
	d := inventory.Describe(u.Kind)
	if !isSID(d.Prefix, u.SID) {
		return fmt.Errorf("the SID of the %s is not %s and 32 hexadecimal digits", d.Title, d.Prefix)
	}
	if len(u.Parameters) == 0 {
		return errors.New("there is nothing to write")
	}
	switch u.Kind { //nolint:exhaustive // The default names the rest.
	case inventory.KindPhoneNumber, inventory.KindApplication, inventory.KindSIPDomain:
		return nil
	case inventory.KindFlow:
		return u.checkFlow()
	case inventory.KindExecution:
		return u.checkExecution()
	default:
		return fmt.Errorf("a %s is never written", d.Title)
	}
}

func (u *Update) checkFlow() error {
	if status := u.Parameters["Status"]; status != "draft" && status != "published" {
		return fmt.Errorf("the status %q of a flow is neither draft nor published", status)
	}
	if definition, ok := u.Parameters["Definition"]; ok {
		return checkDefinition(definition)
	}
	return nil
}

func (u *Update) checkExecution() error {
	if !isSID("FW", u.Parent) {
		return errors.New("the SID of the execution's flow is not FW and 32 hexadecimal digits")
	}
	if status := u.Parameters["Status"]; status != "ended" {
		return fmt.Errorf("the status %q is not ended, which is all that an execution can be made", status)
	}
	return nil
}

// checkDefinition refuses a definition that is no JSON object.
func checkDefinition(text string) error {
	d, err := jsonpos.Parse("", []byte(text))
	if err != nil {
		return fmt.Errorf("the definition is no JSON: %w", err)
	}
	if d.Root().Kind() != jsonpos.Object {
		return errors.New("the definition is no JSON object")
	}
	return nil
}
