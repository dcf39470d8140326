package twiliosim

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// apiError is the body with which Twilio refuses. https://www.twilio.com/docs/usage/twilios-response#exceptions
type apiError struct {
	Code     int    `json:"code"`
	Message  string `json:"message"`
	MoreInfo string `json:"more_info"`
	Status   int    `json:"status"`
}

// refuse makes a refusal. The codes: https://www.twilio.com/docs/api/errors
func refuse(status, code int, message string) answer {
	body, err := json.Marshal(apiError{Code: code, Message: message, MoreInfo: moreInfo(code), Status: status})
	if err != nil {
		panic(err) // Numbers and strings can always be written.
	}
	return answer{status: status, body: body}
}

func moreInfo(code int) string { return "https://www.twilio.com/docs/errors/" + strconv.Itoa(code) }

func unauthorized() answer { return refuse(http.StatusUnauthorized, 20003, "Authenticate") }

// forbidden is for a key that lacks a permission. https://www.twilio.com/docs/api/errors/70051
func forbidden() answer { return refuse(http.StatusForbidden, 70051, "Authorization Failed") }

func notFound(path string) answer {
	return refuse(http.StatusNotFound, 20404, "The requested resource "+path+" was not found")
}

func methodNotAllowed(method string) answer {
	return refuse(http.StatusMethodNotAllowed, 20004, "Method "+method+" not allowed")
}

func tooManyRequests() answer { return refuse(http.StatusTooManyRequests, 20429, "Too Many Requests") }

func badPageSize() answer { return refuse(http.StatusBadRequest, 20007, "Page size too large") }

func badPageToken() answer { return refuse(http.StatusBadRequest, 21481, "Invalid PageToken") }
