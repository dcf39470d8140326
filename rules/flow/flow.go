// Package flow holds the rules about what is wrong inside a Studio flow definition.
package flow

import "github.com/twilint/twilint/audit"

// Rules are the rules of this family.
func Rules() []*audit.Rule {
	return []*audit.Rule{
		collectsCardData,
		contentTemplateMissing,
		danglingTransition,
		deliveryFailureUnhandled,
		deprecatedWidget,
		developmentURL,
		duplicateEvent,
		duplicateWidgetName,
		dynamicURLFromUserInput,
		emptyWidget,
		failureUnhandled,
		functionDevelopmentHost,
		functionHostMismatch,
		functionMissing,
		functionURLMissing,
		gatherTimeoutUnhandled,
		hardcodedSecret,
		httpJSONBody,
		httpReservedParameter,
		initialStateInvalid,
		insecureURL,
		jsonInvalid,
		liquidSyntax,
		liquidUnknownRoot,
		liquidUnknownWidget,
		liquidUnsetVariable,
		liquidWidgetMaybeSkipped,
		liquidWidgetNotUpstream,
		liquidWrongOutputKey,
		liquidWrongTrigger,
		loopWithoutExit,
		recordsWithoutNotice,
		restOnlyWidget,
		retryWithoutLimit,
		senderMissing,
		sipPasswordInDefinition,
		splitArgumentDiffers,
		splitContainsShort,
		splitDeadBranch,
		splitValueBlank,
		splitWithoutNoMatch,
		subflowMissing,
		subflowRevision,
		taskRouterMissing,
		tooManyWidgets,
		transitionKeyUnknown,
		twilioHostedURLDead,
		twilioCredentialsToThirdParty,
		unknownEvent,
		unknownProperty,
		unknownWidgetType,
		unreachableWidget,
	}
}

// Sources that several rules of this family share.
var (
	definitionFormat  = audit.Link{Title: "Flow definition", URL: "https://www.twilio.com/docs/studio/rest-api/v2/flow-definition"}
	refusedDefinition = audit.Link{Title: "Error 81022: invalid flow definition", URL: "https://www.twilio.com/docs/api/errors/81022"}
	httpRequestWidget = audit.Link{Title: "Make HTTP Request widget", URL: "https://www.twilio.com/docs/studio/widget-library/http-request"}
	studioLimits      = audit.Link{Title: "Studio FAQ: limits", URL: "https://www.twilio.com/docs/studio/user-guide/studio-faq"}
)
