// Package flow holds the rules about what is wrong inside a Studio flow definition.
package flow

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		danglingTransition,
		deliveryFailureUnhandled,
		failureUnhandled,
		gatherTimeoutUnhandled,
		httpReservedParameter,
		initialStateInvalid,
		jsonInvalid,
		liquidSyntax,
		liquidUnknownWidget,
		liquidUnsetVariable,
		liquidWidgetMaybeSkipped,
		liquidWidgetNotUpstream,
		liquidWrongOutputKey,
		liquidWrongTrigger,
		splitDeadBranch,
		splitWithoutNoMatch,
		subflowRevision,
		unreachableWidget,
	}
}

// Sources that several rules of this family share.
var (
	definitionFormat  = audit.Link{Title: "Flow definition", URL: "https://www.twilio.com/docs/studio/flow-definition"}
	refusedDefinition = audit.Link{Title: "Error 81022: invalid flow definition", URL: "https://www.twilio.com/docs/api/errors/81022"}
	studioLimits      = audit.Link{Title: "Studio FAQ: limits", URL: "https://www.twilio.com/docs/studio/user-guide/studio-faq"}
)
