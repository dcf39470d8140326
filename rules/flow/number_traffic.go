package flow

import (
	"github.com/twilint/twilint/audit"
	"github.com/twilint/twilint/audit/inventory"
	"github.com/twilint/twilint/audit/studio"
)

// numberTraffic is which numbers bring calls and messages to a revision: the first that is known for each. Nobody gets a draft, and
// of a flow file it is not known.
type numberTraffic struct {
	definition      *studio.Definition
	calls, messages *inventory.Item
}

func numberTrafficOf(r *audit.RevisionPass) numberTraffic {
	t := numberTraffic{definition: r.Definition}
	if r.Draft || r.Flow.Ref.SID == "" {
		return t
	}
	own := func(handlers []inventory.Handler) *inventory.Item {
		for _, h := range handlers {
			if h.OnStudio && h.Studio.Flow == r.Flow.Ref.SID && h.Studio.Account == r.Account.SID && h.Entry.Ref.Kind == inventory.KindPhoneNumber {
				return h.Entry
			}
		}
		return nil
	}
	t.calls, t.messages = own(r.VoiceHandlers()), own(r.MessageHandlers())
	return t
}

// to is the number that brings calls or messages to a widget, with the way that they take.
func (t numberTraffic) to(w *studio.Widget) (number *inventory.Item, way string) {
	traffic := t.definition.Traffic()
	if t.calls != nil && traffic.By(studio.IncomingCall).Has(w) {
		return t.calls, traffic.Way(studio.IncomingCall, w)
	}
	if t.messages != nil && traffic.By(studio.IncomingMessage).Has(w) {
		return t.messages, traffic.Way(studio.IncomingMessage, w)
	}
	return nil, ""
}
