package inventory

import (
	"net/url"
	"strings"

	"github.com/twilint/twilint/audit/jsonpos"
	"github.com/twilint/twilint/audit/studio"
)

// FlowReference is a place in a flow that names another resource of the account. Only what is written out counts: what Liquid or the
// placeholder of a template fills in is not known before the flow runs.
type FlowReference struct {
	Widget   *studio.Widget
	Property studio.Property
	Value    jsonpos.Value
	// Kind is what is named. Who owns a number that calls are made from is decided by the numbers and the verified caller IDs
	// together; it goes by the kind of the numbers, unless it is found among the caller IDs.
	Kind Kind
	// Name is what the resource goes by in the flow: its SID, a number in E.164, or the host of a Functions environment.
	Name string
	// Path is that of a Function or an Asset on the host, "/" for the host alone; "" where it is not written out, and for all other
	// kinds.
	Path string
	// Target is the resource, nil unless Presence is Present.
	Target   *Item
	Presence Presence
}

// FlowReferences are the places in a revision of a flow that name other resources of the account, in the order of the definition. What
// is named is looked for among what was read. It is for the published revision as well as for a draft.
func (inv *Inventory) FlowReferences(r *Revision) []FlowReference {
	var all []FlowReference
	for _, w := range r.Definition.Widgets {
		known, _ := w.Known()
		for _, p := range known.Properties {
			value := w.Property(p.Name)
			text := strings.TrimSpace(value.Text())
			if text == "" {
				continue
			}
			if reference, ok := inv.flowReference(p.Kind, text); ok {
				reference.Widget, reference.Property, reference.Value = w, p, value
				all = append(all, reference)
			}
		}
	}
	return all
}

// flowReference is what the text of a property names, and false if it names nothing of the account.
func (inv *Inventory) flowReference(kind studio.PropertyKind, text string) (FlowReference, bool) {
	switch {
	case kind.IsURL():
		return inv.addressReference(text)
	case IsSID(text):
		named := kindNamed(kind, text)
		if named == "" {
			return FlowReference{}, false
		}
		target, presence := inv.Find(named, text)
		return FlowReference{Kind: named, Name: text, Target: target, Presence: presence}, true
	case kind == studio.MessageSender && isE164(text):
		return inv.numberReference(text, KindPhoneNumber), true
	case kind == studio.CallerID && isE164(text):
		return inv.numberReference(text, KindPhoneNumber, KindOutgoingCallerID), true
	default:
		return FlowReference{}, false
	}
}

// kindNamed is the kind of the resource that a SID in a property names, "" if that is not read.
func kindNamed(kind studio.PropertyKind, sid string) Kind {
	switch kind {
	case studio.FlowSID:
		return KindFlow
	case studio.WorkflowSID:
		return KindWorkflow
	case studio.TaskChannelSID:
		return KindTaskChannel
	case studio.FunctionServiceSID:
		return KindServerlessService
	case studio.FunctionEnvironmentSID:
		return KindServerlessEnvironment
	case studio.MessagingServiceSID:
		return KindMessagingService
	case studio.ConversationServiceSID:
		return KindConversationsService
	case studio.ContentSID:
		return KindContentTemplate
	case studio.MessageSender:
		if strings.HasPrefix(sid, Describe(KindMessagingService).Prefix) {
			return KindMessagingService
		}
	}
	return ""
}

// addressReference is what a URL of a widget leads to: a flow of this account, or something that Functions serve.
func (inv *Inventory) addressReference(text string) (FlowReference, bool) {
	u, whole := literalAddress(text)
	if u == nil {
		return FlowReference{}, false
	}
	if target, ok := inv.StudioFlow(u.String()); ok && whole {
		if target.Account != inv.Account.SID {
			return FlowReference{}, false
		}
		flow, presence := inv.Find(KindFlow, target.Flow)
		return FlowReference{Kind: KindFlow, Name: target.Flow, Target: flow, Presence: presence}, true
	}
	host := strings.ToLower(u.Hostname())
	r := FlowReference{Kind: KindServerlessEnvironment, Name: host, Target: inv.environmentAt(host), Presence: Present}
	switch {
	case r.Target != nil:
	case !strings.HasSuffix(host, functionsDomain):
		return FlowReference{}, false
	case inv.ReadAll(KindServerlessEnvironment):
		r.Presence = Absent
	default:
		r.Presence = Unknown
	}
	if whole {
		r.Path = "/" + strings.TrimPrefix(u.Path, "/")
	}
	return r, true
}

// functionsDomain is the domain below which every Functions environment has its host.
// https://www.twilio.com/docs/serverless/api/resource/environment
const functionsDomain = ".twil.io"

// literalAddress is a URL as far as it is written out, nil if its host is not. whole tells that its path is, too.
func literalAddress(text string) (u *url.URL, whole bool) {
	written := text
	for _, opening := range []string{"{{", "{%", "${"} {
		written, _, _ = strings.Cut(written, opening)
	}
	u, ok := ParseWebhookURL(written)
	if !ok {
		return nil, false
	}
	if written == text || strings.ContainsAny(written, "?#") {
		return u, true
	}
	if _, rest, _ := strings.Cut(written, "://"); !strings.Contains(rest, "/") {
		return nil, false
	}
	return u, false
}

// numberReference looks for a number among the resources of several kinds that go by one. It is absent if none of them has it.
func (inv *Inventory) numberReference(number string, kinds ...Kind) FlowReference {
	r := FlowReference{Kind: KindPhoneNumber, Name: number, Presence: Absent}
	for _, kind := range kinds {
		for _, item := range inv.Items(kind) {
			if item.Ref.Name == number {
				r.Kind, r.Target, r.Presence = kind, item, Present
				return r
			}
		}
		if !inv.ReadAll(kind) {
			r.Presence = Unknown
		}
	}
	return r
}

// isE164 tells whether a text is a phone number with its country code. https://www.twilio.com/docs/glossary/what-e164
func isE164(text string) bool {
	const shortest, longest = 8, 16 // Below this it is rather a short code.
	if len(text) < shortest || len(text) > longest || text[0] != '+' || text[1] == '0' {
		return false
	}
	return strings.Trim(text[1:], "0123456789") == ""
}
